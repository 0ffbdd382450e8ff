package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// TestOverdueIsNoted: when a promised time passes, for whoever has the case, or for all who read the pool; once, and not for what was answered.
func TestOverdueIsNoted(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		s := testkit.NewScene(t, w, "kiz", true)
		promising(t, w, s)
		ben, eva := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Eva", counsel.Counsellor)
		seeker, _ := s.Seeker("sonne-42")
		other, _ := s.Seeker("mond-17")
		id := s.Case(seeker, ben, 2)
		everybody := []counsel.ID{s.Lead.UID, ben.UID, eva.UID, seeker.UID, other.UID}
		heard := func() {
			for _, uid := range everybody {
				told(t, w, untold(t, w, uid)...)
			}
		}
		noted := func(when string, since time.Time, want ...counsel.ID) time.Time {
			t.Helper()
			heard()
			until, err := w.NoteOverdue(ctx, since)
			no(t, err)
			for _, uid := range everybody {
				wanted := 0
				for _, one := range want {
					if one == uid {
						wanted = 1
					}
				}
				got := untold(t, w, uid)
				if len(got) != wanted || wanted == 1 && (got[0].What != counsel.NoticeNews || got[0].Entries != 0) {
					t.Errorf("%s: noted %v, want %d", when, got, wanted)
				}
			}
			return until
		}
		begin := time.UnixMilli(0)
		since := noted("before its time", begin)
		w.Clock.Pass(4 * 24 * time.Hour)
		until := noted("its time has passed", since, ben.UID)
		noted("a minute later", until)
		noted("after a restart", begin, ben.UID)
		_, err := w.AddMessage(ctx, ben, letterOf(id, counsel.Counsellor, 1))
		no(t, err)
		w.Clock.Pass(11 * time.Second)
		_, err = w.ReleaseHeld(ctx)
		no(t, err)
		noted("it is answered", begin)
		_, err = w.AddEnquiry(ctx, other, s.Enquiry(2))
		no(t, err)
		until = noted("an enquiry", begin)
		w.Clock.Pass(6 * 24 * time.Hour) // a weekend lies between
		noted("nobody has taken it", until, s.Lead.UID, ben.UID)
	})
}

// TestNothingOverdueWithoutANotifier: rows that nobody fetches would only say who is late.
func TestNothingOverdueWithoutANotifier(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	promising(t, w, s)
	seeker, _ := s.Seeker("sonne-42")
	s.Case(seeker, s.Lead, 2)
	w.Clock.Pass(4 * 24 * time.Hour)
	_, err := w.NoteOverdue(ctx, time.UnixMilli(0))
	no(t, err)
	if list, err := w.Notices(ctx); err != nil || len(list) > 0 {
		t.Errorf("%v, %v", list, err)
	}
}
