package site

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func recorded(h http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// cookies gives the cookies an answer sets: name → value, "-" for one that it removes.
func cookies(r *http.Response) map[string]string {
	set := map[string]string{}
	for _, c := range r.Cookies() {
		set[c.Name] = c.Value
		if c.MaxAge < 0 {
			set[c.Name] = "-"
		}
		if !c.Secure || c.Path != "/" || c.SameSite != http.SameSiteStrictMode || c.Domain != "" {
			set[c.Name] += " (loose)"
		}
	}
	return set
}

const bothRealms = "__Host-siegel=seeker-cookie; __Host-siegel-desk=desk-cookie"

func TestExit(t *testing.T) {
	for _, c := range []struct {
		name, method, path string
		header             []string
		status             int
		location           string
		ends               bool
	}{
		{"link", "GET", "/donau/exit", []string{"Sec-Fetch-Site", "same-origin"}, 303, "https://wetter.test/", true},
		{"link in English", "GET", "/donau/en/exit", []string{"Sec-Fetch-Site", "same-origin"}, 303, "https://wetter.test/", true},
		{"typed", "GET", "/exit", []string{"Sec-Fetch-Site", "none"}, 303, "https://wetter.test/", true},
		{"beacon", "POST", "/exit", []string{"Sec-Fetch-Site", "same-origin"}, 204, "", true},
		{"beacon of an older browser", "POST", "/exit", []string{"Origin", origin}, 204, "", true},
		{"link on another site: leads away, ends nothing", "GET", "/exit", []string{"Sec-Fetch-Site", "cross-site"}, 303, "https://www.dwd.de/", false},
		{"beacon of another site", "POST", "/exit", []string{"Sec-Fetch-Site", "cross-site", "Origin", origin}, 403, "", false},
		{"beacon of a sub-domain", "POST", "/exit", []string{"Sec-Fetch-Site", "same-site"}, 403, "", false},
		{"beacon of another origin", "POST", "/exit", []string{"Origin", "https://evil.test"}, 403, "", false},
		{"looked at only", "HEAD", "/donau/exit", []string{"Sec-Fetch-Site", "same-origin"}, 303, "https://wetter.test/", false},
		{"another method", "PUT", "/donau/exit", []string{"Sec-Fetch-Site", "same-origin"}, 405, "", false},
		{"beacon without a word", "POST", "/exit", nil, 403, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newSite(t, nil)
			r := f.do(c.method, c.path, append([]string{"Cookie", bothRealms}, c.header...)...)
			if r.StatusCode != c.status || r.Header.Get("Location") != c.location {
				t.Errorf("%d to %q, want %d to %q", r.StatusCode, r.Header.Get("Location"), c.status, c.location)
			}
			set := cookies(r)
			if c.ends {
				if !slices.Equal(f.ended, []string{"seeker-cookie"}) || set["__Host-siegel"] != "-" || set["__Host-siegel-bye"] != "1" || len(set) != 2 {
					t.Errorf("ended %v, cookies %v", f.ended, set)
				}
			} else if len(f.ended) > 0 || len(set) > 0 {
				t.Errorf("ended %v, cookies %v", f.ended, set)
			}
			if r.Header.Get("Clear-Site-Data") != "" {
				t.Error("Clear-Site-Data would hit the desk on the same host")
			}
		})
	}
}

func TestExitWithoutSession(t *testing.T) {
	f := newSite(t, nil)
	if r := f.get("/donau/exit", "Sec-Fetch-Site", "same-origin"); r.StatusCode != 303 || len(f.ended) != 0 {
		t.Errorf("%d, ended %v", r.StatusCode, f.ended)
	}
}

// While the marker stands, every address of seekers shows the neutral page, ends the session and expires its cookie by name.
func TestMarker(t *testing.T) {
	for _, path := range append(append([]string{}, seekerPaths...), "/rhein", "/donau/nothing") {
		f := newSite(t, nil)
		r := f.get(path, "Cookie", bothRealms+"; __Host-siegel-bye=1")
		page := body(t, r)
		if r.StatusCode != 200 || !strings.Contains(page, "<h1>Portal</h1>") || !strings.Contains(page, `<a href="?on" rel="nofollow noreferrer">Weiter</a>`) {
			t.Errorf("%s is not the neutral page: %d %.200s", path, r.StatusCode, page)
		}
		for _, word := range append([]string{"tel:112", "data-exit", "app", "banner", "<script"}, stopList...) {
			if strings.Contains(strings.ToLower(page), word) {
				t.Errorf("%s: the neutral page holds %q", path, word)
			}
		}
		if set := cookies(r); !slices.Equal(f.ended, []string{"seeker-cookie"}) || set["__Host-siegel"] != "-" || len(set) != 1 {
			t.Errorf("%s: ended %v, cookies %v", path, f.ended, set)
		}
		if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Clear-Site-Data") != "" {
			t.Errorf("%s: headers %v", path, r.Header)
		}
	}
}

func TestMarkerNeverTouchesTheDesk(t *testing.T) {
	for _, path := range append(append([]string{}, deskPaths...), "/assets/desk.0123456789ab.css") {
		f := newSite(t, nil)
		plain, marked := f.get(path), f.get(path, "Cookie", bothRealms+"; __Host-siegel-bye=1")
		if body(t, plain) != body(t, marked) || len(marked.Cookies()) != 0 || len(f.ended) != 0 {
			t.Errorf("%s: the marker of seekers changed something (cookies %v, ended %v)", path, marked.Cookies(), f.ended)
		}
	}
}

func TestGoOn(t *testing.T) {
	f := newSite(t, nil)
	r := f.get("/donau/write?on", "Cookie", "__Host-siegel-bye=1")
	if set := cookies(r); r.StatusCode != 303 || r.Header.Get("Location") != "/donau/write" || set["__Host-siegel-bye"] != "-" || len(set) != 1 {
		t.Errorf("%d to %q, cookies %v", r.StatusCode, r.Header.Get("Location"), set)
	}
	if r = f.get("/donau/write?on"); r.StatusCode != 303 || len(r.Cookies()) != 0 {
		t.Errorf("without the marker: %d, cookies %v", r.StatusCode, r.Cookies())
	}
	for _, path := range []string{"//evil.test/?on", "/%5Cevil.test?on"} {
		if to := f.get(path).Header.Get("Location"); strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) {
			t.Errorf("%s leads to %q, which is another host", path, to)
		}
	}
}
