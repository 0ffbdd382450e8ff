package site

import (
	"context"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

// suspended gives the agency donau as it is while the operator has closed it.
func suspended(o *Options) {
	find := o.AgencyByShort
	o.AgencyByShort = func(ctx context.Context, short string) (counsel.Agency, error) {
		a, err := find(ctx, short)
		a.State = counsel.AgencySuspended
		return a, err
	}
}

// While an agency is closed, every page from which people write or sign in says so, and whom to call; the others stay.
func TestClosedForNow(t *testing.T) {
	f := newSite(t, suspended)
	for _, path := range []string{"", "/safety", "/write", "/sign-in", "/messages", "/desk", "/join", "/setup"} {
		r := f.do("GET", "/donau"+path)
		page := body(t, r)
		if r.StatusCode != 503 || !strings.Contains(page, "Diese Beratungsstelle ist zurzeit geschlossen.") {
			t.Errorf("%q: %d\n%s", path, r.StatusCode, page)
		}
		for _, number := range []string{"01 555 01 00", "01 555 01 99", "112"} { // the agency's, its crisis number, everybody's
			if !strings.Contains(page, number) {
				t.Errorf("%q does not show %s", path, number)
			}
		}
		if strings.Contains(page, "Ich habe schon einen Zugang") || strings.Contains(page, "Jetzt schreiben") {
			t.Errorf("%q leads to where nobody gets in\n%s", path, page)
		}
	}
	for _, path := range []string{"/help", "/privacy", "/limits", "/imprint", "/accessibility"} {
		if r := f.do("GET", "/donau"+path); r.StatusCode != 200 {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	for lang, words := range map[string]string{"en": "closed for now", "de-simple": "gerade geschlossen"} {
		if page := body(t, f.do("GET", "/donau/"+lang)); !strings.Contains(page, words) {
			t.Errorf("%s:\n%s", lang, page)
		}
	}
}

// An agency that has as many cases as agreed takes no new letters, and those who have an access find the way in.
func TestFullAgency(t *testing.T) {
	f := newSite(t, func(o *Options) {
		find := o.AgencyByShort
		o.AgencyByShort = func(ctx context.Context, short string) (counsel.Agency, error) {
			a, err := find(ctx, short)
			a.Full = true
			return a, err
		}
	})
	page := body(t, f.do("GET", "/donau"))
	if !strings.Contains(page, "Zurzeit nehmen wir keine neuen Nachrichten an.") || !strings.Contains(page, `href="/donau/sign-in"`) || strings.Contains(page, `href="/donau/safety"><`) {
		t.Error(page)
	}
	if r := f.do("GET", "/donau/sign-in"); r.StatusCode != 200 {
		t.Errorf("sign-in: %d", r.StatusCode)
	}
}

// An address that an agency had before leads to the one it has, in the same language and on the same page.
func TestFormerAddress(t *testing.T) {
	f := newSite(t, func(o *Options) {
		find := o.AgencyByShort
		o.AgencyByShort = func(ctx context.Context, short string) (counsel.Agency, error) {
			if short == "save" {
				short = "donau"
			}
			return find(ctx, short)
		}
	})
	for from, to := range map[string]string{"/save": "/donau", "/save/en": "/donau/en", "/save/write": "/donau/write", "/save/en/help": "/donau/en/help", "/save/desk": "/donau/desk"} {
		if r := f.do("GET", from); r.StatusCode != 308 || r.Header.Get("Location") != to {
			t.Errorf("%s: %d %s", from, r.StatusCode, r.Header.Get("Location"))
		}
	}
}
