package store_test

import (
	"fmt"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// Whoever signs in on the last evening of a week, and reads into the night, has 30 whole days after it, though only the week is kept; then the account goes, on the day that the rule names.
func TestUnusedAccountEnds(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		monday := counsel.Week(w.Clock.Now()).AddDate(0, 0, 7)
		w.Clock.Pass(monday.Sub(w.Clock.Now()))
		var people []counsel.Actor
		for day := range 7 {
			name := fmt.Sprintf("sonne-%d", day)
			seeker, r := s.Seeker(name)
			people = append(people, seeker)
			w.Clock.Pass(monday.AddDate(0, 0, day+1).Add(-time.Hour).Sub(w.Clock.Now()))
			_, err := w.Login(ctx, s.Agency.ID, byPassword(name, r))
			no(t, err)
		}
		due := counsel.UnusedDue(monday, monday)
		if used := monday.AddDate(0, 0, 7).Add(7 * time.Hour); due.Before(used.AddDate(0, 0, counsel.UnusedDays)) {
			t.Errorf("due %v, and used until %v", due, used)
		}
		until(t, w, due.Add(-time.Second))
		for day, seeker := range people {
			if _, err := w.Cases(ctx, seeker); err != nil {
				t.Errorf("day %d of the week went too early: %v", day, err)
			}
		}
		until(t, w, due)
		for _, seeker := range people {
			_, err := w.Cases(ctx, seeker)
			code(t, err, counsel.SignedOut)
		}
	})
}
