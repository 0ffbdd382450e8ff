package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// keysOf counts what of a case's keys is stored: own copies, and grants by reason.
func keysOf(t testing.TB, w *testkit.World, id counsel.ID) (copies int, grants map[counsel.Why]int) {
	t.Helper()
	grants = map[counsel.Why]int{}
	no(t, w.Read(ctx, func(tx *store.Tx) error {
		if _, err := tx.Get(`SELECT count(*) FROM self_copies WHERE case_id = $1`, []any{id}, &copies); err != nil {
			return err
		}
		for _, why := range []counsel.Why{counsel.WhyEnquiry, counsel.WhyRelease, counsel.WhyContinuity} {
			var n int
			if _, err := tx.Get(`SELECT count(*) FROM grants WHERE obj_id = $1 AND why = $2`, []any{id, why}, &n); err != nil {
				return err
			}
			if n > 0 {
				grants[why] = n
			}
		}
		return nil
	}))
	return copies, grants
}

func wantKeys(t testing.TB, w *testkit.World, id counsel.ID, when string, copies int, want map[counsel.Why]int) {
	t.Helper()
	got, grants := keysOf(t, w, id)
	if got != copies || mustJSON(grants) != mustJSON(want) {
		t.Errorf("%s: %d copies and %v, want %d and %v", when, got, grants, copies, want)
	}
}

// again is an acceptance of an enquiry that was put back: with its nk_id.
func again(s *testkit.Scene, id, nkID counsel.ID) counsel.Acceptance {
	acc := s.Acceptance(id)
	acc.NKID = nkID
	return acc
}

// The whole way: put back, taken by a colleague under the same key for notes, who lapses, taken by a third one, confirmed. Keys of who has lost
// the case go with the confirmation and not before; nobody who does not have it is served.
func TestPutBack(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		ben, ada := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Ada", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, ben, 2)
		c, _, err := w.Case(ctx, ben, id)
		no(t, err)
		promised := c.PromisedAt
		note := letterOf(id, counsel.Counsellor, 1)
		note.Kind = counsel.KindNote
		_, err = w.AddMessage(ctx, ben, note)
		no(t, err)
		no(t, w.PutDraft(ctx, ben, id, counsel.DraftNote, version(1)))
		wantKeys(t, w, id, "taken", 2, map[counsel.Why]int{counsel.WhyContinuity: 1})

		grants := released()
		no(t, w.PutBack(ctx, ben, id, grants))
		no(t, w.PutBack(ctx, ben, id, grants)) // the answer was lost
		code(t, w.PutBack(ctx, ben, id, released()), counsel.NotFound)
		wantKeys(t, w, id, "put back", 2, map[counsel.Why]int{counsel.WhyContinuity: 1, counsel.WhyRelease: 1})
		lost := func(when string, by counsel.Actor) {
			t.Helper()
			if _, _, err := w.Case(ctx, by, id); counsel.CodeOf(err) != counsel.NotFound {
				t.Errorf("%s: the case: %v", when, err)
			}
			if _, err := w.Notes(ctx, by, id, counsel.After(0)); counsel.CodeOf(err) != counsel.NotFound {
				t.Errorf("%s: the notes: %v", when, err)
			}
			if _, err := w.AddMessage(ctx, by, letterOf(id, counsel.Counsellor, 1)); counsel.CodeOf(err) != counsel.NotFound {
				t.Errorf("%s: writing: %v", when, err)
			}
			if list, err := w.Drafts(ctx, by); err != nil || len(list) != 0 {
				t.Errorf("%s: drafts %v, %v", when, list, err)
			}
			code(t, w.PutSelf(ctx, by, id, 0, testkit.Box(64)), counsel.NotFound)
			code(t, w.SetState(ctx, by, id, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 9}), counsel.NotFound)
		}
		lost("put back", ben)
		open, g, letters, err := w.Enquiry(ctx, ada, id)
		no(t, err)
		if open.State != counsel.Open || open.NKID != c.NKID || open.Counsellor != (counsel.ID{}) || open.Self != nil || len(letters) != 1 || !open.PromisedAt.Equal(promised) {
			t.Errorf("in the pool: %+v", open)
		}
		hers, _, _, err := w.Enquiry(ctx, ben, id) // who reads the pool reads it like everybody else
		no(t, err)
		list, err := w.Named(ctx, ben, []counsel.ID{id})
		no(t, err)
		if hers.Self != nil || len(list) != 1 || list[0].Case.Self != nil {
			t.Error("the copy of whoever put it back is served")
		}
		if g.ID != grants[0].ID || g.Why != counsel.WhyRelease || g.By != ben.UID {
			t.Errorf("served grant: %+v", g)
		}

		_, err = w.Accept(ctx, ada, s.Acceptance(id)) // a key of her own
		code(t, err, counsel.BadRequest)
		acc := again(s, id, c.NKID)
		_, err = w.Accept(ctx, ada, acc)
		no(t, err)
		wantKeys(t, w, id, "taken again", 3, map[counsel.Why]int{counsel.WhyContinuity: 2, counsel.WhyRelease: 1})
		w.Clock.Pass(counsel.ConfirmWithin)
		code(t, w.Confirm(ctx, ada, id), counsel.Conflict)
		lapsed, g, _, err := w.Enquiry(ctx, s.Lead, id)
		no(t, err)
		if lapsed.NKID != c.NKID || g.ID != grants[0].ID {
			t.Errorf("lapsed: %+v, grant %v", lapsed, g.ID)
		}
		lost("lapsed", ada)

		last, err := w.Accept(ctx, s.Lead, again(s, id, c.NKID))
		no(t, err)
		wantKeys(t, w, id, "taken by a third", 3, map[counsel.Why]int{counsel.WhyContinuity: 2, counsel.WhyRelease: 1})
		no(t, w.Confirm(ctx, s.Lead, id))
		no(t, w.Confirm(ctx, s.Lead, id))
		wantKeys(t, w, id, "confirmed", 2, map[counsel.Why]int{counsel.WhyContinuity: 1})
		if n := count(t, w, "drafts"); n != 0 {
			t.Errorf("%d drafts of who had the case", n)
		}
		lost("confirmed", ben)
		lost("confirmed", ada)
		if last.NKID != c.NKID || !last.PromisedAt.Equal(promised) {
			t.Errorf("the third has %+v", last)
		}
		notes, err := w.Notes(ctx, s.Lead, id, counsel.After(0))
		no(t, err)
		if len(notes.Messages) != 1 || notes.Messages[0].ID != note.ID {
			t.Error("the notes are not readable for who has the case now")
		}
		_, err = w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		code(t, w.PutBack(ctx, ben, id, grants), counsel.NotFound) // the grant has been used
	})
}

// Whoever put a case back may take it again; the draft is still there.
func TestPutBackAndTakenAgain(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		c, _, err := w.Case(ctx, s.Lead, id)
		no(t, err)
		no(t, w.PutDraft(ctx, s.Lead, id, counsel.DraftMessage, version(1)))
		no(t, w.PutBack(ctx, s.Lead, id, released()))
		acc := again(s, id, c.NKID)
		got, err := w.Accept(ctx, s.Lead, acc)
		no(t, err)
		equal(t, "the new copy", got.Self, acc.Self)
		no(t, w.Confirm(ctx, s.Lead, id))
		wantKeys(t, w, id, "taken again", 2, map[counsel.Why]int{counsel.WhyContinuity: 1})
		_, err = w.Draft(ctx, s.Lead, id, counsel.DraftMessage)
		no(t, err)
		no(t, w.PutBack(ctx, s.Lead, id, released())) // and back once more
		if list, err := pool(w, s.Lead); err != nil || len(list) != 1 {
			t.Errorf("pool: %v, %v", list, err)
		}
	})
}

// What is held goes out before the case does; so does nothing else.
func TestPutBackReleasesHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		_, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		no(t, w.PutBack(ctx, s.Lead, id, released()))
		got := row(t, w, s.Lead, id)
		if got.LastOrder != 2 || got.LastRole != counsel.Counsellor || !got.PromisedAt.IsZero() || got.State != counsel.Open {
			t.Errorf("%+v", got)
		}
		goOut(t, w) // nothing is left
	})
}

func TestPutBackRefuses(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, id := enquire(t, w, s)
		code(t, w.PutBack(ctx, s.Lead, id, released()), counsel.NotFound) // nobody has it
		_, err := w.Accept(ctx, s.Lead, s.Acceptance(id))
		no(t, err)
		code(t, w.PutBack(ctx, s.Lead, id, released()), counsel.Conflict) // not confirmed
		no(t, w.Confirm(ctx, s.Lead, id))
		code(t, w.PutBack(ctx, ben, id, released()), counsel.NotFound)
		code(t, w.PutBack(ctx, seeker, id, released()), counsel.Refused)
		code(t, w.PutBack(ctx, s.Lead, id, nil), counsel.BadRequest)
		wrong := released()
		wrong[0].ToRole = counsel.Continuity
		code(t, w.PutBack(ctx, s.Lead, id, wrong), counsel.BadRequest)
		used := released()
		_, other := enquire(t, w, s)
		_, err = w.Accept(ctx, s.Lead, s.Acceptance(other))
		no(t, err)
		no(t, w.Confirm(ctx, s.Lead, other))
		no(t, w.PutBack(ctx, s.Lead, other, used))
		code(t, w.PutBack(ctx, s.Lead, id, used), counsel.SameID)
		no(t, w.SetState(ctx, s.Lead, id, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 1}))
		code(t, w.PutBack(ctx, s.Lead, id, released()), counsel.Conflict)
		no(t, w.SetState(ctx, s.Lead, id, counsel.Move{From: counsel.Closed, To: counsel.AtRest, Seen: 1}))
		no(t, w.PutBack(ctx, s.Lead, id, released()))
	})
}

// Open pages hear of it: the pool, the seeker, and the other pages of who put it back.
func TestPutBackIsTold(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		c, _, err := w.Case(ctx, s.Lead, id)
		no(t, err)
		told := hear(w)
		no(t, w.PutBack(ctx, s.Lead, id, released()))
		told(t, "put back", event{counsel.EventPool, id, counsel.ID{}}, event{counsel.EventCase, id, seeker.UID}, event{counsel.EventCase, id, s.Lead.UID})
		_, err = w.Accept(ctx, s.Lead, again(s, id, c.NKID))
		no(t, err)
		told(t, "taken", event{counsel.EventPool, id, counsel.ID{}}, event{counsel.EventCase, id, seeker.UID})
		no(t, w.Confirm(ctx, s.Lead, id))
		told(t, "confirmed", event{counsel.EventCase, id, s.Lead.UID})
		no(t, w.SetMarks(ctx, s.Lead, id, []counsel.Mark{counsel.Acute}))
		told(t, "marked", event{counsel.EventCase, id, s.Lead.UID})
		move := func(from, to counsel.CaseState) {
			no(t, w.SetState(ctx, s.Lead, id, counsel.Move{From: from, To: to, Seen: 1}))
		}
		move(counsel.TakenOver, counsel.AtRest)
		told(t, "at rest", event{counsel.EventCase, id, s.Lead.UID})
		move(counsel.AtRest, counsel.Closed)
		told(t, "closed", event{counsel.EventCase, id, s.Lead.UID}, event{counsel.EventCase, id, seeker.UID})
		w.Clock.Pass(time.Hour)
		code(t, w.PutBack(ctx, s.Lead, id, released()), counsel.Conflict)
		told(t, "refused")
	})
}

// A counselling that was put back, and that a colleague is taking, is documented as before: the two minutes of her confirmation change nothing. An enquiry
// whose first taker has not confirmed has been none.
func TestPutBackIsDocumented(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		s.Documents(10)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, r := s.Seeker("sonne-42")
		id, enquiry := s.Case(seeker, s.Lead, 2), s.Enquiry(3)
		_, err := w.AddEnquiry(ctx, seeker, enquiry)
		no(t, err)
		_, err = w.Accept(ctx, ben, s.Acceptance(enquiry.Case))
		no(t, err)
		c, _, err := w.Case(ctx, s.Lead, id)
		no(t, err)
		no(t, w.PutBack(ctx, s.Lead, id, released()))
		_, err = w.Accept(ctx, ben, again(s, id, c.NKID))
		no(t, err)

		shown, err := w.Erasure(ctx, seeker)
		no(t, err)
		alike(t, "what is shown to stay", shown.Staying(), []counsel.ID{id})
		done, err := w.EraseAccount(ctx, seeker, counsel.Proof{Way: counsel.ByPassword, Auth: r.Auth}, shown.Manifest, shown.Staying())
		no(t, err)
		alike(t, "what stays", done.Staying(), []counsel.ID{id})
		alike(t, "the keys of the archive", grantsOf(t, w, id), []string{"archive archive", "archive archive"}) // hers, and the one of before
		if n := count(t, w, "cases"); n != 1 {
			t.Errorf("%d cases stay", n)
		}
	})
}
