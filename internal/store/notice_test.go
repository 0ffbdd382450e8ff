package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/files"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// withNotices opens the world's database again, as a server does that has a notifier.
func withNotices(t *testing.T, w *testkit.World) {
	t.Helper()
	no(t, w.Store.Close())
	var err error
	w.Store, err = store.Open(ctx, store.Options{Database: w.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now, Files: files.NewDisk(w.Files), Notices: true})
	no(t, err)
}

// untold gives what the notifier would be told, as "what entries", in order.
func untold(t *testing.T, w *testkit.World, uid counsel.ID) (list []counsel.Notice) {
	t.Helper()
	all, err := w.Notices(ctx)
	no(t, err)
	for _, n := range all {
		if n.UID == uid {
			list = append(list, n)
		}
	}
	return list
}

// TestAReleasedAnswerIsNoted: not before it goes out, in the transaction that lets it out, and until the notifier has been told.
func TestAReleasedAnswerIsNoted(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, ben, 2)
		told(t, w, untold(t, w, seeker.UID)...)
		told(t, w, untold(t, w, ben.UID)...)

		_, err := w.AddMessage(ctx, ben, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		if got := untold(t, w, seeker.UID); len(got) != 0 {
			t.Fatalf("noted while it is held: %v", got)
		}
		w.Clock.Pass(11 * time.Second)
		_, err = w.ReleaseHeld(ctx)
		no(t, err)
		got := untold(t, w, seeker.UID)
		if len(got) != 1 || got[0].What != counsel.NoticeNews || got[0].Entries != 1 {
			t.Fatalf("noted %v, want one piece of news", got)
		}
		told(t, w, got...)
		if got := untold(t, w, seeker.UID); len(got) != 0 {
			t.Errorf("told, and still there: %v", got)
		}
	})
}

// told takes away what was told, and the news behind a sign-in with it.
func told(t *testing.T, w *testkit.World, list ...counsel.Notice) {
	t.Helper()
	for _, n := range list {
		no(t, w.NoticeTold(ctx, n))
		for _, behind := range untold(t, w, n.UID) {
			if n.What == counsel.NoticeSeen && behind.What == counsel.NoticeNews {
				no(t, w.NoticeTold(ctx, behind))
			}
		}
	}
}

// TestAnEnquiryIsNotedForWhoReadsThePool: not for a counsellor without that role, nor for somebody who was stopped.
func TestAnEnquiryIsNotedForWhoReadsThePool(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		s := testkit.NewScene(t, w, "kiz", true)
		ben, eva, tom := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Eva", counsel.Counsellor), s.Staff("Tom", counsel.Intake)
		no(t, w.StopStaff(ctx, s.Agency.ID, tom.UID))
		for _, who := range []counsel.Actor{s.Lead, ben, eva, tom} {
			told(t, w, untold(t, w, who.UID)...)
		}
		seeker, _ := s.Seeker("sonne-42")
		_, err := w.AddEnquiry(ctx, seeker, s.Enquiry(2))
		no(t, err)
		for who, want := range map[counsel.ID]int{s.Lead.UID: 1, ben.UID: 1, eva.UID: 0, tom.UID: 0} {
			if got := untold(t, w, who); len(got) != want {
				t.Errorf("noted %v, want %d", got, want)
			}
		}
	})
}

// TestALetterIsNotedForItsCounsellor, and a note for nobody.
func TestALetterIsNotedForItsCounsellor(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, ben, 2)
		told(t, w, untold(t, w, ben.UID)...)
		told(t, w, untold(t, w, seeker.UID)...)
		for n := range int64(2) {
			_, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, n+2))
			no(t, err)
		}
		if got := untold(t, w, ben.UID); len(got) != 1 || got[0].Entries != 2 {
			t.Errorf("noted %v, want two entries in one row", got)
		}
		note := letterOf(id, counsel.Counsellor, 1)
		note.Kind = counsel.KindNote
		_, err := w.AddMessage(ctx, ben, note)
		no(t, err)
		if got := untold(t, w, seeker.UID); len(got) != 0 {
			t.Errorf("a note was noted for the seeker: %v", got)
		}
	})
}

// TestWhatIsNewerIsNotTakenForTold: the job has read a row and tells it, and meanwhile something else is noted.
func TestWhatIsNewerIsNotTakenForTold(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, r := s.Seeker("sonne-42")
		note := func(f func(tx *store.Tx, agency, uid counsel.ID) error) {
			no(t, w.Write(ctx, func(tx *store.Tx) error { return f(tx, s.Agency.ID, seeker.UID) }))
		}
		want := func(when string, what counsel.NoticeKind, entries int) counsel.Notice {
			t.Helper()
			got := untold(t, w, seeker.UID)
			if len(got) != 1 || got[0].What != what || got[0].Entries != entries {
				t.Fatalf("%s: %v, want %s %d", when, got, what, entries)
			}
			return got[0]
		}
		told(t, w, untold(t, w, seeker.UID)...) // of the registration
		note((*store.Tx).News)
		before := want("news", counsel.NoticeNews, 1)
		_, err := w.Login(ctx, s.Agency.ID, byPassword("sonne-42", r))
		no(t, err)
		told(t, w, before)
		before = want("a sign-in", counsel.NoticeSeen, 0)
		note((*store.Tx).News)
		told(t, w, before)
		no(t, w.NoticeTold(ctx, want("the sign-in first", counsel.NoticeSeen, 0)))
		want("news after the sign-in", counsel.NoticeNews, 1)
		note((*store.Tx).NoticeGone)
		note((*store.Tx).News)
		last := want("the account is deleted", counsel.NoticeGone, 0)
		told(t, w, last)
		if got := untold(t, w, seeker.UID); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
	})
}

// TestASignInIsToldBeforeTheNewsThatFollowed: the notifier was away meanwhile. Without the sign-in it would hold that the person has been told already.
func TestASignInIsToldBeforeTheNewsThatFollowed(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, r := s.Seeker("sonne-42")
		news := func() {
			t.Helper()
			no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.News(s.Agency.ID, seeker.UID) }))
		}
		signIn := func() {
			t.Helper()
			_, err := w.Login(ctx, s.Agency.ID, byPassword("sonne-42", r))
			no(t, err)
		}
		next := func(when string, what counsel.NoticeKind, entries int) counsel.Notice {
			t.Helper()
			got := untold(t, w, seeker.UID)
			if len(got) != 1 || got[0].What != what || got[0].Entries != entries {
				t.Fatalf("%s: %v, want %s %d", when, got, what, entries)
			}
			return got[0]
		}
		signIn()
		news()
		stale := next("news over a sign-in", counsel.NoticeSeen, 0)
		news()
		no(t, w.NoticeTold(ctx, stale))
		first := next("more news while it is told", counsel.NoticeSeen, 0)
		no(t, w.NoticeTold(ctx, first))
		next("the sign-in was told", counsel.NoticeNews, 2)
		no(t, w.NoticeTold(ctx, first)) // by another node, a moment later
		no(t, w.NoticeTold(ctx, next("another node has told the sign-in too", counsel.NoticeNews, 2)))
		if got := untold(t, w, seeker.UID); len(got) != 0 {
			t.Errorf("told, and still there: %v", got)
		}
		signIn()
		news()
		signIn()
		no(t, w.NoticeTold(ctx, next("a sign-in over both", counsel.NoticeSeen, 0)))
		if got := untold(t, w, seeker.UID); len(got) != 0 {
			t.Errorf("what has been read is told: %v", got)
		}
		signIn()
		news()
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.NoticeGone(s.Agency.ID, seeker.UID) }))
		next("a deleted account over both", counsel.NoticeGone, 0)
	})
}

// TestWithoutANotifierNothingIsNoted: rows that nobody fetches would only say who had an answer.
func TestWithoutANotifierNothingIsNoted(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, ben, 2)
		_, err := w.AddMessage(ctx, ben, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		w.Clock.Pass(11 * time.Second)
		_, err = w.ReleaseHeld(ctx)
		no(t, err)
		if list, err := w.Notices(ctx); err != nil || len(list) > 0 {
			t.Errorf("%v, %v", list, err)
		}
	})
}

// TestNoticesGone: an account that is deleted is gone for the notifier at once, whether the journal has heard of it or not; so is an agency, and an address that was given up.
// Nobody else is.
func TestNoticesGone(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "nord", true)
		l, mark := newLeaver(t, w, s), testkit.ID()
		s.Seeker("stieglitz")
		gone := func() counsel.Gone {
			t.Helper()
			g, err := w.NoticesGone(ctx)
			no(t, err)
			return g
		}
		if g := gone(); len(g.People)+len(g.Agencies)+len(g.Marks) != 0 {
			t.Fatalf("before anything happens: %+v", g)
		}
		e, err := w.Erasure(ctx, l.by)
		no(t, err)
		_, err = w.EraseAccount(ctx, l.by, l.proof(), e.Manifest, e.Staying())
		no(t, err)
		for _, when := range []string{"noted", "in the journal"} {
			if g := gone(); len(g.People) != 1 || g.People[0].Agency != s.Agency.ID || g.People[0].UID != l.by.UID || len(g.Agencies)+len(g.Marks) != 0 {
				t.Errorf("%s: %+v", when, g)
			}
			settle(t, w)
		}
		no(t, w.SuspendAgency(ctx, other.Agency.ID))
		no(t, w.DeleteAgency(ctx, other.Agency.ID))
		no(t, w.NoticesWithdrawn(ctx, []counsel.ID{mark}))
		if g := gone(); len(g.Agencies) != 1 || g.Agencies[0] != other.Agency.ID || len(g.Marks) != 1 || g.Marks[0] != mark {
			t.Errorf("%+v", g)
		}
		no(t, reopened(t, w, "")) // what the journal says is looked for at every start
	})
}
