package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// line is one connection that asks again and again. It does as little as it can: client and server share the processors.
type line struct {
	conn net.Conn
	r    *bufio.Reader
	host string
}

func dial(address, host string) (*line, error) {
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		return nil, err
	}
	return &line{conn, bufio.NewReaderSize(conn, 16<<10), host}, nil
}

func (l *line) close() { _ = l.conn.Close() }

// who stands in the head of a request.
type who struct {
	Realm  string `json:"realm"`
	Cookie string `json:"cookie"`
}

var cookieNames = map[string]string{"seeker": "__Host-siegel", "staff": "__Host-siegel-desk"}

// request writes out a call; body nil is a GET.
func (l *line) request(path string, w who, body []byte) []byte {
	var b bytes.Buffer
	method := "GET"
	if body != nil {
		method = "POST"
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\n", method, path, l.host)
	if w.Realm != "" {
		fmt.Fprintf(&b, "Siegel-Realm: %s\r\n", w.Realm)
	}
	if w.Cookie != "" {
		fmt.Fprintf(&b, "Cookie: %s=%s\r\n", cookieNames[w.Realm], w.Cookie)
	}
	if body != nil {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// ask sends a request and reads the answer: status and length of the body as it travelled.
func (l *line) ask(request []byte) (status, length int, err error) {
	if _, err = l.conn.Write(request); err != nil {
		return 0, 0, err
	}
	return l.answer()
}

func (l *line) answer() (status, length int, err error) {
	first, err := l.r.ReadSlice('\n')
	if err != nil || len(first) < 12 {
		return 0, 0, errors.Join(err, errors.New("no answer"))
	}
	if status, err = strconv.Atoi(string(first[9:12])); err != nil {
		return 0, 0, err
	}
	body, chunked := -1, false
	for {
		header, err := l.r.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		text := strings.TrimRight(string(header), "\r\n")
		if text == "" {
			break
		}
		if value, found := strings.CutPrefix(text, "Content-Length: "); found {
			if body, err = strconv.Atoi(value); err != nil {
				return 0, 0, err
			}
		}
		chunked = chunked || text == "Transfer-Encoding: chunked"
	}
	if chunked {
		length, err = l.chunks()
		return status, length, err
	}
	if status == 204 || status == 304 || body < 0 {
		return status, 0, nil
	}
	_, err = l.r.Discard(body)
	return status, body, err
}

func (l *line) chunks() (length int, err error) {
	for {
		size, err := l.r.ReadString('\n')
		if err != nil {
			return length, err
		}
		n, err := strconv.ParseInt(strings.TrimSpace(size), 16, 32)
		if err != nil {
			return length, err
		}
		if _, err := io.CopyN(io.Discard, l.r, n+2); err != nil || n == 0 {
			return length, err
		}
		length += int(n)
	}
}
