package store_test

import (
	"encoding/hex"
	"errors"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// Two take one enquiry at the same moment, fifty times: one wins, the other learns by whom.
func TestAcceptanceRace(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		takers := []counsel.Actor{s.Lead, s.Staff("Ben", counsel.Counsellor, counsel.Intake)}
		won := map[counsel.ID]int{}
		for range 50 {
			seeker, _ := s.Seeker("n" + hex.EncodeToString(testkit.Bytes(6)))
			e := s.Enquiry(2)
			_, err := w.AddEnquiry(ctx, seeker, e)
			no(t, err)
			winner := race(t, w, s, takers, e.Case)
			won[winner]++
			no(t, w.Confirm(ctx, counsel.Actor{Agency: s.Agency.ID, UID: winner}, e.Case))
		}
		t.Logf("won: %v", won)
	})
}

// race lets all take the enquiry at once and gives the one who has it.
func race(t *testing.T, w *testkit.World, s *testkit.Scene, takers []counsel.Actor, id counsel.ID) (winner counsel.ID) {
	t.Helper()
	errs := make([]error, len(takers))
	var barrier, done sync.WaitGroup
	barrier.Add(len(takers))
	for i, by := range takers {
		acc := s.Acceptance(id)
		done.Go(func() {
			barrier.Done()
			barrier.Wait()
			_, errs[i] = w.Accept(ctx, by, acc)
		})
	}
	done.Wait()
	for i, err := range errs {
		if err == nil {
			if winner != (counsel.ID{}) {
				t.Fatal("two won")
			}
			winner = takers[i].UID
		}
	}
	if winner == (counsel.ID{}) {
		t.Fatalf("nobody won: %v", errs)
	}
	for _, err := range errs {
		var e *counsel.Error
		if err != nil && (!errors.As(err, &e) || e.Code != counsel.Taken || e.By != winner) {
			t.Fatalf("the slower one got %v", err)
		}
	}
	return winner
}

// What is left of an acceptance that is not confirmed: nothing, and nothing of the seeker's is lost.
func TestLapsedAcceptance(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		e := s.Enquiry(2)
		_, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		_, err = w.Accept(ctx, ben, s.Acceptance(e.Case))
		no(t, err)
		_, _, _, err = w.Enquiry(ctx, s.Lead, e.Case)
		code(t, err, counsel.Taken)
		if list, _ := pool(w, s.Lead); len(list) != 0 {
			t.Error("in the pool although just taken")
		}
		_, err = w.AddMessage(ctx, ben, letterOf(e.Case, counsel.Counsellor, 1))
		code(t, err, counsel.Conflict) // not before the stored copy is known to open
		no(t, w.PutDraft(ctx, ben, e.Case, counsel.DraftMessage, version(1)))

		w.Clock.Pass(counsel.ConfirmWithin - time.Second)
		_, err = w.Accept(ctx, s.Lead, s.Acceptance(e.Case))
		code(t, err, counsel.Taken)
		w.Clock.Pass(time.Second)
		waiting, err := pool(w, s.Lead)
		no(t, err)
		if len(waiting) != 1 || waiting[0].State != counsel.Open || waiting[0].Counsellor != (counsel.ID{}) {
			t.Fatalf("pool: %+v", waiting)
		}
		code(t, w.Confirm(ctx, ben, e.Case), counsel.Conflict)
		_, _, err = w.Case(ctx, ben, e.Case)
		code(t, err, counsel.NotFound)

		grants := func() (n int) {
			no(t, w.Read(ctx, func(tx *store.Tx) error {
				_, err := tx.Get(`SELECT count(*) FROM grants WHERE obj = 'case'`, nil, &n)
				return err
			}))
			return n
		}
		if n := grants(); n != 3 { // the seeker's two, Ben's one
			t.Errorf("%d grants before the next taker", n)
		}
		acc := s.Acceptance(e.Case)
		_, err = w.Accept(ctx, s.Lead, acc)
		no(t, err)
		if n := grants(); n != 3 { // the seeker's two, the lead's one
			t.Errorf("%d grants after the next taker", n)
		}
		if n := count(t, w, "self_copies"); n != 2 {
			t.Errorf("%d copies: Ben's should be gone", n)
		}
		if n := count(t, w, "drafts"); n != 0 {
			t.Errorf("%d drafts: Ben's should be gone", n)
		}
		again, err := w.Accept(ctx, s.Lead, acc) // the answer was lost
		no(t, err)
		equal(t, "self", again.Self, acc.Self)
		no(t, w.Confirm(ctx, s.Lead, e.Case))
		no(t, w.Confirm(ctx, s.Lead, e.Case))
		if n := grants(); n != 1 { // the lead's, to continuity
			t.Errorf("%d grants after the confirmation", n)
		}
		code(t, w.Confirm(ctx, ben, e.Case), counsel.Taken)
		w.Clock.Pass(time.Hour)
		if list, _ := pool(w, s.Lead); len(list) != 0 {
			t.Error("a confirmed case came back")
		}
	})
}

// Who may not take, and what an acceptance must bring.
func TestAcceptRefuses(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		reader := s.Staff("Rita", counsel.Intake)
		writer := s.Staff("Wera", counsel.Counsellor)
		seeker, _ := s.Seeker("sonne-42")
		e := s.Enquiry(2)
		_, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		for name, by := range map[string]counsel.Actor{"intake only": reader, "counsellor only": writer, "seeker": seeker} {
			if _, err := w.Accept(ctx, by, s.Acceptance(e.Case)); counsel.CodeOf(err) != counsel.Refused {
				t.Errorf("%s: %v", name, err)
			}
			if err := w.Confirm(ctx, by, e.Case); counsel.CodeOf(err) != counsel.Refused {
				t.Errorf("%s confirms: %v", name, err)
			}
		}
		without := s.Acceptance(e.Case)
		without.Grants = nil
		_, err = w.Accept(ctx, s.Lead, without)
		code(t, err, counsel.BadRequest)
		if list, err := pool(w, writer); err != nil || len(list) != 0 {
			t.Errorf("who is not intake sees the pool: %v, %v", list, err)
		}
		waiting, err := pool(w, reader)
		no(t, err)
		if len(waiting) != 1 {
			t.Errorf("pool: %d", len(waiting))
		}
		_, err = w.Accept(ctx, s.Lead, s.Acceptance(e.Case))
		no(t, err)
		_, err = w.Accept(ctx, s.Lead, s.Acceptance(e.Case)) // another key, while the first may still be confirmed
		code(t, err, counsel.Taken)
	})
}
