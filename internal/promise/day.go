package promise

import (
	"fmt"
	"time"
)

// day is a date as the number of days since 1 January 1970, so that days can be counted and compared.
type day int

// none is no day.
const none day = -1 << 31

func dayNumber(y int, m time.Month, d int) day {
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

func (d day) time() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

func (d day) date() (int, time.Month, int) { return d.time().Date() }

func (d day) weekday() time.Weekday { return time.Weekday((int(d)%7 + 11) % 7) } // 1 January 1970 was a Thursday

func parseDay(s string) (day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("promise: %q is no day such as 2026-12-24", s)
	}
	return dayNumber(t.Date()), nil
}
