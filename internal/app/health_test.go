package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"siegel/internal/testkit"
)

var watched = regexp.MustCompile(`http://(\S+)/readyz`)

// status asks a health listener as a machine of the network would.
func status(t *testing.T, address, path string) int {
	t.Helper()
	answer, err := http.Get("http://" + address + path)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// await waits for a state with a generous bound.
func await(t *testing.T, what string, reached func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !reached(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 20 seconds", what)
		}
	}
}

// Health is told on its own listener only, and `siegel healthcheck` asks there.
func TestHealthListener(t *testing.T) {
	where := folders(t)
	if code, _, errs := siegel(t, append([]string{"healthcheck"}, where...)...); code != 1 || !strings.Contains(errs, "health_listen is not set") {
		t.Errorf("nobody to ask: %d %s", code, errs)
	}
	server := start(t, append([]string{"--health-listen", "127.0.0.1:0"}, where...)...)
	await(t, "the address", func() bool { return watched.MatchString(server.out.String()) })
	at := watched.FindStringSubmatch(server.out.String())[1]
	await(t, "ready", func() bool { return status(t, at, "/readyz") == http.StatusNoContent })
	for path, want := range map[string]int{"/healthz": 204, "/readyz": 204, "/": 404, "/donau": 404, "/api/1/session": 404, "/readyz/": 404} {
		if got := status(t, at, path); got != want {
			t.Errorf("%s at the health listener: %d, want %d", path, got, want)
		}
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if r, page := server.get(t, path); r.StatusCode != http.StatusNotFound || !strings.Contains(page, "tel:112") {
			t.Errorf("%s where people are answered: %d", path, r.StatusCode)
		}
	}
	check := append([]string{"healthcheck", "--health-listen", at}, where...)
	if code, _, errs := siegel(t, check...); code != 0 {
		t.Errorf("healthcheck: %s", errs)
	}
	server.stop()
	if code := <-server.code; code != 0 {
		t.Errorf("the server ended with %d: %s", code, server.out)
	}
	if code, _, errs := siegel(t, check...); code != 1 || !strings.Contains(errs, "does not answer") {
		t.Errorf("healthcheck of a stopped server: %d %s", code, errs)
	}
}

// Ready is who can reach the database and is not on the way out. The answers say nothing else.
func TestReady(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		h := &health{}
		ask := func(path string) int {
			answer := httptest.NewRecorder()
			h.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
			if answer.Body.Len() > 0 || answer.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s says %q, %v", path, answer.Body, answer.Header())
			}
			return answer.Code
		}
		both := func(when string, ready int) {
			t.Helper()
			if a, b := ask("/healthz"), ask("/readyz"); a != 204 || b != ready {
				t.Errorf("%s: alive %d, ready %d, want %d", when, a, b, ready)
			}
		}
		both("at the start", 503)
		h.open(w.Ping)
		both("with its database", 204)
		h.open(func(context.Context) error { return errors.New("gone") })
		both("without it", 503)
		h.open(w.Ping)
		h.drain()
		both("on the way out", 503)
	})
}

// Who was being answered when the end was asked for gets the answer, while nobody new is welcome; then the process ends by itself.
func TestDrain(t *testing.T) {
	where := folders(t)
	server := start(t, append([]string{"--health-listen", "127.0.0.1:0"}, where...)...)
	await(t, "the address", func() bool { return watched.MatchString(server.out.String()) })
	at := watched.FindStringSubmatch(server.out.String())[1]
	await(t, "ready", func() bool { return status(t, at, "/readyz") == http.StatusNoContent })

	slow, err := net.Dial("tcp", server.address) // the head of a call has come, its body has not
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = slow.Close() }()
	send := func(text string) {
		if _, err := slow.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	send("POST /api/1/auth/pre HTTP/1.1\r\nHost: portal.test\r\nSiegel-Realm: seeker\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
	head := make([]byte, 25)
	if _, err := slow.Read(head); err != nil || !strings.HasPrefix(string(head), "HTTP/1.1 100") { // the server is reading the body
		t.Fatalf("%q %v", head, err)
	}
	server.stop()
	await(t, "draining", func() bool { return status(t, at, "/readyz") == http.StatusServiceUnavailable })
	if status(t, at, "/healthz") != http.StatusNoContent {
		t.Error("draining, but no longer alive")
	}
	await(t, "no new callers", func() bool {
		c, err := net.Dial("tcp", server.address)
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	})
	send("{}")
	rest := make([]byte, 4096)
	if n, err := slow.Read(rest); err != nil || !strings.HasPrefix(string(rest[:n]), "HTTP/1.1 400") {
		t.Errorf("the last caller got %q, %v", rest[:n], err)
	}
	if code := <-server.code; code != 0 {
		t.Errorf("the server ended with %d: %s", code, server.out)
	}
}

// systemd hears that we are ready, alive, and stopping.
func TestSystemdHears(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	ctx, stop := context.WithCancel(t.Context())
	out, code := &output{}, make(chan int, 1)
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--health-listen", "127.0.0.1:0"}, folders(t)...)
	go func() {
		code <- Run(ctx, args, Streams{Env: []string{"NOTIFY_SOCKET=" + path, "WATCHDOG_USEC=100000"}, Stdout: out, Stderr: out})
	}()
	heard := map[string]bool{}
	hear := func(want string) {
		t.Helper()
		for text := make([]byte, 100); !heard[want]; {
			if err := socket.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			n, err := socket.Read(text)
			if err != nil {
				t.Fatalf("systemd never heard %s: %s", want, out)
			}
			heard[string(text[:n])] = true
		}
	}
	hear("READY=1")
	hear("WATCHDOG=1")
	if heard["STOPPING=1"] {
		t.Error("stopping before it was asked to")
	}
	stop()
	hear("STOPPING=1")
	<-code
}
