package site

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// answering serves one kind of answer where the calls are.
func answering(t *testing.T, kind string, status int, parts ...string) *fixture {
	t.Helper()
	return newSite(t, func(o *Options) {
		o.API = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			for _, part := range parts {
				_, _ = w.Write([]byte(part))
			}
		})
	})
}

func TestAnswersAreCompressed(t *testing.T) {
	long := `{"text":"` + strings.Repeat("lang ", 300) + `"}`
	limit := strings.Repeat("x", worthIt)
	for name, c := range map[string]struct {
		kind   string
		status int
		text   string
		accept string
		zipped bool
	}{
		"a long answer":                     {"application/json", 200, long, "gzip, br", true},
		"a long answer with another status": {"application/json", 201, long, "gzip", true},
		"a long problem":                    {"application/problem+json", 409, long, "gzip", true},
		"exactly as long as it is worth":    {"application/json", 200, limit, "gzip", true},
		"shorter by one":                    {"application/json", 200, limit[1:], "gzip", false},
		"nothing at all":                    {"application/json", 200, "", "gzip", false},
		"a browser that takes none":         {"application/json", 200, long, "", false},
		"a browser that refuses it":         {"application/json", 200, long, "gzip;q=0, identity", false},
		"events":                            {"text/event-stream", 200, long, "gzip", false},
	} {
		r := answering(t, c.kind, c.status, c.text).get("/api/1/anything", "Accept-Encoding", c.accept)
		text := r.Body
		if zipped := r.Header.Get("Content-Encoding") == "gzip"; zipped != c.zipped {
			t.Errorf("%s: compressed is %t", name, zipped)
		} else if zipped {
			z, err := gzip.NewReader(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			text = z
		}
		got, err := io.ReadAll(text)
		if err != nil || string(got) != c.text || r.StatusCode != c.status || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %d with %d bytes, %v, Vary %q", name, r.StatusCode, len(got), err, r.Header.Get("Vary"))
		}
	}
}

// Writers are used again; nothing of one answer gets into another.
func TestAnswersDoNotMix(t *testing.T) {
	for _, letter := range []string{"a", "b", "c"} {
		text := `"` + strings.Repeat(letter, 5000) + `"`
		z, err := gzip.NewReader(answering(t, "application/json", 200, text).get("/api/1/anything", "Accept-Encoding", "gzip").Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != text {
			t.Errorf("%.20q, %v", got, err)
		}
	}
}

// An event goes out when it is written, though the browser would take gzip.
func TestEventsAreNotHeldBack(t *testing.T) {
	written, read := make(chan error, 1), make(chan struct{})
	f := newSite(t, func(o *Options) {
		o.Origin = "" // the test's own address
		o.API = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, err := w.Write([]byte("data: {}\n\n"))
			if err == nil {
				err = http.NewResponseController(w).Flush()
			}
			written <- err
			<-read
		})
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = ""
		f.ServeHTTP(w, r)
	}))
	defer server.Close()
	defer close(read)
	ask, err := http.NewRequest("GET", server.URL+"/api/1/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Accept-Encoding", "gzip")
	client := http.Client{Timeout: 20 * time.Second}
	r, err := client.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	event := make([]byte, 10)
	if _, err := io.ReadFull(r.Body, event); err != nil || string(event) != "data: {}\n\n" || r.Header.Get("Content-Encoding") != "" {
		t.Errorf("%q, %v, %v", event, err, r.Header)
	}
	if err := <-written; err != nil {
		t.Errorf("the stream cannot flush: %v", err)
	}
}

// Under /api/ everything is an answer of the interface: a slash too many redirects nobody.
func TestCallsAreNeverRedirected(t *testing.T) {
	f := answering(t, "application/problem+json", 404, "{}")
	for _, path := range []string{"/api/1//session", "/api/1/./session", "/api//1/session", "/api/1/../../donau", "/api/"} {
		if r := f.get(path); r.StatusCode != 404 || r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

// A page that an agency does not have is answered in the language of its address, with the way to its start page.
func TestMissingPageInTheLanguageOfTheAddress(t *testing.T) {
	f := newSite(t, nil)
	for path, want := range map[string]string{"/donau/en/nothing": `<html lang="en"`, "/donau/nothing": `<html lang="de"`, "/donau/en/write/more": `<html lang="en"`, "/mosel/nothing": `<html lang="en"`} {
		r := f.get(path, "Accept-Language", "fr")
		page := body(t, r)
		short, _, _ := strings.Cut(path[1:], "/")
		if r.StatusCode != 404 || !strings.Contains(page, want) || !strings.Contains(page, `<p><a href="/`+short) {
			t.Errorf("%s: %d, lacks %q or the way to the start page", path, r.StatusCode, want)
		}
	}
}
