package store_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// rekeying replaces password and return code of an account that has never changed them.
func rekeying(r counsel.Registration) counsel.Rekeying {
	return counsel.Rekeying{
		Keyring:  version(2),
		Password: &counsel.NewWay{Auth: testkit.Bytes(32), Wrap: counsel.Wrap{Way: counsel.ByPassword, Gen: 2, KDF: r.KDF, Box: testkit.Box(32)}},
		Code:     &counsel.NewWay{Auth: testkit.Bytes(32), RcID: testkit.Bytes(16), Wrap: counsel.Wrap{Way: counsel.ByCode, Gen: 2, Box: testkit.Box(32)}},
	}
}

// The code that is to come proves nothing before it is in force, even where it names the one that is: who recovers proves the old one.
func TestRecoveredAsksTheOldCode(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		_, own := s.Seeker("sonne-42")
		r, wrong := rekeying(own), byCode(own)
		wrong.Auth = testkit.Bytes(32)
		again := *r.Code
		again.RcID, again.Auth = own.RcID, own.AuthRc
		_, err := w.Recovered(ctx, s.Agency.ID, wrong, counsel.Rekeying{Keyring: r.Keyring, Password: r.Password, Code: &again})
		code(t, err, counsel.SignInFailed)
		_, err = w.Login(ctx, s.Agency.ID, byPassword("sonne-42", own))
		no(t, err)
		_, err = w.Recovered(ctx, s.Agency.ID, byCode(own), r)
		no(t, err)
	})
}

// Who was stopped gets nothing for the return code, and learns nothing from the answer.
func TestRecoverOfStopped(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, own := s.Seeker("sonne-42")
		_, err := w.Recover(ctx, s.Agency.ID, byCode(own))
		no(t, err)
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE accounts SET state = $2 WHERE uid = $1`, seeker.UID, counsel.Stopped)
		}))
		in, err := w.Recover(ctx, s.Agency.ID, byCode(own))
		code(t, err, counsel.SignInFailed)
		if in.Wrap != nil {
			t.Error("the box is given all the same")
		}
	})
}

// Who reads along in another's case takes the own copy of its key along under the new user key; its profile is not theirs, and a copy of other keys is none.
func TestRenewKeysOfShared(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		o.share(t)
		no(t, w.PutSelf(ctx, o.now, o.old, 0, testkit.Box(32)))
		before, _, err := w.Keyed(ctx, o.before)
		no(t, err)
		proof := counsel.Proof{Way: counsel.ByPassword, Auth: o.auths[o.now.UID]}
		renewal := counsel.Renewal{Rekeying: rekeying(counsel.Registration{KDF: store.KDF(counsel.Seekers)}), Vault: version(3), Cases: []counsel.RenewedCase{
			{ID: o.fresh, Self: testkit.Box(32), Profile: version(2)}, {ID: o.old, Self: testkit.Box(32)},
		}}
		for what, change := range map[string]func(*counsel.RenewedCase){
			"a copy of other keys": func(c *counsel.RenewedCase) { c.Epoch = 1 },
			"a profile":            func(c *counsel.RenewedCase) { c.Profile = version(2) },
		} {
			wrong := renewal
			wrong.Cases = []counsel.RenewedCase{renewal.Cases[0], renewal.Cases[1]}
			change(&wrong.Cases[1])
			if err := w.RenewKeys(ctx, o.now, testkit.ID(), proof, wrong); counsel.CodeOf(err) != counsel.Conflict {
				t.Errorf("%s: %v", what, err)
			}
		}
		no(t, w.RenewKeys(ctx, o.now, testkit.ID(), proof, renewal))
		now, _, err := w.Keyed(ctx, o.now)
		no(t, err)
		for _, c := range now {
			if c.ID == o.old {
				equal(t, "the copy", c.Self, renewal.Cases[1].Self)
				equal(t, "its seeker's profile", c.Profile.Box, before[0].Profile.Box)
			}
		}
		c, _, err := w.Case(ctx, o.s.Lead, o.old)
		no(t, err)
		alike(t, "marks", c.Marks, []counsel.Mark{counsel.Exposed})
	})
}
