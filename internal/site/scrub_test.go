package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"strings"
	"testing"
	"time"
)

const (
	client  = "127.66.77.88" // the address our own end dials from
	forward = "203.0.113.77"
	wide    = "2001:db8:66::77"
	browser = "MarkedBrowser/66.77"
)

// leaky does everything wrong that a handler can do: it logs and answers whatever it finds in a request, and then it panics.
func leaky(log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dump, err := httputil.DumpRequest(r, true)
		if err != nil {
			panic(err)
		}
		all := fmt.Sprintf("%s %s %v", dump, r.RemoteAddr, r.Header)
		log.Info("request from "+all, "route", all, "error", errors.New(all), "remote", all, "step", r)
		log.With("peer", all, "route", all).WithGroup(all).Warn("again", "kind", all)
		if !strings.Contains(r.URL.Path, "panic") {
			_, _ = io.WriteString(w, all)
			return
		}
		panic(all)
	})
}

// exposed is a server on a real port whose every output is kept.
type exposed struct {
	address string
	out     *bytes.Buffer
}

func expose(t *testing.T, tls bool, trusted ...netip.Prefix) *exposed {
	t.Helper()
	e := &exposed{out: &bytes.Buffer{}}
	log := NewLog(e.out, slog.LevelDebug)
	server := httptest.NewUnstartedServer(nil)
	server.Config.ErrorLog = ErrorLog(log)
	f := newSite(t, func(o *Options) {
		o.Log, o.API, o.Trusted, o.Origin = log, leaky(log), trusted, "http://"+server.Listener.Addr().String()
	})
	server.Config.Handler = f.Handler
	if tls {
		server.StartTLS()
	} else {
		server.Start()
	}
	e.address = server.Listener.Addr().String()
	t.Cleanup(server.Close)
	return e
}

// from dials as the known client.
func from(t *testing.T) *http.Client {
	t.Helper()
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(client)}}
	c := &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext}, Timeout: 10 * time.Second}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func (e *exposed) holdsNoAddress(t *testing.T, answer string) {
	t.Helper()
	for _, trace := range []string{client, forward, wide, browser, "66.77"} {
		if strings.Contains(e.out.String(), trace) {
			t.Errorf("the log holds %q:\n%s", trace, e.out)
		}
		if strings.Contains(answer, trace) {
			t.Errorf("a handler could see %q:\n%s", trace, answer)
		}
	}
}

func TestNoAddressReachesAnyOutput(t *testing.T) {
	for _, trusted := range [][]netip.Prefix{nil, {netip.MustParsePrefix("127.0.0.0/8")}} {
		e := expose(t, false, trusted...)
		for _, path := range []string{"/api/1/echo", "/api/1/panic", "/donau", "/rhein", "/exit"} {
			r, err := http.NewRequest("GET", "http://"+e.address+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host", "True-Client-IP", "CF-Connecting-IP", "Via", "Siegel-Visit"} {
				r.Header.Set(name, forward+", "+wide)
			}
			r.Header.Set("User-Agent", browser)
			r.Header.Set("Sec-CH-UA", browser)
			r.Header.Set("Sec-CH-UA-Platform", browser)
			client := from(t)
			client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			answer, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			e.holdsNoAddress(t, body(t, answer))
			_ = answer.Body.Close()
		}
		if !strings.Contains(e.out.String(), "panic") || !strings.Contains(e.out.String(), "request from") {
			t.Error("the handlers wrote nothing, so this test proves nothing")
		}
	}
}

// What a handler panics with may be content.
func TestPanicTellsNothing(t *testing.T) {
	f := newSite(t, func(o *Options) {
		o.API = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a letter of canaries") })
	})
	r := f.get("/api/1/anything")
	if page := body(t, r); r.StatusCode != 500 || !strings.Contains(page, `href="tel:112"`) || !strings.Contains(page, `id="exit"`) || strings.Contains(page, "canaries") {
		t.Errorf("%d %.300s", r.StatusCode, page)
	}
	if log := f.log.String(); strings.Contains(log, "canaries") || !strings.Contains(log, `"kind":"string"`) || !strings.Contains(log, "scrub_test.go") {
		t.Errorf("the log tells what, or does not tell where: %s", log)
	}
}

// A handshake with garbage, and one that breaks off: the standard library writes the peer's address into its own log.
func TestTLSGarbage(t *testing.T) {
	e := expose(t, true)
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(client)}}
	for _, garbage := range []string{"GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x00\x05hello", "not TLS at all"} {
		c, err := dialer.DialContext(context.Background(), "tcp", e.address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, garbage); err != nil {
			t.Fatal(err)
		}
		_ = c.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, c) // until the server gives up
		_ = c.Close()
	}
	e.holdsNoAddress(t, "")
	if !strings.Contains(e.out.String(), "tls handshake") {
		t.Errorf("the failed handshakes are not in the log, so this test proves nothing:\n%s", e.out)
	}
}

func TestBuckets(t *testing.T) {
	at := time.Date(2026, 5, 22, 10, 0, 0, 0, time.UTC)
	s := NewScrubber([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, func() time.Time { return at })
	bucketOf := func(peer string, forwarded ...string) (b Buckets) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = peer
		for _, hops := range forwarded {
			r.Header.Add("X-Forwarded-For", hops)
		}
		recorded(s.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { b = BucketsOf(r.Context()) })), r)
		return b
	}
	one := bucketOf("203.0.113.1:1000")
	same := map[string]Buckets{
		"another port":                          bucketOf("203.0.113.1:2000"),
		"as IPv4 in IPv6":                       bucketOf("[::ffff:203.0.113.1]:1"),
		"behind the proxy":                      bucketOf("10.0.0.1:1", "203.0.113.1"),
		"behind two proxies":                    bucketOf("10.0.0.1:1", "198.51.100.9, 203.0.113.1, 10.2.3.4"),
		"forged header without a proxy":         bucketOf("203.0.113.1:1", "198.51.100.9"),
		"forged header in front of the proxy's": bucketOf("10.0.0.1:1", "198.51.100.9", "203.0.113.1"),
	}
	for name, b := range same {
		if b != one {
			t.Errorf("%s: another bucket", name)
		}
	}
	if bucketOf("203.0.113.2:1000") == one {
		t.Error("two addresses share a bucket")
	}
	if bucketOf("[2001:db8::1]:1") != bucketOf("[2001:db8::ffff:2]:1") || bucketOf("[2001:db8::1]:1") == bucketOf("[2001:db8:0:1::1]:1") {
		t.Error("IPv6 counts by /64")
	}
	at = at.Add(keyLife)
	later := bucketOf("203.0.113.1:1000")
	if later.Now == one.Now || later.Before != one.Now {
		t.Error("after an hour there is a new key, and the old one still counts")
	}
	at = at.Add(2 * keyLife)
	if gone := bucketOf("203.0.113.1:1000"); gone.Before == later.Now || gone.Now == later.Now {
		t.Error("a key lives on after two hours")
	}
}

func TestLogKeepsAllowedKeysOnly(t *testing.T) {
	var out bytes.Buffer
	log := NewLog(&out, slog.LevelInfo)
	log.Info("done", "route", "/api/1/cases/{id}", "status", 200, "name", "Sonne-42", "password", "secret", "path", "/donau/secret")
	log.Error("failed", "error", fmt.Errorf("dial: %w", &net.OpError{Op: "dial", Addr: &net.TCPAddr{IP: net.ParseIP(forward)}, Err: errors.New("x")}))
	log.Warn("call from " + forward)
	log.Error("failed", "error", fmt.Errorf("from %s and %s and ::1", forward, wide))
	log.Error("failed", "error", fmt.Errorf("of ::ffff:%s and x%sx and _%s_ and 1.2.3.%s", forward, forward, forward, forward))
	for _, kept := range []string{`"route":"/api/1/cases/{id}"`, `"status":200`, `"error":"network"`, "from [address] and [address] and [address]", "of [address] and x[address]x and _[address]_ and [address]"} {
		if !strings.Contains(out.String(), kept) {
			t.Errorf("the log lacks %s:\n%s", kept, &out)
		}
	}
	for _, gone := range []string{"Sonne", "secret", forward, "113.77", "::1"} {
		if strings.Contains(out.String(), gone) {
			t.Errorf("the log holds %q:\n%s", gone, &out)
		}
	}
}
