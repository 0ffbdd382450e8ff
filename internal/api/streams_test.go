package api_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/live"
	"siegel/internal/testkit"
)

// listenBare opens a stream by a plain connection, without anything of a client around it, and reads up to the first event.
func (b *browser) listenBare() net.Conn {
	b.t.Helper()
	conn, err := net.Dial("tcp", b.h.server.Listener.Addr().String())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { conn.Close() })
	_, err = fmt.Fprintf(conn, "GET /api/1/events HTTP/1.1\r\nHost: x\r\nSiegel-Realm: %s\r\nCookie: __Host-siegel=%s\r\n\r\n", b.realm, b.cookies["__Host-siegel"])
	if err != nil {
		b.t.Fatal(err)
	}
	var got []byte
	for piece := make([]byte, 1); !bytes.HasSuffix(got, []byte("}\n\n\r\n")); got = append(got, piece...) {
		if _, err := io.ReadFull(conn, piece); err != nil {
			b.t.Fatalf("%v after %q", err, got)
		}
	}
	return conn
}

func inUse() (goroutines int, memory uint64) {
	runtime.GC()
	runtime.GC() // what pools held is gone after the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc + m.StackInuse
}

// An open stream costs a connection: no goroutine, no buffer. The bound counts both ends, which are in this process here.
func TestStreamsAreCheap(t *testing.T) {
	const people, bytesEach = 40, 8 << 10
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	var all []*browser
	for i := range people {
		b, _ := h.seeker("kiz", fmt.Sprint("sonne-", i+10))
		all = append(all, b)
	}
	all[0].listenBare()
	goroutines, memory := inUse()
	n := 0
	for _, b := range all[1:] {
		for range live.PerSession {
			b.listenBare()
			n++
		}
	}
	more, after := inUse()
	if h.live.Streams() != n+1 {
		t.Fatalf("%d streams of %d", h.live.Streams(), n+1)
	}
	if more-goroutines > n/10 {
		t.Errorf("%d streams cost %d goroutines", n, more-goroutines)
	}
	if each := (int64(after) - int64(memory)) / int64(n); each > bytesEach {
		t.Errorf("a stream costs %d bytes, at most %d", each, bytesEach)
	}
	t.Logf("%d streams: %d bytes each", n, (int64(after)-int64(memory))/int64(n))
}

// Over HTTP/2 a browser that does not read keeps no handler: neither its stream nor a goroutine stays.
func TestUnreadStreamEnds(t *testing.T) {
	api.HurryStreams(t, 100*time.Millisecond)
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	b, _ := h.seeker("kiz", "sonne-42")
	agency, account := b.agencyOf()
	calls := api.New(api.Options{Store: h.Store, Clock: h.Clock.Now, Limits: generous, Live: h.live})
	ended := make(chan bool)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.ServeHTTP(w, r)
		close(ended)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	narrow := server.Client().Transport.(*http.Transport)
	narrow.HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: 1 << 10}
	r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/api/1/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = b.header.Clone()
	r.AddCookie(&http.Cookie{Name: "__Host-siegel", Value: b.cookies["__Host-siegel"]})
	res, err := narrow.RoundTrip(r)
	if err != nil || res.ProtoMajor != 2 {
		t.Fatal(res, err)
	}
	defer res.Body.Close() // never read
	for end := time.Now().Add(20 * time.Second); ; {
		h.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: testkit.ID(), To: account})
		select {
		case <-ended:
			return
		default:
		}
		if time.Now().After(end) {
			t.Fatal("the handler is still there")
		}
		time.Sleep(time.Millisecond)
	}
}
