package store_test

import (
	"slices"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// Answers in four cases of two agencies, released from two stores at once behind a barrier, 50 times over: each goes out once.
func TestReleasesAtOnce(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		node := beside(t, w)
		var cases []counsel.ID
		var by []counsel.Actor
		for _, short := range []string{"kiz", "sos"} {
			s := testkit.NewScene(t, w, short, false)
			seeker, _ := s.Seeker("sonne-42")
			cases = append(cases, s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3))
			by = append(by, s.Lead, s.Lead)
		}
		const rounds = 50
		for round := range int64(rounds) {
			for i, id := range cases {
				_, err := w.AddMessage(ctx, by[i], letterOf(id, counsel.Counsellor, round+1))
				no(t, err)
			}
			w.Clock.Pass(counsel.HoldFor + time.Second)
			together(4, func(i int) error {
				_, err := []*store.Store{w.Store, node}[i%2].ReleaseHeld(ctx)
				return err
			}, counsel.Internal, t)
		}
		for i, id := range cases {
			var orders []int64
			for after := int64(0); ; {
				got, err := node.Messages(ctx, by[i], id, counsel.After(after))
				no(t, err)
				for _, m := range got.Messages {
					orders = append(orders, m.Order)
				}
				if after = orders[len(orders)-1]; !got.More {
					break
				}
			}
			if len(orders) != rounds+1 || orders[rounds] != rounds+1 || !slices.IsSorted(orders) {
				t.Errorf("case %d: %v", i, orders)
			}
		}
	})
}

// Taking back against the release, 50 times: either it is gone and stays gone, or it is out and cannot be taken back.
func TestTakeBackAgainstRelease(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		node := beside(t, w)
		out := 0
		for round := range 50 {
			m := letterOf(id, counsel.Counsellor, int64(out+1))
			_, err := w.AddMessage(ctx, s.Lead, m)
			no(t, err)
			w.Clock.Pass(counsel.HoldFor + time.Second)
			var taken error
			together(2, func(i int) (err error) {
				if i == 0 {
					_, err = node.ReleaseHeld(ctx)
					return err
				}
				taken = w.TakeBack(ctx, s.Lead, id, m.ID)
				return nil
			}, counsel.Internal, t)
			if taken != nil {
				code(t, taken, counsel.Conflict)
				out++
			}
			if got, held := seen(t, w.Store, seeker, id); min(got, counsel.MaxOlder) != min(out+1, counsel.MaxOlder) || held != 0 {
				t.Fatalf("round %d: taken back: %v, and %d messages of %d", round, taken, got, out+1)
			}
		}
		if n := count(t, w, "messages"); n != out+1 {
			t.Errorf("%d rows for %d messages", n, out+1)
		}
	})
}

// What goes out while somebody is taking it back is out.
func TestTakeBackWaitsForTheRelease(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		m := letterOf(id, counsel.Counsellor, 1)
		_, err := w.AddMessage(ctx, s.Lead, m)
		no(t, err)
		taken := make(chan error)
		no(t, w.Write(ctx, func(tx *store.Tx) error { // a release that takes its time
			if err := tx.Exec(`UPDATE cases SET last_order = 2 WHERE id = $1`, id); err != nil {
				return err
			}
			if err := tx.Exec(`UPDATE messages SET order_no = 2, held_until = 0 WHERE id = $1`, m.ID); err != nil {
				return err
			}
			go func() { taken <- w.TakeBack(ctx, s.Lead, id, m.ID) }()
			time.Sleep(200 * time.Millisecond) // until it stands in line, whichever lock it has taken
			return nil
		}))
		code(t, <-taken, counsel.Conflict)
		if out, held := seen(t, w.Store, seeker, id); out != 2 || held != 0 {
			t.Errorf("%d out, %d held", out, held)
		}
	})
}
