package store_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// shared is two cases of two accounts with one counsellor, where the agency shares earlier cases.
type shared struct {
	w          *testkit.World
	s          *testkit.Scene
	proof      counsel.Proof
	before     counsel.Actor // the account of before
	now        counsel.Actor
	auths      map[counsel.ID][]byte // of the seekers
	old, fresh counsel.ID
}

func newShared(t *testing.T, w *testkit.World) shared {
	return sharedIn(w, testkit.NewScene(t, w, "kiz", true))
}

// sharedIn is the same in an agency that there is.
func sharedIn(w *testkit.World, s *testkit.Scene) shared {
	s.Relinks(true)
	o := shared{w: w, s: s, auths: map[counsel.ID][]byte{}, proof: counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[s.Lead.UID]}}
	o.before, o.now = o.seeker("welle-42"), o.seeker("welle-43")
	o.old, o.fresh = s.Case(o.before, s.Lead, 2), s.Case(o.now, s.Lead, 2)
	return o
}

func (o shared) seeker(name string) counsel.Actor {
	a, r := o.s.Seeker(name)
	o.auths[a.UID] = r.Auth
	return a
}

// erase deletes an account, and gives what goes with it.
func (o shared) erase(t *testing.T, a counsel.Actor) counsel.Erasure {
	t.Helper()
	e, err := o.w.Erasure(ctx, a)
	no(t, err)
	_, err = o.w.EraseAccount(ctx, a, counsel.Proof{Way: counsel.ByPassword, Auth: o.auths[a.UID]}, e.Manifest, e.Staying())
	no(t, err)
	return e
}

func (o shared) relink() counsel.Relink {
	return counsel.Relink{Case: o.old, ToCase: o.fresh, Grant: counsel.Grant{ID: testkit.ID(), File: testkit.AgeFile()}, Proof: o.proof}
}

func (o shared) share(t *testing.T) {
	t.Helper()
	no(t, o.w.Relink(ctx, o.s.Lead, o.relink()))
}

// actions gives what the audit notes say was done, and to what.
func actions(t *testing.T, w *testkit.World, of counsel.Action) (objects []counsel.ID) {
	t.Helper()
	no(t, w.Read(ctx, func(tx *store.Tx) error {
		objects = nil
		return tx.Each(`SELECT action, object FROM audit_notes`, func(scan func(...any) error) error {
			var action counsel.Action
			var object counsel.ID
			err := scan(&action, &object)
			if action == of {
				objects = append(objects, object)
			}
			return err
		})
	}))
	return objects
}

// The new account reads the earlier case and does nothing else in it; the old one goes on and is told; each sharing is noted once.
func TestRelink(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		_, _, err := w.Case(ctx, o.now, o.old)
		code(t, err, counsel.NotFound)
		r := o.relink()
		no(t, w.Relink(ctx, o.s.Lead, r))
		no(t, w.Relink(ctx, o.s.Lead, r)) // the answer was lost
		alike(t, "noted", actions(t, w, counsel.ActRelink), []counsel.ID{o.old})

		c, grants, err := w.Case(ctx, o.now, o.old)
		no(t, err)
		if len(grants) != 1 || grants[0].Why != counsel.WhyRelink || grants[0].By != o.s.Lead.UID || c.Self != nil || c.Shared.Own.IsZero() || c.NKID != (counsel.ID{}) {
			t.Errorf("before it was adopted: %d grants, %+v", len(grants), c)
		}
		self := testkit.Box(32)
		no(t, w.PutSelf(ctx, o.now, o.old, 0, self))
		if c, grants, err = w.Case(ctx, o.now, o.old); err != nil || len(grants) != 0 || string(c.Self) != string(self) {
			t.Errorf("afterwards: %d grants, %v", len(grants), err)
		}
		out, err := w.Messages(ctx, o.now, o.old, counsel.Before(0))
		if err != nil || len(out.Messages) != 1 {
			t.Errorf("letters: %d, %v", len(out.Messages), err)
		}
		list, err := w.Cases(ctx, o.now)
		if err != nil || len(list) != 2 {
			t.Errorf("list: %d, %v", len(list), err)
		}

		_, err = w.AddMessage(ctx, o.now, letterOf(o.old, counsel.SeekerRole, 1))
		code(t, err, counsel.NotFound)
		code(t, w.PutProfile(ctx, o.now, o.old, version(2)), counsel.Refused)
		code(t, w.PutDraft(ctx, o.now, o.old, counsel.DraftMessage, version(1)), counsel.Refused)
		code(t, w.AnswerErasure(ctx, o.now, o.old, counsel.KeepIt), counsel.NotFound)
		_, err = w.EraseOrder(ctx, o.now, o.old)
		code(t, err, counsel.NotFound)
		_, err = w.Notes(ctx, o.now, o.old, counsel.Before(0))
		code(t, err, counsel.Refused)

		for what, a := range map[string]counsel.Actor{"the old account": o.before, "the counsellor": o.s.Lead} {
			if c, _, err := w.Case(ctx, a, o.old); err != nil || c.Shared.At != counsel.Day(w.Clock.Now()) || !c.Shared.Own.IsZero() {
				t.Errorf("%s is told %+v, %v", what, c.Shared, err)
			}
		}
		_, err = w.AddMessage(ctx, o.before, letterOf(o.old, counsel.SeekerRole, 2))
		no(t, err)
	})
}

// Without the policy, the password or both cases nothing is shared, and nothing is noted.
func TestRelinkRefused(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		ben := o.s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		his := o.s.Case(o.before, ben, 3)
		waiting := o.s.Enquiry(3)
		_, err := w.AddEnquiry(ctx, o.now, waiting)
		no(t, err)
		no(t, func() error { _, err := w.Accept(ctx, o.s.Lead, o.s.Acceptance(waiting.Case)); return err }())
		for what, c := range map[string]struct {
			by     counsel.Actor
			change func(*counsel.Relink)
			code   counsel.Code
		}{
			"by its seeker":            {o.before, func(*counsel.Relink) {}, counsel.NotFound},
			"by the new account":       {o.now, func(*counsel.Relink) {}, counsel.NotFound},
			"another's earlier case":   {o.s.Lead, func(r *counsel.Relink) { r.Case = his }, counsel.NotFound},
			"to another's case":        {o.s.Lead, func(r *counsel.Relink) { r.ToCase = his }, counsel.NotFound},
			"to a case not confirmed":  {o.s.Lead, func(r *counsel.Relink) { r.ToCase = waiting.Case }, counsel.Conflict},
			"to the same account":      {o.s.Lead, func(r *counsel.Relink) { r.ToCase = o.old }, counsel.BadRequest},
			"with a wrong password":    {o.s.Lead, func(r *counsel.Relink) { r.Proof.Auth = testkit.Bytes(32) }, counsel.SignInFailed},
			"with a key of another e.": {o.s.Lead, func(r *counsel.Relink) { r.Grant.Epoch = 1 }, counsel.Sequence},
		} {
			r := o.relink()
			c.change(&r)
			if err := w.Relink(ctx, c.by, r); counsel.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %s", what, err, c.code)
			}
		}
		o.s.Relinks(false)
		code(t, w.Relink(ctx, o.s.Lead, o.relink()), counsel.Refused)
		alike(t, "noted", actions(t, w, counsel.ActRelink), []counsel.ID(nil))
		o.s.Relinks(true)
		o.share(t)
	})
}

// What was shared goes with the case, with the account it was shared with, and into no archive; while an erase order waits nobody reads.
func TestSharedEnds(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		o.share(t)
		no(t, w.PutSelf(ctx, o.now, o.old, 0, testkit.Box(32)))
		if e := o.erase(t, o.now); len(e.Cases) != 1 || e.Cases[0].Case != o.fresh {
			t.Errorf("with the new account went %+v", e.Cases)
		}
		d := w.Dump(t)
		if n := d.Count(o.s.Agency.ID, "shares"); n != 0 {
			t.Errorf("%d shares are left of an account that is gone", n)
		}
		if n := d.Count(o.s.Agency.ID, "self_copies"); n != 2 { // the old account's and the counsellor's
			t.Errorf("%d copies of keys are left", n)
		}
		o.now = o.seeker("sonne-44")
		o.fresh = o.s.Case(o.now, o.s.Lead, 2)
		o.share(t)
		o.erase(t, o.before)
		_, _, err := w.Case(ctx, o.now, o.old)
		code(t, err, counsel.NotFound)
	})
}

func init() { // of wall_test.go
	byID["Rotate"] = struct {
		seeker bool
		call   asked
	}{false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.Rotate(ctx, by, counsel.NewEpoch{Case: id, Epoch: 1})
	}}
	byID["Relink"] = struct {
		seeker bool
		call   asked
	}{false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.Relink(ctx, by, counsel.Relink{Case: id, ToCase: id})
	}}
}
