package address

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"time"
)

// person is somebody at a known address who calls one front.
type person struct {
	*front
	from   netip.Addr
	cookie string

	mu   sync.Mutex
	held []*line // open until the end
}

// line is a connection: what is written on it may be sealed by TLS or not, and it may be torn.
type line struct {
	net.Conn
	tcp *net.TCPConn
}

// patience is how long somebody listens at most.
const patience = 20 * time.Second

// tear ends a connection without a good-bye.
func (l *line) tear() {
	_ = l.tcp.SetLinger(0)
	_ = l.tcp.Close()
}

// plain connects to a port without TLS.
func (p *person) plain(port int) *line {
	p.Helper()
	tcp, err := p.dial(p.from, port)
	if err != nil {
		p.Errorf("%s: %v", p.front, err)
		return nil
	}
	_ = tcp.SetDeadline(time.Now().Add(patience))
	return &line{tcp, tcp}
}

// secured connects with TLS, for one of the protocols.
func (p *person) secured(protocols ...string) *line {
	p.Helper()
	l := p.plain(p.port)
	if l == nil {
		return nil
	}
	sealed := tls.Client(l.tcp, p.tls(protocols...))
	if err := sealed.Handshake(); err != nil {
		p.Errorf("%s: handshake: %v", p.front, err)
		return nil
	}
	return &line{sealed, l.tcp}
}

func (p *person) tls(protocols ...string) *tls.Config {
	return &tls.Config{RootCAs: p.roots, ServerName: host, NextProtos: protocols}
}

// rest reads to the end, and keeps what came. ended: the other side ended it before our patience did.
func (p *person) rest(l *line) (said []byte, ended bool) {
	said, err := io.ReadAll(l)
	var late net.Error
	p.keep(said)
	return said, !errors.As(err, &late) || !late.Timeout()
}

// hold keeps a connection open until letGo.
func (p *person) hold(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = l.tcp.SetDeadline(time.Time{})
	p.held = append(p.held, l)
}

func (p *person) letGo() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.held {
		l.tear()
	}
	p.held = nil
}

// reply is what was answered: 0 is nothing.
type reply struct {
	status int
	text   string
	header http.Header
}

var statusLine = regexp.MustCompile(`^HTTP/\d\.\d (\d{3})`)

// say sends bytes as they are over TLS and takes what comes back.
func (p *person) say(request string) reply { return p.sayOn(p.secured("http/1.1"), request) }

func (p *person) sayOn(l *line, request string) (r reply) {
	if l == nil {
		return r
	}
	defer l.tear()
	_, _ = io.WriteString(l, request) // a server that has heard enough hangs up; what it said before is read all the same
	said, _ := io.ReadAll(l)
	p.keep(said)
	if m := statusLine.FindSubmatch(said); m != nil {
		_, _ = fmt.Sscan(string(m[1]), &r.status)
	}
	if answer, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(said)), nil); err == nil {
		body, _ := io.ReadAll(answer.Body)
		r.text, r.header = string(body), answer.Header
	}
	return r
}

// request writes one of HTTP/1.1.
func (p *person) request(method, path, body string, headers ...string) string {
	out := method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nSiegel-Realm: seeker\r\n"
	if p.cookie != "" {
		out += "Cookie: __Host-siegel=" + p.cookie + "\r\n"
	}
	if body != "" {
		out += fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	for _, h := range headers {
		out += h + "\r\n"
	}
	return out + "\r\n" + body
}

func (p *person) ask(method, path, body string, headers ...string) reply {
	return p.say(p.request(method, path, body, headers...))
}

// modern asks by HTTP/2, and keeps the answer.
func (p *person) modern(ctx context.Context, method, path string, body io.Reader, header http.Header) (*http.Response, error) {
	transport := &http.Transport{
		TLSClientConfig: p.tls("h2"), ForceAttemptHTTP2: true, DisableKeepAlives: true,
		DialContext: func(context.Context, string, string) (net.Conn, error) { return p.dial(p.from, p.port) },
	}
	r, err := http.NewRequestWithContext(ctx, method, "https://"+host+path, body)
	if err != nil {
		return nil, err
	}
	r.Header = header.Clone()
	r.Header.Set("Siegel-Realm", "seeker")
	if p.cookie != "" {
		r.Header.Set("Cookie", "__Host-siegel="+p.cookie)
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	dump, err := httputil.DumpResponse(answer, false)
	p.keep(dump)
	return answer, err
}

// anyOf counts 1 if the status is one of these.
func (r reply) anyOf(want ...int) int {
	for _, w := range want {
		if r.status == w {
			return 1
		}
	}
	return 0
}

func (p *person) at() string {
	if p.from.Is6() {
		return "[" + p.from.String() + "]"
	}
	return p.from.String()
}

// once is 1 for true.
func once(is bool) int {
	if is {
		return 1
	}
	return 0
}

// tag tells people apart where a name must be another one.
func (p *person) tag() string {
	return strings.NewReplacer(".", "", ":", "").Replace(p.from.StringExpanded())[:6]
}
