package counsel

import (
	"testing"
	"time"
)

// The week of the last use is known by its Monday: whichever day of it that was, 30 days are over after it.
func TestUnusedDue(t *testing.T) {
	monday := Week(now)
	for what, try := range map[string]struct{ created, seen, due time.Time }{
		"made and used in one week": {monday.AddDate(0, 0, 6), monday, monday.AddDate(0, 0, 37)},
		"used in a later week":      {monday.AddDate(0, 0, -20), monday, monday.AddDate(0, 0, 37)},
		"never used since":          {monday.AddDate(0, 0, 10), monday, monday.AddDate(0, 0, 41)},
	} {
		if got := UnusedDue(try.created, try.seen); !got.Equal(try.due) {
			t.Errorf("%s: %v, want %v", what, got, try.due)
		}
	}
}
