package site

import (
	"net/http"
	"strings"
	"testing"
)

// The block of PROTOCOL 2.14, written down a second time on purpose.
var wantHeaders = map[string]string{
	"Content-Security-Policy":      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types sg1-worker; report-to csp",
	"Reporting-Endpoints":          `csp="/api/1/csp"`,
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Origin-Agent-Cluster":         "?1",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"Strict-Transport-Security":    "max-age=63072000",
	"Permissions-Policy":           "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), screen-wake-lock=(), serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
	"Integrity-Policy":             "blocked-destinations=(script style)",
}

func TestHeadersOnEveryKindOfAnswer(t *testing.T) {
	panics := func(o *Options) {
		o.API = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") })
	}
	f := newSite(t, panics)
	kept := map[string]string{"/assets/desk.0123456789ab.css": "public, max-age=31536000, immutable", "/icon.svg": "public, max-age=86400"}
	for _, path := range append(append(append([]string{"/assets/desk.0123456789ab.css", "/assets/none.js", "/icon.svg", "/exit", "/donau/colours.css", "/donau/logo", "/api/1/anything", "/donau/"},
		seekerPaths...), deskPaths...), missingPaths...) {
		r := f.get(path)
		for name, want := range wantHeaders {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		want := "no-store"
		if kept[path] != "" {
			want = kept[path]
		}
		if got := r.Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control %q, want %q", path, got, want)
		}
		if clear := r.Header.Get("Clear-Site-Data"); clear != "" && clear != `"cache"` {
			t.Errorf("%s: Clear-Site-Data %s would also hit the desk on the same host", path, clear)
		}
	}
}

func TestStrictTransportOnlyWithTLS(t *testing.T) {
	plain := newSite(t, func(o *Options) { o.Origin = "http://127.0.0.1:8080" })
	r := plain.get("/", "X-Test", "")
	if got := r.Header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("over plain HTTP: %q", got)
	}
	wide := newSite(t, func(o *Options) { o.Subdomains = true })
	if got := wide.get("/").Header.Get("Strict-Transport-Security"); got != "max-age=63072000; includeSubDomains; preload" {
		t.Errorf("with the setting: %q", got)
	}
}

func TestOtherHostNames(t *testing.T) {
	f := newSite(t, nil)
	ask := func(method, url string) *http.Response {
		r, err := http.NewRequest(method, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		return recorded(f, r)
	}
	r := ask("GET", "https://other.test/donau/en?x=1")
	if r.StatusCode != http.StatusPermanentRedirect || r.Header.Get("Location") != origin+"/donau/en" {
		t.Errorf("%d %q", r.StatusCode, r.Header.Get("Location"))
	}
	if r = ask("GET", "https://other.test//evil.test/x"); !strings.HasPrefix(r.Header.Get("Location"), origin+"/") {
		t.Errorf("a redirect to somewhere else: %q", r.Header.Get("Location"))
	}
	if r = ask("POST", "https://other.test/exit"); r.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("by another name, not to be read only: %d", r.StatusCode)
	}
	if r = ask("GET", "https://PORTAL.test/donau"); r.StatusCode != http.StatusOK {
		t.Errorf("host names know no capitals: %d", r.StatusCode)
	}
}
