package store_test

import (
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// leaver is a seeker with everything that an account can have: two cases that a counsellor has taken, one enquiry, files, notes, drafts, a held answer.
type leaver struct {
	by           counsel.Actor
	registration counsel.Registration
	taken, other counsel.ID
	enquiry      counsel.ID
}

func newLeaver(t testing.TB, w *testkit.World, s *testkit.Scene) leaver {
	t.Helper()
	l := leaver{}
	l.by, l.registration = s.Seeker("sonne-42")
	l.taken, l.other = s.Case(l.by, s.Lead, 2), s.Case(l.by, s.Lead, 3)
	e := s.Enquiry(4)
	_, err := w.AddEnquiry(ctx, l.by, e)
	no(t, err)
	l.enquiry = e.Case
	for _, m := range []counsel.Message{letterOf(l.taken, counsel.SeekerRole, 2), letterOf(l.taken, counsel.Counsellor, 1)} {
		by := l.by
		if m.Role == counsel.Counsellor {
			by = s.Lead
		}
		_, err := w.AddMessage(ctx, by, m)
		no(t, err)
	}
	goOut(t, w)
	note := letterOf(l.taken, counsel.Counsellor, 1)
	note.Kind = counsel.KindNote
	_, err = w.AddMessage(ctx, s.Lead, note)
	no(t, err)
	_, err = w.AddMessage(ctx, s.Lead, letterOf(l.other, counsel.Counsellor, 1)) // held
	no(t, err)
	no(t, w.PutDraft(ctx, l.by, l.taken, counsel.DraftMessage, version(1)))
	no(t, w.PutDraft(ctx, s.Lead, l.taken, counsel.DraftNote, version(1)))
	attached(t, w, l.by, l.taken)
	return l
}

func (l leaver) cases() []counsel.ID { return []counsel.ID{l.taken, l.other, l.enquiry} }

func (l leaver) proof() counsel.Proof {
	return counsel.Proof{Way: counsel.ByPassword, Auth: l.registration.Auth}
}

// settle does what jobs do: files go, the chain is written, the shred store hears.
func settle(t testing.TB, w *testkit.World) {
	t.Helper()
	for range 2 {
		no(t, w.RemoveFiles(ctx))
		w.Clock.Pass(time.Hour)
	}
	_, err := w.AppendAudit(ctx)
	no(t, err)
	shredAll(t, w)
}

// rowsWith looks through every column of every table for ids, raw and as text. The chain's objects may stay: ids of deleted things mean nothing any more.
func rowsWith(t *testing.T, w *testkit.World, ids ...counsel.ID) (found []string) {
	t.Helper()
	for _, cells := range w.Dump(t).Cells {
		for _, c := range cells {
			if c.Table == "audit" && c.Column == "object" {
				continue
			}
			for _, id := range ids {
				if strings.Contains(c.Value, string(id[:])) || strings.Contains(c.Value, id.String()) {
					found = append(found, c.Table+"."+c.Column)
				}
			}
		}
	}
	return found
}

// setPolicy publishes the next manifest with another policy, with the archive role where it needs one.
func setPolicy(t testing.TB, w *testkit.World, s *testkit.Scene, retention counsel.Retention, years, closeDays int) {
	t.Helper()
	if retention == counsel.Keep {
		s.Signed.Documents(years)
	}
	d, err := w.Directory(ctx, s.Agency.ID)
	no(t, err)
	text := "manifest " + testkit.ID().String()
	no(t, w.Publish(ctx, s.Lead, counsel.Manifest{
		Seq: d.Seq + 1, Text: text, Hash: sg1.HashOf([]byte(text)), Continuity: s.Signed.Continuity,
		Policy:  counsel.Policy{Retention: retention, Years: years, CloseDays: closeDays, EraseWait: 7, Relink: "off", Archive: s.Signed.HasArchive()},
		Members: map[counsel.ID][]counsel.Role{s.Lead.UID: {counsel.Counsellor, counsel.Intake, counsel.Lead}},
	}))
}

// unarchived is a case that was taken before the agency kept records: the archive has no key to it.
func unarchived(t testing.TB, w *testkit.World, id counsel.ID) {
	t.Helper()
	no(t, w.Write(ctx, func(tx *store.Tx) error {
		return tx.Exec(`DELETE FROM grants WHERE obj_id = $1 AND why = 'archive'`, id)
	}))
}

func TestEraseAccount(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		neighbour, _ := s.Seeker("wolke-7")
		stays := s.Case(neighbour, s.Lead, 2)
		before := w.Dump(t)
		l := newLeaver(t, w, s)

		e, err := w.Erasure(ctx, l.by)
		no(t, err)
		cases, messages, files := e.Total()
		if cases != 3 || messages != 5 || files != 1 || e.Drafts != 1 || len(e.Cases) != 3 || e.Policy.Retention != counsel.Erase {
			t.Errorf("announced: %d cases, %d messages, %d files, %d drafts", cases, messages, files, e.Drafts)
		}
		wrong := l.proof()
		wrong.Auth = testkit.Bytes(32)
		_, err = w.EraseAccount(ctx, l.by, wrong, e.Manifest, e.Staying())
		code(t, err, counsel.SignInFailed)
		_, err = w.EraseAccount(ctx, l.by, l.proof(), [32]byte{1}, e.Staying())
		code(t, err, counsel.Conflict)
		_, err = w.EraseAccount(ctx, s.Lead, l.proof(), e.Manifest, e.Staying())
		code(t, err, counsel.Refused)
		_, err = w.Erasure(ctx, s.Lead)
		code(t, err, counsel.Refused)

		hears := hear(w)
		done, err := w.EraseAccount(ctx, l.by, l.proof(), e.Manifest, e.Staying())
		no(t, err)
		if c, m, f := done.Total(); c != cases || m != messages || f != files || done.Drafts != e.Drafts {
			t.Errorf("done: %d %d %d, announced %d %d %d", c, m, f, cases, messages, files)
		}
		to := func(who counsel.ID, id counsel.ID) event { return event{counsel.EventCase, id, who} }
		hears(t, "deleted", to(s.Lead.UID, l.taken), to(s.Lead.UID, l.other), event{counsel.EventPool, l.enquiry, counsel.ID{}},
			to(l.by.UID, l.taken), to(l.by.UID, l.other), to(l.by.UID, l.enquiry), event{counsel.EventOut, counsel.ID{}, l.by.UID})

		_, err = w.Login(ctx, s.Agency.ID, byPassword("sonne-42", l.registration))
		code(t, err, counsel.SignInFailed)
		_, err = w.Login(ctx, s.Agency.ID, byCode(l.registration))
		code(t, err, counsel.SignInFailed)
		_, err = w.EraseAccount(ctx, l.by, l.proof(), e.Manifest, e.Staying())
		code(t, err, counsel.SignedOut)
		gone, err := w.Erased(ctx, s.Lead)
		no(t, err)
		if len(gone) != 2 || gone[0].Why != counsel.BecauseSeeker || gone[0].Sealed {
			t.Errorf("the counsellor sees %+v", gone)
		}
		if list, err := w.Erased(ctx, neighbour); counsel.CodeOf(err) != counsel.Refused {
			t.Errorf("a seeker sees %v %v", list, err)
		}

		settle(t, w)
		if found := rowsWith(t, w, append(l.cases(), l.by.UID)...); len(found) > 0 {
			t.Errorf("still there: %v", found)
		}
		if parts(t, w) != 0 {
			t.Error("a file still lies there")
		}
		w.Clock.Pass((counsel.ShownDays + 1) * 24 * time.Hour)
		_, err = w.EndDue(ctx)
		no(t, err)
		if gone, err = w.Erased(ctx, s.Lead); err != nil || len(gone) != 0 {
			t.Errorf("after %d days: %+v %v", counsel.ShownDays, gone, err)
		}
		if _, _, err := w.Case(ctx, neighbour, stays); err != nil {
			t.Error(err)
		}
		_ = before
	})
}

// Under `doc` what was taken is sealed: only the archive's grant stays, and nobody finds the case any more. The rest is deleted.
func TestEraseAccountSeals(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		setPolicy(t, w, s, counsel.Keep, 10, 180)
		l := newLeaver(t, w, s)
		unarchived(t, w, l.other)

		e, err := w.Erasure(ctx, l.by)
		no(t, err)
		day := counsel.Day(w.Clock.Now()).AddDate(10, 0, 0)
		for _, n := range e.Cases {
			if want := map[bool]time.Time{true: day}[n.Case == l.taken]; !n.Until.Equal(want) {
				t.Errorf("case taken %t: until %v, want %v", n.Taken, n.Until, want)
			}
		}
		_, err = w.EraseAccount(ctx, l.by, l.proof(), e.Manifest, []counsel.ID{l.other}) // shown before somebody took it over
		code(t, err, counsel.Conflict)
		if again, err := w.Erasure(ctx, l.by); err != nil || len(again.Cases) != len(e.Cases) {
			t.Errorf("something has gone: %v %v", again, err)
		}
		_, err = w.EraseAccount(ctx, l.by, l.proof(), e.Manifest, append(e.Staying(), l.other))
		no(t, err)
		settle(t, w)
		if found := rowsWith(t, w, l.other, l.enquiry); len(found) > 0 {
			t.Errorf("still there: %v", found)
		}
		for _, in := range rowsWith(t, w, l.by.UID) {
			if in != "cases.seeker" && in != "messages.author" && in != "files.author" {
				t.Errorf("the account still stands in %s", in)
			}
		}
		_, _, err = w.Case(ctx, s.Lead, l.taken)
		code(t, err, counsel.NotFound)
		if list, err := w.Desk(ctx, s.Lead); err != nil || len(list) != 0 {
			t.Errorf("the desk lists %v %v", list, err)
		}
		no(t, w.Read(ctx, func(tx *store.Tx) error {
			var grants, copies, messages, notes int
			var state string
			var until int64
			for query, into := range map[string]*int{
				`SELECT count(*) FROM grants WHERE obj = 'case'`: &grants, `SELECT count(*) FROM self_copies`: &copies,
				`SELECT count(*) FROM messages`: &messages, `SELECT count(*) FROM notes`: &notes,
			} {
				if _, err := tx.Get(query, nil, into); err != nil {
					return err
				}
			}
			if _, err := tx.Get(`SELECT state, sealed_until FROM cases`, nil, &state, &until); err != nil {
				return err
			}
			if grants != 1 || copies != 0 || messages != 3 || notes != 1 || state != "sealed" || until != day.UnixMilli() {
				t.Errorf("%d grants, %d copies, %d messages, %d notes, state %s until %v", grants, copies, messages, notes, state, time.UnixMilli(until).UTC())
			}
			return nil
		}))

		w.Clock.Pass(day.Add(24*time.Hour - time.Second).Sub(w.Clock.Now())) // the last second of the last day
		_, err = w.EndDue(ctx)
		no(t, err)
		if count(t, w, "cases") != 1 {
			t.Error("destroyed too early")
		}
		w.Clock.Pass(time.Second)
		_, err = w.EndDue(ctx)
		no(t, err)
		settle(t, w)
		if count(t, w, "cases")+count(t, w, "messages")+count(t, w, "notes")+count(t, w, "files") != 0 || len(rowsWith(t, w, l.taken, l.by.UID)) > 0 || parts(t, w) != 0 {
			t.Errorf("still there after its day: %v", rowsWith(t, w, l.taken, l.by.UID))
		}
	})
}

func shredAll(t testing.TB, w *testkit.World) {
	t.Helper()
	_, err := w.Shred(ctx)
	no(t, err)
}
