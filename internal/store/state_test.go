package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

func move(from, to counsel.CaseState, seen int64) counsel.Move {
	return counsel.Move{From: from, To: to, Seen: seen}
}

// A case rests, is woken by either side, is closed, and opened again by the seeker's message to whoever had it.
func TestState(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		is := func(when string, state counsel.CaseState, promised bool) {
			t.Helper()
			c, _, err := w.Case(ctx, s.Lead, id)
			no(t, err)
			if c.State != state || c.Counsellor != s.Lead.UID || c.PromisedAt.IsZero() == promised || c.Closed.IsZero() == (state == counsel.Closed) {
				t.Errorf("%s: %s, promised %v, closed %v", when, c.State, c.PromisedAt, c.Closed)
			}
		}
		set := func(m counsel.Move) { t.Helper(); no(t, w.SetState(ctx, s.Lead, id, m)) }
		write := func(by counsel.Actor, role counsel.Role, seq int64) {
			t.Helper()
			_, err := w.AddMessage(ctx, by, letterOf(id, role, seq))
			no(t, err)
		}
		is("taken", counsel.TakenOver, true)
		set(move(counsel.TakenOver, counsel.AtRest, 1))
		set(move(counsel.TakenOver, counsel.AtRest, 1)) // the answer was lost
		is("at rest", counsel.AtRest, true)
		for _, c := range cases(t, w, seeker, id) {
			if c.State != counsel.TakenOver {
				t.Errorf("the seeker reads that it is %s", c.State)
			}
		}
		note := letterOf(id, counsel.Counsellor, 1)
		note.Kind = counsel.KindNote
		_, err := w.AddMessage(ctx, s.Lead, note)
		no(t, err)
		is("a note wakes nobody", counsel.AtRest, true)
		write(seeker, counsel.SeekerRole, 2)
		is("woken by the seeker", counsel.TakenOver, true)
		set(move(counsel.TakenOver, counsel.AtRest, 2))
		write(s.Lead, counsel.Counsellor, 1)
		goOut(t, w)
		is("woken by an answer", counsel.TakenOver, false)
		write(seeker, counsel.SeekerRole, 3)
		set(move(counsel.TakenOver, counsel.Closed, 4))
		set(move(counsel.TakenOver, counsel.Closed, 4))
		is("closed", counsel.Closed, false)
		_, err = w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 2))
		code(t, err, counsel.Conflict)
		set(move(counsel.Closed, counsel.TakenOver, 4))
		is("opened by hand", counsel.TakenOver, false)
		set(move(counsel.TakenOver, counsel.Closed, 4))
		write(seeker, counsel.SeekerRole, 4)
		is("opened by the seeker", counsel.TakenOver, true)
		set(move(counsel.TakenOver, counsel.AtRest, 5))
		write(s.Lead, counsel.Counsellor, 2)
		set(move(counsel.AtRest, counsel.Closed, 5)) // what she holds goes out first
		is("closed with an answer under way", counsel.Closed, false)
		if got, _ := seen(t, w.Store, seeker, id); got != 6 {
			t.Errorf("the seeker has %d messages", got)
		}
	})
}

func TestStateRefuses(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, id := enquire(t, w, s)
		close := move(counsel.TakenOver, counsel.Closed, 1)
		code(t, w.SetState(ctx, s.Lead, id, close), counsel.NotFound)
		code(t, w.SetMarks(ctx, s.Lead, id, nil), counsel.NotFound)
		_, err := w.Accept(ctx, s.Lead, s.Acceptance(id))
		no(t, err)
		code(t, w.SetState(ctx, s.Lead, id, close), counsel.Conflict) // not confirmed
		code(t, w.SetMarks(ctx, s.Lead, id, nil), counsel.Conflict)
		no(t, w.Confirm(ctx, s.Lead, id))
		for name, c := range map[string]struct {
			by   counsel.Actor
			m    counsel.Move
			want counsel.Code
		}{
			"a colleague":              {ben, close, counsel.NotFound},
			"the seeker":               {seeker, close, counsel.Refused},
			"another state":            {s.Lead, move(counsel.AtRest, counsel.Closed, 1), counsel.Conflict},
			"a message not seen":       {s.Lead, move(counsel.TakenOver, counsel.Closed, 0), counsel.Conflict},
			"into the pool":            {s.Lead, move(counsel.TakenOver, counsel.Open, 1), counsel.BadRequest},
			"from the pool":            {s.Lead, move(counsel.Open, counsel.Closed, 1), counsel.BadRequest},
			"a state that is no state": {s.Lead, move(counsel.TakenOver, "archived", 1), counsel.BadRequest},
		} {
			if err := w.SetState(ctx, c.by, id, c.m); counsel.CodeOf(err) != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		no(t, w.SetState(ctx, s.Lead, id, close))
		for _, marks := range [][]counsel.Mark{{"urgent"}, {counsel.Acute, counsel.Acute}} {
			code(t, w.SetMarks(ctx, s.Lead, id, marks), counsel.BadRequest)
		}
		code(t, w.SetMarks(ctx, ben, id, nil), counsel.NotFound)
		code(t, w.SetMarks(ctx, seeker, id, nil), counsel.Refused)
	})
}

// Marks are for staff: the seeker's answers never hold them.
func TestMarks(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		for range 2 {
			no(t, w.SetMarks(ctx, s.Lead, id, []counsel.Mark{counsel.Acute}))
		}
		if got := row(t, w, s.Lead, id); len(got.Marks) != 1 || got.Marks[0] != counsel.Acute {
			t.Errorf("at the desk: %v", got.Marks)
		}
		one, _, err := w.Case(ctx, seeker, id)
		no(t, err)
		all, err := w.Cases(ctx, seeker)
		no(t, err)
		if len(one.Marks)+len(all[0].Marks) != 0 || len(all) != 1 {
			t.Error("the seeker sees marks")
		}
		no(t, w.SetMarks(ctx, s.Lead, id, nil))
		if got := row(t, w, s.Lead, id); len(got.Marks) != 0 {
			t.Errorf("taken away: %v", got.Marks)
		}
	})
}

// A letter to somebody who has been stopped meanwhile stays with her, because nobody else has the keys; the lead sees that it waits.
func TestClosedCaseOfStopped(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, ben, 2)
		no(t, w.SetState(ctx, ben, id, move(counsel.TakenOver, counsel.Closed, 1)))
		no(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Stopped))
		_, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2))
		no(t, err)
		if list, _ := pool(w, s.Lead); len(list) != 0 {
			t.Error("in the pool without keys")
		}
		_, err = w.Desk(ctx, ben)
		code(t, err, counsel.SignedOut)
		w.Clock.Pass(72 * time.Hour)
		o, err := w.Overview(ctx, s.Lead)
		no(t, err)
		found := false
		for _, l := range o.People {
			found = found || l == counsel.Load{UID: ben.UID, Cases: 1, Waiting: 1, Overdue: 1}
		}
		if !found || len(o.Rows) != 1 || o.Rows[0].ID != id || o.Rows[0].Counsellor != ben.UID || o.Rows[0].LateAt.IsZero() {
			t.Errorf("overview: %+v", o)
		}
	})
}

// The lead sees who has what; others do not.
func TestOverview(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		promising(t, w, s)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		rita := s.Staff("Rita", counsel.Intake)
		enquire(t, w, other)
		enquire(t, w, s)
		var bens []counsel.ID
		for range 4 {
			seeker, _ := s.Seeker("n" + testkit.ID().String())
			bens = append(bens, s.Case(seeker, ben, 2))
		}
		no(t, w.SetState(ctx, ben, bens[0], move(counsel.TakenOver, counsel.AtRest, 1)))
		no(t, w.SetState(ctx, ben, bens[1], move(counsel.TakenOver, counsel.Closed, 1)))
		_, err := w.AddMessage(ctx, ben, letterOf(bens[2], counsel.Counsellor, 1))
		no(t, err)
		goOut(t, w)
		w.Clock.Pass(72 * time.Hour)
		_, lapsed := enquire(t, w, s)
		_, err = w.Accept(ctx, ben, s.Acceptance(lapsed))
		no(t, err)
		w.Clock.Pass(counsel.ConfirmWithin)
		o, err := w.Overview(ctx, s.Lead)
		no(t, err)
		if want := (counsel.Load{Cases: 2, Waiting: 2, Overdue: 1}); o.Pool != want {
			t.Errorf("pool %+v, want %+v", o.Pool, want)
		}
		if len(o.People) != 2 {
			t.Errorf("people: %+v", o.People)
		}
		for _, l := range o.People {
			if want := (counsel.Load{UID: ben.UID, Cases: 3, Waiting: 2, Overdue: 2, Rest: 1}); l.UID == ben.UID && l != want {
				t.Errorf("Ben %+v, want %+v", l, want)
			}
			if want := (counsel.Load{UID: s.Lead.UID}); l.UID == s.Lead.UID && l != want {
				t.Errorf("lead %+v", l)
			}
		}
		if len(o.Rows) != 4 || o.Rows[3].ID != lapsed || o.Rows[3].State != counsel.Open || o.Rows[0].PromisedAt.After(o.Rows[1].PromisedAt) {
			t.Errorf("rows: %+v", o.Rows)
		}
		seeker, _ := s.Seeker("wolke-7")
		for _, by := range []counsel.Actor{ben, rita, seeker} {
			_, err := w.Overview(ctx, by)
			code(t, err, counsel.Refused)
			_, err = w.Staff(ctx, by)
			code(t, err, counsel.Refused)
			code(t, w.SetStaffState(ctx, by, s.Lead.UID, counsel.Stopped), counsel.Refused)
		}
	})
}

// Stopped at once, and let in again; never oneself, never a stranger.
func TestSetStaffState(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		for range 2 {
			no(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Stopped))
		}
		_, err := w.Desk(ctx, ben)
		code(t, err, counsel.SignedOut)
		list, err := w.Staff(ctx, s.Lead)
		no(t, err)
		states := map[counsel.ID]counsel.AccountState{}
		for _, m := range list {
			states[m.UID] = m.State
		}
		if len(list) != 2 || states[ben.UID] != counsel.Stopped || states[s.Lead.UID] != counsel.Active {
			t.Errorf("%+v", list)
		}
		for range 2 {
			no(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Active))
		}
		_, err = w.Desk(ctx, ben)
		no(t, err)
		code(t, w.SetStaffState(ctx, s.Lead, s.Lead.UID, counsel.Stopped), counsel.Refused)
		code(t, w.SetStaffState(ctx, s.Lead, seeker.UID, counsel.Stopped), counsel.NotFound)
		code(t, w.SetStaffState(ctx, s.Lead, other.Lead.UID, counsel.Stopped), counsel.NotFound)
		code(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Waiting), counsel.BadRequest)
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE accounts SET roles = '', state = 'stopped' WHERE uid = $1`, ben.UID)
		}))
		code(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Active), counsel.Conflict) // no manifest names him
	})
}

// Open pages hear of a new manifest, and of the end of a session.
func TestStaffIsTold(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		told := hear(w)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		told(t, "admitted", event{kind: counsel.EventDirectory})
		no(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Stopped))
		told(t, "stopped", event{kind: counsel.EventOut, receiver: ben.UID})
		no(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Active))
		told(t, "let in again")
	})
}

// The list of closed cases is served to counsellors, like every other list of one's own.
func TestClosedCasesOfWhoNoLongerCounsels(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		no(t, w.SetState(ctx, s.Lead, id, move(counsel.TakenOver, counsel.Closed, 1)))
		for roles, want := range map[string]int{"counsellor lead": 1, "intake lead": 0} {
			no(t, w.Write(ctx, func(tx *store.Tx) error {
				return tx.Exec(`UPDATE accounts SET roles = $1 WHERE uid = $2`, roles, s.Lead.UID)
			}))
			if list, _, err := w.Closed(ctx, s.Lead, 0); err != nil || len(list) != want {
				t.Errorf("%s: %d closed cases, %v", roles, len(list), err)
			}
		}
	})
}

// cases gives a case in both ways in which its seeker reads it.
func cases(t *testing.T, w *testkit.World, seeker counsel.Actor, id counsel.ID) []counsel.Case {
	t.Helper()
	one, _, err := w.Case(ctx, seeker, id)
	no(t, err)
	list, err := w.Cases(ctx, seeker)
	no(t, err)
	if len(list) != 1 || list[0].ID != id {
		t.Fatalf("%d cases", len(list))
	}
	return append(list, one)
}
