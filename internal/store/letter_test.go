package store_test

import (
	"sync"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// The same enquiry again gets the same answer; anything else under its id is refused.
func TestEnquiryAgain(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		other, _ := s.Seeker("wolke-7")
		e := s.Enquiry(2)
		first, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		again, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		if again.Order != first.Order || !again.Time.Equal(first.Time) || count(t, w, "cases") != 1 || count(t, w, "grants") != 2 {
			t.Error("the second time did something else")
		}
		for what, change := range map[string]func(*counsel.Enquiry){
			"key":     func(e *counsel.Enquiry) { e.CKID = testkit.ID() },
			"topic":   func(e *counsel.Enquiry) { e.Topic = "" },
			"lang":    func(e *counsel.Enquiry) { e.Lang = "en" },
			"letter":  func(e *counsel.Enquiry) { e.Message.Box = testkit.Letter() },
			"id":      func(e *counsel.Enquiry) { e.Message.ID = testkit.ID() },
			"profile": func(e *counsel.Enquiry) { e.Profile = testkit.Letter() },
		} {
			changed := e
			change(&changed)
			if _, err := w.AddEnquiry(ctx, seeker, changed); counsel.CodeOf(err) != counsel.SameID {
				t.Errorf("other %s: %v", what, err)
			}
		}
		_, err = w.AddEnquiry(ctx, other, e)
		code(t, err, counsel.SameID)
		reused := s.Enquiry(3)
		reused.Message.ID = e.Message.ID
		_, err = w.AddEnquiry(ctx, seeker, reused)
		code(t, err, counsel.SameID)
		reused = s.Enquiry(3)
		reused.Grants[0].ID = e.Grants[0].ID
		_, err = w.AddEnquiry(ctx, seeker, reused)
		code(t, err, counsel.SameID)
		if count(t, w, "cases") != 1 || count(t, w, "messages") != 1 {
			t.Error("a refused enquiry left something")
		}
	})
}

// What an enquiry needs, and that nothing of a refused one stays: not even the vault.
func TestEnquiryRefuses(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		for what, c := range map[string]struct {
			change func(*counsel.Enquiry)
			code   counsel.Code
		}{
			"unknown topic":        {func(e *counsel.Enquiry) { e.Topic = "alles" }, counsel.BadRequest},
			"unknown language":     {func(e *counsel.Enquiry) { e.Lang = "fr" }, counsel.BadRequest},
			"no continuity":        {func(e *counsel.Enquiry) { e.Grants = e.Grants[:1] }, counsel.BadRequest},
			"two grants to intake": {func(e *counsel.Enquiry) { e.Grants[1].ToRole = counsel.Intake }, counsel.BadRequest},
			"grant to a lead":      {func(e *counsel.Enquiry) { e.Grants[1].ToRole = counsel.Lead }, counsel.BadRequest},
			"vault of yesterday":   {func(e *counsel.Enquiry) { e.Vault.Version = 1 }, counsel.Conflict},
			"vault of tomorrow":    {func(e *counsel.Enquiry) { e.Vault.Version = 3 }, counsel.Conflict},
		} {
			e := s.Enquiry(2)
			c.change(&e)
			if _, err := w.AddEnquiry(ctx, seeker, e); counsel.CodeOf(err) != c.code {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := w.AddEnquiry(ctx, s.Lead, s.Enquiry(3))
		code(t, err, counsel.Refused)
		for v := range int64(counsel.MaxOpenEnquiries) {
			_, err := w.AddEnquiry(ctx, seeker, s.Enquiry(2+v))
			no(t, err)
		}
		fourth := s.Enquiry(2 + counsel.MaxOpenEnquiries)
		_, err = w.AddEnquiry(ctx, seeker, fourth)
		code(t, err, counsel.Conflict)
		if n := count(t, w, "cases"); n != counsel.MaxOpenEnquiries {
			t.Errorf("%d cases", n)
		}
		waiting, err := pool(w, s.Lead)
		no(t, err)
		_, err = w.Accept(ctx, s.Lead, s.Acceptance(waiting[0].ID))
		no(t, err)
		_, err = w.AddEnquiry(ctx, seeker, fourth) // one was taken; the vault had not moved
		no(t, err)
	})
}

// An agency that was stopped takes no letters, and what is in the pool without a grant can be opened by nobody.
func TestEnquiryNeeds(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		e := s.Enquiry(2)
		_, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`DELETE FROM grants WHERE agency = $1 AND obj_id = $2`, s.Agency.ID, e.Case)
		}))
		_, _, _, err = w.Enquiry(ctx, s.Lead, e.Case)
		code(t, err, counsel.NotFound)
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE agencies SET state = $2 WHERE agency = $1`, s.Agency.ID, counsel.AgencySuspended)
		}))
		_, err = w.AddEnquiry(ctx, seeker, s.Enquiry(3))
		code(t, err, counsel.NotReady)
	})
}

// Messages and notes count apart, per case and per author.
func TestMessages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		m := letterOf(id, counsel.Counsellor, 1)
		sent, err := w.AddMessage(ctx, s.Lead, m)
		no(t, err)
		again, err := w.AddMessage(ctx, s.Lead, m)
		no(t, err)
		if sent.Order != 0 || again.Order != 0 || count(t, w, "messages") != 2 {
			t.Errorf("orders %d, %d", sent.Order, again.Order)
		}
		goOut(t, w)
		if again, err = w.AddMessage(ctx, s.Lead, m); err != nil || again.Order != 2 || count(t, w, "messages") != 2 {
			t.Errorf("order %d, %v", again.Order, err)
		}
		changed := m
		changed.Box = testkit.Letter()
		_, err = w.AddMessage(ctx, s.Lead, changed)
		code(t, err, counsel.SameID)
		stolen := letterOf(id, counsel.SeekerRole, 2)
		stolen.ID = m.ID
		_, err = w.AddMessage(ctx, seeker, stolen)
		code(t, err, counsel.SameID)
		for what, bad := range map[string]counsel.Message{
			"gap": letterOf(id, counsel.Counsellor, 3), "back": letterOf(id, counsel.Counsellor, 1),
			"epoch": func() counsel.Message { m := letterOf(id, counsel.Counsellor, 2); m.Epoch = 1; return m }(),
		} {
			if _, err := w.AddMessage(ctx, s.Lead, bad); counsel.CodeOf(err) != counsel.Sequence {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, role := range []counsel.Role{counsel.Supervisor, counsel.SeekerRole, "queen"} {
			_, err := w.AddMessage(ctx, s.Lead, letterOf(id, role, 2))
			code(t, err, counsel.Refused)
		}
		_, err = w.AddMessage(ctx, seeker, letterOf(id, counsel.Counsellor, 2))
		code(t, err, counsel.Refused)

		note := letterOf(id, counsel.Counsellor, 1)
		note.Kind = counsel.KindNote
		kept, err := w.AddMessage(ctx, s.Lead, note)
		no(t, err)
		if kept.Order != 1 {
			t.Errorf("note %d", kept.Order)
		}
		forged := letterOf(id, counsel.SeekerRole, 2)
		forged.Kind = counsel.KindNote
		_, err = w.AddMessage(ctx, seeker, forged)
		code(t, err, counsel.Refused)
		reply, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2))
		no(t, err)
		if reply.Order != 3 {
			t.Errorf("the note left a gap: %d", reply.Order)
		}
		got, err := w.Messages(ctx, s.Lead, id, counsel.After(1))
		no(t, err)
		if list := got.Messages; len(list) != 2 || list[0].Order != 2 || list[1].Order != 3 {
			t.Errorf("%+v", list)
		}
		c, _, err := w.Case(ctx, s.Lead, id)
		no(t, err)
		if c.LastOrder != 3 || c.LastRole != counsel.SeekerRole || !c.LastTime.Equal(reply.Time) {
			t.Errorf("%+v", c)
		}
	})
}

// Twenty letters at once get the numbers 1 to 21 without a gap; each author's chain stays whole.
func TestOrderNumbers(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		var done sync.WaitGroup
		send := func(by counsel.Actor, role counsel.Role, from int64) {
			for seq := from; seq < from+10; {
				switch _, err := w.AddMessage(ctx, by, letterOf(id, role, seq)); {
				case err == nil:
					seq++
				case counsel.CodeOf(err) == counsel.Wait && role == counsel.Counsellor: // her last one goes out when it is time for the next
					w.Clock.Pass(counsel.HoldFor)
				default:
					t.Error(err)
					return
				}
			}
		}
		done.Go(func() { send(seeker, counsel.SeekerRole, 2) })
		done.Go(func() { send(s.Lead, counsel.Counsellor, 1) })
		done.Wait()
		goOut(t, w)
		got, err := w.Messages(ctx, seeker, id, counsel.After(0))
		no(t, err)
		if len(got.Messages) != 21 {
			t.Fatalf("%d letters", len(got.Messages))
		}
		for i, m := range got.Messages {
			if m.Order != int64(i+1) {
				t.Fatalf("letter %d has number %d", i+1, m.Order)
			}
		}
	})
}

// Of two tabs that send the next letter at once, one has to fetch first.
func TestOneChain(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		for seq := int64(2); seq < 12; seq++ {
			errs := make([]error, 4)
			var done sync.WaitGroup
			for i := range errs {
				done.Go(func() { _, errs[i] = w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, seq)) })
			}
			done.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				} else if counsel.CodeOf(err) != counsel.Sequence {
					t.Fatal(err)
				}
			}
			if won != 1 {
				t.Fatalf("%d of 4 won", won)
			}
		}
	})
}

// The profile is the seeker's; a copy of the key is everybody's own.
func TestProfileAndSelf(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		v := counsel.Versioned{Version: 2, Box: testkit.Letter()}
		told := hear(w)
		no(t, w.PutProfile(ctx, seeker, id, v))
		told(t, "a new profile", event{counsel.EventCase, id, s.Lead.UID}) // her list shows a name of it
		no(t, w.PutProfile(ctx, seeker, id, v))
		code(t, w.PutProfile(ctx, seeker, id, counsel.Versioned{Version: 2, Box: testkit.Letter()}), counsel.Conflict)
		code(t, w.PutProfile(ctx, seeker, id, counsel.Versioned{Version: 4, Box: testkit.Letter()}), counsel.Conflict)
		code(t, w.PutProfile(ctx, s.Lead, id, counsel.Versioned{Version: 3, Box: testkit.Letter()}), counsel.Refused)
		told(t, "the same again, and what was refused")
		self := testkit.Box(64)
		no(t, w.PutSelf(ctx, s.Lead, id, 0, self))
		code(t, w.PutSelf(ctx, s.Lead, id, 1, self), counsel.Sequence)
		c, _, err := w.Case(ctx, s.Lead, id)
		no(t, err)
		equal(t, "self", c.Self, self)
		equal(t, "profile", c.Profile.Box, v.Box)
		mine, _, err := w.Case(ctx, seeker, id)
		no(t, err)
		if len(mine.Self) != 82+32 || mine.NKID != (counsel.ID{}) {
			t.Error("the seeker got another copy, or the notes' key id")
		}
	})
}

// However much a case holds, one answer holds 4 MiB, and says that there is more.
func TestAnswersAreBounded(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		large := testkit.Box(190_000)
		for i := range int64(23) {
			m := letterOf(id, counsel.SeekerRole, i+2)
			m.Box = large
			_, err := w.AddMessage(ctx, seeker, m)
			no(t, err)
			m = letterOf(id, counsel.Counsellor, i+1)
			m.Kind, m.Box = counsel.KindNote, large
			_, err = w.AddMessage(ctx, s.Lead, m)
			no(t, err)
		}
		for _, c := range []struct {
			after int64
			count int
			more  bool
		}{{0, 23, true}, {1, 22, true}, {2, 22, false}, {23, 1, false}, {24, 0, false}} { // a small letter, then 23 large ones
			got, err := w.Messages(ctx, seeker, id, counsel.After(c.after))
			no(t, err)
			if list := got.Messages; len(list) != c.count || got.More != c.more || len(list) > 0 && list[0].Order != c.after+1 {
				t.Errorf("after %d: %d letters, more: %v", c.after, len(list), got.More)
			}
		}
		for _, c := range []struct {
			before, last int64
			count        int
			more         bool
		}{{0, 24, 22, true}, {24, 23, 23, false}, {23, 22, 22, false}, {2, 1, 1, false}, {1, 0, 0, false}} {
			got, err := w.Messages(ctx, seeker, id, counsel.Before(c.before))
			no(t, err)
			if list := got.Messages; len(list) != c.count || got.More != c.more || len(list) > 0 && list[len(list)-1].Order != c.last {
				t.Errorf("before %d: %d letters, more: %v", c.before, len(list), got.More)
			}
		}
		for _, from := range []counsel.Stretch{counsel.After(0), counsel.Before(0)} {
			got, err := w.Notes(ctx, s.Lead, id, from)
			no(t, err)
			if len(got.Messages) != 22 || !got.More {
				t.Errorf("%+v: %d notes, more: %v", from, len(got.Messages), got.More)
			}
		}
	})
}
