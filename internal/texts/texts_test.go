package texts

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"siegel/internal/counsel"
	"siegel/locales"
)

func load(t *testing.T) *Catalogues {
	t.Helper()
	c, err := Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The catalogues that the server itself shows to seekers.
var publicNouns = []string{"frame", "start", "safety", "help", "privacy", "limits", "imprint", "accessibility", "error", "exit"}

// A text never promises what is not built yet: no dates, no drafts, no notices, no deletion from inside.
func TestNothingPromisedThatIsNotThere(t *testing.T) {
	c := load(t)
	ahead := regexp.MustCompile(`(?i)\{(date|deadline|until)\}|entwurf|entwürfe|draft|brouillon|benachrichtig|notification|statistiken zeigen`)
	for _, lang := range c.Languages() {
		for _, key := range c.Keys(lang) {
			noun, _, _ := strings.Cut(key, ".")
			if slices.Contains(publicNouns, noun) && ahead.MatchString(c.texts[lang][key]) {
				t.Errorf("%s: %s speaks of what is not there: %s", lang, key, c.texts[lang][key])
			}
		}
	}
}

func TestT(t *testing.T) {
	c := load(t)
	if got := c.T("en", "safety.return_text", "address", "portal.test/{address}"); got != "You come back through portal.test/{address}." {
		t.Errorf("filled in: %q", got)
	}
	if got := c.T("en", "no.such_key"); got != "no.such_key" {
		t.Errorf("a missing key: %q", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"no numbers":          {"de/start.json": {Data: []byte(`{"a":"b"}`)}},
		"a text that is none": {"de/start.json": {Data: []byte(`{"a":1}`)}, "crisis.json": {Data: []byte(`{}`)}},
		"broken numbers":      {"crisis.json": {Data: []byte(`[`)}},
	} {
		if _, err := Load(files); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

func TestCrisisNumbers(t *testing.T) {
	c := load(t)
	for country, entry := range c.crisis {
		if len(entry.Numbers) == 0 || entry.Numbers[0].Number != "112" {
			t.Errorf("%s: 112 must stand first", country)
		}
		if entry.Reviewed != nil {
			if day, err := time.Parse(time.DateOnly, *entry.Reviewed); err != nil || day.After(time.Now()) {
				t.Errorf("%s: reviewed on %s", country, *entry.Reviewed)
			}
		}
		for _, lang := range c.Languages() {
			if entry.Name[lang] == "" {
				t.Errorf("%s has no name in %s", country, lang)
			}
			for _, n := range entry.Numbers {
				if n.Label[lang] == "" || !regexp.MustCompile(`^[0-9][0-9 ]+$`).MatchString(n.Number) {
					t.Errorf("%s: %q has no label in %s, or is no number", country, n.Number, lang)
				}
			}
		}
	}
	own := counsel.Number{Label: "Stelle", Number: "01 555"}
	lists := c.Crisis("en", counsel.Settings{Countries: []string{"LU", "AT"}, Crisis: []counsel.Number{own}})
	var order []string
	total := 0
	for _, l := range lists {
		order = append(order, l.Country)
		total += len(l.Numbers)
	}
	if !slices.Equal(order, []string{"LU", "AT", "CH", "DE"}) {
		t.Errorf("order: %v", order)
	}
	if last := lists[0].Numbers[len(lists[0].Numbers)-1]; last != own || lists[0].Name != "Luxembourg" || lists[0].Numbers[1].Label != "Police" {
		t.Errorf("the first list: %+v", lists[0])
	}
	all := 1
	for _, entry := range c.crisis {
		all += len(entry.Numbers)
	}
	if total != all {
		t.Errorf("%d numbers of %d: an agency adds and never removes", total, all)
	}
}
