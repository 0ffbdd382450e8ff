package store_test

import (
	"errors"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// confirmClock is for tests that let months pass at once: a server that runs sees them pass.
func confirmClock(t testing.TB, w *testkit.World) {
	t.Helper()
	_, err := w.ConfirmClock(ctx)
	no(t, err)
}

// A clock that jumps deletes nothing: neither cases nor accounts, counts, attachments, entries of the chain, lines of the journal. Confirmed, it goes on; and
// turned back it does no harm.
func TestClockThatJumps(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		closeCase(t, w, s.Lead, id)
		_, err := w.EndDue(ctx)
		no(t, err)
		_, err = w.AppendAudit(ctx) // the chain begins, so that its days end
		no(t, err)
		before := w.Clock.Now()
		w.Clock.Pass(10*24*time.Hour - time.Hour)
		_, err = w.EndDue(ctx) // a server that was off over a holiday
		no(t, err)
		jumped := w.Clock.Now().AddDate(10, 0, 0)
		w.Clock.Pass(jumped.Sub(w.Clock.Now()))
		for what, do := range map[string]func() error{
			"what is due":        func() error { _, err := w.EndDue(ctx); return err },
			"counts of visits":   func() error { return w.ForgetVisits(ctx) },
			"attachments":        func() error { return w.RemoveFiles(ctx) },
			"lines of a journal": func() error { _, err := w.SweepShreds(ctx, nil); return err },
		} {
			if err := do(); !errors.Is(err, store.ErrClock) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = w.AppendAudit(ctx)
		no(t, err)
		list, _, _, err := w.Audit(ctx, s.Lead, 0)
		no(t, err)
		for _, e := range list {
			if e.Action == counsel.ActLetters {
				t.Errorf("a day is closed that was not: %v", e.At)
			}
		}
		if count(t, w, "cases") != 1 {
			t.Fatal("a case is gone")
		}
		if at, err := w.LastSeen(ctx); err != nil || at.After(jumped.AddDate(-9, 0, 0)) {
			t.Errorf("last seen %v, %v", at, err)
		}

		w.Clock.Pass(before.Sub(w.Clock.Now())) // turned back
		_, err = w.EndDue(ctx)
		no(t, err)
		w.Clock.Pass(11 * 24 * time.Hour)
		if _, err := w.EndDue(ctx); !errors.Is(err, store.ErrClock) {
			t.Errorf("ahead of where it was turned back to: %v", err)
		}
		w.Clock.Pass(jumped.Sub(w.Clock.Now()))
		confirmClock(t, w)
		_, err = w.EndDue(ctx)
		no(t, err)
		if count(t, w, "cases") != 0 {
			t.Error("nothing is ended although the clock was confirmed")
		}
	})
}

// The database of an earlier day is put back: the shred store knows how late it is. Without it the clock is not believed.
func TestClockAfterRestore(t *testing.T) {
	w := testkit.SQLite(t)
	testkit.NewScene(t, w, "kiz", true)
	no(t, w.Plausible(ctx))
	w.Clock.Pass(9 * 24 * time.Hour)
	no(t, w.Plausible(ctx))
	no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`DELETE FROM server_keys WHERE name = 'clock'`) }))
	w.Clock.Pass(9 * 24 * time.Hour)
	no(t, w.Plausible(ctx))
	keys := w.Shreds(t)
	no(t, keys.SetMeta(ctx, "clock", []byte{0, 0, 0, 0, 0, 0, 0, 1}))
	no(t, keys.Close())
	no(t, w.Plausible(ctx)) // the database's own
	no(t, w.Write(ctx, func(tx *store.Tx) error {
		return tx.Exec(`UPDATE server_keys SET key_check = $1 WHERE name = 'clock'`, make([]byte, 8))
	}))
	w.Clock.Pass(time.Hour)
	if err := w.Plausible(ctx); !errors.Is(err, store.ErrClock) {
		t.Errorf("both are old: %v", err)
	}
}
