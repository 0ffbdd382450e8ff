package counsel

import (
	"testing"
	"time"
)

// The week of the last sign-in is known by its Monday: whichever day of it that was, and however long the session lasted, 30 days are over after its end.
func TestUnusedDue(t *testing.T) {
	monday := Week(now)
	for what, try := range map[string]struct{ created, seen, due time.Time }{
		"made and used in one week": {monday.AddDate(0, 0, 6), monday, monday.AddDate(0, 0, 38)},
		"used in a later week":      {monday.AddDate(0, 0, -20), monday, monday.AddDate(0, 0, 38)},
		"never used since":          {monday.AddDate(0, 0, 10), monday, monday.AddDate(0, 0, 41)},
	} {
		if got := UnusedDue(try.created, try.seen); !got.Equal(try.due) {
			t.Errorf("%s: %v, want %v", what, got, try.due)
		}
	}
	last := monday.AddDate(0, 0, 7).Add(-time.Second) // somebody signs in
	end := NewSession(Seekers, ID{}, last).EndsAt
	if promised, due := end.AddDate(0, 0, UnusedDays), UnusedDue(monday, Week(last)); due.Before(promised) || due.After(promised.AddDate(0, 0, 1)) {
		t.Errorf("used until %v, deleted on %v", end, due)
	}
}
