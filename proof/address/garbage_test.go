package address

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// garbage are bytes that are no handshake.
func garbage() []string {
	return []string{"\x16\x03\x01\x00\x05hello", "not TLS at all\r\n", "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10", strings.Repeat("\xff\x00\x7f", 600), "\x16\x03\x03\xff\xff" + strings.Repeat("x", 900), "\x15\x03\x01\x00\x02\x02\x28", "SSH-2.0-OpenSSH_9.2\r\n"}
}

// noHandshake sends them to the port of TLS.
func noHandshake(p *person) (effects int) {
	for _, g := range garbage() {
		l := p.plain(p.port)
		if l == nil {
			return effects
		}
		_, _ = io.WriteString(l, g)
		_ = l.tcp.CloseWrite()
		_, ended := p.rest(l)
		effects += once(ended)
		l.tear()
	}
	return effects
}

// plainToTLS speaks HTTP to the port of TLS.
func plainToTLS(p *person) int {
	l := p.plain(p.port)
	if l == nil {
		return 0
	}
	return p.sayOn(l, p.request("GET", "/donau", "")).anyOf(400)
}

// cut ends a handshake early: it keeps what the client says first.
type cut struct {
	net.Conn
	said bytes.Buffer
}

func (c *cut) Write(b []byte) (int, error) {
	c.said.Write(b)
	return 0, errors.New("enough")
}

// hello is the first flight of a good handshake.
func hello(p *person) []byte {
	c := &cut{}
	_ = tls.Client(c, p.tls("http/1.1")).Handshake()
	return c.said.Bytes()
}

// halfHandshake begins one and ends in the middle: with a good-bye, without one, and by falling silent.
func halfHandshake(p *person) (effects int) {
	first := hello(p)
	for _, part := range [][]byte{first[:3], first[:len(first)/2], first} {
		for _, how := range []func(*line){func(l *line) { _ = l.tcp.CloseWrite() }, (*line).tear, func(*line) {}} {
			l := p.plain(p.port)
			if l == nil {
				return effects
			}
			_, _ = l.Write(part)
			how(l)
			p.waiting.Go(func() { // who falls silent waits for the server to give up
				_, ended := p.rest(l)
				p.count("half a handshake, ended", once(ended))
				l.tear()
			})
			effects++
		}
	}
	return effects
}

// oldTLS offers what the server refuses.
func oldTLS(p *person) (effects int) {
	old, strange := p.tls("http/1.1"), p.tls("smtp")
	old.MaxVersion = tls.VersionTLS12
	for _, config := range []*tls.Config{old, strange} {
		l := p.plain(p.port)
		if l == nil {
			return effects
		}
		c := tls.Client(l, config)
		err := c.Handshake()
		if err == nil { // some let a protocol pass that they do not know
			_, err = c.Write([]byte("HELO\r\n"))
			_, err2 := c.Read(make([]byte, 1))
			err = errors.Join(err, err2)
		}
		effects += once(err != nil || config == strange)
		l.tear()
	}
	return effects
}

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// brokenFrames are what HTTP/2 does not allow.
var brokenFrames = []string{
	"GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", preface + "garbage garbage garbage",
	preface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00" + "\x00\x00\x08\x07\x00\x00\x00\x00\x01garbage!", // settings on which comes a frame of another stream
	preface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00" + "\xff\xff\xff\x01\x05\x00\x00\x00\x01",         // too long
	preface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00" + "\x00\x00\x03\x01\x05\x00\x00\x00\x01\xff\xff\xff",
	preface + "\x00\x00\x05\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
}

// brokenTwo speaks garbage where HTTP/2 was agreed on.
func brokenTwo(p *person) (effects int) {
	for _, bytes := range brokenFrames {
		l := p.secured("h2")
		if l == nil {
			return effects
		}
		_, _ = io.WriteString(l, bytes)
		go func() {
			time.Sleep(200 * time.Millisecond) // some servers wait for more
			_ = l.tcp.CloseWrite()
		}()
		_, ended := p.rest(l)
		effects += once(ended)
		l.tear()
	}
	return effects
}

// goodTwo asks by HTTP/2, and breaks uploads and streams off.
func goodTwo(p *person) (effects int) {
	answer, err := p.modern(p.Context(), "GET", "/donau", nil, forgery(p))
	if err != nil {
		p.Errorf("%s: %v", p.front, err)
		return 0
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	effects += once(answer.ProtoMajor == 2 && answer.StatusCode == 200)
	for range 3 {
		ctx, stop := context.WithCancel(p.Context())
		in, out := io.Pipe()
		go func() {
			_, _ = io.WriteString(out, `{"agency":"donau",`)
			stop()
		}()
		_, err := p.modern(ctx, "POST", "/api/1/auth/pre", in, http.Header{"Content-Type": {"application/json"}})
		effects += once(err != nil)
		_ = out.Close()
		stop()
	}
	return effects
}
