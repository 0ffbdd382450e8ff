package site

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/texts"
	"siegel/locales"
)

var (
	titles = regexp.MustCompile(`<title>([^<]*)</title>`)
	// stopList are the words that title, icon and address of a seeker's page must not hold (UX check 23, 2.3).
	stopList = []string{"beratung", "counsel", "krise", "crisis", "suizid", "suicide", "sucht", "addiction", "gewalt", "violence", "hilfe", "donau", "mosel", "verlust"}
)

func TestEverySeekerPageHasItsFrame(t *testing.T) {
	f := newSite(t, nil)
	for _, path := range append(append([]string{}, seekerPaths...), missingPaths...) {
		page := body(t, f.get(path))
		for what, want := range map[string]string{
			"the emergency number":  `href="tel:112"`,
			"the exit link":         `<a class="exit" id="exit" href="`,
			"the exit's rel":        `rel="nofollow noreferrer" data-exit`,
			"one heading":           "<h1>",
			"the numbers of Zürich": `href="tel:143"`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", path, what)
			}
		}
		if n := strings.Count(page, "<h1"); n != 1 {
			t.Errorf("%s has %d first headings", path, n)
		}
		if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "&#34;Umschalt") {
			t.Errorf("%s: the template engine took a text for code", path)
		}
	}
}

// By what is signed: until an agency erases, and in every demonstration, its pages say that nothing real may be written (docs/decisions/0042).
func TestBanner(t *testing.T) {
	const banner = `<section class="banner" aria-label="`
	for what, c := range map[string]struct{ demo, erases, want bool }{
		"nothing of the kind is signed": {false, false, true},
		"it erases":                     {false, true, false},
		"a demonstration that erases":   {true, true, true},
	} {
		f := newSite(t, func(o *Options) {
			find := o.AgencyByShort
			o.AgencyByShort = func(ctx context.Context, short string) (counsel.Agency, error) {
				a, err := find(ctx, short)
				a.Demo, a.Erases = c.demo, c.erases
				return a, err
			}
		})
		for _, path := range append(append([]string{}, seekerPaths...), missingPaths...) {
			name := path[strings.LastIndexByte(path, '/')+1:]
			ofAgency := (strings.HasPrefix(path, "/donau") || strings.HasPrefix(path, "/mosel")) && appPages[name] == ""
			if got, want := strings.Contains(body(t, f.get(path)), banner), c.want && ofAgency; got != want {
				t.Errorf("%s: %s: the banner is there: %v", what, path, got)
			}
		}
	}
}

func TestNeutralTitles(t *testing.T) {
	f := newSite(t, nil)
	pageOf := map[string]string{}
	for _, path := range seekerPaths {
		page := body(t, f.get(path))
		title := titles.FindStringSubmatch(page)
		if title == nil || title[1] == "" {
			t.Errorf("%s has no title", path)
			continue
		}
		below := strings.ToLower(strings.NewReplacer("/donau", "", "/mosel", "").Replace(path)) // the agency chooses its short name itself
		for _, word := range stopList {
			if strings.Contains(strings.ToLower(title[1]), word) {
				t.Errorf("%s: the title %q holds %q", path, title[1], word)
			}
			if strings.Contains(below, word) {
				t.Errorf("%s: the address holds %q", path, word)
			}
		}
		if !strings.Contains(page, `<link rel="icon" href="/icon.svg"`) {
			t.Errorf("%s: another icon", path)
		}
		if appPages[path[strings.LastIndexByte(path, '/')+1:]] == "" && strings.HasPrefix(path, "/donau/en") {
			if other, twice := pageOf[title[1]]; twice {
				t.Errorf("%s and %s have the same title %q", path, other, title[1])
			}
			pageOf[title[1]] = path
		}
	}
}

func TestDeskHasNoExit(t *testing.T) {
	f := newSite(t, nil)
	for _, path := range deskPaths {
		r := f.get(path)
		if page := body(t, r); strings.Contains(page, "data-exit") || strings.Contains(page, "page.0123456789ab.js") {
			t.Errorf("%s: the desk has no quick exit", path)
		}
		if r.Header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s may be found by search engines", path)
		}
	}
}

// Every text of the frame has a key in each language, and no key shows itself on a page.
func TestNoKeyShows(t *testing.T) {
	f := newSite(t, nil)
	catalogues, err := texts.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(append([]string{}, seekerPaths...), missingPaths...) {
		page := body(t, f.get(path))
		for _, key := range catalogues.Keys("de") {
			if strings.Contains(page, ">"+key+"<") || strings.Contains(page, `"`+key+`"`) {
				t.Errorf("%s shows the key %s", path, key)
			}
		}
	}
}

func TestNumbersOfTheAgency(t *testing.T) {
	f := newSite(t, nil)
	page := body(t, f.get("/donau/help"))
	if !strings.Contains(page, `<a href="tel:015550199"><span aria-hidden="true">01 555 01 99</span><span class="unseen">0 1 5 5 5 0 1 9 9</span></a>`) {
		t.Error("the agency's own number is missing or cannot be dialled")
	}
	if strings.Index(page, "Österreich") > strings.Index(page, "Schweiz") {
		t.Error("the agency's own country must stand first")
	}
	for _, number := range []string{"tel:112", "tel:144", "tel:143", "tel:110", "tel:113", "tel:454545"} {
		if !strings.Contains(page, number) {
			t.Errorf("an agency adds numbers and removes none: %s is missing", number)
		}
	}
}
