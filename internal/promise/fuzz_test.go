package promise

import (
	"testing"
	"time"

	"siegel/internal/counsel"
)

// FuzzSettings: days, clocks and whole rules out of an agency's description are refused or good: a promise lies after the letter, whatever was written there.
func FuzzSettings(f *testing.F) {
	f.Add("18:00", "2026-12-24", "2026-12-31", "AT-9", "Europe/Vienna", "fri", 2, int64(1_795_000_000))
	f.Add("24:00", "2026-13-01", "", "XX", "Mars/Sea", "fry", 0, int64(0))
	f.Add("00:00", "2026-01-01", "2030-01-01", "DE-BY", "Pacific/Apia", "sun", 10, int64(1_325_000_000))
	f.Fuzz(func(t *testing.T, clock, from, to, region, zone, weekday string, days int, at int64) {
		if d, err := ParseClock(clock); err == nil && (d < 0 || d >= 24*time.Hour || d%time.Minute != 0) {
			t.Errorf("clock %q is %s", clock, d)
		}
		if d, err := parseDay(from); err == nil && d.time().Format(time.DateOnly) != from {
			t.Errorf("day %q is %s", from, d.time())
		}
		rule, err := New(counsel.Settings{
			TimeZone: zone, Holidays: counsel.Holidays{Region: region, Extra: []string{to}},
			Promise: counsel.Promise{WorkingDays: days % 64, Weekdays: []string{weekday}, Closing: clock, Pauses: []counsel.Pause{{From: from, To: to}}},
		})
		if err != nil {
			return
		}
		wrote := time.Unix(at%4_000_000_000, 0)
		if by := rule.By(wrote); !by.IsZero() && (!by.After(wrote) || by.Sub(wrote) > 30*366*24*time.Hour) {
			t.Errorf("written %s, promised by %s", wrote, by)
		}
	})
}
