package texts

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

// Each moment in words; web/src/i18n/moment.test.ts reads the same list, so that a date on a page and in the app never differ.
func TestMoments(t *testing.T) {
	raw, err := os.ReadFile("testdata/moments.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Lang, Zone, Moment, Near, Date, Clock string
		At, Now                               time.Time
	}
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	c := withEveryCalendar(t)
	spoken := map[string]bool{}
	for _, row := range rows {
		zone, err := time.LoadLocation(row.Zone)
		if err != nil {
			t.Fatal(err)
		}
		spoken[row.Lang] = true
		for _, said := range [][2]string{
			{c.Moment(row.Lang, row.At, row.Now, zone), row.Moment}, {c.Near(row.Lang, row.At, row.Now, zone), row.Near},
			{c.Date(row.Lang, row.At, row.Now, zone), row.Date}, {c.Clock(row.Lang, row.At, zone), row.Clock},
		} {
			if said[0] != said[1] {
				t.Errorf("%s %s: %q, expected %q", row.Lang, row.At.Format(time.RFC3339), said[0], said[1])
			}
		}
	}
	for _, lang := range load(t).Languages() {
		if !spoken[c.full(lang)] {
			t.Errorf("no moment in %q in testdata/moments.json", lang)
		}
	}
}

// withEveryCalendar also speaks the languages whose calendar is there before their texts are.
func withEveryCalendar(t *testing.T) *Catalogues {
	t.Helper()
	c := load(t)
	raw, err := os.ReadFile("../../locales/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	var calendar map[string]map[string]string
	if err := json.Unmarshal(raw, &calendar); err != nil {
		t.Fatal(err)
	}
	for lang, forms := range calendar {
		if c.texts[lang] == nil {
			c.texts[lang] = map[string]string{}
		}
		for name, form := range forms {
			c.texts[lang]["calendar."+name] = form
		}
	}
	return c
}

// A year's months and a week's days in every language: all there, each with its own name, and none of the English ones elsewhere
// (UX check 28; "August", "September" and "November" are German and Luxembourgish, too).
func TestNoEnglishMonthElsewhere(t *testing.T) {
	c := withEveryCalendar(t)
	english := strings.Fields("January February March May June July October December Sunday Monday Tuesday Wednesday Thursday Friday Saturday")
	for lang, texts := range c.texts {
		if texts["calendar.months"] == "" { // an overlay
			continue
		}
		said := map[string]bool{}
		for month := range 12 {
			day := time.Date(2026, time.Month(month+1), 2+month%7, 15, 30, 0, 0, time.UTC)
			said[strings.Fields(texts["calendar.months"])[month]] = true
			words := c.Moment(lang, day, day.AddDate(1, 0, 0), time.UTC)
			for _, name := range english {
				if lang != "en" && slices.Contains(strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == ',' }), name) {
					t.Errorf("%s: %q in %q", lang, name, words)
				}
			}
		}
		if len(said) != 12 || len(slices.Compact(slices.Sorted(slices.Values(strings.Fields(texts["calendar.weekdays"]))))) != 7 {
			t.Errorf("%s: twelve months and seven days are expected", lang)
		}
	}
}
