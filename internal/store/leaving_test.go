package store_test

import (
	"errors"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// New keys of an agency: those that wait for somebody go, with those of the leaver, and what was sealed to the keys of before is refused from then on, wherever roles are granted something.
func TestNewRoleKeys(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben, ada := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Ada", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		waiting := s.Enquiry(2)
		_, err := w.AddEnquiry(ctx, seeker, waiting)
		no(t, err)
		d, err := w.Directory(ctx, s.Agency.ID)
		no(t, err)
		first := s.Checked(s.Opened(d))
		first.Seq, first.Text, first.Hash = d.Seq+1, "given again", [32]byte{1}
		first.Grants = []counsel.Grant{{ID: testkit.ID(), ToUID: ben.UID, File: testkit.AgeFile()}, {ID: testkit.ID(), ToUID: s.Lead.UID, File: testkit.AgeFile()}}
		no(t, w.Publish(ctx, s.Lead, first))
		no(t, w.PutBack(ctx, s.Lead, s.Case(seeker, s.Lead, 3), released())) // no keys have changed: whatever is said of them fits

		next := first
		next.Seq, next.Text, next.Hash, next.Rekeyed = first.Seq+1, "without Ada", [32]byte{2}, true
		delete(next.Members, ada.UID)
		next.Grants = []counsel.Grant{{ID: testkit.ID(), ToUID: ben.UID, File: testkit.AgeFile()}}
		no(t, w.Publish(ctx, s.Lead, next))
		no(t, w.Publish(ctx, s.Lead, next)) // the answer was lost: it acts once
		for _, of := range []struct {
			who  counsel.Actor
			want counsel.ID
		}{{ben, next.Grants[0].ID}, {s.Lead, first.Grants[1].ID}} {
			grants, err := w.Grants(ctx, of.who)
			no(t, err)
			if len(grants) != 1 || grants[0].ID != of.want {
				t.Errorf("%+v, want %s", grants, of.want)
			}
		}

		stale := func(err error) {
			t.Helper()
			code(t, err, counsel.Conflict)
			var refused *counsel.Error
			if !errors.As(err, &refused) || refused.Field != "grants" {
				t.Errorf("%+v", refused)
			}
		}
		fresh := func(grants []counsel.Grant, mseq int64) []counsel.Grant {
			for i := range grants {
				grants[i].MSeq = mseq
			}
			return grants
		}
		letter := s.Enquiry(4)
		letter.Grants = fresh(letter.Grants, next.Seq-1)
		_, err = w.AddEnquiry(ctx, seeker, letter)
		stale(err)
		letter.Grants = fresh(letter.Grants, next.Seq)
		_, err = w.AddEnquiry(ctx, seeker, letter)
		no(t, err)
		acc := s.Acceptance(waiting.Case)
		acc.Grants = fresh(acc.Grants, next.Seq-1)
		_, err = w.Accept(ctx, ben, acc)
		stale(err)
		acc.Grants = fresh(acc.Grants, next.Seq)
		_, err = w.Accept(ctx, ben, acc)
		no(t, err)
		no(t, w.Confirm(ctx, ben, waiting.Case))
		stale(w.PutBack(ctx, ben, waiting.Case, fresh(released(), next.Seq-1)))
		epoch := counsel.NewEpoch{
			Case: waiting.Case, Epoch: 1, CKID: testkit.ID(), NKID: testkit.ID(), Self: testkit.Box(64), Back: counsel.BackLink{Epoch: 1, CK: testkit.Box(32), NK: testkit.Box(32)},
			Profile: version(2), Grants: append(s.Acceptance(waiting.Case).Grants, counsel.Grant{ID: testkit.ID(), ToUID: seeker.UID, File: testkit.AgeFile()}),
		}
		epoch.Grants = fresh(epoch.Grants, next.Seq-1)
		stale(w.Rotate(ctx, ben, epoch))
		epoch.Grants = fresh(epoch.Grants, next.Seq)
		no(t, w.Rotate(ctx, ben, epoch))
		no(t, w.PutBack(ctx, ben, waiting.Case, fresh(released(), next.Seq)))
	})
}

// What a colleague put back into the pool who leaves: a lead grants it again, as often as it takes, as long as nobody has it, and nobody else does.
func TestGrantAnew(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben, ada := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Ada", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, ben, 2)
		code(t, w.GrantAnew(ctx, s.Lead, id, released()), counsel.Taken)
		enquiry := s.Enquiry(3)
		_, err := w.AddEnquiry(ctx, seeker, enquiry)
		no(t, err)
		code(t, w.GrantAnew(ctx, s.Lead, enquiry.Case, released()), counsel.Conflict) // a seeker's own grant holds
		c, _, err := w.Case(ctx, ben, id)
		no(t, err)
		no(t, w.PutBack(ctx, ben, id, released()))
		pool := listen(w.Store, counsel.EventPool)
		code(t, w.GrantAnew(ctx, ada, id, released()), counsel.Refused)
		code(t, w.GrantAnew(ctx, seeker, id, released()), counsel.Refused)
		code(t, w.GrantAnew(ctx, s.Lead, id, append(released(), counsel.Grant{ID: testkit.ID(), ToRole: counsel.Continuity, File: testkit.AgeFile()})), counsel.BadRequest)
		mine := released()
		for range 2 { // the answer was lost
			no(t, w.GrantAnew(ctx, s.Lead, id, mine))
		}
		if got := pool.heard(); len(got) != 1 {
			t.Errorf("%+v", got)
		}
		_, grant, _, err := w.Enquiry(ctx, ada, id)
		no(t, err)
		if grant.ID != mine[0].ID || grant.By != s.Lead.UID || grant.Why != counsel.WhyRelease || grant.Epoch != c.Epoch {
			t.Errorf("%+v", grant)
		}
		wantKeys(t, w, id, "granted anew", 2, map[counsel.Why]int{counsel.WhyContinuity: 1, counsel.WhyRelease: 1})
		acc := again(s, id, c.NKID)
		_, err = w.Accept(ctx, ada, acc)
		no(t, err)
		code(t, w.GrantAnew(ctx, s.Lead, id, released()), counsel.Taken)
	})
}
