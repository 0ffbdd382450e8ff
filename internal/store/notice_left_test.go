package store_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// left is an agency with two counsellors who have a case each, two leads, one of whom is stopped, and a colleague whom none of it concerns.
type left struct {
	w            *testkit.World
	s            *testkit.Scene
	ben, eva     counsel.Actor
	seeker       counsel.Actor
	ofBen, ofEva counsel.ID
	others       []counsel.Actor // who is told nothing
	written      map[counsel.ID]int64
}

func newLeft(t *testing.T, w *testkit.World) *left {
	t.Helper()
	withNotices(t, w)
	s := testkit.NewScene(t, w, "kiz", true)
	promising(t, w, s)
	l := &left{w: w, s: s, written: map[counsel.ID]int64{}}
	l.ben, l.eva = s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Eva", counsel.Counsellor, counsel.Intake)
	l.others = []counsel.Actor{s.Staff("Mara", counsel.Lead), s.Staff("Tom", counsel.Counsellor, counsel.Intake)}
	l.seeker, _ = s.Seeker("sonne-42")
	l.ofBen, l.ofEva = s.Case(l.seeker, l.ben, 2), s.Case(l.seeker, l.eva, 3)
	no(t, w.StopStaff(ctx, s.Agency.ID, l.others[0].UID))
	l.heard(t)
	return l
}

func (l *left) heard(t *testing.T) {
	t.Helper()
	for _, who := range append([]counsel.Actor{l.s.Lead, l.ben, l.eva}, l.others...) {
		told(t, l.w, untold(t, l.w, who.UID)...)
	}
}

// dismiss publishes a manifest that no longer names somebody.
func (l *left) dismiss(t *testing.T, who counsel.Actor) {
	t.Helper()
	d, err := l.w.Directory(ctx, l.s.Agency.ID)
	no(t, err)
	m := l.s.Checked(l.s.Opened(d))
	m.Seq, m.Text, m.Hash = d.Seq+1, "without "+who.UID.String(), [32]byte{1}
	delete(m.Members, who.UID)
	no(t, l.w.Publish(ctx, l.s.Lead, m))
}

// noted says who alone is to hear of something, and how many entries of it.
func (l *left) noted(t *testing.T, what string, who counsel.Actor, entries int) {
	t.Helper()
	for _, one := range append([]counsel.Actor{l.s.Lead, l.ben, l.eva}, l.others...) {
		got := untold(t, l.w, one.UID)
		if one.UID != who.UID && len(got) != 0 || one.UID == who.UID && (len(got) != 1 || got[0].What != counsel.NoticeNews || got[0].Entries != entries) {
			t.Errorf("%s: noted %+v, want it for %s only", what, got, who.UID)
		}
	}
	l.heard(t)
}

// writes is a letter of the seeker in a case.
func (l *left) writes(t *testing.T, id counsel.ID) {
	t.Helper()
	l.written[id]++
	_, err := l.w.AddMessage(ctx, l.seeker, letterOf(id, counsel.SeekerRole, l.written[id]+1))
	no(t, err)
}

// The notifier forgets the address of whoever is dismissed, also while news were waiting; a letter in her case is told to the leads who can sign in, and so is
// a time that passes.
func TestWhoIsDismissedIsToldNothing(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		l := newLeft(t, w)
		l.writes(t, l.ofBen)
		l.noted(t, "before", l.ben, 1)
		l.writes(t, l.ofBen)
		l.dismiss(t, l.ben)
		if got := untold(t, w, l.ben.UID); len(got) != 1 || got[0].What != counsel.NoticeGone {
			t.Errorf("noted %+v, want that he is gone", got)
		}
		l.heard(t)
		l.writes(t, l.ofBen)
		l.noted(t, "a letter", l.s.Lead, 1)
		l.writes(t, l.ofEva)
		l.noted(t, "a letter to who is there", l.eva, 1)
		answered(t, w, l.eva, l.ofEva)
		l.heard(t)
		w.Clock.Pass(6 * 24 * time.Hour)
		_, err := w.NoteOverdue(ctx, time.UnixMilli(0))
		no(t, err)
		l.noted(t, "a time has passed", l.s.Lead, 0)
	})
}

// Who is stopped is told nothing until she is started again, also nothing that was waiting; meanwhile the leads are.
func TestWhoIsStoppedIsToldNothing(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		l := newLeft(t, w)
		l.writes(t, l.ofEva)
		no(t, w.StopStaff(ctx, l.s.Agency.ID, l.eva.UID))
		if got := untold(t, w, l.eva.UID); len(got) != 1 || got[0].What != counsel.NoticeSeen {
			t.Errorf("noted %+v, want what waits to be taken back", got)
		}
		l.heard(t)
		l.writes(t, l.ofEva)
		l.noted(t, "a letter", l.s.Lead, 1)
		answered(t, w, l.ben, l.ofBen)
		l.heard(t)
		w.Clock.Pass(6 * 24 * time.Hour)
		_, err := w.NoteOverdue(ctx, time.UnixMilli(0))
		no(t, err)
		l.noted(t, "a time has passed", l.s.Lead, 0)
		no(t, w.StartStaff(ctx, l.s.Agency.ID, l.eva.UID))
		l.writes(t, l.ofEva)
		l.noted(t, "started again", l.eva, 1)
	})
}

// answered lets an answer go out, so that nothing is promised in the case any more.
func answered(t *testing.T, w *testkit.World, by counsel.Actor, id counsel.ID) {
	t.Helper()
	_, err := w.AddMessage(ctx, by, letterOf(id, counsel.Counsellor, 1))
	no(t, err)
	goOut(t, w)
}
