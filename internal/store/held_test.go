package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// beside opens the same database once more, as another node or after a restart.
func beside(t *testing.T, w *testkit.World) *store.Store {
	t.Helper()
	s, err := store.Open(ctx, store.Options{Database: w.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
	no(t, err)
	t.Cleanup(func() { no(t, s.Close()) })
	return s
}

// seen gives what an actor is shown of a case's messages: how many, and how many held ones.
func seen(t *testing.T, s *store.Store, by counsel.Actor, id counsel.ID) (out, held int) {
	t.Helper()
	got, err := s.Messages(ctx, by, id, counsel.Before(0))
	no(t, err)
	return len(got.Messages), len(got.Held)
}

// A message of staff is held for ten seconds, shown to its author only, and then goes out once: with number, time, and without its draft.
func TestHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`UPDATE cases SET state = 'rest', promised_at = 60000`) }))
		no(t, w.PutDraft(ctx, s.Lead, id, counsel.DraftMessage, version(1)))
		m := letterOf(id, counsel.Counsellor, 1)
		began := w.Clock.Now()
		sent, err := w.AddMessage(ctx, s.Lead, m)
		no(t, err)
		if wait := sent.HeldUntil.Sub(began); sent.Order != 0 || wait < counsel.HoldFor || wait >= counsel.HoldFor+time.Second || sent.HeldUntil.Nanosecond() != 0 {
			t.Errorf("held for %v: %+v", wait, sent)
		}
		again, err := w.AddMessage(ctx, s.Lead, m)
		no(t, err)
		if !again.HeldUntil.Equal(sent.HeldUntil) || count(t, w, "messages") != 2 {
			t.Errorf("sent again: %+v", again)
		}
		nothing := func() {
			t.Helper()
			next, err := w.ReleaseHeld(ctx)
			no(t, err)
			out, held := seen(t, w.Store, s.Lead, id)
			theirs, strange := seen(t, w.Store, seeker, id)
			c, _, err := w.Case(ctx, s.Lead, id)
			no(t, err)
			if !next.Equal(sent.HeldUntil) || out != 1 || held != 1 || theirs != 1 || strange != 0 || c.LastOrder != 1 || c.State != counsel.AtRest {
				t.Errorf("before its time: next %v, %d and %d for the author, %d and %d for the seeker, %+v", next, out, held, theirs, strange, c)
			}
		}
		nothing()
		w.Clock.Pass(counsel.HoldFor) // short of the whole second
		nothing()
		_, err = w.Draft(ctx, s.Lead, id, counsel.DraftMessage)
		no(t, err)
		w.Clock.Pass(time.Second)
		next, err := w.ReleaseHeld(ctx)
		no(t, err)
		out, held := seen(t, w.Store, s.Lead, id)
		theirs, _ := seen(t, w.Store, seeker, id)
		c, _, err := w.Case(ctx, seeker, id)
		no(t, err)
		if !next.IsZero() || out != 2 || held != 0 || theirs != 2 || c.LastOrder != 2 || c.LastRole != counsel.Counsellor || !c.LastTime.Equal(counsel.Quarter(w.Clock.Now())) || c.State != counsel.TakenOver {
			t.Errorf("out: next %v, %d, %d, %d, %+v", next, out, held, theirs, c)
		}
		var promised int64
		no(t, w.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.Get(`SELECT promised_at FROM cases`, nil, &promised)
			return err
		}))
		if promised != 0 {
			t.Error("an answer leaves the promise open")
		}
		_, err = w.Draft(ctx, s.Lead, id, counsel.DraftMessage)
		code(t, err, counsel.NotFound)
		if again, err = w.AddMessage(ctx, s.Lead, m); err != nil || again.Order != 2 || !again.HeldUntil.IsZero() {
			t.Errorf("sent once more: %+v, %v", again, err)
		}
	})
}

// The time that everybody sees is that of the release, not that of the writing.
func TestTimeOfRelease(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		w.Clock.Pass(w.Clock.Now().Truncate(15 * time.Minute).Add(15*time.Minute - 5*time.Second).Sub(w.Clock.Now()))
		sent, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		goOut(t, w)
		got, err := w.Messages(ctx, seeker, id, counsel.Before(0))
		no(t, err)
		if at := got.Messages[1].Time; !at.Equal(counsel.Quarter(w.Clock.Now())) || !at.After(sent.Time) {
			t.Errorf("time %v, written at %v", at, sent.Time)
		}
	})
}

// While one is held the next one of its author waits; those of others do not. When its time has come, the next one need not wait for the timer.
func TestNextWhileHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id, other := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		_, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		w.Clock.Pass(4 * time.Second)
		next := letterOf(id, counsel.Counsellor, 2)
		_, err = w.AddMessage(ctx, s.Lead, next)
		code(t, err, counsel.Wait)
		if e := err.(*counsel.Error); e.Wait != 7 {
			t.Errorf("wait %d seconds", e.Wait)
		}
		note := letterOf(id, counsel.Counsellor, 1)
		note.Kind = counsel.KindNote
		for _, m := range []counsel.Message{note, letterOf(other, counsel.Counsellor, 1)} {
			_, err = w.AddMessage(ctx, s.Lead, m)
			no(t, err)
		}
		reply, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2))
		no(t, err)
		w.Clock.Pass(7 * time.Second)
		_, err = w.AddMessage(ctx, s.Lead, next)
		no(t, err)
		got, err := w.Messages(ctx, s.Lead, id, counsel.After(1))
		no(t, err)
		if reply.Order != 2 || len(got.Messages) != 2 || got.Messages[1].AuthorSeq != 1 || len(got.Held) != 1 || got.Held[0].ID != next.ID {
			t.Errorf("%+v", got)
		}
	})
}

// What is taken back is gone, its place is free, and its draft is a draft again. What is out stays.
func TestTakeBack(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id, other := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		no(t, w.PutDraft(ctx, s.Lead, id, counsel.DraftMessage, version(1)))
		m := letterOf(id, counsel.Counsellor, 1)
		_, err := w.AddMessage(ctx, s.Lead, m)
		no(t, err)
		no(t, w.TakeBack(ctx, s.Lead, other, m.ID)) // there is no such message in that case
		no(t, w.TakeBack(ctx, seeker, id, m.ID))    // nor for anybody but its author
		no(t, w.TakeBack(ctx, s.Lead, id, testkit.ID()))
		if _, held := seen(t, w.Store, s.Lead, id); held != 1 {
			t.Fatal("taken back from elsewhere")
		}
		no(t, w.TakeBack(ctx, s.Lead, id, m.ID))
		no(t, w.TakeBack(ctx, s.Lead, id, m.ID)) // the answer was lost
		goOut(t, w)
		if out, held := seen(t, w.Store, s.Lead, id); out != 1 || held != 0 {
			t.Errorf("%d and %d", out, held)
		}
		second := letterOf(id, counsel.Counsellor, 1)
		_, err = w.AddMessage(ctx, s.Lead, second)
		no(t, err)
		no(t, w.TakeBack(ctx, s.Lead, id, m.ID)) // is not the one that is held now
		goOut(t, w)
		_, err = w.Draft(ctx, s.Lead, id, counsel.DraftMessage)
		code(t, err, counsel.NotFound)
		code(t, w.TakeBack(ctx, s.Lead, id, second.ID), counsel.Conflict)
		code(t, w.TakeBack(ctx, seeker, id, second.ID), counsel.Conflict)
		if out, _ := seen(t, w.Store, seeker, id); out != 2 {
			t.Errorf("%d messages", out)
		}
	})
}

// A draft that is saved again while the message is held is a new text, and outlives the release. The last save sent once more is not.
func TestDraftWhileHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id, other := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		for _, c := range []counsel.ID{id, other} {
			first := version(1)
			no(t, w.PutDraft(ctx, s.Lead, c, counsel.DraftMessage, first))
			no(t, w.PutDraft(ctx, s.Lead, c, counsel.DraftNote, version(1)))
			_, err := w.AddMessage(ctx, s.Lead, letterOf(c, counsel.Counsellor, 1))
			no(t, err)
			no(t, w.PutDraft(ctx, s.Lead, c, counsel.DraftMessage, first))
		}
		no(t, w.PutDraft(ctx, s.Lead, other, counsel.DraftMessage, version(2)))
		goOut(t, w)
		_, err := w.Draft(ctx, s.Lead, id, counsel.DraftMessage)
		code(t, err, counsel.NotFound)
		got, err := w.Draft(ctx, s.Lead, other, counsel.DraftMessage)
		no(t, err)
		if got.Version != 2 || count(t, w, "drafts") != 3 {
			t.Errorf("version %d, %d drafts", got.Version, count(t, w, "drafts"))
		}
	})
}

// The server stops during the hold and starts again: the message goes out once, right at the start if it is overdue.
func TestRestartWhileHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		_, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		no(t, w.Store.Close())
		w.Clock.Pass(time.Hour)
		next := beside(t, w)
		if out, held := seen(t, next, s.Lead, id); out != 1 || held != 1 {
			t.Fatalf("after the restart: %d and %d", out, held)
		}
		for range 2 {
			_, err := next.ReleaseHeld(ctx)
			no(t, err)
			if out, held := seen(t, next, seeker, id); out != 2 || held != 0 {
				t.Fatalf("%d and %d", out, held)
			}
		}
	})
}

// Whoever is stopped, or has lost the role in which she wrote, no longer speaks for the agency: her held message does not go out, the promise
// stays open, and the text is a draft again. What went out before stays.
func TestStoppedWhileHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		set := func(query string, a ...any) {
			t.Helper()
			no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(query, a...) }))
		}
		before := map[string]string{"state": string(counsel.Active), "roles": "counsellor intake lead"}
		for column, value := range map[string]string{"state": string(counsel.Stopped), "roles": "intake lead"} {
			set(`UPDATE cases SET promised_at = 60000`)
			no(t, w.DeleteDraft(ctx, s.Lead, id, counsel.DraftMessage))
			no(t, w.PutDraft(ctx, s.Lead, id, counsel.DraftMessage, version(1)))
			_, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
			no(t, err)
			set(`UPDATE accounts SET `+column+` = $2 WHERE uid = $1`, s.Lead.UID, value)
			goOut(t, w)
			set(`UPDATE accounts SET `+column+` = $2 WHERE uid = $1`, s.Lead.UID, before[column])
			goOut(t, w)
			if out, _ := seen(t, w.Store, seeker, id); out != 1 || count(t, w, "messages") != 1 {
				t.Errorf("%s: %d messages, %d rows", column, out, count(t, w, "messages"))
			}
			var promised int64
			var message []byte
			no(t, w.Read(ctx, func(tx *store.Tx) error {
				_, err := tx.Get(`SELECT c.promised_at, d.message FROM cases c, drafts d`, nil, &promised, &message)
				return err
			}))
			if promised != 60000 || len(message) != 0 {
				t.Errorf("%s: promised at %d, draft of %x", column, promised, message)
			}
		}
		_, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		goOut(t, w)
		set(`UPDATE accounts SET state = $2 WHERE uid = $1`, s.Lead.UID, counsel.Stopped)
		if out, _ := seen(t, w.Store, seeker, id); out != 2 {
			t.Errorf("%d messages", out)
		}
	})
}

// A clock that is turned back keeps nobody waiting: what would be held for longer than any message is goes out at once. A clock that is a little
// behind, as that of another node may be, lets nothing go out early.
func TestClockTurnedBack(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		for _, back := range []time.Duration{time.Hour, 59 * time.Second} {
			before, _ := seen(t, w.Store, seeker, id)
			_, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, int64(before)))
			no(t, err)
			w.Clock.Pass(-back)
			_, err = w.ReleaseHeld(ctx)
			no(t, err)
			after, _ := seen(t, w.Store, seeker, id)
			if out := after > before; out != (back == time.Hour) {
				t.Errorf("turned back by %v: out %v", back, out)
			}
			w.Clock.Pass(back)
			goOut(t, w)
		}
	})
}

// More than one call takes on is not lost: the caller is asked to come again at once.
func TestManyHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			for range 300 { // in cases of their own
				other := testkit.ID()
				if err := tx.Exec(`INSERT INTO cases (agency, id, seeker, state, epoch, ck_id, nk_id, department, topic, lang, promised_at, marks, confirm_due, created, closed,
					sealed_until, locked_until, counsellor, last_order, last_note, profile_version, profile)
					SELECT agency, $1, seeker, state, epoch, ck_id, nk_id, department, topic, lang, promised_at, marks, confirm_due, created, closed,
					sealed_until, locked_until, counsellor, 0, 0, profile_version, profile FROM cases WHERE id = $2`, other, id); err != nil {
					return err
				}
				if err := tx.Exec(`INSERT INTO messages (agency, id, case_id, epoch, author, role, author_seq, prev_hash, kind, order_no, time, length, held_until, hash, box)
					VALUES ($1, $2, $2, 0, $3, 'counsellor', 1, $4, 'message', 0, 0, 1, 1000, $5, $5)`, s.Agency.ID, other, s.Lead.UID, testkit.Bytes(32), []byte{}); err != nil {
					return err
				}
			}
			return nil
		}))
		next, err := w.ReleaseHeld(ctx)
		no(t, err)
		if next.After(w.Clock.Now()) || next.IsZero() {
			t.Errorf("come again at %v", next)
		}
		goOut(t, w)
		var out, numbered int
		no(t, w.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.Get(`SELECT count(*), COALESCE(max(order_no), 0) FROM messages WHERE held_until = 0`, nil, &out, &numbered)
			return err
		}))
		if out != 301 || numbered != 1 {
			t.Errorf("%d out, numbers up to %d", out, numbered)
		}
	})
}

// What is held is its author's alone, also if a case should ever hold messages of two.
func TestHeldIsItsAuthorsAlone(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		_, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE messages SET author = $1 WHERE held_until > 0`, ben.UID)
		}))
		if _, held := seen(t, w.Store, s.Lead, id); held != 0 {
			t.Error("a colleague's held message is served")
		}
		_, err = w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err) // nobody waits for somebody else's
	})
}
