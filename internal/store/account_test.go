package store_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

func byPassword(name string, r counsel.Registration) counsel.Login {
	return counsel.Login{Realm: r.Realm, Way: counsel.ByPassword, Name: name, Auth: r.Auth}
}

func byCode(r counsel.Registration) counsel.Login {
	return counsel.Login{Realm: r.Realm, Way: counsel.ByCode, RcID: r.RcID, Auth: r.AuthRc}
}

// Both ways of signing in work and give the wrap of that way; every wrong one gets the same answer.
func TestLogin(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		_, r := s.Seeker("sonne-42")
		other := testkit.NewScene(t, w, "sos", true)
		for i, l := range []counsel.Login{byPassword("sonne-42", r), byCode(r)} {
			in, err := w.Login(ctx, s.Agency.ID, l)
			no(t, err)
			equal(t, "wrap", in.Wrap.Box, r.Wraps[i].Box)
			equal(t, "keyring", in.Keyring.Box, r.Keyring)
			if len(in.Cookie) != 32 || in.Actor.UID != r.UID || in.Directory.Manifest == "" || len(in.Directory.Roots) != 1 {
				t.Errorf("signed in: %+v", in)
			}
		}
		wrong := byPassword("sonne-42", r)
		wrong.Auth = testkit.Bytes(32)
		wrongCode := byCode(r)
		wrongCode.Auth = r.Auth
		staff := byPassword("sonne-42", r)
		staff.Realm = counsel.Staff
		crossed := byPassword("sonne-42", r)
		crossed.Auth = r.AuthRc
		for what, l := range map[string]counsel.Login{
			"wrong password": wrong, "unknown name": byPassword("sonne-43", r), "wrong key of a code": wrongCode, "other realm": staff, "key of the code as password": crossed,
			"no name": byPassword("", r), "no code": {Realm: counsel.Seekers, Way: counsel.ByCode, Auth: r.AuthRc},
		} {
			if _, err := w.Login(ctx, s.Agency.ID, l); counsel.CodeOf(err) != counsel.SignInFailed {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := w.Login(ctx, other.Agency.ID, byPassword("sonne-42", r))
		code(t, err, counsel.SignInFailed)
		_, err = w.Login(ctx, testkit.ID(), byPassword("sonne-42", r))
		code(t, err, counsel.NotFound)
	})
}

// Registering once more is signing in; everything else that collides is refused.
func TestRegister(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		_, r := s.Seeker("sonne-42")
		again, err := w.Register(ctx, s.Agency.ID, r)
		no(t, err)
		if again.Actor.UID != r.UID || count(t, w, "accounts") != 2 {
			t.Error("registering again made something else")
		}
		stolen := s.Registration(counsel.Seekers, "wolke-1")
		stolen.UID = r.UID
		_, err = w.Register(ctx, s.Agency.ID, stolen)
		code(t, err, counsel.SameID)
		asStaff := r
		asStaff.Realm = counsel.Staff // the same person, by the right key, and still no member of staff
		_, err = w.Register(ctx, s.Agency.ID, asStaff)
		code(t, err, counsel.SameID)
		_, err = w.Register(ctx, s.Agency.ID, s.Registration(counsel.Seekers, "sonne-42"))
		code(t, err, counsel.NameTaken)
		sameCode := s.Registration(counsel.Seekers, "wolke-2")
		sameCode.RcID = r.RcID
		_, err = w.Register(ctx, s.Agency.ID, sameCode)
		code(t, err, counsel.SameID)
		salted := s.Registration(counsel.Seekers, "wolke-3")
		salted.Salt[0] ^= 1
		_, err = w.Register(ctx, s.Agency.ID, salted)
		code(t, err, counsel.BadRequest)
		other := testkit.NewScene(t, w, "sos", true)
		other.Seeker("sonne-42") // a name belongs to one agency

		onlyCode := s.Registration(counsel.Seekers, "")
		onlyCode.Auth, onlyCode.KDF, onlyCode.Wraps = nil, 0, onlyCode.Wraps[1:]
		first, err := w.Register(ctx, s.Agency.ID, onlyCode)
		no(t, err)
		if first.Wrap.Way != counsel.ByCode {
			t.Errorf("wrap %v", first.Wrap)
		}
		_, err = w.Register(ctx, s.Agency.ID, onlyCode)
		no(t, err)
		second := s.Registration(counsel.Seekers, "")
		second.Auth, second.KDF, second.Wraps = nil, 0, second.Wraps[1:]
		_, err = w.Register(ctx, s.Agency.ID, second) // nameless accounts do not collide
		no(t, err)
	})
}

// Nobody registers with an agency that is not ready, and no member of staff without an open invite.
func TestRegisterNeeds(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		token, err := w.CreateAgency(ctx, testkit.NewAgency("neu"))
		no(t, err)
		fresh, err := w.AgencyByShort(ctx, "neu")
		no(t, err)
		r := s.Registration(counsel.Seekers, "sonne-42")
		r.Salt = w.Keys.Salt(fresh.ID, "seeker", "sonne-42")
		_, err = w.Register(ctx, fresh.ID, r)
		code(t, err, counsel.NotReady)

		staff := func(agency counsel.ID, invite counsel.ID) error {
			r := s.Registration(counsel.Staff, "ilse")
			r.Salt = w.Keys.Salt(agency, "staff", "ilse")
			r.Invite = &counsel.Answer{ID: invite, Record: "{}", Mac: testkit.Bytes(32)}
			_, err := w.Register(ctx, agency, r)
			return err
		}
		setup := testkit.InviteID(t, token)
		open := testkit.ID()
		no(t, w.AddInvite(ctx, s.Lead, open, counsel.Day(w.Clock.Now()).AddDate(0, 0, 1)))
		code(t, staff(s.Agency.ID, testkit.ID()), counsel.NotFound)
		code(t, staff(s.Agency.ID, setup), counsel.NotFound) // of another agency
		code(t, staff(fresh.ID, open), counsel.NotFound)
		no(t, staff(fresh.ID, setup))
		code(t, staff(fresh.ID, setup), counsel.NotFound) // one use
		w.Clock.Pass(48 * time.Hour)
		code(t, staff(s.Agency.ID, open), counsel.NotFound) // past its day
	})
}

// The salt of a name is the same before and after it is registered, and differs by name, realm and agency.
func TestSaltIsStable(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		pre := func(agency counsel.ID, realm counsel.Realm, name string) store.Pre {
			p, err := w.Pre(ctx, agency, realm, name)
			no(t, err)
			return p
		}
		before := pre(s.Agency.ID, counsel.Seekers, "sonne-42")
		s.Seeker("sonne-42")
		if after := pre(s.Agency.ID, counsel.Seekers, "sonne-42"); after != before {
			t.Error("registering changed the answer")
		}
		for _, p := range []store.Pre{pre(s.Agency.ID, counsel.Seekers, "sonne-43"), pre(s.Agency.ID, counsel.Staff, "sonne-42"), pre(other.Agency.ID, counsel.Seekers, "sonne-42")} {
			if p.Salt == before.Salt {
				t.Error("two names with one salt")
			}
		}
		_, err := w.Pre(ctx, testkit.ID(), counsel.Seekers, "sonne-42")
		code(t, err, counsel.NotFound)
	})
}

// Keyring and vault move one version at a time, and never back.
func TestBoxes(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, r := s.Seeker("sonne-42")
		for _, which := range []store.Box{store.Keyring, store.Vault} {
			next := counsel.Versioned{Version: 2, Box: testkit.Letter()}
			no(t, w.PutBox(ctx, seeker, which, next))
			no(t, w.PutBox(ctx, seeker, which, next)) // the answer was lost
			for _, v := range []int64{1, 2, 4} {
				code(t, w.PutBox(ctx, seeker, which, counsel.Versioned{Version: v, Box: testkit.Letter()}), counsel.Conflict)
			}
			got, err := w.GetBox(ctx, seeker, which)
			no(t, err)
			if got.Version != 2 || !bytes.Equal(got.Box, next.Box) {
				t.Errorf("%s: version %d", which, got.Version)
			}
		}
		in, err := w.Login(ctx, s.Agency.ID, byCode(r))
		no(t, err)
		if in.Keyring.Version != 2 || in.Vault.Version != 2 {
			t.Error("sign-in gives old boxes")
		}
	})
}

// A row that was moved to another account does not open: the rest layer binds it to its place.
func TestMovedRow(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		a, _ := s.Seeker("sonne-42")
		b, _ := s.Seeker("wolke-7")
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE accounts SET keyring = (SELECT keyring FROM accounts WHERE uid = $1) WHERE uid = $2`, a.UID, b.UID)
		}))
		if _, err := w.GetBox(ctx, b, store.Keyring); err == nil || counsel.CodeOf(err) != counsel.Internal {
			t.Errorf("%v", err)
		}
		_, err := w.GetBox(ctx, a, store.Keyring)
		no(t, err)
	})
}

// A session ends when nobody has used it, and at its end in any case; it counts for its own realm only.
func TestSessionEnds(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		_, r := s.Seeker("sonne-42")
		signIn := func() []byte {
			in, err := w.Login(ctx, s.Agency.ID, byCode(r))
			no(t, err)
			return in.Cookie
		}
		use := func(cookie []byte) error {
			_, _, err := w.Session(ctx, counsel.Seekers, cookie)
			return err
		}
		cookie := signIn()
		_, _, err := w.Session(ctx, counsel.Staff, cookie)
		code(t, err, counsel.SignedOut)
		code(t, use(testkit.Bytes(32)), counsel.SignedOut)
		for range 23 { // 7 hours 40, never idle for longer than the limit
			w.Clock.Pass(20 * time.Minute)
			no(t, use(cookie))
		}
		w.Clock.Pass(20 * time.Minute) // 8 hours
		code(t, use(cookie), counsel.SignedOut)

		cookie = signIn()
		w.Clock.Pass(20*time.Minute - time.Second)
		no(t, use(cookie)) // never early
		w.Clock.Pass(25 * time.Minute)
		code(t, use(cookie), counsel.SignedOut) // and late by the rounding at most

		cookie = signIn()
		no(t, w.Logout(ctx, cookie))
		code(t, use(cookie), counsel.SignedOut)
		no(t, w.Logout(ctx, cookie))
		no(t, w.Logout(ctx, nil))
		cookie = signIn()
		state := func(to counsel.AccountState) {
			no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`UPDATE accounts SET state = $2 WHERE uid = $1`, r.UID, to) }))
		}
		state(counsel.Stopped)
		code(t, use(cookie), counsel.SignedOut)
		state(counsel.Active)
		no(t, use(cookie))
		w.Clock.Pass(9 * time.Hour)
		signIn()
		if n := count(t, w, "sessions"); n != 1 {
			t.Errorf("%d sessions: ended ones stay", n)
		}
	})
}

// An agency is created once; a set-up link can be renewed until the agency is ready.
func TestAgencies(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		first, err := w.CreateAgency(ctx, testkit.NewAgency("kiz"))
		no(t, err)
		if _, err := w.CreateAgency(ctx, testkit.NewAgency("kiz")); !errors.Is(err, store.ErrShortTaken) {
			t.Errorf("twice: %v", err)
		}
		for _, short := range []string{"", "K", "Kiz", "1kiz", "k i", "kiz\n", "../kiz", "a234567890123456789012345678901"} {
			if _, err := w.CreateAgency(ctx, testkit.NewAgency(short)); !errors.Is(err, store.ErrShort) {
				t.Errorf("%q: %v", short, err)
			}
			if _, err := w.AgencyByShort(ctx, short); counsel.CodeOf(err) != counsel.NotFound {
				t.Errorf("%q: %v", short, err)
			}
		}
		a, err := w.AgencyByShort(ctx, "kiz")
		no(t, err)
		second, err := w.NewSetupToken(ctx, "kiz")
		no(t, err)
		_, err = w.Invite(ctx, a.ID, testkit.InviteID(t, first))
		code(t, err, counsel.NotFound)
		i, err := w.Invite(ctx, a.ID, testkit.InviteID(t, second))
		no(t, err)
		if i.Kind != counsel.InviteSetup || i.State != counsel.InviteOpen {
			t.Errorf("%+v", i)
		}
		testkit.NewScene(t, w, "sos", false)
		if _, err := w.NewSetupToken(ctx, "sos"); !errors.Is(err, store.ErrSetUp) {
			t.Errorf("%v", err)
		}
		_, err = w.NewSetupToken(ctx, "nix")
		code(t, err, counsel.NotFound)
		all, err := w.Agencies(ctx)
		no(t, err)
		if len(all) != 2 || all[0].Short != "kiz" || all[1].State != counsel.AgencyReady || all[0].Topics[0].Code != "partner" {
			t.Errorf("%+v", all)
		}
		counts, err := w.Counts(ctx)
		no(t, err)
		if len(counts) != 2 || counts[1] != (store.Count{Short: "sos", State: counsel.AgencyReady, Staff: 1}) {
			t.Errorf("%+v", counts)
		}
	})
}
