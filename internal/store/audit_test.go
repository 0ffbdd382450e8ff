package store_test

import (
	"slices"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// chain brings everything into the chain and gives it, link by link; a lead reads it.
func chain(t testing.TB, w *testkit.World, lead counsel.Actor) (list []counsel.Entry) {
	t.Helper()
	_, err := w.AppendAudit(ctx)
	no(t, err)
	last := counsel.Entry{}
	for more := true; more; {
		var page []counsel.Entry
		page, _, more, err = w.Audit(ctx, lead, last.Seq)
		no(t, err)
		for _, e := range page {
			if len(list) > 0 && !e.Follows(last) {
				t.Errorf("entry %d does not follow", e.Seq)
			}
			list, last = append(list, e), e
		}
	}
	return list
}

// count of entries of an action, and the last of them.
func acted(list []counsel.Entry, action counsel.Action) (n int, last counsel.Entry) {
	for _, e := range list {
		if e.Action == action {
			n, last = n+1, e
		}
	}
	return n, last
}

// What is over says how many signed in, how many failed, and the root over all messages of the day; a day without a word has one too. Numbers are of no person.
func TestDaysInTheChain(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, r := s.Seeker("sonne-42")
		s.Case(seeker, s.Lead, 2)
		no(t, closedDays(w, 0))
		for range 2 {
			_, err := w.Login(ctx, s.Agency.ID, byPassword("sonne-42", r))
			no(t, err)
		}
		wrong := byPassword("sonne-42", r)
		wrong.Auth = testkit.Bytes(32)
		_, err := w.Login(ctx, s.Agency.ID, wrong)
		code(t, err, counsel.SignInFailed)
		_, err = w.Login(ctx, testkit.ID(), wrong)
		code(t, err, counsel.NotFound)
		day := counsel.Day(w.Clock.Now())
		no(t, closedDays(w, 2*time.Minute))
		var leaves [][32]byte
		no(t, w.Read(ctx, func(tx *store.Tx) error {
			return tx.Each(`SELECT id, box FROM messages`, func(scan func(...any) error) error {
				var id counsel.ID
				var box []byte
				err := scan(&id, &box)
				leaves = append(leaves, counsel.Leaf(id, box))
				return err
			})
		}))
		no(t, closedDays(w, day.AddDate(0, 0, 1).Add(59*time.Minute).Sub(w.Clock.Now())))
		if n, _ := acted(chain(t, w, s.Lead), counsel.ActLetters); n != 0 {
			t.Fatal("the day is closed before all of it is written")
		}
		no(t, closedDays(w, 2*time.Minute))
		no(t, closedDays(w, 48*time.Hour))
		list := chain(t, w, s.Lead)
		for _, action := range []counsel.Action{counsel.ActSignIn, counsel.ActSignInFailed, counsel.ActLetters} {
			if n, _ := acted(list, action); n != 3 {
				t.Errorf("%d entries %s of three days", n, action)
			}
		}
		at := slices.IndexFunc(list, func(e counsel.Entry) bool { return e.Action == counsel.ActLetters })
		in, failed, letters := list[at-2], list[at-1], list[at]
		if in.Count != 2 || failed.Count != 1 || !letters.At.Equal(day) || letters.Actor != counsel.ActorSystem {
			t.Errorf("%d in, %d failed, %v by %s", in.Count, failed.Count, letters.At, letters.Actor)
		}
		if len(leaves) < 1 || letters.Count != int64(len(leaves)) || letters.Root == nil || *letters.Root != counsel.Root(leaves) {
			t.Errorf("%d messages, root %v, of %d", letters.Count, letters.Root, len(leaves))
		}
		if _, last := acted(list, counsel.ActLetters); last.Count != 0 || *last.Root != counsel.Root(nil) {
			t.Errorf("a day without a word: %d", last.Count)
		}
		if n := count(t, w, "audit_counts"); n != 0 {
			t.Errorf("%d counts stay", n)
		}
		forged := letters
		other := counsel.Root(nil)
		forged.Root = &other
		if forged.Follows(list[at-1]) {
			t.Error("another root is believed")
		}
	})
}

func closedDays(w *testkit.World, after time.Duration) error {
	w.Clock.Pass(after)
	_, err := w.AppendAudit(ctx)
	return err
}

// What leads and counsellors do stands there once, with whom and why; a repetition leaves nothing.
func TestActionsInTheChain(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		ben := s.Staff("Ben", counsel.Counsellor)
		chain(t, w, s.Lead)
		invite := testkit.ID()
		until := counsel.Day(w.Clock.Now()).AddDate(0, 0, 7)
		for range 2 {
			no(t, w.AddInvite(ctx, s.Lead, invite, until))
			no(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Stopped))
		}
		no(t, w.DeleteInvite(ctx, s.Lead, invite))
		no(t, w.StartStaff(ctx, s.Agency.ID, ben.UID))
		no(t, w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Active))
		list := chain(t, w, s.Lead)
		for action, want := range map[counsel.Action]struct {
			object counsel.ID
			actor  string
			reason counsel.Reason
		}{
			counsel.ActInvite: {invite, s.Lead.UID.String(), ""}, counsel.ActUninvite: {invite, s.Lead.UID.String(), ""},
			counsel.ActStop: {ben.UID, s.Lead.UID.String(), ""}, counsel.ActStart: {ben.UID, counsel.ActorSystem, ""},
			counsel.ActUngrant: {id, s.Lead.UID.String(), counsel.BecauseTaken},
		} {
			since := list
			if action == counsel.ActInvite { // those by which the people of the scene came in are older
				since = list[slices.IndexFunc(list, func(e counsel.Entry) bool { return e.Object == invite }):]
			}
			if n, e := acted(since, action); n != 1 || e.Object != want.object || e.Actor != want.actor || e.Reason != want.reason {
				t.Errorf("%s: %d times, %v by %s because %s", action, n, e.Object, e.Actor, e.Reason)
			}
		}
	})
}

// What is older than three years goes from the beginning; what remains has no hole, and no day of it is missing.
func TestChainIsKeptThreeYears(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		no(t, closedDays(w, 0))
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`UPDATE accounts SET state = 'active'`) }))
		for range 4 {
			w.Clock.Pass(365 * 24 * time.Hour)
			confirmClock(t, w)
			no(t, closedDays(w, 0))
		}
		_, err := w.EndDue(ctx)
		no(t, err)
		list := chain(t, w, s.Lead)
		oldest := counsel.Day(w.Clock.Now()).AddDate(-3, 0, 0)
		if list[0].Seq == 1 || list[0].At.Before(oldest) || list[0].At.After(oldest.AddDate(0, 0, 1)) {
			t.Errorf("begins with %d of %v", list[0].Seq, list[0].At)
		}
		if n, last := acted(list, counsel.ActLetters); n < 3*365-1 || last.At.Before(w.Clock.Now().AddDate(0, 0, -2)) {
			t.Errorf("%d days, the last %v", n, last.At)
		}
		if roots := count(t, w, "audit_roots"); roots > 3*366 {
			t.Errorf("%d roots stay", roots)
		}
	})
}

// A lead keeps what her browser has checked, upwards only; nobody else, and nothing that is not in the chain. That she goes on with one that does not follow stands in it.
func TestSignAudit(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor)
		chain(t, w, s.Lead)
		_, head, _, err := w.Audit(ctx, s.Lead, 1<<50)
		no(t, err)
		if n := count(t, w, "audit_notes"); head.Seq < 2 || n != 0 && head.Seq > 1<<40 {
			t.Fatalf("head %d, %d notes", head.Seq, n)
		}
		good := counsel.SignedHead{Head: head, Text: "signed"}
		no(t, w.SignAudit(ctx, s.Lead, good))
		no(t, w.SignAudit(ctx, s.Lead, good))
		code(t, w.SignAudit(ctx, ben, good), counsel.Refused)
		for what, change := range map[string]func(*counsel.SignedHead){
			"no text": func(h *counsel.SignedHead) { h.Text = "" }, "too long": func(h *counsel.SignedHead) { h.Text = string(make([]byte, 1025)) }, "no number": func(h *counsel.SignedHead) { h.Seq = 0 },
		} {
			h := good
			change(&h)
			if err := w.SignAudit(ctx, s.Lead, h); counsel.CodeOf(err) != counsel.BadRequest {
				t.Errorf("%s: %v", what, err)
			}
		}
		other := good
		other.Hash[0] ^= 1
		code(t, w.SignAudit(ctx, s.Lead, other), counsel.Conflict)
		anew := good
		anew.Anew = true
		no(t, w.SignAudit(ctx, s.Lead, anew)) // signed already: nothing happens
		list := chain(t, w, s.Lead)
		if n, _ := acted(list, counsel.ActAnew); n != 0 {
			t.Error("a repetition stands in the chain")
		}
		last := list[len(list)-1]
		anew.Head = counsel.Head{Seq: last.Seq, Hash: last.Hash}
		no(t, w.SignAudit(ctx, s.Lead, anew))
		no(t, w.SignAudit(ctx, s.Lead, good)) // an older one changes nothing
		if n, e := acted(chain(t, w, s.Lead), counsel.ActAnew); n != 1 || e.Actor != s.Lead.UID.String() {
			t.Errorf("%d times anew, by %s", n, e.Actor)
		}
		var seq int64
		no(t, w.Read(ctx, func(tx *store.Tx) error { _, err := tx.Get(`SELECT seq FROM audit_heads`, nil, &seq); return err }))
		if seq != last.Seq {
			t.Errorf("signed up to %d of %d", seq, last.Seq)
		}
		anna := s.Staff("Anna", counsel.Lead)
		no(t, w.SignAudit(ctx, anna, good))
		heads, err := w.SignedHeads(ctx, anna)
		no(t, err)
		if len(heads) != 2 || heads[0] != (counsel.LeadHead{By: s.Lead.UID, Seq: last.Seq, Hash: last.Hash, Text: "signed"}) || heads[1].By != anna.UID || heads[1].Seq != good.Seq {
			t.Errorf("signed: %+v", heads)
		}
		_, err = w.SignedHeads(ctx, ben)
		code(t, err, counsel.Refused)
	})
}

func readsAudit(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
	_, _, _, err := w.Audit(ctx, by, 0)
	return err
}

func signsAudit(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
	return w.SignAudit(ctx, by, counsel.SignedHead{Head: counsel.Head{Seq: 1}, Text: "signed"})
}

func readsHeads(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
	_, err := w.SignedHeads(ctx, by)
	return err
}
