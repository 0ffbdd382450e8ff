package site

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

// speaking is the agency "donau" with another form of address and texts of its own.
func speaking(t *testing.T, form string, texts map[string]map[string]string) *fixture {
	t.Helper()
	return newSite(t, func(o *Options) {
		o.AgencyByShort = func(context.Context, string) (counsel.Agency, error) {
			a := agencies["donau"]
			a.Form, a.Texts = form, texts
			return a, nil
		}
	})
}

// The attributes of <html> tell a browser which language it has, and the script which words it is to fetch (UX 6).
func TestLanguageOfThePage(t *testing.T) {
	for _, c := range []struct{ form, path, html string }{
		{"", "/donau", `<html lang="de">`},
		{"sie", "/donau/write", `<html lang="de" data-catalogue="de">`},
		{"du", "/donau", `<html lang="de">`},
		{"du", "/donau/write", `<html lang="de" data-catalogue="de-du">`},
		{"du", "/donau/en/write", `<html lang="en" data-catalogue="en">`},
		{"du", "/donau/desk", `<html lang="de" data-catalogue="de">`},
		{"", "/donau/de-simple", `<html lang="de-simple" data-view="simple">`},
		{"", "/donau/de-simple/safety", `<html lang="de-simple" data-view="simple">`},
		{"du", "/donau/de-simple/sign-in", `<html lang="de-simple" data-catalogue="de-simple" data-view="simple">`},
	} {
		r := speaking(t, c.form, nil).get(c.path)
		if page := body(t, r); r.StatusCode != http.StatusOK || !strings.Contains(page, "\n"+c.html+"\n") {
			t.Errorf("%q %s: %d, no %s", c.form, c.path, r.StatusCode, c.html)
		}
	}
}

func TestFormOfAddress(t *testing.T) {
	for form, want := range map[string]map[string]string{
		"":    {"/donau": "Schreiben Sie hier nichts Echtes", "/donau/write": "Ihr Text wird schon in Ihrem Browser"},
		"sie": {"/donau": "Schreiben Sie hier nichts Echtes", "/donau/write": "Ihr Text wird schon in Ihrem Browser"},
		"du":  {"/donau": "Schreib hier nichts Echtes", "/donau/write": "Dein Text wird schon in deinem Browser"},
	} {
		for path, words := range want {
			if !strings.Contains(body(t, speaking(t, form, nil).get(path)), words) {
				t.Errorf("%s in the form %q does not say %q", path, form, words)
			}
		}
	}
}

// Whoever needs simple language finds it beside the languages, in every language.
func TestSimpleLanguageIsOffered(t *testing.T) {
	f := speaking(t, "", nil)
	for _, path := range []string{"/donau", "/donau/en", "/donau/de-simple"} {
		if !strings.Contains(body(t, f.get(path)), `<a href="/donau/de-simple" lang="de-simple" hreflang="de-simple"`) {
			t.Errorf("%s does not offer it", path)
		}
	}
	if page := body(t, f.get("/donau/de-simple/privacy")); !strings.Contains(page, `<a href="/donau/de-simple/privacy" lang="de-simple" hreflang="de-simple" aria-current="true">Einfache Sprache</a>`) ||
		!strings.Contains(page, `href="/donau/de-simple/imprint"`) {
		t.Error("inside, links do not stay in it")
	}
	for _, path := range []string{"/donau/en-simple", "/donau/de-du", "/donau/fr"} {
		if r := f.get(path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	if r := f.get("/donau/de-simple/desk"); r.StatusCode != http.StatusPermanentRedirect || r.Header.Get("Location") != "/donau/desk" {
		t.Errorf("the desk has no simple language: %d %s", r.StatusCode, r.Header.Get("Location"))
	}
}

// Agency in L, project in L, and for overlays agency in de, project in de; what only an agency can write falls back and says in which language it is (UX 6).
func TestOrderOfTexts(t *testing.T) {
	const agencyDe, agencySimple = "Wir sind ein Team.", "Wir sind viele."
	who := func(form, path string, texts map[string]map[string]string) string {
		page := body(t, speaking(t, form, texts).get(path))
		_, rest, _ := strings.Cut(page, `<p class="who"`)
		line, _, _ := strings.Cut(rest, "</p>")
		return line
	}
	de := map[string]map[string]string{"de": {"who": agencyDe}}
	both := map[string]map[string]string{"de": {"who": agencyDe}, "de-simple": {"who": agencySimple}}
	for _, c := range []struct {
		name, form, path string
		texts            map[string]map[string]string
		want             string
	}{
		{"agency L", "", "/donau/de-simple", both, ">" + agencySimple},
		{"project L before agency de", "", "/donau/de-simple", de, ">Hier antworten Menschen von: Stelle Donau"},
		{"no project L: agency de", "du", "/donau", de, ">" + agencyDe},
		{"no agency text: project", "", "/donau", nil, ">Hier antwortet: Stelle Donau"},
		{"only the agency can write it", "", "/donau/en", de, ` lang="de">` + agencyDe},
	} {
		if got := who(c.form, c.path, c.texts); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestUnreadTextsSayIt(t *testing.T) {
	f := speaking(t, "", nil)
	for path, want := range map[string]bool{"/donau": false, "/donau/en": true, "/donau/de-simple": true, "/donau/en/write": true} {
		page := body(t, f.get(path))
		if said := strings.Contains(page, "No native speaker has read") || strings.Contains(page, "Diese Texte sind neu"); said != want {
			t.Errorf("%s: said %t", path, said)
		}
	}
}
