package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// during does something while a transaction that has done its work waits for its end.
func during(t *testing.T, w *testkit.World, work func(tx *store.Tx) error, do func() error) error {
	t.Helper()
	done := make(chan error)
	no(t, w.Write(ctx, func(tx *store.Tx) error {
		if err := work(tx); err != nil {
			return err
		}
		go func() { done <- do() }()
		time.Sleep(200 * time.Millisecond) // until it stands in line, whichever lock it has taken
		return nil
	}))
	return <-done
}

// An order that takes the account along runs while the same person sends a new letter in another tab: the letter was received, so its account stays.
func TestOrderWaitsForAnEnquiry(t *testing.T) {
	for what, run := range map[string]func(o ordered) error{
		"answered": func(o ordered) error { return o.w.AnswerErasure(ctx, o.seeker, o.id, counsel.EraseNow) },
		"its time has come": func(o ordered) error {
			_, err := o.w.EndDue(ctx)
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
				o := newOrdered(t, w, true)
				kept := o.give(t)
				if what != "answered" {
					w.Clock.Pass(kept.RunsAt.Sub(w.Clock.Now()))
				}
				e := o.s.Enquiry(3)
				no(t, during(t, w, func(tx *store.Tx) error { return tx.AddEnquiry(o.seeker, e) }, func() error { return run(o) }))
				_, _, err := w.Case(ctx, o.seeker, e.Case)
				no(t, err)
				_, _, err = w.Case(ctx, o.seeker, o.id)
				code(t, err, counsel.NotFound)
			})
		})
	}
}

// A counsellor's page saves what she is writing in the moment in which the case is deleted: nothing of it stays.
func TestDraftWaitsForADeletion(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		err := during(t, w, func(tx *store.Tx) error { return tx.End(s.Agency.ID, id) },
			func() error { return w.PutDraft(ctx, s.Lead, id, counsel.DraftMessage, version(1)) })
		code(t, err, counsel.NotFound)
		if n := count(t, w, "drafts"); n != 0 {
			t.Errorf("%d drafts stay", n)
		}
	})
}
