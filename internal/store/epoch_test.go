package store_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// newKeys is what a counsellor's browser sends for a case of the first epoch.
func newKeys(o shared, people ...counsel.ID) counsel.NewEpoch {
	n := counsel.NewEpoch{
		Case: o.old, Epoch: 1, CKID: testkit.ID(), NKID: testkit.ID(), Self: testkit.Box(64), Back: counsel.BackLink{Epoch: 1, CK: testkit.Box(32), NK: testkit.Box(32)},
		Profile: version(2), Grants: o.s.Acceptance(o.old).Grants,
	}
	for _, uid := range append([]counsel.ID{o.before.UID}, people...) {
		n.Grants = append(n.Grants, counsel.Grant{ID: testkit.ID(), ToUID: uid, File: testkit.AgeFile()})
	}
	return n
}

// New keys come in one step: the seeker finds a grant and no copy, the counsellor her copy, both the back-link, and the marks that asked for it are gone.
func TestRotate(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		ben := o.s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		no(t, w.SetMarks(ctx, o.s.Lead, o.old, []counsel.Mark{counsel.Acute}))
		no(t, w.SetStaffState(ctx, o.s.Lead, ben.UID, counsel.Stopped))
		c, _, err := w.Case(ctx, o.s.Lead, o.old)
		no(t, err)
		alike(t, "marks", c.Marks, []counsel.Mark{counsel.Acute, counsel.Left})
		no(t, w.SetMarks(ctx, o.s.Lead, o.old, []counsel.Mark{counsel.Acute})) // staff cannot take it off
		held, err := w.AddMessage(ctx, o.s.Lead, letterOf(o.old, counsel.Counsellor, 1))
		no(t, err)
		if held.HeldUntil.IsZero() {
			t.Fatal("nothing is held")
		}
		n := newKeys(o)
		no(t, w.Rotate(ctx, o.s.Lead, n))
		no(t, w.Rotate(ctx, o.s.Lead, n)) // the answer was lost

		c, grants, err := w.Case(ctx, o.s.Lead, o.old)
		no(t, err)
		alike(t, "marks", c.Marks, []counsel.Mark{counsel.Acute})
		if c.Epoch != 1 || c.CKID != n.CKID || c.NKID != n.NKID || string(c.Self) != string(n.Self) || c.Profile.Version != 2 || len(grants) != 0 || c.LastOrder != 2 {
			t.Errorf("the counsellor has %+v", c)
		}
		if len(c.Back) != 1 || string(c.Back[0].CK) != string(n.Back.CK) || string(c.Back[0].NK) != string(n.Back.NK) {
			t.Errorf("back-links: %+v", c.Back)
		}
		c, grants, err = w.Case(ctx, o.before, o.old)
		no(t, err)
		if c.Self != nil || len(grants) != 1 || grants[0].Why != counsel.WhyRotate || grants[0].Epoch != 1 || len(c.Back) != 1 || c.Back[0].NK != nil {
			t.Errorf("the seeker has %+v, %+v", c, grants)
		}
		code(t, w.PutSelf(ctx, o.before, o.old, 0, testkit.Box(32)), counsel.Sequence)
		code(t, w.PutProfile(ctx, o.before, o.old, version(2)), counsel.Conflict) // made under the keys of before
		_, err = w.AddMessage(ctx, o.before, letterOf(o.old, counsel.SeekerRole, 2))
		code(t, err, counsel.Sequence)
		no(t, w.PutSelf(ctx, o.before, o.old, 1, testkit.Box(32)))
		m := letterOf(o.old, counsel.SeekerRole, 2)
		m.Epoch = 1
		_, err = w.AddMessage(ctx, o.before, m)
		no(t, err)
		alike(t, "grants", grantsOf(t, w, o.old), []string{"continuity continuity"})

		no(t, w.PutBack(ctx, o.s.Lead, o.old, released()))
		c, grant, _, err := w.Enquiry(ctx, o.s.Lead, o.old)
		no(t, err)
		if grant.Epoch != 1 || len(c.Back) != 1 {
			t.Errorf("in the pool: %+v, %+v", grant, c.Back)
		}
		acc := o.s.Acceptance(o.old)
		acc.NKID = n.NKID
		c, err = w.Accept(ctx, o.s.Lead, acc)
		no(t, err)
		if string(c.Self) != string(acc.Self) {
			t.Error("who took it over has no copy")
		}
	})
}

// Who takes a case over takes nothing from those who read on: new keys that its seeker has not taken in yet wait for them, and so do those of an account that
// it is shared with, or what that account has taken in.
func TestOthersKeepTheirKeys(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		ben := o.s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		o.share(t)
		n := newKeys(o, o.now.UID)
		no(t, w.Rotate(ctx, o.s.Lead, n))
		over := func(from, to counsel.Actor) {
			t.Helper()
			no(t, w.PutBack(ctx, from, o.old, released()))
			acc := o.s.Acceptance(o.old)
			acc.NKID = n.NKID
			_, err := w.Accept(ctx, to, acc)
			no(t, err)
			no(t, w.Confirm(ctx, to, o.old))
		}
		over(o.s.Lead, ben)
		for _, reader := range []counsel.Actor{o.before, o.now} {
			c, grants, err := w.Case(ctx, reader, o.old)
			no(t, err)
			if c.Self != nil || len(grants) != 1 || grants[0].Why != counsel.WhyRotate || grants[0].By != o.s.Lead.UID {
				t.Errorf("taken over while keys waited: %+v, %+v", c.Self, grants)
			}
			no(t, w.PutSelf(ctx, reader, o.old, 1, testkit.Box(32)))
		}
		over(ben, o.s.Lead)
		for _, reader := range []counsel.Actor{o.before, o.now} {
			if c, _, err := w.Case(ctx, reader, o.old); err != nil || c.Self == nil {
				t.Errorf("taken over after they were taken in: no copy, %v", err)
			}
		}
		alike(t, "grants", grantsOf(t, w, o.old), []string{"continuity continuity"})
	})
}

// Keys that leave somebody out, name a stranger, or come too late change nothing.
func TestRotateRefused(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		ben := o.s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		before := w.Dump(t)
		for what, c := range map[string]struct {
			by     counsel.Actor
			change func(*counsel.NewEpoch)
			code   counsel.Code
		}{
			"by its seeker":             {o.before, func(*counsel.NewEpoch) {}, counsel.Refused},
			"by a colleague":            {ben, func(*counsel.NewEpoch) {}, counsel.NotFound},
			"the same epoch":            {o.s.Lead, func(n *counsel.NewEpoch) { n.Epoch = 0 }, counsel.Sequence},
			"an epoch left out":         {o.s.Lead, func(n *counsel.NewEpoch) { n.Epoch = 2 }, counsel.Sequence},
			"an older profile":          {o.s.Lead, func(n *counsel.NewEpoch) { n.Profile.Version = 1 }, counsel.Conflict},
			"without the seeker":        {o.s.Lead, func(n *counsel.NewEpoch) { n.Grants = n.Grants[:1] }, counsel.BadRequest},
			"without continuity":        {o.s.Lead, func(n *counsel.NewEpoch) { n.Grants = n.Grants[1:] }, counsel.BadRequest},
			"to an account that is not": {o.s.Lead, func(n *counsel.NewEpoch) { *n = newKeys(o, o.now.UID) }, counsel.BadRequest},
			"twice to the seeker":       {o.s.Lead, func(n *counsel.NewEpoch) { *n = newKeys(o, o.before.UID) }, counsel.BadRequest},
		} {
			n := newKeys(o)
			c.change(&n)
			if err := w.Rotate(ctx, c.by, n); counsel.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %s", what, err, c.code)
			}
		}
		if d := before.Differs(w.Dump(t), o.s.Agency.ID); d != "" {
			t.Errorf("a refusal has changed something: %s", d)
		}
	})
}

// Who reads along goes on if the new keys are for that account too, and not otherwise; an agency that documents gets its key of each epoch.
func TestRotateShared(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		o.share(t)
		no(t, w.Rotate(ctx, o.s.Lead, newKeys(o, o.now.UID)))
		if c, grants, err := w.Case(ctx, o.now, o.old); err != nil || len(grants) != 1 || c.Epoch != 1 {
			t.Errorf("who reads along: %d grants, %v", len(grants), err)
		}
		o.s.Documents(10)
		n := newKeys(o)
		n.Epoch, n.Back.Epoch, n.Profile.Version = 2, 2, 3
		bare := n
		bare.Grants = []counsel.Grant{n.Grants[0], n.Grants[2]}
		code(t, w.Rotate(ctx, o.s.Lead, bare), counsel.BadRequest)
		no(t, w.Rotate(ctx, o.s.Lead, n))
		_, _, err := w.Case(ctx, o.now, o.old)
		code(t, err, counsel.NotFound)
		alike(t, "grants", grantsOf(t, w, o.old), []string{" rotate", "archive archive", "continuity continuity"})
	})
}
