package promise

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/lu"

	"siegel/internal/counsel"
)

// holidays are the days of a region that are no working days. A year is reckoned once.
type holidays struct {
	list  []*cal.Holiday
	extra map[day]bool

	mu    sync.RWMutex
	years map[int]map[day]bool
}

func newHolidays(s counsel.Holidays) (*holidays, error) {
	h := &holidays{extra: map[day]bool{}, years: map[int]map[day]bool{}}
	if s.Region != "" {
		list, ok := regions[s.Region]
		if !ok {
			return nil, fmt.Errorf("promise: no holidays of %q; there are: %s", s.Region, strings.Join(Regions(), ", "))
		}
		h.list = list
	}
	for _, text := range s.Extra {
		d, err := parseDay(text)
		if err != nil {
			return nil, err
		}
		h.extra[d] = true
	}
	return h, nil
}

func (h *holidays) is(d day) bool {
	if h.extra[d] {
		return true
	}
	year, _, _ := d.date()
	h.mu.RLock()
	days, known := h.years[year]
	h.mu.RUnlock()
	if !known {
		days = h.of(year)
		h.mu.Lock()
		h.years[year] = days
		h.mu.Unlock()
	}
	return days[d]
}

func (h *holidays) of(year int) map[day]bool {
	days := map[day]bool{}
	for _, one := range h.list {
		if actual, _ := one.Calc(year); !actual.IsZero() {
			days[dayNumber(actual.Date())] = true
		}
	}
	return days
}

// HolidaysIn counts the public holidays of a region that are known for a year.
func HolidaysIn(region string, year int) int {
	return len((&holidays{list: regions[region]}).of(year))
}

// Regions are the countries, Länder and cantons whose holidays are known, by ISO 3166: AT, AT-9, DE-BY, LU, CH-ZH.
func Regions() []string { return slices.Sorted(maps.Keys(regions)) }

// regions begins with the library's lists. Where they differ from the law, the line below says so; each is tested against the published
// days of 2026 and 2027. Days that only some places of a region keep are left out: an agency adds them (holidays.extra).
var regions = map[string][]*cal.Holiday{
	"AT": at.Holidays,
	"LU": add(drop(lu.Holidays, lu.Nationalfeierdag), fixed(time.May, 9), fixed(time.June, 23)), // the library has 23 July, and no day of Europe

	"DE":    de.Holidays,
	"DE-BW": de.HolidaysBW, "DE-BY": de.HolidaysBY, "DE-BE": de.HolidaysBE, "DE-BB": de.HolidaysBB, "DE-HB": de.HolidaysHB, "DE-HH": de.HolidaysHH,
	"DE-HE": de.HolidaysHE, "DE-NI": de.HolidaysNI, "DE-NW": de.HolidaysNW, "DE-RP": de.HolidaysRP, "DE-SL": de.HolidaysSL, "DE-SN": de.HolidaysSN,
	"DE-ST": de.HolidaysST, "DE-SH": de.HolidaysSH, "DE-TH": de.HolidaysTH,
	"DE-MV": add(de.HolidaysMV, de.Frauentag), // since 2023
}

func init() {
	for land := '1'; land <= '9'; land++ { // the days of the Länder's patron saints are no holidays by law
		regions["AT-"+string(land)] = at.Holidays
	}
	maps.Copy(regions, swiss)
}

func add(list []*cal.Holiday, more ...*cal.Holiday) []*cal.Holiday {
	return append(slices.Clone(list), more...)
}

func drop(list []*cal.Holiday, gone ...*cal.Holiday) []*cal.Holiday {
	return slices.DeleteFunc(slices.Clone(list), func(h *cal.Holiday) bool { return slices.Contains(gone, h) })
}

// fixed is the same date every year.
func fixed(month time.Month, day int) *cal.Holiday {
	return &cal.Holiday{Type: cal.ObservancePublic, Month: month, Day: day, Func: cal.CalcDayOfMonth}
}

// moving is a date that is reckoned for a year.
func moving(of func(year int) time.Time) *cal.Holiday {
	return &cal.Holiday{Type: cal.ObservancePublic, Func: func(_ *cal.Holiday, year int) time.Time { return of(year) }}
}
