// Package promise reckons by when an agency answers: its working days or hours, closing times, pauses and public holidays, in its own time zone.
package promise

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the zones of agencies, on machines that have none

	"siegel/internal/counsel"
)

// Weekdays are the names that settings use, from Monday.
var Weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// What holds where an agency says nothing.
var (
	usualWeekdays = Weekdays[:5]
	usualClosing  = "18:00"
)

// search is how many days ahead a working day is looked for. An agency that has none in so long promises nothing.
const search = 400

// Rule is an agency's settings, ready to reckon with. It does not change, and may be used from any goroutine.
type Rule struct {
	zone    *time.Location
	days    int // working days, or
	hours   time.Duration
	open    [7]bool          // by time.Weekday
	closing [7]time.Duration // after midnight by the clock on the wall
	pauses  []span
	holiday *holidays
}

// span is from the first to the last day, both included.
type span struct{ first, last day }

// New reads settings. Errors: a zone, day, time or region that does not exist; the file's own check has more words for them.
func New(s counsel.Settings) (*Rule, error) {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("promise: time zone %q: %w", s.TimeZone, err)
	}
	r := &Rule{zone: zone, days: s.Promise.WorkingDays, hours: time.Duration(s.Promise.Hours) * time.Hour}
	if err := r.readWeek(s.Promise); err != nil {
		return nil, err
	}
	for _, p := range s.Promise.Pauses {
		first, err := parseDay(p.From)
		last, err2 := parseDay(p.To)
		if err := errors.Join(err, err2); err != nil {
			return nil, err
		}
		r.pauses = append(r.pauses, span{first, last})
	}
	r.holiday, err = newHolidays(s.Holidays)
	return r, err
}

func (r *Rule) readWeek(p counsel.Promise) error {
	weekdays := p.Weekdays
	if len(weekdays) == 0 {
		weekdays = usualWeekdays
	}
	for i, name := range Weekdays {
		at := p.Closing
		if at == "" {
			at = usualClosing
		}
		if own, ok := p.ClosingOn[name]; ok {
			at = own
		}
		closing, err := ParseClock(at)
		if err != nil {
			return err
		}
		on := time.Weekday((i + 1) % 7)
		r.open[on], r.closing[on] = slices.Contains(weekdays, name), closing
	}
	for _, name := range weekdays {
		if !slices.Contains(Weekdays, name) {
			return fmt.Errorf("promise: no weekday %q; there are: %s", name, strings.Join(Weekdays, ", "))
		}
	}
	return nil
}

// ParseClock reads a time of day such as 18:00.
func ParseClock(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, fmt.Errorf("promise: %q is no time such as 18:00", s)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// Zone is the agency's time zone.
func (r *Rule) Zone() *time.Location { return r.zone }

// By gives the moment by which whoever writes at from gets an answer: a full minute, or the zero time if nothing is promised.
//
// Working days: the day of writing does not count; the n-th working day after it, at its closing time. Hours: they run on working days
// only, round the clock; what comes after closing or on a day off counts from the beginning of the next working day, and what would fall
// after the closing time of its day falls on that closing time.
func (r *Rule) By(from time.Time) time.Time {
	switch {
	case r.days > 0:
		at := r.dayOf(from)
		for range r.days {
			if at = r.workingDay(at + 1); at == none {
				return time.Time{}
			}
		}
		return r.closes(at)
	case r.hours > 0:
		return r.byHours(from)
	}
	return time.Time{}
}

func (r *Rule) byHours(from time.Time) time.Time {
	at, left := r.dayOf(from), r.hours
	if !r.works(at) || !from.Before(r.closes(at)) {
		if at = r.workingDay(at + 1); at == none {
			return time.Time{}
		}
		from = r.at(at, 0)
	}
	for {
		rest := r.at(at+1, 0).Sub(from) // of this day: 23 or 25 hours where clocks change
		if left <= rest {
			return r.notAfterClosing(at, from.Add(left))
		}
		left -= rest
		if at = r.workingDay(at + 1); at == none {
			return time.Time{}
		}
		from = r.at(at, 0)
	}
}

// notAfterClosing gives a full minute, rounded up as long as the agency is open.
func (r *Rule) notAfterClosing(at day, t time.Time) time.Time {
	if closes := r.closes(at); t.After(closes) {
		return closes
	}
	return t.Add(time.Minute - 1).Truncate(time.Minute).UTC()
}

// Late gives the moment that is shown beside a promise that has passed: noon, or the closing time if that is earlier, of the first working day
// after the promised day whose noon (or closing time) is still to come. So the new moment stands until it has passed as well. Zero if the
// promise has not passed, or there is no working day in sight.
func (r *Rule) Late(promised, now time.Time) time.Time {
	if promised.IsZero() || now.Before(promised) {
		return time.Time{}
	}
	at := max(r.dayOf(promised)+1, r.dayOf(now))
	for at = r.workingDay(at); at != none; at = r.workingDay(at + 1) {
		if t := r.at(at, min(noon, r.closing[at.weekday()])); t.After(now) {
			return t
		}
	}
	return time.Time{}
}

const noon = 12 * time.Hour

// workingDay gives the first one from at on, or none.
func (r *Rule) workingDay(at day) day {
	for end := at + search; at < end; at++ {
		if r.works(at) {
			return at
		}
	}
	return none
}

func (r *Rule) works(at day) bool {
	if !r.open[at.weekday()] || r.holiday.is(at) {
		return false
	}
	for _, p := range r.pauses {
		if p.first <= at && at <= p.last {
			return false
		}
	}
	return true
}

func (r *Rule) closes(at day) time.Time { return r.at(at, r.closing[at.weekday()]) }

// at gives a moment of a day by the clock on the wall. time.Date finds it also on days of 23 or 25 hours.
func (r *Rule) at(d day, clock time.Duration) time.Time {
	y, m, dom := d.date()
	return time.Date(y, m, dom, int(clock/time.Hour), int(clock/time.Minute%60), 0, 0, r.zone).UTC()
}

func (r *Rule) dayOf(t time.Time) day {
	y, m, d := t.In(r.zone).Date()
	return dayNumber(y, m, d)
}

// Nothing is the rule of an agency that promises nothing.
func Nothing() *Rule {
	return &Rule{zone: time.UTC, holiday: &holidays{years: map[int]map[day]bool{}}}
}
