package store_test

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// pool gives what of a desk lies in the pool.
func pool(w *testkit.World, by counsel.Actor) (list []counsel.Row, err error) {
	rows, err := w.Desk(ctx, by)
	for _, r := range rows {
		if r.State == counsel.Open {
			list = append(list, r)
		}
	}
	return list, err
}

// released is what a browser makes to put a case back.
func released() []counsel.Grant {
	return []counsel.Grant{{ID: testkit.ID(), ToRole: counsel.Intake, File: testkit.AgeFile()}}
}

// promising lets an agency promise two working days until 18:00.
func promising(t testing.TB, w *testkit.World, s *testkit.Scene) {
	t.Helper()
	settings := s.Agency.Settings
	settings.Promise, settings.Holidays = counsel.Promise{WorkingDays: 2, Closing: "18:00"}, counsel.Holidays{Region: "AT-9"}
	text, err := json.Marshal(settings)
	no(t, err)
	no(t, w.Write(ctx, func(tx *store.Tx) error {
		return tx.Exec(`UPDATE agencies SET settings = $2 WHERE agency = $1`, s.Agency.ID, string(text))
	}))
}

// enquire sends a first letter of a new seeker.
func enquire(t testing.TB, w *testkit.World, s *testkit.Scene) (counsel.Actor, counsel.ID) {
	t.Helper()
	seeker, _ := s.Seeker("n" + hex.EncodeToString(testkit.Bytes(8)))
	e := s.Enquiry(2)
	_, err := w.AddEnquiry(ctx, seeker, e)
	no(t, err)
	return seeker, e.Case
}

// row gives one case of a desk.
func row(t testing.TB, w *testkit.World, by counsel.Actor, id counsel.ID) counsel.Row {
	t.Helper()
	rows, err := w.Desk(ctx, by)
	no(t, err)
	for _, r := range rows {
		if r.ID == id {
			return r
		}
	}
	return counsel.Row{}
}

// One list: the pool for who reads it, one's own cases, and nobody else's.
func TestDesk(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		ben, reader, writer := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Rita", counsel.Intake), s.Staff("Wera", counsel.Counsellor)
		_, waiting := enquire(t, w, s)
		_, taken := enquire(t, w, s)
		_, err := w.Accept(ctx, ben, s.Acceptance(taken))
		no(t, err)
		no(t, w.Confirm(ctx, ben, taken))
		no(t, w.SetMarks(ctx, ben, taken, []counsel.Mark{counsel.Acute}))
		_, closed := enquire(t, w, s)
		_, err = w.Accept(ctx, ben, s.Acceptance(closed))
		no(t, err)
		no(t, w.Confirm(ctx, ben, closed))
		no(t, w.SetState(ctx, ben, closed, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 1}))
		for who, c := range map[string]struct {
			by   counsel.Actor
			want []counsel.ID
		}{"who took it": {ben, []counsel.ID{waiting, taken}}, "intake": {reader, []counsel.ID{waiting}}, "a counsellor without intake": {writer, nil}, "the lead": {s.Lead, []counsel.ID{waiting}}} {
			rows, err := w.Desk(ctx, c.by)
			no(t, err)
			var got []counsel.ID
			for _, r := range rows {
				got = append(got, r.ID)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s sees %v, want %v", who, got, c.want)
			}
		}
		want := counsel.Row{
			ID: taken, State: counsel.TakenOver, Topic: "partner", Lang: "de", Created: counsel.Quarter(w.Clock.Now()), LastOrder: 1, LastTime: counsel.Quarter(w.Clock.Now()),
			LastRole: counsel.SeekerRole, PromisedAt: time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC), Counsellor: ben.UID,
		}
		got := row(t, w, ben, taken)
		if !slices.Equal(got.Marks, []counsel.Mark{counsel.Acute}) {
			t.Errorf("marks %v", got.Marks)
		}
		if got.Marks = nil; mustJSON(got) != mustJSON(want) {
			t.Errorf("%+v\nwant %+v", got, want)
		}
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE accounts SET roles = 'intake' WHERE uid = $1`, ben.UID)
		}))
		if rows, err := w.Desk(ctx, ben); err != nil || len(rows) != 1 || rows[0].ID != waiting {
			t.Errorf("who no longer counsels sees %v, %v", rows, err)
		}
		seeker, _ := s.Seeker("sonne-42")
		_, err = w.Desk(ctx, seeker)
		code(t, err, counsel.Refused)
		_, err = w.Cases(ctx, ben)
		code(t, err, counsel.Refused)
	})
}

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// While an acceptance waits for its confirmation, the case is the taker's; then it is in the pool, and nowhere twice.
func TestDeskOfUnconfirmed(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		_, id := enquire(t, w, s)
		_, err := w.Accept(ctx, ben, s.Acceptance(id))
		no(t, err)
		count := func(by counsel.Actor, state counsel.CaseState) (n int) {
			rows, err := w.Desk(ctx, by)
			no(t, err)
			for _, r := range rows {
				if r.State != state || (r.Counsellor == ben.UID) != (state == counsel.TakenOver) {
					t.Errorf("%+v", r)
				}
				n++
			}
			return n
		}
		if a, b := count(ben, counsel.TakenOver), count(s.Lead, ""); a != 1 || b != 0 {
			t.Errorf("before: %d and %d", a, b)
		}
		w.Clock.Pass(counsel.ConfirmWithin)
		if a, b := count(ben, counsel.Open), count(s.Lead, counsel.Open); a != 1 || b != 1 {
			t.Errorf("after: %d and %d", a, b)
		}
	})
}

// A clock that is turned back keeps no enquiry out of the pool: what would wait for its confirmation for longer than anything does is there again, in every
// list and number, and can be taken. A clock that is a little behind, as that of another node may be, lets nothing lapse early.
func TestUnconfirmedUnderAClockTurnedBack(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		_, id := enquire(t, w, s)
		_, err := w.Accept(ctx, ben, s.Acceptance(id))
		no(t, err)
		for _, back := range []time.Duration{59 * time.Second, time.Hour} {
			w.Clock.Pass(-back)
			want := 0
			if back == time.Hour {
				want = 1
			}
			list, err := pool(w, s.Lead)
			no(t, err)
			o, err := w.Overview(ctx, s.Lead)
			no(t, err)
			if len(list) != want || o.Pool.Cases != want {
				t.Errorf("turned back by %v: %d in the pool, the overview says %d", back, len(list), o.Pool.Cases)
			}
			if back == time.Hour {
				code(t, w.Confirm(ctx, ben, id), counsel.Conflict)
				_, err = w.Accept(ctx, s.Lead, s.Acceptance(id))
				no(t, err)
				no(t, w.Confirm(ctx, s.Lead, id))
			}
			w.Clock.Pass(back)
		}
		if row(t, w, s.Lead, id).State != counsel.TakenOver {
			t.Error("confirmed, and lost when the clock was set right")
		}
	})
}

// What opens the names in a list is given for what the caller may see, and for nothing else.
func TestNamed(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		ben, writer := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Wera", counsel.Counsellor)
		_, waiting := enquire(t, w, s)
		_, bens := enquire(t, w, s)
		_, foreign := enquire(t, w, other)
		acc := s.Acceptance(bens)
		_, err := w.Accept(ctx, ben, acc)
		no(t, err)
		all := []counsel.ID{waiting, bens, foreign, testkit.ID(), waiting}
		named := func(by counsel.Actor) map[counsel.ID]store.Named {
			list, err := w.Named(ctx, by, all)
			no(t, err)
			of := map[counsel.ID]store.Named{}
			for _, n := range list {
				if _, twice := of[n.Case.ID]; twice {
					t.Error("a case twice")
				}
				of[n.Case.ID] = n
			}
			return of
		}
		got := named(ben)
		if len(got) != 2 || got[waiting].Grant == nil || got[waiting].Grant.ToRole != counsel.Intake || got[waiting].Case.Self != nil || got[bens].Grant != nil {
			t.Errorf("Ben: %+v", got)
		}
		equal(t, "own copy", got[bens].Case.Self, acc.Self)
		if got := named(s.Lead); len(got) != 1 || got[waiting].Grant == nil {
			t.Errorf("the lead: %+v", got)
		}
		if got := named(writer); len(got) != 0 {
			t.Errorf("without intake: %+v", got)
		}
		list, err := w.Named(ctx, ben, nil)
		no(t, err)
		if len(list) != 0 {
			t.Error("something for nothing")
		}
		_, err = w.Named(ctx, ben, make([]counsel.ID, counsel.MaxNamed+1))
		code(t, err, counsel.BadRequest)
		seeker, _ := s.Seeker("sonne-42")
		_, err = w.Named(ctx, seeker, all)
		code(t, err, counsel.Refused)
	})
}

// copies multiplies a case in the database, changed: in a test, sealing thousands would take minutes.
func copies(t testing.TB, w *testkit.World, from counsel.ID, n int, change string) {
	t.Helper()
	const same = `seeker, epoch, ck_id, nk_id, department, topic, lang, marks, sealed_until, locked_until, last_note, profile_version, profile, last_role, state, counsellor,
		created, last_order, last_time, confirm_due`
	no(t, w.Write(ctx, func(tx *store.Tx) error {
		for i := range n {
			id := testkit.ID()
			if err := tx.Exec(`INSERT INTO cases (agency, id, promised_at, closed, `+same+`)
				SELECT agency, $2, CASE promised_at WHEN 0 THEN 0 ELSE promised_at + $3 END, closed + $3 * 86400000, `+same+` FROM cases WHERE id = $1`, from, id, i); err != nil {
				return err
			}
			if i == 0 {
				if err := tx.Exec(`UPDATE cases SET `+change+` WHERE id = $1`, id); err != nil {
					return err
				}
				from = id
			}
		}
		return nil
	}))
}

// 5,000 cases in an agency: the answers are right, and bounded.
func TestManyCases(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", false)
		promising(t, w, s)
		ben := s.Staff("Ben", counsel.Counsellor)
		_, waiting := enquire(t, w, s)
		_, mine := enquire(t, w, s)
		_, err := w.Accept(ctx, s.Lead, s.Acceptance(mine))
		no(t, err)
		no(t, w.Confirm(ctx, s.Lead, mine))
		copies(t, w, waiting, 1500, `topic = ''`)
		copies(t, w, mine, 300, `state = 'rest', last_role = 'counsellor', promised_at = 0`)
		copies(t, w, mine, 199, `topic = 'partner'`)
		copies(t, w, mine, 120, `state = 'closed', promised_at = 0`)
		copies(t, w, mine, 2880, `topic = 'partner'`)
		rows, err := w.Desk(ctx, s.Lead)
		no(t, err)
		last := map[counsel.CaseState]time.Time{}
		n := map[counsel.CaseState]int{}
		for _, r := range rows {
			n[r.State]++
			if r.State == counsel.Open && r.PromisedAt.Before(last[r.State]) {
				t.Fatal("the pool is not sorted by what is due")
			}
			last[r.State] = r.PromisedAt
		}
		if n[counsel.Open] != counsel.MaxPool || n[counsel.AtRest] != 300 || n[counsel.TakenOver] != 200+2880 || n[counsel.Closed] != 0 {
			t.Errorf("desk: %v", n)
		}
		checkClosed(t, w, s.Lead, 120)
		o, err := w.Overview(ctx, s.Lead)
		no(t, err)
		if len(o.People) != 2 || len(o.Rows) != counsel.MaxPromises || o.Pool.Cases != 1501 || o.Pool.Overdue != 0 {
			t.Errorf("overview: %+v, %d rows, pool %+v", o.People, len(o.Rows), o.Pool)
		}
		for _, l := range o.People {
			if l.UID == s.Lead.UID && (l.Cases != 200+2880+300 || l.Rest != 300 || l.Waiting != 200+2880) || l.UID == ben.UID && l.Cases != 0 {
				t.Errorf("%+v", l)
			}
		}
	})
}

// In a pool of more than one answer holds, those with a promise come first, by what is due; those without follow, by when they came.
func TestPoolBeyondOneAnswer(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", false)
		_, first := enquire(t, w, s)
		w.Clock.Pass(time.Hour)
		_, second := enquire(t, w, s)
		copies(t, w, second, counsel.MaxPool, `topic = ''`)
		promising(t, w, s)
		w.Clock.Pass(24 * time.Hour)
		_, later := enquire(t, w, s)
		_, due := enquire(t, w, s)
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE cases SET promised_at = promised_at - 3600000 WHERE id = $1`, due)
		}))
		rows, err := w.Desk(ctx, s.Lead)
		no(t, err)
		if len(rows) != counsel.MaxPool || rows[0].ID != due || rows[1].ID != later || rows[2].ID != first || !rows[3].PromisedAt.IsZero() {
			t.Errorf("%d rows: %+v", len(rows), rows[:min(4, len(rows))])
		}
	})
}

// checkClosed reads all pages: each case once, newest first.
func checkClosed(t *testing.T, w *testkit.World, by counsel.Actor, want int) {
	t.Helper()
	seen := map[counsel.ID]bool{}
	for skip := 0; ; skip += counsel.ClosedPage {
		rows, more, err := w.Closed(ctx, by, int64(skip))
		no(t, err)
		for _, r := range rows {
			if r.State != counsel.Closed || seen[r.ID] {
				t.Fatalf("%+v", r)
			}
			seen[r.ID] = true
		}
		if more != (len(seen) < want) || more && len(rows) != counsel.ClosedPage {
			t.Fatalf("%d after %d, more %v", len(rows), skip, more)
		}
		if !more {
			break
		}
	}
	if len(seen) != want {
		t.Errorf("%d closed cases", len(seen))
	}
}
