package store_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

const aDay = 24 * time.Hour

// ordered is a case with an order that its counsellor has signed.
type ordered struct {
	w      *testkit.World
	s      *testkit.Scene
	seeker counsel.Actor
	id     counsel.ID
	order  counsel.Order
	proof  counsel.Proof
}

func newOrdered(t *testing.T, w *testkit.World, account bool) ordered {
	t.Helper()
	s := testkit.NewScene(t, w, "kiz", true)
	o := ordered{w: w, s: s}
	o.seeker, _ = s.Seeker("sonne-42")
	o.id = s.Case(o.seeker, s.Lead, 2)
	o.order, o.proof = o.signed(t, s.Signed.Lead, o.id, "delete", account), counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[s.Lead.UID]}
	return o
}

// signed is an order as the interface has verified it.
func (o ordered) signed(t *testing.T, by *testkit.Member, id counsel.ID, mode string, account bool) counsel.Order {
	t.Helper()
	d, err := o.w.Directory(ctx, o.s.Agency.ID)
	no(t, err)
	_, hash, err := sg1.ReadManifest(d.Manifest)
	no(t, err)
	text := by.Order(o.s.Agency.ID, id, mode, hash, account)
	read, err := sg1.ReadEraseOrder(text)
	no(t, err)
	return counsel.Order{ID: testkit.ID(), Case: id, Mode: read.Outcome(), Manifest: hash, Account: account, By: by.UID, Text: text}
}

func (o ordered) give(t *testing.T) counsel.Order {
	t.Helper()
	kept, err := o.w.OrderErasure(ctx, o.s.Lead, o.proof, o.order)
	no(t, err)
	return kept
}

// While an order waits, nobody reads or writes in its case; it runs by itself when its time has come, not a moment before, once.
func TestOrderWaitsAndRuns(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newOrdered(t, w, false)
		kept := o.give(t)
		again, err := w.OrderErasure(ctx, o.s.Lead, o.proof, o.order)
		no(t, err)
		if again.RunsAt != kept.RunsAt || kept.RunsAt.Sub(w.Clock.Now()) < 7*aDay || kept.RunsAt.Sub(w.Clock.Now()) > 7*aDay+15*time.Minute {
			t.Errorf("runs at %v, then %v", kept.RunsAt, again.RunsAt)
		}
		other := o.order
		other.ID = testkit.ID()
		_, err = w.OrderErasure(ctx, o.s.Lead, o.proof, other)
		code(t, err, counsel.Conflict)

		neighbour, _ := o.s.Seeker("wolke-7")
		elsewhere := o.signed(t, o.s.Signed.Lead, o.s.Case(neighbour, o.s.Lead, 2), "delete", false)
		elsewhere.ID = o.order.ID
		_, err = w.OrderErasure(ctx, o.s.Lead, o.proof, elsewhere)
		code(t, err, counsel.SameID)
		_, err = w.Receipts(ctx, o.s.Lead)
		code(t, err, counsel.Refused)
		for _, by := range []counsel.Actor{o.seeker, o.s.Lead} {
			code(t, w.PutSelf(ctx, by, o.id, 0, testkit.Bytes(100)), counsel.Conflict)
			_, err = w.AddFile(ctx, by, counsel.File{ID: testkit.ID(), Case: o.id, Length: 86})
			code(t, err, counsel.Conflict)
			c, grants, err := w.Case(ctx, by, o.id)
			no(t, err)
			if c.Self != nil || len(grants) != 0 || !c.LockedUntil.Equal(kept.RunsAt) {
				t.Errorf("a locked case is served with %d bytes of its key, %d grants, locked until %v", len(c.Self), len(grants), c.LockedUntil)
			}
			_, err = w.Messages(ctx, by, o.id, counsel.After(0))
			code(t, err, counsel.Conflict)
			role := counsel.SeekerRole
			if by.UID == o.s.Lead.UID {
				role = counsel.Counsellor
				_, err = w.Notes(ctx, by, o.id, counsel.After(0))
				code(t, err, counsel.Conflict)
				code(t, w.SetMarks(ctx, by, o.id, []counsel.Mark{counsel.Acute}), counsel.Conflict)
				code(t, w.PutBack(ctx, by, o.id, released()), counsel.Conflict)
			} else {
				code(t, w.PutProfile(ctx, by, o.id, version(2)), counsel.Conflict)
			}
			_, err = w.AddMessage(ctx, by, letterOf(o.id, role, 2))
			code(t, err, counsel.Conflict)
			waits, err := w.EraseOrder(ctx, by, o.id)
			no(t, err)
			if waits == nil || waits.Text != o.order.Text || waits.Role != counsel.Counsellor {
				t.Errorf("the order: %+v", waits)
			}
		}

		w.Clock.Pass(kept.RunsAt.Add(-time.Millisecond).Sub(w.Clock.Now()))
		_, err = w.EndDue(ctx)
		no(t, err)
		if count(t, w, "cases") != 2 {
			t.Fatal("it ran too early")
		}
		w.Clock.Pass(time.Millisecond)
		ends := atOnce(func() error { _, err := w.EndDue(ctx); return err }, func() error { _, err := w.EndDue(ctx); return err })
		for _, err := range ends {
			no(t, err)
		}
		told, err := w.Receipts(ctx, o.seeker)
		no(t, err)
		if count(t, w, "cases") != 1 || len(told) != 1 || told[0].Role != "counsellor" || !told[0].Until.IsZero() {
			t.Errorf("%d cases, told %+v", count(t, w, "cases"), told)
		}
		if gone, err := w.Erased(ctx, o.s.Lead); err != nil || len(gone) != 1 || gone[0].Why != counsel.BecauseOrder {
			t.Errorf("the counsellor sees %+v %v", gone, err)
		}
	})
}

// The seeker alone hastens it or keeps the case; who ordered it can take it back. With account the account goes too, unless it has another case.
func TestOrderIsAnswered(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newOrdered(t, w, true)
		neighbour, _ := o.s.Seeker("wolke-7")
		ben := o.s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		o.order = o.signed(t, o.s.Signed.Lead, o.id, "delete", true) // Ben's manifest is the newest
		code(t, w.AnswerErasure(ctx, o.seeker, o.id, counsel.EraseNow), counsel.Conflict)
		o.give(t)
		for _, by := range []counsel.Actor{o.s.Lead, neighbour, ben} {
			code(t, w.AnswerErasure(ctx, by, o.id, counsel.EraseNow), counsel.NotFound)
		}
		_, err := w.EraseOrder(ctx, ben, o.id)
		code(t, err, counsel.NotFound)
		no(t, w.AnswerErasure(ctx, o.seeker, o.id, counsel.KeepIt))
		if c, _, err := w.Case(ctx, o.s.Lead, o.id); err != nil || c.Self == nil || !c.LockedUntil.IsZero() {
			t.Errorf("kept: %v %v", c.LockedUntil, err)
		}
		if _, err := w.Messages(ctx, o.seeker, o.id, counsel.After(0)); err != nil {
			t.Error(err)
		}
		o.order.ID = testkit.ID()
		o.give(t)
		no(t, w.CancelErasure(ctx, o.s.Lead, o.id))
		no(t, w.CancelErasure(ctx, o.s.Lead, o.id))
		o.order.ID = testkit.ID()
		o.give(t)
		code(t, w.CancelErasure(ctx, o.seeker, o.id), counsel.Refused)
		no(t, w.AnswerErasure(ctx, o.seeker, o.id, counsel.EraseNow))
		_, err = w.Receipts(ctx, o.seeker)
		code(t, err, counsel.SignedOut)
		settle(t, w)
		if found := rowsWith(t, w, o.id, o.seeker.UID); len(found) > 0 {
			t.Errorf("still there: %v", found)
		}
	})
}

// Whoever may not, and whatever does not fit, orders nothing.
func TestOrderIsRefused(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newOrdered(t, w, false)
		waits := o.s.Enquiry(3)
		_, err := w.AddEnquiry(ctx, o.seeker, waits)
		no(t, err)
		for what, c := range map[string]struct {
			change func(o *counsel.Order, p *counsel.Proof)
			want   counsel.Code
		}{
			"a wrong password":           {func(_ *counsel.Order, p *counsel.Proof) { p.Auth = testkit.Bytes(32) }, counsel.SignInFailed},
			"another manifest":           {func(o *counsel.Order, _ *counsel.Proof) { o.Manifest = [32]byte{1} }, counsel.BadSignature},
			"another mode":               {func(o *counsel.Order, _ *counsel.Proof) { o.Mode = counsel.Keep }, counsel.BadSignature},
			"a letter that is not there": {func(o *counsel.Order, _ *counsel.Proof) { o.Request = testkit.ID() }, counsel.BadSignature},
			"a letter of another case":   {func(o *counsel.Order, _ *counsel.Proof) { o.Request = waits.Message.ID }, counsel.BadSignature},
			"a case that nobody knows":   {func(o *counsel.Order, _ *counsel.Proof) { o.Case = testkit.ID() }, counsel.NotFound},
		} {
			order, proof := o.order, o.proof
			c.change(&order, &proof)
			_, err := w.OrderErasure(ctx, o.s.Lead, proof, order)
			if counsel.CodeOf(err) != c.want {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = w.OrderErasure(ctx, o.seeker, o.proof, o.order)
		code(t, err, counsel.NotFound)
		mine := letterOf(o.id, counsel.Counsellor, 1)
		_, err = w.AddMessage(ctx, o.s.Lead, mine)
		no(t, err)
		goOut(t, w)
		o.order.Request = mine.ID // of the counsellor, not of the seeker
		_, err = w.OrderErasure(ctx, o.s.Lead, o.proof, o.order)
		code(t, err, counsel.BadSignature)
		if count(t, w, "erase_orders") != 0 {
			t.Error("an order was kept")
		}

		pool := o.signed(t, o.s.Signed.Lead, waits.Case, "delete", false)
		kept, err := w.OrderErasure(ctx, o.s.Lead, o.proof, pool)
		no(t, err)
		if kept.Role != counsel.Lead {
			t.Errorf("in the pool ordered as %s", kept.Role)
		}
		_, err = w.Accept(ctx, o.s.Lead, o.s.Acceptance(waits.Case))
		code(t, err, counsel.Conflict)
		_, _, _, err = w.Enquiry(ctx, o.s.Lead, waits.Case)
		code(t, err, counsel.Conflict)
	})
}

// Who signs that it keeps is on trial again.
func TestTrial(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		for i, retention := range []counsel.Retention{counsel.Erase, counsel.Keep, counsel.Erase} {
			setPolicy(t, w, s, retention, 10*(i%2), 180)
			a, err := w.Agency(ctx, s.Agency.ID)
			no(t, err)
			if want := retention == counsel.Keep; a.Trial() != want {
				t.Errorf("%s: on trial: %v", retention, a.Trial())
			}
		}
	})
}

// The policy has changed between order and run: what was told to the seeker is not what would happen, so nothing does.
func TestOrderLapsesWithItsPolicy(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newOrdered(t, w, true)
		o.give(t)
		setPolicy(t, w, o.s, counsel.Keep, 10, 180)
		code(t, w.AnswerErasure(ctx, o.seeker, o.id, counsel.EraseNow), counsel.Conflict)
		w.Clock.Pass(8 * aDay)
		_, err := w.EndDue(ctx)
		no(t, err)
		if c, _, err := w.Case(ctx, o.seeker, o.id); err != nil || !c.LockedUntil.IsZero() || count(t, w, "erase_orders") != 0 {
			t.Errorf("%v %v, %d orders", c.LockedUntil, err, count(t, w, "erase_orders"))
		}
	})
}

// While an order waits, a grant that has not been fetched yet is not given, and no attachment is read, sent or dropped, not even by its author. Taken back, all is as before.
func TestOrderWithholds(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newOrdered(t, w, false)
		no(t, w.Rotate(ctx, o.s.Lead, newKeys(shared{s: o.s, before: o.seeker, old: o.id})))
		whole, _ := attached(t, w, o.seeker, o.id)
		begun := counsel.File{ID: testkit.ID(), Case: o.id, Length: 86}
		_, err := w.AddFile(ctx, o.seeker, begun)
		no(t, err)
		served := func(grants int, want counsel.Code) {
			t.Helper()
			_, list, err := w.Case(ctx, o.seeker, o.id)
			no(t, err)
			if len(list) != grants {
				t.Errorf("%d grants, want %d", len(list), grants)
			}
			_, err = fetched(t, w, o.seeker, whole.ID)
			code(t, err, want)
			code(t, w.PutPart(ctx, o.seeker, begun.ID, 0, 86, bytes.NewReader(make([]byte, 86))), want)
		}
		o.give(t)
		served(0, counsel.Conflict)
		code(t, w.DropFile(ctx, o.seeker, whole.ID), counsel.Conflict)
		no(t, w.CancelErasure(ctx, o.s.Lead, o.id))
		served(1, "")
	})
}

// A case in which an order waits is not in the list of who only reads along.
func TestOrderEndsReadingAlong(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		o.share(t)
		lists := func(want ...counsel.ID) {
			t.Helper()
			list, err := w.Cases(ctx, o.now)
			no(t, err)
			for _, id := range want {
				if !slices.ContainsFunc(list, func(c counsel.Case) bool { return c.ID == id }) {
					t.Errorf("%v is not in the list", id)
				}
			}
			if len(list) != len(want) {
				t.Errorf("%d cases, want %d", len(list), len(want))
			}
		}
		lists(o.old, o.fresh)
		waits := ordered{w: w, s: o.s, seeker: o.before, id: o.old, proof: o.proof}
		waits.order = waits.signed(t, o.s.Signed.Lead, o.old, "delete", false)
		waits.give(t)
		lists(o.fresh)
	})
}
