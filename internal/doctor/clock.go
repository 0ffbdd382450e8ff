package doctor

import (
	"time"

	"siegel/internal/store"
)

// clockSeen asks whether the server believes the clock: a jump by years would delete what it should keep, so it waits for somebody's word.
func (e *examination) clockSeen(s *store.Store) {
	at, err := s.LastSeen(e.ctx)
	switch now := e.Now(); {
	case err != nil:
		e.fail("clock and retention", "the log of the database says more", "%v", err)
	case at.IsZero():
		e.ok("clock and retention", "the server has not worked by it yet")
	case now.After(at.AddDate(0, 0, store.ClockDays)):
		e.fail("clock and retention", "if this is the right time: siegel clock confirm; if not: set the machine's clock, by NTP",
			"it says %s, and the server last worked by it on %s: nothing is deleted until somebody has looked", now.UTC().Format(time.RFC3339), at.Format(time.DateOnly))
	default:
		e.ok("clock and retention", "last seen %s", at.Format("2006-01-02 15:04 UTC"))
	}
}
