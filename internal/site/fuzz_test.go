package site

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

// fuzzed makes an address out of bytes: four are IPv4, sixteen IPv6.
func fuzzed(raw []byte) (netip.Addr, bool) {
	if len(raw) >= 16 {
		return netip.AddrFrom16([16]byte(raw)), true
	}
	if len(raw) >= 4 {
		return netip.AddrFrom4([4]byte(raw)), true
	}
	return netip.Addr{}, false
}

// FuzzMask: whatever stands around an address, and in whatever form of those in use, the log does not hold it.
func FuzzMask(f *testing.F) {
	f.Add([]byte{203, 0, 113, 77}, "dial tcp ", ":443: refused")
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 203, 0, 113, 77}, "from=", "")
	f.Add([]byte("\x20\x01\x0d\xb8\x00\x66\x00\x00\x00\x00\x00\x00\x00\x00\x00\x77"), "[", "]:80")
	f.Add([]byte{203, 0, 113, 77}, "x", "y")
	f.Fuzz(func(t *testing.T, raw []byte, before, after string) {
		a, ok := fuzzed(raw)
		if !ok {
			return
		}
		var out bytes.Buffer
		log := NewLog(&out, slog.LevelDebug)
		for _, form := range []string{a.String(), a.StringExpanded(), netip.AddrPortFrom(a, 443).String(), strings.ToUpper(a.String()), a.Unmap().String()} {
			text := before + form + after
			out.Reset()
			log.Warn(text, "kind", text, "error", errors.New(text), "step", text, "remote", text)
			for _, line := range []string{form, a.Unmap().String()} {
				if said := out.String(); !strings.Contains(before+after, line) && strings.Contains(said, line) {
					t.Errorf("%q is written: %s", text, said)
				}
			}
			if four := a.Unmap(); four.Is4() {
				_, tail, _ := strings.Cut(four.String(), ".")
				if !strings.Contains(before+after, "."+tail) && strings.Contains(out.String(), "."+tail) {
					t.Errorf("%q: three numbers of it are written: %s", text, out.String())
				}
			}
		}
	})
}

// FuzzScrub: behind the scrubber nothing names the sender, and what others write into a header moves nobody into another bucket unless a trusted proxy has written it.
func FuzzScrub(f *testing.F) {
	f.Add("203.0.113.77:1234", "198.51.100.1, 10.0.0.1", "X-Forwarded-For", []byte{203, 0, 113, 77})
	f.Add("[2001:db8::1%eth0]:1", "::ffff:203.0.113.77,,x", "X-Real-IP", []byte{10, 0, 0, 1})
	f.Add("", "unknown, _hidden", "Forwarded", []byte{})
	f.Add("@", strings.Repeat("1.1.1.1,", 300), "x-client-ip", []byte{1, 2, 3, 4})
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	at := time.Unix(1, 0)
	clock := func() time.Time { return at }
	alone, behind := NewScrubber(nil, clock), NewScrubber(trusted, clock)
	f.Fuzz(func(t *testing.T, peer, forwarded, name string, raw []byte) {
		name = strings.Map(func(r rune) rune { // no other letters come through the server's own reader of headers
			if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				return r
			}
			return -1
		}, name)
		pass := func(s *Scrubber, peer string, values ...string) (b Buckets) {
			r := &http.Request{Method: "GET", URL: &url.URL{Path: "/"}, RemoteAddr: peer, Header: http.Header{}}
			for _, known := range []string{"X-Real-Ip", "Forwarded", "True-Client-Ip", "Via", "User-Agent", "X-Forwarded-Host", "Sec-Ch-Ua-Platform", http.CanonicalHeaderKey("x-forwarded-" + name)} {
				r.Header[known] = []string{forwarded}
			}
			r.Header["X-Forwarded-For"] = values
			s.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				b = BucketsOf(r.Context())
				for header, values := range r.Header {
					if !strings.HasPrefix(header, "X-Forwarded") || header == "X-Forwarded-For" {
						t.Errorf("%s goes through: %q", header, values)
					}
				}
				if r.RemoteAddr != "" {
					t.Errorf("the peer goes through: %q", r.RemoteAddr)
				}
			})).ServeHTTP(httptest.NewRecorder(), r)
			return b
		}
		if pass(alone, peer, forwarded) != pass(alone, peer) {
			t.Errorf("%q moves %q, and nobody is trusted", forwarded, peer)
		}
		a, ok := fuzzed(raw)
		if !ok || behind.trusts(a.Unmap()) {
			return
		}
		through := pass(behind, "10.0.0.9:80", forwarded, a.String())
		if through != pass(behind, netip.AddrPortFrom(a, 7).String()) {
			t.Errorf("%s is another behind the proxy", a)
		}
		if pass(behind, netip.AddrPortFrom(a, 7).String(), forwarded) != through {
			t.Errorf("%q moves %s, who is no proxy", forwarded, a)
		}
	})
}

// FuzzPage: every address with every header gets an answer of ours: no failure, the policy on it, and nothing of the request in it that could be script.
func FuzzPage(f *testing.F) {
	s := newSite(f, nil)
	for _, path := range append(append(append([]string{}, seekerPaths...), missingPaths...), deskPaths...) {
		f.Add("GET", path, "", "de, en;q=0.5", "br, gzip", "same-origin", "")
	}
	f.Add("POST", "/exit", "", "", "", "", origin)
	f.Add("GET", "/donau/en/exit", "on", "xx-YY;q=x,,", "gzip;q=0", "none", "null")
	f.Add("HEAD", "/donau/logo", "on", "", "*", "cross-site", "")
	f.Fuzz(func(t *testing.T, method, path, query, language, coding, site, from string) {
		u := &url.URL{Path: path, RawQuery: query}
		if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "/api/") {
			return
		}
		if _, err := url.ParseRequestURI(u.RequestURI()); err != nil || method == "" || strings.ContainsAny(method, " \t\r\n") {
			return // no client can send it
		}
		r := &http.Request{
			Method: method, URL: u, RequestURI: u.RequestURI(), Host: strings.TrimPrefix(origin, "https://"), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, RemoteAddr: "192.0.2.1:1", Body: http.NoBody,
			Header: http.Header{"Accept-Language": {language}, "Accept-Encoding": {coding}, "Sec-Fetch-Site": {site}, "Origin": {from}, "Cookie": {markerCookie + "=1; " + seekerCookie + "=" + query}},
		}
		if len(query)%2 == 0 {
			r.Header.Del("Cookie")
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		got := w.Result()
		if got.StatusCode >= 500 {
			t.Fatalf("%s %q: %d", method, path, got.StatusCode)
		}
		if got.Header.Get("Content-Security-Policy") == "" && !strings.HasPrefix(path, "/assets/") {
			t.Errorf("%s %q: no policy", method, path)
		}
		if to, _, _ := strings.Cut(got.Header.Get("Location"), "?"); strings.HasPrefix(to, "//") || strings.Contains(to, "\\") {
			t.Errorf("%s %q leads to %q", method, path, to)
		}
		if text := w.Body.String(); len(path) > 12 && strings.Contains(path, "<") && strings.Contains(text, path) {
			t.Errorf("%q stands in the page", path)
		}
	})
}
