package store_test

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// ear keeps the events of one kind that a store tells.
type ear struct {
	kind counsel.EventKind
	mu   sync.Mutex
	all  []counsel.Event
}

func listen(s *store.Store, kind counsel.EventKind) *ear {
	e := &ear{kind: kind}
	s.Listen(func(events []counsel.Event) {
		e.mu.Lock()
		defer e.mu.Unlock()
		for _, one := range events {
			if one.Kind == e.kind {
				e.all = append(e.all, one)
			}
		}
	})
	return e
}

// heard gives what has come since the last time.
func (e *ear) heard() []counsel.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := e.all
	e.all = nil
	return out
}

func lives(w *testkit.World, realm counsel.Realm, cookie []byte) bool {
	_, _, err := w.Session(ctx, realm, cookie)
	return err == nil
}

// A sign-in that brings the cookie of a live session of its account goes on with it: same handle, same end, and the old cookie is worth nothing.
func TestSignInGoesOn(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		_, r := s.Seeker("sonne-42")
		_, neighbour := s.Seeker("wolke-7")
		stranger := other.Registration(counsel.Seekers, "sonne-42")
		stranger.UID = r.UID // ids are made by browsers: one may choose what another one has
		_, err := w.Register(ctx, other.Agency.ID, stranger)
		no(t, err)
		out := listen(w.Store, counsel.EventOut)
		first, err := w.Login(ctx, s.Agency.ID, byCode(r))
		no(t, err)
		w.Clock.Pass(17 * time.Minute)
		again := byPassword("sonne-42", r)
		again.Cookie = first.Cookie
		second, err := w.Login(ctx, s.Agency.ID, again)
		no(t, err)
		if second.Session.Handle != first.Session.Handle || !second.Session.EndsAt.Equal(first.Session.EndsAt) || bytes.Equal(second.Cookie, first.Cookie) ||
			lives(w, counsel.Seekers, first.Cookie) || second.Wrap == nil || second.Wrap.Way != counsel.ByPassword {
			t.Errorf("%+v, then %+v", first.Session, second.Session)
		}
		w.Clock.Pass(18 * time.Minute) // it was a use of the session
		if !lives(w, counsel.Seekers, second.Cookie) {
			t.Error("the session that went on has ended")
		}
		wrong := again
		wrong.Cookie, wrong.Auth = second.Cookie, testkit.Bytes(32)
		_, err = w.Login(ctx, s.Agency.ID, wrong)
		code(t, err, counsel.SignInFailed)
		if got := out.heard(); len(got) != 0 || !lives(w, counsel.Seekers, second.Cookie) {
			t.Errorf("ended: %v", got)
		}
		w.Clock.Pass(26 * time.Minute) // idle
		late := again
		late.Cookie = second.Cookie
		third, err := w.Login(ctx, s.Agency.ID, late)
		no(t, err)
		if third.Session.Handle == first.Session.Handle {
			t.Error("a session that had ended went on")
		}
		if got := out.heard(); len(got) != 1 || got[0].Session != first.Session.Handle || got[0].To != r.UID || got[0].Agency != s.Agency.ID {
			t.Errorf("told: %+v", got)
		}
		had := third
		for what, next := range map[string]func(cookie []byte) (store.SignedIn, error){
			"another account": func(cookie []byte) (store.SignedIn, error) {
				l := byCode(neighbour)
				l.Cookie = cookie
				return w.Login(ctx, s.Agency.ID, l)
			},
			"another agency": func(cookie []byte) (store.SignedIn, error) {
				l := byCode(stranger)
				l.Cookie = cookie
				return w.Login(ctx, other.Agency.ID, l)
			},
			"registering": func(cookie []byte) (store.SignedIn, error) {
				again := r
				again.Cookie = cookie
				return w.Register(ctx, s.Agency.ID, again)
			},
		} {
			in, err := next(had.Cookie)
			no(t, err)
			if in.Session.Handle == had.Session.Handle || lives(w, counsel.Seekers, had.Cookie) || !lives(w, counsel.Seekers, in.Cookie) {
				t.Errorf("%s: the session before lives on", what)
			}
			if got := out.heard(); len(got) != 1 || got[0].Session != had.Session.Handle || got[0].To != had.Actor.UID {
				t.Errorf("%s: told %+v", what, got)
			}
			if had, err = w.Login(ctx, s.Agency.ID, byCode(r)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Of two sign-ins with one cookie one goes on; the other one has a session of its own. Neither locks the other out. 50 times.
func TestTwoSignIns(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		_, r := s.Seeker("sonne-42")
		last, err := w.Login(ctx, s.Agency.ID, byCode(r))
		no(t, err)
		for round := range 50 {
			var in [2]store.SignedIn
			together(2, func(i int) (err error) {
				l := byCode(r)
				l.Cookie = last.Cookie
				in[i], err = w.Login(ctx, s.Agency.ID, l)
				return err
			}, counsel.Internal, t)
			same := 0
			for _, one := range in {
				if one.Session.Handle == last.Session.Handle {
					same++
				}
				if !lives(w, counsel.Seekers, one.Cookie) {
					t.Fatalf("round %d: a new cookie is worth nothing", round)
				}
			}
			list, err := w.Sessions(ctx, in[0].Actor, in[0].Session.Handle)
			no(t, err)
			if same != 1 || len(list) != 3 || lives(w, counsel.Seekers, last.Cookie) { // with the one of the registration
				t.Fatalf("round %d: %d go on, %d sessions", round, same, len(list))
			}
			no(t, w.Logout(ctx, in[1].Cookie))
			last = in[0]
		}
	})
}

// One's own sessions, the calling one first, without those that have ended; each can be ended, or all others at once, and nobody else's.
func TestSessions(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, r := s.Seeker("sonne-42")
		neighbour, other := s.Seeker("wolke-7")
		w.Clock.Pass(time.Hour) // those of the registrations end
		theirs, err := w.Login(ctx, s.Agency.ID, byCode(other))
		no(t, err)
		var in []store.SignedIn
		for range 4 {
			w.Clock.Pass(5 * time.Minute)
			one, err := w.Login(ctx, s.Agency.ID, byCode(r))
			no(t, err)
			in = append(in, one)
		}
		handles := func(own int, want ...int) {
			t.Helper()
			list, err := w.Sessions(ctx, seeker, in[own].Session.Handle)
			no(t, err)
			if len(list) != len(want) {
				t.Fatalf("%d sessions, want %d", len(list), len(want))
			}
			for i, n := range want {
				if list[i] != in[n].Session {
					t.Errorf("session %d of the list: %+v, want %+v", i, list[i], in[n].Session)
				}
			}
		}
		out := listen(w.Store, counsel.EventOut)
		handles(1, 1, 3, 2, 0)
		no(t, w.EndSession(ctx, neighbour, in[2].Session.Handle))
		no(t, w.EndSession(ctx, seeker, testkit.ID()))
		no(t, w.EndOthers(ctx, neighbour, theirs.Session.Handle))
		handles(1, 1, 3, 2, 0)
		if got := out.heard(); len(got) != 1 { // that of the neighbour's registration
			t.Errorf("%+v", got)
		}
		no(t, w.EndSession(ctx, seeker, in[2].Session.Handle))
		no(t, w.EndSession(ctx, seeker, in[2].Session.Handle))
		handles(1, 1, 3, 0)
		if got := out.heard(); len(got) != 1 || got[0] != (counsel.Event{Kind: counsel.EventOut, Agency: s.Agency.ID, To: seeker.UID, Session: in[2].Session.Handle}) {
			t.Errorf("%+v", got)
		}
		no(t, w.EndOthers(ctx, seeker, in[1].Session.Handle))
		no(t, w.EndOthers(ctx, seeker, in[1].Session.Handle))
		handles(1, 1)
		if got := out.heard(); len(got) != 3 { // with the one of the registration, whose row was still there
			t.Errorf("%+v", got)
		}
		for i, one := range in {
			if lives(w, counsel.Seekers, one.Cookie) != (i == 1) {
				t.Errorf("session %d lives: %v", i, i != 1)
			}
		}
		if !lives(w, counsel.Seekers, theirs.Cookie) {
			t.Error("the neighbour is signed out")
		}
		no(t, w.Logout(ctx, in[1].Cookie))
		if got := out.heard(); len(got) != 1 || got[0].Session != in[1].Session.Handle {
			t.Errorf("%+v", got)
		}
	})
}

// A manifest that no longer names a person ends her sessions, and their pages hear it.
func TestManifestEndsSessions(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor)
		list, err := w.Sessions(ctx, ben, counsel.ID{})
		no(t, err)
		d, err := w.Directory(ctx, s.Agency.ID)
		no(t, err)
		m := s.Checked(s.Opened(d))
		m.Seq, m.Text, m.Hash = m.Seq+1, "without Ben", [32]byte{1}
		delete(m.Members, ben.UID)
		out := listen(w.Store, counsel.EventOut)
		no(t, w.Publish(ctx, s.Lead, m))
		if got := out.heard(); len(list) != 1 || len(got) != 1 || got[0] != (counsel.Event{Kind: counsel.EventOut, Agency: s.Agency.ID, To: ben.UID, Session: list[0].Handle}) {
			t.Errorf("%+v of %+v", got, list)
		}
	})
}

// Who hears of a message: its author's other pages while it is held or taken back, the seeker when it is out; nobody of what failed.
func TestEventsOfMessages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		told := listen(w.Store, counsel.EventCase)
		heard := func(what string, want ...counsel.ID) {
			t.Helper()
			got := map[counsel.ID]int{}
			for _, e := range told.heard() {
				if e.Case != id || e.Agency != s.Agency.ID {
					t.Errorf("%s: %+v", what, e)
				}
				got[e.To]++
			}
			ok := len(got) == len(want)
			for _, to := range want {
				ok = ok && got[to] > 0
			}
			if !ok {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		m, note := letterOf(id, counsel.Counsellor, 1), letterOf(id, counsel.Counsellor, 1)
		note.Kind = counsel.KindNote
		add := func(by counsel.Actor, m counsel.Message) {
			t.Helper()
			_, err := w.AddMessage(ctx, by, m)
			no(t, err)
		}
		add(s.Lead, m)
		heard("held", s.Lead.UID)
		no(t, w.TakeBack(ctx, s.Lead, id, m.ID))
		heard("taken back", s.Lead.UID)
		add(s.Lead, note)
		heard("note", s.Lead.UID)
		add(s.Lead, m)
		add(s.Lead, m)
		heard("held again", s.Lead.UID)
		goOut(t, w)
		heard("out", s.Lead.UID, seeker.UID)
		add(seeker, letterOf(id, counsel.SeekerRole, 2))
		heard("the seeker's", s.Lead.UID, seeker.UID)
		_, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 9))
		code(t, err, counsel.Sequence)
		no(t, w.PutDraft(ctx, seeker, id, counsel.DraftMessage, version(1)))
		heard("refused")
	})
}

// A session that was made in the instant in which its person was stopped is worth nothing, whoever looks at it.
func TestSessionOfStopped(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		cookie := s.Cookie[s.Lead.UID]
		by, in, err := w.Watch(ctx, counsel.Staff, cookie)
		no(t, err)
		no(t, w.Lives(ctx, by, in.Handle))
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE accounts SET state = 'stopped' WHERE uid = $1`, by.UID)
		}))
		code(t, w.Lives(ctx, by, in.Handle), counsel.SignedOut)
		list, err := w.Watchers(ctx, by.Agency)
		no(t, err)
		if len(list) > 0 || lives(w, counsel.Staff, cookie) {
			t.Errorf("it lives: %v", list)
		}
	})
}

// An account has a bounded number of sessions: one more ends the one unused longest, and its page hears it. Those of others stay.
func TestMostSessions(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		_, r := s.Seeker("sonne-42")
		_, other := s.Seeker("wolke-7")
		w.Clock.Pass(10 * time.Minute)
		theirs, err := w.Login(ctx, s.Agency.ID, byCode(other))
		no(t, err)
		in := make([]store.SignedIn, counsel.MaxSessions-1) // with that of the registration as many as there may be
		for i := range in {
			in[i], err = w.Login(ctx, s.Agency.ID, byCode(r))
			no(t, err)
		}
		w.Clock.Pass(5 * time.Minute)
		for i, one := range in { // all are used again but one
			if i != 7 && !lives(w, counsel.Seekers, one.Cookie) {
				t.Fatalf("session %d has ended early", i)
			}
		}
		out := listen(w.Store, counsel.EventOut)
		for range 2 { // the first ends that of the registration
			_, err = w.Login(ctx, s.Agency.ID, byCode(r))
			no(t, err)
		}
		if got := out.heard(); len(got) != 2 || got[1].Session != in[7].Session.Handle || got[1].To != in[7].Actor.UID {
			t.Errorf("told %+v", got)
		}
		for i, one := range in {
			if lives(w, counsel.Seekers, one.Cookie) != (i != 7) {
				t.Errorf("session %d lives: %v", i, i == 7)
			}
		}
		n := 0
		no(t, w.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.Get(`SELECT count(*) FROM sessions WHERE uid = $1`, []any{in[0].Actor.UID}, &n)
			return err
		}))
		if n != counsel.MaxSessions || !lives(w, counsel.Seekers, theirs.Cookie) {
			t.Errorf("%d sessions, or the neighbour is signed out", n)
		}
	})
}
