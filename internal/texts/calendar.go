package texts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"
)

// The names of days and months and the forms of dates stand in locales/calendar.json for all languages side by side. Go has no such names, and
// browsers print English for Luxembourgish (UX 6). web/src/i18n/moment.ts says the same from the same file; testdata/moments.json holds both to it.

// Moment says when t is, with weekday, day, month and time in the agency's zone, and with the year where it is not that of now:
// "Mittwoch, 27. Mai, 18 Uhr", "Wednesday, 27 May, 6 pm", "mercredi 27 mai à 18 h".
func (c *Catalogues) Moment(lang string, t, now time.Time, zone *time.Location) string {
	t = t.In(zone)
	return c.moment(lang, "moment", c.Date(lang, t, now, zone), t)
}

// Near is Moment, with "today", "yesterday" or "tomorrow" in place of the date where that is so: "heute 18 Uhr".
func (c *Catalogues) Near(lang string, t, now time.Time, zone *time.Location) string {
	t = t.In(zone)
	apart := dayNumber(t) - dayNumber(now.In(zone))
	if apart < -1 || apart > 1 {
		return c.Moment(lang, t, now, zone)
	}
	return c.moment(lang, "near", strings.Fields(c.form(lang, "days"))[apart+1], t)
}

// Abroad adds to a moment whose clock it goes by, for a reader in another zone: "… (Zeit in Wien)".
func (c *Catalogues) Abroad(lang, moment string, zone *time.Location) string {
	place := strings.ReplaceAll(path.Base(zone.String()), "_", " ")
	for _, pair := range strings.Fields(c.form(lang, "places")) {
		if city, known, _ := strings.Cut(pair, "="); city == path.Base(zone.String()) {
			place = known
		}
	}
	return Fill(c.form(lang, "zone"), "moment", moment, "place", place)
}

// Date is the day alone: "Mittwoch, 27. Mai", and "Mittwoch, 27. Mai 2026" from another year.
func (c *Catalogues) Date(lang string, t, now time.Time, zone *time.Location) string {
	t = t.In(zone)
	form := "date"
	if t.Year() != now.In(zone).Year() {
		form = "date_year"
	}
	day := strconv.Itoa(t.Day())
	if first := c.form(lang, "first"); t.Day() == 1 && first != "" {
		day = first
	}
	return Fill(c.form(lang, form), "weekday", strings.Fields(c.form(lang, "weekdays"))[t.Weekday()], "day", day,
		"month", strings.Fields(c.form(lang, "months"))[t.Month()-1], "year", strconv.Itoa(t.Year()))
}

// Clock is hour and minute as they stand after "saved at": "14:03", "2:03 pm", "14 h 03".
func (c *Catalogues) Clock(lang string, t time.Time, zone *time.Location) string {
	return c.hours(lang, c.form(lang, "clock"), t.In(zone))
}

// moment joins a date and a time; some languages have a form of their own for one o'clock.
func (c *Catalogues) moment(lang, form, date string, t time.Time) string {
	pattern := c.form(lang, form)
	if t.Hour() == 1 {
		pattern = cmp.Or(c.form(lang, form+"_one"), pattern)
	}
	return Fill(pattern, "date", date, "time", c.time(lang, t))
}

// time is "18 Uhr" at the full hour, else "18:05 Uhr".
func (c *Catalogues) time(lang string, t time.Time) string {
	form := c.form(lang, "time")
	if t.Minute() == 0 {
		form = c.form(lang, "time_full")
		switch t.Hour() {
		case 0:
			form = cmp.Or(c.form(lang, "midnight"), form)
		case 12:
			form = cmp.Or(c.form(lang, "noon"), form)
		}
	}
	return c.hours(lang, form, t)
}

func (c *Catalogues) hours(lang, form string, t time.Time) string {
	half := ""
	if halves := strings.Fields(c.form(lang, "halves")); len(halves) == 2 {
		half = halves[t.Hour()/12]
	}
	return Fill(form, "hour", strconv.Itoa(t.Hour()), "hour12", strconv.Itoa((t.Hour()+11)%12+1), "minute", fmt.Sprintf("%02d", t.Minute()), "half", half)
}

// form is a form of the calendar in lang, "" where lang needs none of its own.
func (c *Catalogues) form(lang, name string) string { return c.texts[c.full(lang)]["calendar."+name] }

// dayNumber counts days, so that those of two moments in one zone can be subtracted.
func dayNumber(t time.Time) int {
	return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// readCalendar puts the forms beside the texts of their language.
func (c *Catalogues) readCalendar(files fs.FS) error {
	raw, err := fs.ReadFile(files, "calendar.json")
	if err != nil {
		return fmt.Errorf("texts: %w", err)
	}
	var calendar map[string]map[string]string
	if err := json.Unmarshal(raw, &calendar); err != nil {
		return fmt.Errorf("texts: calendar.json: %w", err)
	}
	for lang, texts := range c.texts {
		for name, form := range calendar[lang] {
			texts["calendar."+name] = form
		}
	}
	return nil
}
