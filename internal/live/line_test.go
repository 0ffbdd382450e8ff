package live

import (
	"crypto/tls"
	"net"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// counting counts what is tried on a connection.
type counting struct {
	net.Conn
	writes atomic.Int64
}

func (c *counting) Write(b []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(b)
}

// What one goroutine writes for all must not wait for one: a browser that does not read is let go without another word, also without TLS's
// goodbye, which would wait for five seconds.
func TestNoGoodbyeToWhoDoesNotRead(t *testing.T) {
	server := httptest.NewUnstartedServer(nil) // for its certificate
	server.StartTLS()
	defer server.Close()
	for name, secured := range map[string]bool{"plain": false, "TLS": true} {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		tried := &counting{Conn: ours}
		var conn net.Conn = tried
		if secured {
			shaken := make(chan error, 1)
			go func() { shaken <- tls.Client(theirs, &tls.Config{InsecureSkipVerify: true}).Handshake() }()
			to := tls.Server(tried, &tls.Config{Certificates: server.TLS.Certificates, SessionTicketsDisabled: true})
			if err := to.Handshake(); err != nil {
				t.Fatal(err)
			}
			if err := <-shaken; err != nil {
				t.Fatal(err)
			}
			conn = to
		}
		w := NewWire(conn, nil, true)
		if w.Send(alive) == nil {
			t.Fatalf("%s: taken by nobody", name)
		}
		before := tried.writes.Load()
		w.End()
		if n := tried.writes.Load() - before; n > 0 {
			t.Errorf("%s: tried %d more times", name, n)
		}
		if _, err := theirs.Read(make([]byte, 1)); err == nil {
			t.Errorf("%s: still open", name)
		}
	}
}
