package config

import (
	"fmt"
	"slices"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/promise"
)

// What an agency may promise. Below half a day there is no night in which nobody reads.
const (
	mostWorkingDays = 30
	leastHours      = 12
	mostHours       = 30 * 24
)

func (f AgencyFile) checkPromise() (faults []error) {
	p := f.Promise
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if p.WorkingDays < 0 || p.WorkingDays > mostWorkingDays {
		fault("promise.working_days: 0 to %d is expected", mostWorkingDays)
	}
	if p.Hours != 0 && (p.Hours < leastHours || p.Hours > mostHours) {
		fault("promise.hours: 0, or %d to %d is expected", leastHours, mostHours)
	}
	if p.WorkingDays != 0 && p.Hours != 0 {
		fault("promise: working_days or hours, not both")
	}
	for _, day := range p.Weekdays {
		if !slices.Contains(promise.Weekdays, day) {
			fault("promise.weekdays: %w", Unknown("day", day, promise.Weekdays))
		}
	}
	faults = append(faults, checkClosing(p)...)
	faults = append(faults, checkPauses(p)...)
	return append(faults, checkHolidays(f.Holidays)...)
}

func checkClosing(p counsel.Promise) (faults []error) {
	if _, err := promise.ParseClock(p.Closing); p.Closing != "" && err != nil {
		faults = append(faults, fmt.Errorf("promise.closing: %q is no time such as 18:00", p.Closing))
	}
	for day, at := range p.ClosingOn {
		if !slices.Contains(promise.Weekdays, day) {
			faults = append(faults, fmt.Errorf("promise.closing_on: %w", Unknown("day", day, promise.Weekdays)))
		}
		if _, err := promise.ParseClock(at); err != nil {
			faults = append(faults, fmt.Errorf("promise.closing_on.%s: %q is no time such as 18:00", day, at))
		}
	}
	return faults
}

func checkPauses(p counsel.Promise) (faults []error) {
	for _, pause := range p.Pauses {
		from, err := time.Parse(time.DateOnly, pause.From)
		to, err2 := time.Parse(time.DateOnly, pause.To)
		if err != nil || err2 != nil {
			faults = append(faults, fmt.Errorf("promise.pauses: from %q to %q are no days such as 2026-12-24", pause.From, pause.To))
		} else if to.Before(from) || to.After(from.AddDate(1, 0, 0)) {
			faults = append(faults, fmt.Errorf("promise.pauses: %s lies before %s, or more than a year after it", pause.To, pause.From))
		}
	}
	return faults
}

func checkHolidays(h counsel.Holidays) (faults []error) {
	if h.Region != "" && !slices.Contains(promise.Regions(), h.Region) {
		faults = append(faults, fmt.Errorf("holidays.region: %w", Unknown("region", h.Region, promise.Regions())))
	}
	for _, day := range h.Extra {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			faults = append(faults, fmt.Errorf("holidays.extra: %q is no day such as 2026-12-24", day))
		}
	}
	return faults
}

// checkQuestions looks at the agency's own questions: whoever is asked something shall read why.
func (f AgencyFile) checkQuestions() (faults []error) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if len(f.Ask.Questions) > counsel.MaxQuestions {
		fault("ask.questions: at most %d; people came to write", counsel.MaxQuestions)
	}
	seen := map[string]bool{}
	for _, q := range f.Ask.Questions {
		if !topicCode.MatchString(q.Code) || seen[q.Code] {
			fault("ask.questions: %q is no code, or there twice; small letters, digits and - are expected", q.Code)
		}
		seen[q.Code] = true
		for _, lang := range f.Languages {
			if q.Text[lang] == "" || q.Why[lang] == "" {
				fault("ask.questions: %q needs text and why in %q", q.Code, lang)
			}
		}
	}
	return faults
}
