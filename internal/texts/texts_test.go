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

// A text never promises what is not built yet: no statistics.
func TestNothingPromisedThatIsNotThere(t *testing.T) {
	c := load(t)
	ahead := regexp.MustCompile(`(?i)statistiken zeigen`)
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
	whole := map[string]string{"de/start.json": `{"a":"b","c":"d"}`, "de-du/start.json": `{"a":"e"}`, "languages.json": `{"de":{},"de-du":{"over":"de","lang":"de"}}`, "calendar.json": `{"de":{"first":"1"}}`, "crisis.json": `{}`}
	with := func(name, content string) fstest.MapFS {
		files := fstest.MapFS{}
		for path, text := range whole {
			files[path] = &fstest.MapFile{Data: []byte(text)}
		}
		if name != "" {
			files[name] = &fstest.MapFile{Data: []byte(content)}
		}
		if content == "" {
			delete(files, name)
		}
		return files
	}
	c, err := Load(with("", ""))
	if err != nil {
		t.Fatal(err)
	}
	if c.T("de-du", "start.a")+c.T("de-du", "start.c")+c.T("de-du", "calendar.first") != "ed1" || !c.Overlaid("de-du", "start.a") || c.Overlaid("de-du", "start.c") || c.Overlaid("de", "start.a") {
		t.Error("an overlay has its own texts and those of the language below")
	}
	for name, files := range map[string]fstest.MapFS{
		"no numbers":                    with("crisis.json", ""),
		"broken numbers":                with("crisis.json", "["),
		"no calendar":                   with("calendar.json", ""),
		"a broken calendar":             with("calendar.json", `{"de":[]}`),
		"a text that is none":           with("de/start.json", `{"a":1}`),
		"nothing about the languages":   with("languages.json", ""),
		"a folder that nobody knows":    with("xx/start.json", `{"a":"b"}`),
		"an overlay on an overlay":      with("languages.json", `{"de":{"over":"de-du"},"de-du":{"over":"de"}}`),
		"an overlay on what is missing": with("languages.json", `{"de":{},"de-du":{"over":"en"}}`),
	} {
		if _, err := Load(files); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

func TestCatalogueOfAChoice(t *testing.T) {
	c := load(t)
	for _, want := range [][3]string{{"de", "", "de"}, {"de", "sie", "de"}, {"de", "du", "de-du"}, {"de-simple", "du", "de-simple"}, {"en", "du", "en"}} {
		if got := c.Catalogue(want[0], want[1]); got != want[2] {
			t.Errorf("%s, %q: %s", want[0], want[1], got)
		}
	}
	if c.Simple("de") != "de-simple" || c.Simple("en") != "" || slices.Contains(c.Languages(), "de-simple") || c.Language("de-simple") != "de" || c.HTML("de-du") != "de" {
		t.Error("simple language is no language of its own, and \"de-du\" is none for a browser")
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
