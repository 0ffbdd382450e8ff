package store_test

import (
	"slices"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// An invite is a lead's; it is answered once, seen by leads, and taken back with the account that answered it.
func TestInvites(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		id, today := testkit.ID(), counsel.Day(w.Clock.Now())
		week := today.AddDate(0, 0, 7)
		code(t, w.AddInvite(ctx, ben, id, week), counsel.Refused)
		code(t, w.AddInvite(ctx, s.Lead, id, week.AddDate(0, 0, 1)), counsel.BadRequest)
		code(t, w.AddInvite(ctx, s.Lead, id, today.AddDate(0, 0, -1)), counsel.BadRequest)
		no(t, w.AddInvite(ctx, s.Lead, id, week))
		no(t, w.AddInvite(ctx, s.Lead, id, week))
		code(t, w.AddInvite(ctx, s.Lead, id, today), counsel.SameID)

		r := s.Registration(counsel.Staff, "clara")
		r.Invite = &counsel.Answer{ID: id, Record: `{"v":1}`, Mac: testkit.Bytes(32)}
		in, err := w.Register(ctx, s.Agency.ID, r)
		no(t, err)
		if in.Actor.State != counsel.Waiting {
			t.Errorf("state %s", in.Actor.State)
		}
		_, err = pool(w, in.Actor)
		code(t, err, counsel.Refused)
		list, err := w.Invites(ctx, s.Lead)
		no(t, err)
		if len(list) != 1 || list[0].State != counsel.InviteAnswered || list[0].UID != r.UID || list[0].Record != r.Invite.Record {
			t.Fatalf("%+v", list)
		}
		equal(t, "mac", list[0].Mac, r.Invite.Mac)
		_, err = w.Invites(ctx, ben)
		code(t, err, counsel.Refused)
		code(t, w.DeleteInvite(ctx, ben, id), counsel.Refused)
		no(t, w.DeleteInvite(ctx, s.Lead, id))
		code(t, w.DeleteInvite(ctx, s.Lead, id), counsel.NotFound)
		_, err = w.GetBox(ctx, in.Actor, store.Vault)
		code(t, err, counsel.SignedOut)
	})
}

// Manifests follow one another without a gap; who is no longer named cannot come in any more.
func TestPublish(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		first := s.Signed.Manifest
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		second := s.Signed.Manifest
		d, err := w.Directory(ctx, s.Agency.ID)
		no(t, err)
		if d.Seq != 2 || d.Manifest != second {
			t.Fatalf("seq %d", d.Seq)
		}
		got, err := w.Manifest(ctx, ben, 1)
		no(t, err)
		if got != first {
			t.Error("another manifest 1")
		}
		next := s.Checked(s.Opened(d))
		next.Seq, next.Text, next.Hash = 3, "three", [32]byte{3}
		grant := counsel.Grant{ID: testkit.ID(), ToUID: ben.UID, File: testkit.AgeFile()}
		next.Grants = []counsel.Grant{grant}
		code(t, w.Publish(ctx, ben, next), counsel.Refused)
		stranger := next
		stranger.Grants = []counsel.Grant{{ID: testkit.ID(), ToUID: testkit.ID(), File: testkit.AgeFile()}}
		code(t, w.Publish(ctx, s.Lead, stranger), counsel.BadRequest)
		unanswered := next
		unanswered.Invites = []counsel.ID{testkit.ID()}
		code(t, w.Publish(ctx, s.Lead, unanswered), counsel.Conflict)
		no(t, w.Publish(ctx, s.Lead, next))
		no(t, w.Publish(ctx, s.Lead, next)) // the answer was lost
		for _, seq := range []int64{3, 5, 1} {
			other := next
			other.Seq, other.Text = seq, "other"
			code(t, w.Publish(ctx, s.Lead, other), counsel.Conflict)
		}
		grants, err := w.Grants(ctx, ben)
		no(t, err)
		if len(grants) != 1 || grants[0].By != s.Lead.UID || grants[0].Why != counsel.WhyRole {
			t.Fatalf("%+v", grants)
		}
		equal(t, "agency key", grants[0].File, grant.File)
		code(t, w.DeleteGrant(ctx, s.Lead, grant.ID), counsel.NotFound)
		no(t, w.DeleteGrant(ctx, ben, grant.ID))
		code(t, w.DeleteGrant(ctx, ben, grant.ID), counsel.NotFound)

		leaver := next
		leaver.Seq, leaver.Text, leaver.Hash, leaver.Grants = 4, "four", [32]byte{4}, nil
		leaver.Members = map[counsel.ID][]counsel.Role{s.Lead.UID: s.Lead.Roles}
		leaver.Members[s.Lead.UID] = []counsel.Role{counsel.Counsellor, counsel.Lead}
		no(t, w.Publish(ctx, s.Lead, leaver))
		_, err = pool(w, ben)
		code(t, err, counsel.SignedOut)
		_, _, _, err = w.Enquiry(ctx, s.Lead, testkit.ID()) // no longer intake, whatever the session thinks
		code(t, err, counsel.Refused)
	})
}

// The first lead sets up once. What she answered is lost or not: the same set-up again is no error, another one is.
func TestSetUp(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		d, err := w.Directory(ctx, s.Agency.ID)
		no(t, err)
		m := s.Checked(s.Opened(d))
		u := counsel.SetUp{Root: s.Signed.Root, Manifest: m, Keyring: counsel.Versioned{Version: 2, Box: testkit.Letter()}, Vault: counsel.Versioned{Version: 2, Box: testkit.Letter()}}
		no(t, w.SetUp(ctx, s.Lead, u))
		u.Root = "other"
		code(t, w.SetUp(ctx, s.Lead, u), counsel.Refused)
		seeker, _ := s.Seeker("sonne-42")
		code(t, w.SetUp(ctx, seeker, u), counsel.Refused)
		in, err := w.Resume(ctx, s.Lead, counsel.Session{})
		no(t, err)
		if in.Actor.State != counsel.Active || !slices.Contains(in.Actor.Roles, counsel.Lead) || in.Keyring.Version != 2 {
			t.Errorf("%+v", in.Actor)
		}
	})
}

// An interrupted set-up goes on: the lead signs in again, and until she is done nothing of the agency works.
func TestInterruptedSetUp(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		other := testkit.NewScene(t, w, "sos", false)
		token, err := w.CreateAgency(ctx, testkit.NewAgency("kiz"))
		no(t, err)
		a, err := w.AgencyByShort(ctx, "kiz")
		no(t, err)
		register := func(token string) (counsel.Registration, error) {
			r := other.Registration(counsel.Staff, "ilse")
			r.Salt = w.Keys.Salt(a.ID, "staff", "ilse")
			r.Invite = &counsel.Answer{ID: testkit.InviteID(t, token), Record: "{}", Mac: testkit.Bytes(32)}
			_, err := w.Register(ctx, a.ID, r)
			return r, err
		}
		r, err := register(token)
		no(t, err)
		in, err := w.Login(ctx, a.ID, byPassword("ilse", r))
		no(t, err)
		if in.Actor.State != counsel.Setup || in.Directory.Manifest != "" {
			t.Errorf("%+v", in.Actor)
		}
		_, err = pool(w, in.Actor)
		code(t, err, counsel.Refused)
		fresh, err := w.NewSetupToken(ctx, "kiz") // she has lost her password
		no(t, err)
		_, err = w.Login(ctx, a.ID, byPassword("ilse", r))
		code(t, err, counsel.SignInFailed)
		_, err = register(token)
		code(t, err, counsel.NotFound)
		_, err = register(fresh)
		no(t, err)
	})
}

// Rights follow the newest manifest, also for cases that somebody has already: whoever is no counsellor any more, or no member, opens nothing, and
// an acceptance that was not confirmed falls back. What was confirmed stays with the one who has it; nobody else gets it by that.
func TestCasesFollowTheManifest(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		had := s.Case(seeker, ben, 2)
		e := s.Enquiry(3)
		_, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		_, err = w.Accept(ctx, ben, s.Acceptance(e.Case))
		no(t, err)

		d, err := w.Directory(ctx, s.Agency.ID)
		no(t, err)
		m := s.Checked(s.Opened(d))
		publish := func(text string, roles ...counsel.Role) {
			t.Helper()
			m.Seq, m.Text, m.Hash = m.Seq+1, text, [32]byte{byte(m.Seq)}
			m.Members = map[counsel.ID][]counsel.Role{s.Lead.UID: {counsel.Counsellor, counsel.Intake, counsel.Lead}}
			if len(roles) > 0 {
				m.Members[ben.UID] = roles
			}
			no(t, w.Publish(ctx, s.Lead, m))
		}
		shut := func(want counsel.Code) {
			t.Helper()
			for _, id := range []counsel.ID{had, e.Case} {
				_, _, err := w.Case(ctx, ben, id)
				code(t, err, want)
				_, err = w.Messages(ctx, ben, id, counsel.After(0))
				code(t, err, want)
				_, err = w.Notes(ctx, ben, id, counsel.After(0))
				code(t, err, want)
				_, err = w.AddMessage(ctx, ben, letterOf(id, counsel.Counsellor, 1))
				code(t, err, want)
				code(t, w.PutSelf(ctx, ben, id, 0, testkit.Box(64)), want)
			}
		}
		publish("intake only", counsel.Intake)
		shut(counsel.NotFound)
		code(t, w.Confirm(ctx, ben, e.Case), counsel.Refused)
		publish("gone")
		shut(counsel.SignedOut)
		code(t, w.Confirm(ctx, ben, e.Case), counsel.SignedOut)

		w.Clock.Pass(counsel.ConfirmWithin)
		_, err = w.Accept(ctx, s.Lead, s.Acceptance(e.Case))
		no(t, err)
		no(t, w.Confirm(ctx, s.Lead, e.Case))
		_, _, err = w.Case(ctx, s.Lead, had)
		code(t, err, counsel.NotFound)
		_, _, _, err = w.Enquiry(ctx, s.Lead, had)
		code(t, err, counsel.Taken)
		_, err = w.AddMessage(ctx, seeker, letterOf(had, counsel.SeekerRole, 2))
		no(t, err)

		publish("back", counsel.Counsellor, counsel.Intake)
		_, _, err = w.Case(ctx, ben, had)
		no(t, err)
		_, _, err = w.Case(ctx, ben, e.Case)
		code(t, err, counsel.NotFound)
		code(t, w.Confirm(ctx, ben, e.Case), counsel.Taken)
	})
}
