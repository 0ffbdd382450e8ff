package site

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

// A logo is served as it was given, and kept nowhere; the headers are those of every answer (TestHeadersOnEveryKindOfAnswer).
func TestLogo(t *testing.T) {
	f := newSite(t, nil)
	r := f.get("/donau/logo")
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "image/png" || r.Header.Get("Cache-Control") != "no-store" || body(t, r) != string(agencies["donau"].Logo.Image) {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
	if r := f.do(http.MethodPost, "/donau/logo"); r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", r.StatusCode)
	}
}

// An agency without a logo and an unknown one are the same missing page; every other spelling is no logo either.
func TestNoLogo(t *testing.T) {
	f := newSite(t, nil)
	unknown := body(t, f.get("/rhein/logo"))
	for _, path := range []string{"/mosel/logo", "/rhein/logo", "/logo"} {
		if r := f.get(path); r.StatusCode != 404 || body(t, r) != unknown {
			t.Errorf("%s: %d, or another page than for an unknown agency", path, r.StatusCode)
		}
	}
	for _, path := range []string{"/donau/en/logo", "/donau/mosel/logo", "/mosel/donau/logo"} {
		if r := f.get(path); r.StatusCode != 404 || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
}

// A failure of ours is no missing logo.
func TestLogoFails(t *testing.T) {
	f := newSite(t, func(o *Options) {
		o.Logo = func(context.Context, string) (counsel.Logo, error) { return counsel.Logo{}, errors.New("disk") }
	})
	if r := f.get("/donau/logo"); r.StatusCode != 500 {
		t.Errorf("%d", r.StatusCode)
	}
}

// Logo and colours of one agency are on its own pages and on no other's; without a logo the ring stays.
func TestOwnLook(t *testing.T) {
	f := newSite(t, nil)
	for _, path := range []string{"/donau", "/donau/safety", "/donau/imprint"} {
		page := body(t, f.get(path))
		if !strings.Contains(page, `<a class="brand own" href="/donau"><img class="logo" src="/donau/logo" alt="Zeichen donau" width="3" height="2"><span>Stelle Donau</span></a>`) {
			t.Errorf("%s: no logo beside the name", path)
		}
	}
	if page := body(t, f.get("/donau/en")); !strings.Contains(page, `alt="Zeichen donau" width="3" height="2" lang="de"`) {
		t.Error("the alternative text on the English page does not say that it is German")
	}
	for _, path := range []string{"/", "/mosel", "/mosel/de", "/mosel/de/safety", "/mosel/write", "/mosel/desk", "/rhein"} {
		page := body(t, f.get(path))
		for _, foreign := range []string{"<img", "/donau", "Zeichen donau", "colours.css", "brand own"} {
			if strings.Contains(page, foreign) {
				t.Errorf("%s: holds %q", path, foreign)
			}
		}
	}
	if page := body(t, f.get("/mosel")); !strings.Contains(page, `<a class="brand" href="/mosel"><span>Helpline Mosel</span></a>`) {
		t.Error("no ring without a logo")
	}
}

// A logo that shows the name stands in its place: the name is heard once.
func TestLogoIsName(t *testing.T) {
	a := agencies["donau"]
	a.Logo.Alt = a.Name
	f := newSite(t, func(o *Options) {
		o.AgencyByShort = func(context.Context, string) (counsel.Agency, error) { return a, nil }
	})
	if page := body(t, f.get("/donau")); !strings.Contains(page, `alt="Stelle Donau" width="3" height="2"></a>`) {
		t.Error("the name is not the logo's alternative text alone")
	}
}
