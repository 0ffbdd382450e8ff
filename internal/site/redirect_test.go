package site

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Plain HTTP leads to the origin, with the path, whatever host was asked for; nothing is taken from who sends.
func TestRedirect(t *testing.T) {
	server := httptest.NewServer(Redirect("https://portal.test"))
	defer server.Close()
	for _, c := range []struct{ request, status, to string }{
		{"GET / HTTP/1.1", "308", "https://portal.test/"},
		{"HEAD /kiz HTTP/1.1", "308", "https://portal.test/kiz"},
		{"GET /kiz/de/help?a=b%2Fc HTTP/1.1", "308", "https://portal.test/kiz/de/help?a=b%2Fc"},
		{"GET /a%2Fb HTTP/1.1", "308", "https://portal.test/a%2Fb"},
		{"GET //evil.test/x HTTP/1.1", "308", "https://portal.test//evil.test/x"},
		{"GET http://evil.test/x HTTP/1.1", "308", "https://portal.test/x"},
		{"POST /kiz HTTP/1.1", "405", ""},
		{"PUT /api/1/me HTTP/1.1", "405", ""},
		{"GET * HTTP/1.1", "405", ""},
		{"CONNECT evil.test:443 HTTP/1.1", "405", ""},
	} {
		c1, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c1.Write([]byte(c.request + "\r\nHost: evil.test\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		r, err := http.ReadResponse(bufio.NewReader(c1), &http.Request{Method: strings.Fields(c.request)[0]})
		if err != nil {
			t.Fatal(c.request, err)
		}
		if !strings.HasPrefix(r.Status, c.status) || r.Header.Get("Location") != c.to || len(r.Cookies()) > 0 || !r.Close {
			t.Errorf("%s: %s to %q, want %s to %q", c.request, r.Status, r.Header.Get("Location"), c.status, c.to)
		}
		_ = c1.Close()
	}
}
