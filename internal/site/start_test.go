package site

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
)

// promising is a site at a moment, whose one agency is in Berlin and promises an answer in two working days, until 18:00.
func promising(t *testing.T, at string, change func(*counsel.Agency)) *fixture {
	t.Helper()
	now, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	a := agencies["donau"]
	a.Languages, a.TimeZone = []string{"de", "en", "fr"}, "Europe/Berlin"
	a.Promise = counsel.Promise{WorkingDays: 2, Closing: "18:00"}
	a.Holidays.Region = "DE-BE"
	if change != nil {
		change(&a)
	}
	return newSite(t, func(o *Options) {
		o.Clock = func() time.Time { return now }
		o.AgencyByShort = func(context.Context, string) (counsel.Agency, error) { return a, nil }
	})
}

// promised is the beginning of the promise, with what the page's script needs.
var promised = regexp.MustCompile(`<strong data-at="1779897600000" data-offset="120" data-abroad="[^"]* \([^"]*Berlin[^"]*\)">`)

// Who writes on the Friday before Whitsun gets an answer on Wednesday: Monday is a holiday (UX check 14).
func TestStartPageSaysByWhen(t *testing.T) {
	f := promising(t, "2026-05-22T10:00:00+02:00", nil)
	for path, want := range map[string]string{
		"/donau":           "Wer jetzt schreibt, bekommt bis <strong>Mittwoch, 27. Mai, 18 Uhr</strong> eine Antwort.",
		"/donau/de-simple": "bis <strong>Mittwoch, 27. Mai, 18 Uhr</strong> eine Antwort.",
		"/donau/en":        "If you write now, you get an answer by <strong>Wednesday, 27 May, 6 pm</strong>.",
		"/donau/fr":        "au plus tard le <strong>mercredi 27 mai à 18 h</strong>.",
	} {
		r := f.get(path)
		page := promised.ReplaceAllString(strings.ReplaceAll(body(t, r), "\u00a0", " "), "<strong>")
		if !strings.Contains(page, want) {
			t.Errorf("%s lacks %q", path, want)
		}
		if r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept, with a promise that passes", path)
		}
	}
}

func TestStartPageSaysTheYearWhereItIsAnother(t *testing.T) {
	f := promising(t, "2026-12-31T10:00:00+01:00", nil)
	if page := body(t, f.get("/donau")); !strings.Contains(page, ">Dienstag, 5. Januar 2027, 18 Uhr</strong>") {
		t.Error("from the last day of the year")
	}
}

// Where nothing is promised the sentence is left out.
func TestStartPageWithoutPromise(t *testing.T) {
	f := promising(t, "2026-05-22T10:00:00+02:00", func(a *counsel.Agency) { a.Promise = counsel.Promise{} })
	if page := body(t, f.get("/donau")); strings.Contains(page, "eine Antwort.") || !strings.Contains(page, "Jetzt schreiben") {
		t.Error("something is promised, or nobody is asked to write")
	}
}

// A paused agency says so and until when, and shows the help that is there now.
func TestStartPageOfAPausedAgency(t *testing.T) {
	f := promising(t, "2026-03-17T10:00:00+01:00", func(a *counsel.Agency) {
		a.Promise.Pauses = []counsel.Pause{{From: "2026-03-16", To: "2026-03-22"}}
	})
	for path, want := range map[string]string{
		"/donau": "Ab Montag, 23. März, können Sie wieder schreiben.", "/donau/en": "You can write again from Monday, 23 March.", "/donau/fr": "à partir du lundi 23 mars.",
	} {
		page := body(t, f.get(path))
		if !strings.Contains(page, want) || !strings.Contains(page, `href="tel:142"`) {
			t.Errorf("%s lacks %q, or the numbers", path, want)
		}
		for _, not := range []string{"Jetzt schreiben", "Write now", "Écrire maintenant", "eine Antwort.", "get an answer"} {
			if strings.Contains(page, not) {
				t.Errorf("%s is paused and says %q", path, not)
			}
		}
		if !strings.Contains(page, "/sign-in") {
			t.Errorf("%s: who has an access must get in", path)
		}
	}
}

// The pages say what is built and set: drafts, what a reload keeps, and questions where the agency asks some.
func TestPagesFollowTheSettings(t *testing.T) {
	off := false
	asks := promising(t, "2026-05-22T10:00:00+02:00", func(a *counsel.Agency) {
		a.Ask.Questions = []counsel.Question{{Code: "before"}}
	})
	without := promising(t, "2026-05-22T10:00:00+02:00", func(a *counsel.Agency) { a.Reload = &off })
	for path, only := range map[string]string{
		"/donau/privacy":    "stellt eigene Fragen",
		"/donau/en/privacy": "remembers a random number",
		"/donau/limits":     "noch eine Minute lang",
	} {
		a, b := body(t, asks.get(path)), body(t, without.get(path))
		if !strings.Contains(a, only) || strings.Contains(b, only) {
			t.Errorf("%s: %q must stand there exactly if it is so", path, only)
		}
	}
	if page := body(t, asks.get("/donau/safety")); !strings.Contains(page, "heben wir Entwürfe verschlüsselt auf") || !strings.Contains(page, "portal.test/donau") {
		t.Error("the safety page lacks drafts, or the address to come back to")
	}
}
