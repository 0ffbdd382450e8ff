package store_test

import (
	"sync"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

func version(n int64) counsel.Versioned {
	return counsel.Versioned{Version: n, Box: testkit.Letter()}
}

// A draft moves one version at a time, for its writer alone, and is another one for each case and kind.
func TestDrafts(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		one, two := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		for _, by := range []counsel.Actor{seeker, s.Lead} {
			code(t, w.PutDraft(ctx, by, one, counsel.DraftMessage, version(2)), counsel.Conflict)
			first := version(1)
			no(t, w.PutDraft(ctx, by, one, counsel.DraftMessage, first))
			no(t, w.PutDraft(ctx, by, one, counsel.DraftMessage, first)) // the answer was lost
			code(t, w.PutDraft(ctx, by, one, counsel.DraftMessage, version(1)), counsel.Conflict)
			code(t, w.PutDraft(ctx, by, one, counsel.DraftMessage, version(3)), counsel.Conflict)
			second := version(2)
			no(t, w.PutDraft(ctx, by, one, counsel.DraftMessage, second))
			code(t, w.PutDraft(ctx, by, one, counsel.DraftMessage, first), counsel.Conflict)
			earlier := version(1)
			no(t, w.PutDraft(ctx, by, one, counsel.DraftEarlier, earlier))
			got, err := w.Draft(ctx, by, one, counsel.DraftMessage)
			no(t, err)
			equal(t, "draft", got.Box, second.Box)
			got, err = w.Draft(ctx, by, one, counsel.DraftEarlier)
			no(t, err)
			equal(t, "earlier", got.Box, earlier.Box)
			_, err = w.Draft(ctx, by, two, counsel.DraftMessage)
			code(t, err, counsel.NotFound)
			list, err := w.Drafts(ctx, by)
			no(t, err)
			if len(list) != 2 || list[0] != (counsel.Draft{Case: one, Kind: counsel.DraftEarlier, Version: 1}) || list[1].Version != 2 {
				t.Errorf("%+v", list)
			}
			no(t, w.DeleteDraft(ctx, by, one, counsel.DraftEarlier))
			no(t, w.DeleteDraft(ctx, by, one, counsel.DraftEarlier))
			_, err = w.Draft(ctx, by, one, counsel.DraftEarlier)
			code(t, err, counsel.NotFound)
		}
		no(t, w.PutDraft(ctx, s.Lead, one, counsel.DraftNote, version(1)))
		code(t, w.PutDraft(ctx, seeker, one, counsel.DraftNote, version(1)), counsel.Refused)
		code(t, w.PutDraft(ctx, s.Lead, one, "letter", version(1)), counsel.NotFound)
		if n := count(t, w, "drafts"); n != 3 {
			t.Errorf("%d drafts", n)
		}
	})
}

// Staff draft in cases they have and nowhere else. A seeker's draft of a foreign case is one of a case that does not exist.
func TestDraftsOfOthers(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		neighbour, _ := s.Seeker("wolke-7")
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		id := s.Case(seeker, s.Lead, 2)
		no(t, w.PutDraft(ctx, s.Lead, id, counsel.DraftMessage, version(1)))
		no(t, w.PutDraft(ctx, seeker, id, counsel.DraftMessage, version(1)))
		_, err := w.Draft(ctx, ben, id, counsel.DraftMessage)
		code(t, err, counsel.NotFound)
		for _, there := range []counsel.ID{id, testkit.ID()} {
			code(t, w.PutDraft(ctx, ben, there, counsel.DraftMessage, version(1)), counsel.NotFound)
			_, err := w.Draft(ctx, neighbour, there, counsel.DraftMessage)
			code(t, err, counsel.NotFound)
			no(t, w.PutDraft(ctx, neighbour, there, counsel.DraftMessage, version(1)))
		}
		no(t, w.DeleteDraft(ctx, neighbour, id, counsel.DraftMessage))
		no(t, w.DeleteDraft(ctx, ben, id, counsel.DraftMessage))
		for _, by := range []counsel.Actor{seeker, s.Lead} {
			_, err := w.Draft(ctx, by, id, counsel.DraftMessage)
			no(t, err)
		}
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`UPDATE cases SET counsellor = $1`, ben.UID) }))
		_, err = w.Draft(ctx, s.Lead, id, counsel.DraftMessage)
		code(t, err, counsel.NotFound)
		list, err := w.Drafts(ctx, s.Lead)
		no(t, err)
		if len(list) != 0 {
			t.Errorf("drafts of a case somebody else has: %+v", list)
		}
	})
}

// Eight drafts of letters that were never sent, and not one more, however they arrive; those of real cases do not count.
func TestFirstDrafts(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		real := s.Case(seeker, s.Lead, 2)
		no(t, w.PutDraft(ctx, seeker, real, counsel.DraftMessage, version(1)))
		neighbour, _ := s.Seeker("wolke-7")
		e := s.Enquiry(3)
		for _, id := range []counsel.ID{e.Case, s.Case(neighbour, s.Lead, 2)} { // a foreign case is one that is not there
			no(t, w.PutDraft(ctx, seeker, id, counsel.DraftMessage, version(1)))
		}
		won := together(20, func(int) error {
			return w.PutDraft(ctx, seeker, testkit.ID(), counsel.DraftMessage, version(1))
		}, counsel.Conflict, t)
		if won != counsel.MaxFirstDrafts-2 || count(t, w, "drafts") != counsel.MaxFirstDrafts+1 {
			t.Errorf("%d beside two, %d in all", won, count(t, w, "drafts"))
		}
		no(t, w.PutDraft(ctx, seeker, e.Case, counsel.DraftMessage, version(2)))
		code(t, w.PutDraft(ctx, seeker, e.Case, counsel.DraftEarlier, version(1)), counsel.Conflict)
		no(t, w.PutDraft(ctx, seeker, real, counsel.DraftEarlier, version(1)))
		_, err := w.AddEnquiry(ctx, seeker, e) // the letter takes its draft with it, and there is room for another
		no(t, err)
		_, err = w.Draft(ctx, seeker, e.Case, counsel.DraftMessage)
		code(t, err, counsel.NotFound)
		no(t, w.PutDraft(ctx, seeker, testkit.ID(), counsel.DraftMessage, version(1)))
	})
}

// What is sent is no longer a draft: a seeker's message and a note at once. Sending again leaves what was begun since.
func TestSentDraft(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		one, two := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		for _, c := range []struct {
			by   counsel.Actor
			role counsel.Role
			kind counsel.Kind
			seq  int64
		}{{seeker, counsel.SeekerRole, counsel.KindMessage, 2}, {s.Lead, counsel.Counsellor, counsel.KindNote, 1}} {
			draft := counsel.DraftOf(c.kind)
			for _, id := range []counsel.ID{one, two} {
				no(t, w.PutDraft(ctx, c.by, id, draft, version(1)))
				no(t, w.PutDraft(ctx, c.by, id, counsel.DraftEarlier, version(1)))
			}
			m := letterOf(one, c.role, c.seq)
			m.Kind = c.kind
			refused := m
			refused.AuthorSeq = 9
			_, err := w.AddMessage(ctx, c.by, refused)
			code(t, err, counsel.Sequence)
			_, err = w.Draft(ctx, c.by, one, draft)
			no(t, err)
			_, err = w.AddMessage(ctx, c.by, m)
			no(t, err)
			_, err = w.Draft(ctx, c.by, one, draft)
			code(t, err, counsel.NotFound)
			for id, kind := range map[counsel.ID]counsel.DraftKind{one: counsel.DraftEarlier, two: draft} {
				_, err = w.Draft(ctx, c.by, id, kind)
				no(t, err)
			}
			no(t, w.PutDraft(ctx, c.by, one, draft, version(1)))
			_, err = w.AddMessage(ctx, c.by, m) // the answer was lost
			no(t, err)
			_, err = w.Draft(ctx, c.by, one, draft)
			no(t, err)
		}
	})
}

// Two pages save the next version of one draft: one wins, and the other one learns it.
func TestDraftOfTwoPages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := testkit.ID()
		for round := range int64(50) {
			pages := [2]counsel.Versioned{version(round + 1), version(round + 1)}
			var won [2]bool
			if n := together(2, func(i int) error {
				err := w.PutDraft(ctx, seeker, id, counsel.DraftMessage, pages[i])
				won[i] = err == nil
				return err
			}, counsel.Conflict, t); n != 1 {
				t.Fatalf("round %d: %d of 2 won", round, n)
			}
			got, err := w.Draft(ctx, seeker, id, counsel.DraftMessage)
			no(t, err)
			winner := pages[0]
			if won[1] {
				winner = pages[1]
			}
			if got.Version != round+1 {
				t.Fatalf("round %d: version %d", round, got.Version)
			}
			equal(t, "draft", got.Box, winner.Box)
		}
	})
}

// A row that was moved to another case does not open: a draft of one case can never appear in another.
func TestMovedDraft(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		one, two := testkit.ID(), testkit.ID()
		no(t, w.PutDraft(ctx, seeker, one, counsel.DraftMessage, version(1)))
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`UPDATE drafts SET case_id = $1`, two) }))
		if _, err := w.Draft(ctx, seeker, two, counsel.DraftMessage); counsel.CodeOf(err) != counsel.Internal {
			t.Errorf("%v", err)
		}
	})
}

// together starts calls behind a barrier and gives how many of them succeeded. The others must fail with the code.
func together(n int, call func(i int) error, lost counsel.Code, t testing.TB) (won int) {
	t.Helper()
	errs := make([]error, n)
	start := make(chan struct{})
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			<-start
			errs[i] = call(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	for _, err := range errs {
		if err == nil {
			won++
		} else if counsel.CodeOf(err) != lost {
			t.Fatal(err)
		}
	}
	return won
}
