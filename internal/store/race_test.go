package store_test

import (
	"errors"
	"sync"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// rounds is how often each race is run on each database.
const rounds = 50

// atOnce does all at the same moment.
func atOnce(do ...func() error) []error {
	errs := make([]error, len(do))
	var barrier, done sync.WaitGroup
	barrier.Add(len(do))
	for i, one := range do {
		done.Go(func() {
			barrier.Done()
			barrier.Wait()
			errs[i] = one()
		})
	}
	done.Wait()
	return errs
}

// raced runs a race on both databases, each round with a case of its own that Ben has.
func raced(t *testing.T, run func(t *testing.T, w *testkit.World, s *testkit.Scene, seeker, ben counsel.Actor, id counsel.ID)) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		for range rounds {
			seeker, _ := s.Seeker("n" + testkit.ID().String())
			run(t, w, s, seeker, ben, s.Case(seeker, ben, 2))
		}
	})
}

// A letter comes while its case goes back into the pool: neither stops the other.
func TestPutBackAgainstLetter(t *testing.T) {
	raced(t, func(t *testing.T, w *testkit.World, s *testkit.Scene, seeker, ben counsel.Actor, id counsel.ID) {
		errs := atOnce(
			func() error { return w.PutBack(ctx, ben, id, released()) },
			func() error { _, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2)); return err },
		)
		no(t, errors.Join(errs...))
		c, _, letters, err := w.Enquiry(ctx, s.Lead, id)
		no(t, err)
		if c.LastOrder != 2 || len(letters) != 2 || c.PromisedAt.IsZero() {
			t.Fatalf("%+v, %d letters", c, len(letters))
		}
	})
}

// The counsellor writes in one tab and puts the case back in another: either her answer goes out first, or it is refused. Nothing stays
// held in a case that nobody has.
func TestPutBackAgainstAnswer(t *testing.T) {
	raced(t, func(t *testing.T, w *testkit.World, s *testkit.Scene, seeker, ben counsel.Actor, id counsel.ID) {
		errs := atOnce(
			func() error { return w.PutBack(ctx, ben, id, released()) },
			func() error { _, err := w.AddMessage(ctx, ben, letterOf(id, counsel.Counsellor, 1)); return err },
		)
		no(t, errs[0])
		want := int64(2)
		if errs[1] != nil {
			code(t, errs[1], counsel.NotFound)
			want = 1
		}
		goOut(t, w)
		if got := row(t, w, s.Lead, id); got.State != counsel.Open || got.LastOrder != want {
			t.Fatalf("%+v, want %d messages", got, want)
		}
	})
}

// Two tabs put the case back: one does, and the pool has one grant.
func TestTwoTabsPutBack(t *testing.T) {
	raced(t, func(t *testing.T, w *testkit.World, s *testkit.Scene, _, ben counsel.Actor, id counsel.ID) {
		put := func() error { return w.PutBack(ctx, ben, id, released()) }
		errs := atOnce(put, put)
		slower := 0
		if errs[0] == nil {
			slower = 1
		}
		no(t, errs[1-slower])
		code(t, errs[slower], counsel.NotFound)
		wantKeys(t, w, id, "put back", 2, map[counsel.Why]int{counsel.WhyContinuity: 1, counsel.WhyRelease: 1})
	})
}

// A colleague who knows of it takes the case in the moment in which it is put back: she has it, or learns that Ben still had it.
func TestPutBackAgainstAcceptance(t *testing.T) {
	raced(t, func(t *testing.T, w *testkit.World, s *testkit.Scene, _, ben counsel.Actor, id counsel.ID) {
		c, _, err := w.Case(ctx, ben, id)
		no(t, err)
		errs := atOnce(
			func() error { return w.PutBack(ctx, ben, id, released()) },
			func() error { _, err := w.Accept(ctx, s.Lead, again(s, id, c.NKID)); return err },
		)
		no(t, errs[0])
		if errs[1] == nil {
			no(t, w.Confirm(ctx, s.Lead, id))
			wantKeys(t, w, id, "taken", 2, map[counsel.Why]int{counsel.WhyContinuity: 1})
			return
		}
		var e *counsel.Error
		if !errors.As(errs[1], &e) || e.Code != counsel.Taken || e.By != ben.UID {
			t.Fatal(errs[1])
		}
		wantKeys(t, w, id, "put back", 2, map[counsel.Why]int{counsel.WhyContinuity: 1, counsel.WhyRelease: 1})
	})
}

// A case is closed while the seeker writes: it is never closed with a letter that nobody has seen.
func TestClosingAgainstLetter(t *testing.T) {
	raced(t, func(t *testing.T, w *testkit.World, s *testkit.Scene, seeker, ben counsel.Actor, id counsel.ID) {
		errs := atOnce(
			func() error { return w.SetState(ctx, ben, id, move(counsel.TakenOver, counsel.Closed, 1)) },
			func() error { _, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2)); return err },
		)
		no(t, errs[1])
		if errs[0] != nil {
			code(t, errs[0], counsel.Conflict)
		}
		if got := row(t, w, ben, id); got.State != counsel.TakenOver || got.LastOrder != 2 || got.PromisedAt.IsZero() {
			t.Fatalf("%+v (closing: %v)", got, errs[0])
		}
	})
}

// Two take a case that was put back; both know its key for notes. One has it.
func TestTwoTakeWhatWasPutBack(t *testing.T) {
	raced(t, func(t *testing.T, w *testkit.World, s *testkit.Scene, _, ben counsel.Actor, id counsel.ID) {
		c, _, err := w.Case(ctx, ben, id)
		no(t, err)
		no(t, w.PutBack(ctx, ben, id, released()))
		takers := []counsel.Actor{ben, s.Lead}
		take := func(by counsel.Actor) func() error {
			return func() error { _, err := w.Accept(ctx, by, again(s, id, c.NKID)); return err }
		}
		errs := atOnce(take(takers[0]), take(takers[1]))
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		no(t, errs[winner])
		var e *counsel.Error
		if !errors.As(errs[1-winner], &e) || e.Code != counsel.Taken || e.By != takers[winner].UID {
			t.Fatalf("the slower one got %v", errs[1-winner])
		}
		no(t, w.Confirm(ctx, takers[winner], id))
		wantKeys(t, w, id, "confirmed", 2, map[counsel.Why]int{counsel.WhyContinuity: 1})
	})
}

// Two leads stop each other: one of them stays.
func TestLeadsStopEachOther(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		leads := []counsel.Actor{s.Lead, s.Staff("Mara", counsel.Lead)}
		for range rounds {
			errs := atOnce(
				func() error { return w.SetStaffState(ctx, leads[0], leads[1].UID, counsel.Stopped) },
				func() error { return w.SetStaffState(ctx, leads[1], leads[0].UID, counsel.Stopped) },
			)
			stays := 0
			if errs[0] != nil {
				stays = 1
			}
			no(t, errs[stays])
			code(t, errs[1-stays], counsel.SignedOut)
			no(t, w.SetStaffState(ctx, leads[stays], leads[1-stays].UID, counsel.Active))
		}
	})
}
