package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// A suspended agency lets nobody in and takes nothing; the other one notices nothing; and afterwards everything is as it was.
func TestSuspendedAgency(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		seeker, r := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		login := counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: r.Name, Auth: r.Auth}
		in, err := w.Login(ctx, s.Agency.ID, login)
		no(t, err)
		before := count(t, w, "messages")

		code(t, w.SuspendAgency(ctx, testkit.ID()), counsel.NotFound)
		no(t, w.SuspendAgency(ctx, s.Agency.ID))
		no(t, w.SuspendAgency(ctx, s.Agency.ID))
		_, _, err = w.Session(ctx, counsel.Seekers, in.Cookie)
		code(t, err, counsel.SignedOut)
		_, _, err = w.Watch(ctx, counsel.Staff, s.Cookie[s.Lead.UID])
		code(t, err, counsel.SignedOut)
		if n := count(t, w, "sessions"); n != 1 {
			t.Errorf("%d sessions are left", n)
		}
		_, err = w.Pre(ctx, s.Agency.ID, counsel.Seekers, r.Name)
		code(t, err, counsel.NotReady)
		for name, l := range map[string]counsel.Login{"right": login, "wrong": {Realm: counsel.Seekers, Way: counsel.ByPassword, Name: r.Name, Auth: testkit.Bytes(32)}} {
			_, err = w.Login(ctx, s.Agency.ID, l)
			if counsel.CodeOf(err) != counsel.NotReady {
				t.Errorf("a %s password: %v", name, err)
			}
		}
		_, err = w.Register(ctx, s.Agency.ID, r) // the same account again would only sign in
		code(t, err, counsel.NotReady)
		if _, _, err := w.Session(ctx, counsel.Staff, other.Cookie[other.Lead.UID]); err != nil {
			t.Errorf("the other agency: %v", err)
		}
		_, err = w.ReleaseHeld(ctx)
		no(t, err)

		no(t, w.ResumeAgency(ctx, s.Agency.ID))
		no(t, w.ResumeAgency(ctx, s.Agency.ID))
		code(t, w.ResumeAgency(ctx, testkit.ID()), counsel.NotFound)
		in, err = w.Login(ctx, s.Agency.ID, login)
		no(t, err)
		if got, err := w.Messages(ctx, in.Actor, id, counsel.Before(0)); err != nil || len(got.Messages) != 1 || count(t, w, "messages") != before {
			t.Errorf("afterwards: %v %v", got, err)
		}
	})
}

// A session that a sign-in left behind while the agency was being closed opens nothing.
func TestSessionThatCrossedASuspension(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		pool, _ := w.Pools()
		_, err := pool.Exec(`UPDATE agencies SET state = 'suspended'`)
		no(t, err)
		_, _, err = w.Session(ctx, counsel.Staff, s.Cookie[s.Lead.UID])
		code(t, err, counsel.SignedOut)
		no(t, w.ResumeAgency(ctx, s.Agency.ID))
		_, _, err = w.Session(ctx, counsel.Staff, s.Cookie[s.Lead.UID])
		no(t, err)
	})
}

// An agency that was not set up yet is not ready when it is opened again, and its link is still good.
func TestSuspendedBeforeSetUp(t *testing.T) {
	w := testkit.SQLite(t)
	_, err := w.CreateAgency(ctx, testkit.NewAgency("kiz"))
	no(t, err)
	a, err := w.AgencyByShort(ctx, "kiz")
	no(t, err)
	no(t, w.SuspendAgency(ctx, a.ID))
	no(t, w.ResumeAgency(ctx, a.ID))
	a, err = w.AgencyByShort(ctx, "kiz")
	no(t, err)
	if a.State != counsel.AgencyNew {
		t.Errorf("%s", a.State)
	}
}

// While nobody can answer it no erase order runs; opened again, it has its whole wait before it. News wait too.
func TestOrdersWaitWhileSuspended(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		o := newOrdered(t, w, false)
		s := o.s
		_, err := w.AddMessage(ctx, s.Lead, letterOf(o.id, counsel.Counsellor, 1))
		no(t, err)
		w.Clock.Pass(11 * time.Second)
		_, err = w.ReleaseHeld(ctx)
		no(t, err)
		o.give(t)
		no(t, w.SuspendAgency(ctx, s.Agency.ID))
		w.Clock.Pass(30 * aDay)
		_, err = w.EndDue(ctx)
		no(t, err)
		if n := count(t, w, "cases"); n != 1 {
			t.Fatalf("%d cases", n)
		}
		if list, err := w.Notices(ctx); err != nil || len(list) != 0 {
			t.Errorf("told: %v %v", list, err)
		}
		no(t, w.ResumeAgency(ctx, s.Agency.ID))
		if list, err := w.Notices(ctx); err != nil || len(list) == 0 {
			t.Errorf("told afterwards: %v %v", list, err)
		}
		for _, step := range []struct {
			pass time.Duration
			left int
		}{{7*aDay - time.Minute, 1}, {16 * time.Minute, 0}} {
			w.Clock.Pass(step.pass)
			_, err = w.EndDue(ctx)
			no(t, err)
			if n := count(t, w, "cases"); n != step.left {
				t.Errorf("after %v: %d cases, want %d", step.pass, n, step.left)
			}
		}
	})
}

// The old address leads to the new one; nobody else gets either.
func TestRenamedAgency(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		testkit.NewScene(t, w, "sos", true)
		seeker, r := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		rename := func(to string) error { return w.RenameAgency(ctx, s.Agency.ID, to) }
		for _, bad := range []string{"", "K", "Kiz", "kiz/de", "-kiz"} {
			if err := rename(bad); err != store.ErrShort {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := rename("sos"); err != store.ErrShortTaken {
			t.Errorf("another's: %v", err)
		}
		code(t, w.RenameAgency(ctx, testkit.ID(), "donau"), counsel.NotFound)
		no(t, rename("donau"))
		no(t, rename("donau"))
		for _, name := range []string{"kiz", "donau"} {
			if a, err := w.AgencyByShort(ctx, name); err != nil || a.ID != s.Agency.ID || a.Short != "donau" {
				t.Errorf("%s: %+v %v", name, a, err)
			}
			if logo, err := w.Logo(ctx, name); err != nil || len(logo.Image) == 0 {
				t.Errorf("the logo of %s: %v", name, err)
			}
		}
		if _, err := w.CreateAgency(ctx, testkit.NewAgency("kiz")); err != store.ErrShortTaken {
			t.Errorf("a new agency under the old name: %v", err)
		}
		no(t, rename("kiz")) // back again
		if a, err := w.AgencyByShort(ctx, "donau"); err != nil || a.Short != "kiz" || count(t, w, "former_names") != 1 {
			t.Errorf("%+v %v", a, err)
		}
		in, err := w.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: r.Name, Auth: r.Auth})
		no(t, err)
		if got, err := w.Messages(ctx, in.Actor, id, counsel.Before(0)); err != nil || len(got.Messages) != 1 {
			t.Errorf("afterwards: %v %v", got, err)
		}
	})
}
