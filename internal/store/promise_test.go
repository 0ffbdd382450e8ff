package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// The oldest unanswered letter fixes the moment; later ones do not move it; an answer that goes out clears it; the next letter fixes a new one.
func TestPromise(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		tuesday := time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC) // 18:00 in Vienna; written on a Sunday
		a, err := w.Agency(ctx, s.Agency.ID)
		no(t, err)
		if got := w.Promise(ctx, a); !got.Equal(tuesday) {
			t.Errorf("before anybody writes: %v", got)
		}
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		is := func(when string, promised, late time.Time) {
			t.Helper()
			own, err := w.Cases(ctx, seeker)
			no(t, err)
			one, _, err := w.Case(ctx, s.Lead, id)
			no(t, err)
			r := row(t, w, s.Lead, id)
			for who, got := range map[string][2]time.Time{"the seeker": {own[0].PromisedAt, own[0].LateAt}, "the counsellor": {one.PromisedAt, one.LateAt}, "the desk": {r.PromisedAt, r.LateAt}} {
				if !got[0].Equal(promised) || !got[1].Equal(late) {
					t.Errorf("%s: %s reads %v, want %v and %v", when, who, got, promised, late)
				}
			}
		}
		var none time.Time
		is("the enquiry", tuesday, none)
		w.Clock.Pass(26 * time.Hour)
		_, err = w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2))
		no(t, err)
		is("a later letter", tuesday, none)
		w.Clock.Pass(tuesday.Sub(w.Clock.Now()) - time.Millisecond)
		is("just before", tuesday, none)
		w.Clock.Pass(time.Millisecond)
		wednesday := time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC) // noon
		is("passed", tuesday, wednesday)
		w.Clock.Pass(wednesday.Sub(w.Clock.Now()))
		is("passed again", tuesday, wednesday.AddDate(0, 0, 1))
		_, err = w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		is("an answer is held", tuesday, wednesday.AddDate(0, 0, 1))
		goOut(t, w)
		is("answered", none, none)
		note := letterOf(id, counsel.Counsellor, 1)
		note.Kind = counsel.KindNote
		_, err = w.AddMessage(ctx, s.Lead, note)
		no(t, err)
		_, err = w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 3))
		no(t, err)
		is("the next letter", time.Date(2026, 11, 27, 17, 0, 0, 0, time.UTC), none)
	})
}

// A letter that comes while an answer is held was not read by whoever wrote that: it keeps a date, reckoned from when it came. The first of several counts,
// and a restart in between makes no difference.
func TestPromiseOfLetterWhileHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		w.Clock.Pass(26 * time.Hour) // Monday
		answer, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		if answer.Order != 0 {
			t.Errorf("a held message shows order %d", answer.Order)
		}
		_, err = w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2))
		no(t, err)
		list, err := w.Messages(ctx, s.Lead, id, counsel.Before(0))
		no(t, err)
		if len(list.Messages) != 2 || len(list.Held) != 1 || list.Held[0].Order != 0 {
			t.Errorf("while it is held: %+v", list)
		}
		w.Clock.Pass(24 * time.Hour) // nothing went out meanwhile: all nodes were stopped
		_, err = w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 3))
		no(t, err)
		next := beside(t, w)
		_, err = next.ReleaseHeld(ctx)
		no(t, err)
		want := time.Date(2026, 11, 25, 17, 0, 0, 0, time.UTC) // of the letter on Monday
		if got := row(t, w, s.Lead, id); !got.PromisedAt.Equal(want) || got.LastOrder != 4 {
			t.Errorf("promised %v, want %v; %d messages", got.PromisedAt, want, got.LastOrder)
		}
		_, err = w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 2))
		no(t, err)
		goOut(t, w)
		if got := row(t, w, s.Lead, id); !got.PromisedAt.IsZero() {
			t.Errorf("both are answered, and %v is promised", got.PromisedAt)
		}
	})
}

// Without a promise nothing is promised, and what is due first in the pool is what came first.
func TestNoPromise(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		var ids []counsel.ID
		for range 3 {
			_, id := enquire(t, w, s)
			ids = append(ids, id)
			w.Clock.Pass(time.Hour)
		}
		list, err := pool(w, s.Lead)
		no(t, err)
		for i, r := range list {
			if r.ID != ids[i] || !r.PromisedAt.IsZero() || !r.LateAt.IsZero() {
				t.Errorf("%d: %+v", i, r)
			}
		}
		if got := w.Promise(ctx, s.Agency); !got.IsZero() {
			t.Errorf("promised %v", got)
		}
	})
}

// A changed setting holds for letters from the next minute on, and moves nothing that has been promised.
func TestPromiseIsFixed(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		_, before := enquire(t, w, s)
		promising(t, w, s)
		_, same := enquire(t, w, s)
		w.Clock.Pass(time.Minute)
		_, after := enquire(t, w, s)
		for id, want := range map[counsel.ID]bool{before: false, same: false, after: true} {
			if got := row(t, w, s.Lead, id); got.PromisedAt.IsZero() == want {
				t.Errorf("%+v, promised should be %v", got, want)
			}
		}
	})
}
