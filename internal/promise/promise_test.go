package promise

import (
	"testing"
	"time"

	"siegel/internal/counsel"
)

// berlin promises two working days until 18:00.
func berlin() counsel.Settings {
	return counsel.Settings{TimeZone: "Europe/Berlin", Holidays: counsel.Holidays{Region: "DE-BE"},
		Promise: counsel.Promise{WorkingDays: 2, Weekdays: []string{"mon", "tue", "wed", "thu", "fri"}, Closing: "18:00"}}
}

func rule(t *testing.T, s counsel.Settings) *Rule {
	t.Helper()
	r, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// local reads a moment of the rule's zone.
func local(t *testing.T, r *Rule, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, r.zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (r *Rule) text(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(r.zone).Format("Mon 2006-01-02 15:04")
}

func TestBy(t *testing.T) {
	hours := func(n int) func(*counsel.Settings) {
		return func(s *counsel.Settings) { s.Promise.WorkingDays, s.Promise.Hours = 0, n }
	}
	pause := func(from, to string) func(*counsel.Settings) {
		return func(s *counsel.Settings) { s.Promise.Pauses = []counsel.Pause{{From: from, To: to}} }
	}
	for name, c := range map[string]struct {
		with func(*counsel.Settings)
		from string
		want string
	}{
		"Whit Monday does not count (UX check 14)": {nil, "2026-05-22 10:00", "Wed 2026-05-27 18:00"},
		"a plain week":                      {nil, "2026-06-08 10:00", "Wed 2026-06-10 18:00"},
		"the day of writing does not count": {nil, "2026-06-08 00:00", "Wed 2026-06-10 18:00"},
		"nor does it late in the evening":   {nil, "2026-06-08 23:59", "Wed 2026-06-10 18:00"},
		"over a weekend":                    {nil, "2026-06-12 17:00", "Tue 2026-06-16 18:00"},
		"written on a Saturday":             {nil, "2026-06-13 09:00", "Tue 2026-06-16 18:00"},
		"Christmas and New Year":            {nil, "2026-12-23 12:00", "Mon 2026-12-28 18:00"},
		"a day of its own":                  {func(s *counsel.Settings) { s.Holidays.Extra = []string{"2026-12-24"} }, "2026-12-23 12:00", "Tue 2026-12-29 18:00"},
		"a pause, both ends included":       {pause("2026-06-09", "2026-06-12"), "2026-06-08 10:00", "Tue 2026-06-16 18:00"},
		"written within a pause":            {pause("2026-06-01", "2026-06-14"), "2026-06-10 10:00", "Tue 2026-06-16 18:00"},
		"another closing time":              {func(s *counsel.Settings) { s.Promise.ClosingOn = map[string]string{"wed": "12:30"} }, "2026-06-08 10:00", "Wed 2026-06-10 12:30"},
		"every day of the week":             {func(s *counsel.Settings) { s.Promise.Weekdays = Weekdays }, "2026-06-12 10:00", "Sun 2026-06-14 18:00"},
		"no region, no holidays":            {func(s *counsel.Settings) { s.Holidays.Region = "" }, "2026-05-22 10:00", "Tue 2026-05-26 18:00"},
		"weekdays and closing as usual":     {func(s *counsel.Settings) { s.Promise = counsel.Promise{WorkingDays: 1} }, "2026-06-12 10:00", "Mon 2026-06-15 18:00"},
		"clocks go forward":                 {nil, "2026-03-27 10:00", "Tue 2026-03-31 18:00"},
		"clocks go back":                    {nil, "2026-10-23 10:00", "Tue 2026-10-27 18:00"},
		"nothing promised":                  {hours(0), "2026-06-08 10:00", ""},
		"no working day in sight":           {pause("2026-01-01", "2029-01-01"), "2026-06-08 10:00", ""},

		"24 hours":                             {hours(24), "2026-06-08 10:00", "Tue 2026-06-09 10:00"},
		"48 hours over a weekend":              {hours(48), "2026-06-12 10:00", "Tue 2026-06-16 10:00"},
		"hours from a day off":                 {hours(48), "2026-06-13 10:00", "Tue 2026-06-16 18:00"},
		"hours from after closing":             {hours(24), "2026-06-08 19:00", "Tue 2026-06-09 18:00"},
		"hours that end after closing":         {hours(36), "2026-06-08 10:00", "Tue 2026-06-09 18:00"},
		"hours over a holiday":                 {hours(24), "2026-05-22 10:00", "Tue 2026-05-26 10:00"},
		"a full minute, rounded up":            {hours(24), "2026-06-08 10:00", "Tue 2026-06-09 10:00"},
		"hours when clocks go forward":         {func(s *counsel.Settings) { hours(24)(s); s.Promise.Weekdays = Weekdays }, "2026-03-28 12:00", "Sun 2026-03-29 13:00"},
		"hours when clocks go back":            {func(s *counsel.Settings) { hours(24)(s); s.Promise.Weekdays = Weekdays }, "2026-10-24 12:00", "Sun 2026-10-25 11:00"},
		"hours without a working day in sight": {func(s *counsel.Settings) { hours(24)(s); pause("2026-01-01", "2029-01-01")(s) }, "2026-06-08 10:00", ""},
	} {
		s := berlin()
		if c.with != nil {
			c.with(&s)
		}
		r := rule(t, s)
		if got := r.text(r.By(local(t, r, c.from))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// What is shown beside a promise that has passed stands until it has passed as well.
func TestLate(t *testing.T) {
	for name, c := range map[string]struct {
		with     func(*counsel.Settings)
		promised string
		now      string
		want     string
	}{
		"not yet":                   {nil, "2026-03-18 18:00", "2026-03-18 17:59", ""},
		"just passed":               {nil, "2026-03-18 18:00", "2026-03-18 18:00", "Thu 2026-03-19 12:00"},
		"the next morning":          {nil, "2026-03-18 18:00", "2026-03-19 11:59", "Thu 2026-03-19 12:00"},
		"passed again":              {nil, "2026-03-18 18:00", "2026-03-19 12:00", "Fri 2026-03-20 12:00"},
		"over a weekend":            {nil, "2026-03-18 18:00", "2026-03-20 12:00", "Mon 2026-03-23 12:00"},
		"long ago":                  {nil, "2024-03-18 18:00", "2026-03-20 08:00", "Fri 2026-03-20 12:00"},
		"before Whit Monday":        {nil, "2026-05-22 18:00", "2026-05-22 18:00", "Tue 2026-05-26 12:00"},
		"it closes before noon":     {func(s *counsel.Settings) { s.Promise.Closing = "11:00" }, "2026-03-18 11:00", "2026-03-18 15:00", "Thu 2026-03-19 11:00"},
		"hours, in the morning":     {nil, "2026-03-18 08:00", "2026-03-18 08:01", "Thu 2026-03-19 12:00"},
		"a pause":                   {func(s *counsel.Settings) { s.Promise.Pauses = []counsel.Pause{{From: "2026-03-19", To: "2026-03-24"}} }, "2026-03-18 18:00", "2026-03-18 18:00", "Wed 2026-03-25 12:00"},
		"nothing promised any more": {func(s *counsel.Settings) { s.Promise.WorkingDays = 0 }, "2026-03-18 18:00", "2026-03-18 18:00", "Thu 2026-03-19 12:00"},
	} {
		s := berlin()
		if c.with != nil {
			c.with(&s)
		}
		r := rule(t, s)
		if got := r.text(r.Late(local(t, r, c.promised), local(t, r, c.now))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	r := rule(t, berlin())
	if got := r.Late(time.Time{}, time.Now()); !got.IsZero() {
		t.Errorf("without a promise: %v", got)
	}
}

// Every moment of two years, in every zone we name: the promise is after the letter, on a working day, at a full minute.
func TestByIsAlwaysAhead(t *testing.T) {
	for _, zone := range []string{"Europe/Berlin", "Europe/Vienna", "Europe/Luxembourg", "Europe/Zurich", "America/St_Johns", "Pacific/Apia", "Africa/Cairo"} {
		for _, p := range []counsel.Promise{{WorkingDays: 1}, {WorkingDays: 3, Closing: "00:00"}, {Hours: 24}, {Hours: 13, Closing: "23:59"}, {Hours: 12, Closing: "09:00", Weekdays: []string{"sun"}}} {
			r := rule(t, counsel.Settings{TimeZone: zone, Promise: p, Holidays: counsel.Holidays{Region: "AT-9"}})
			start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			for at := start; at.Before(start.AddDate(2, 0, 0)); at = at.Add(7*time.Hour + 15*time.Minute) {
				by := r.By(at)
				if !by.After(at) || !r.works(r.dayOf(by)) || by.Second() != 0 || by.Nanosecond() != 0 {
					t.Fatalf("%s, %+v: written %s, promised %s", zone, p, r.text(at), r.text(by))
				}
				if late := r.Late(by, by); !late.After(by) || !r.works(r.dayOf(late)) {
					t.Fatalf("%s, %+v: promised %s, late %s", zone, p, r.text(by), r.text(late))
				}
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*counsel.Settings){
		"zone":    func(s *counsel.Settings) { s.TimeZone = "Europe/Bonn" },
		"weekday": func(s *counsel.Settings) { s.Promise.Weekdays = []string{"monday"} },
		"closing": func(s *counsel.Settings) { s.Promise.Closing = "24:00" },
		"another": func(s *counsel.Settings) { s.Promise.ClosingOn = map[string]string{"fri": "2 pm"} },
		"pause":   func(s *counsel.Settings) { s.Promise.Pauses = []counsel.Pause{{From: "2026-06-31", To: "2026-07-01"}} },
		"region":  func(s *counsel.Settings) { s.Holidays.Region = "DE-XX" },
		"extra":   func(s *counsel.Settings) { s.Holidays.Extra = []string{"24.12.2026"} },
	} {
		s := berlin()
		change(&s)
		if _, err := New(s); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
