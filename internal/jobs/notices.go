package jobs

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/store"
)

// Notices tells the notifier what has been noted for it, until ctx ends: again and again until it has heard. Several nodes may do it beside each
// other; hearing the same twice changes nothing.
func Notices(ctx context.Context, s *store.Store, to *notice.Client, log *slog.Logger) {
	if to == nil {
		return
	}
	every(ctx, time.Second, log, "the notifier is not told", func() error { return tellNotifier(ctx, s, to) })
}

// withdrawnEvery is how soon a notifier that has just started may send: it waits until it has heard what is gone.
const withdrawnEvery = 2 * time.Second

// Withdrawn notes what the notifier has given up, and tells it after each of its starts what is gone, until ctx ends: its folder may be an older copy that was put back. What
// is gone never comes again, so that several nodes may do it beside each other, in any order.
func Withdrawn(ctx context.Context, s *store.Store, to *notice.Client, log *slog.Logger) {
	if to == nil {
		return
	}
	run := ""
	every(ctx, withdrawnEvery, log, "the notifier does not hear what is gone", func() (err error) {
		run, err = compare(ctx, s, to, run)
		return err
	})
}

// compare gives the start of the notifier that has heard everything; until it has, the one before.
func compare(ctx context.Context, s *store.Store, to *notice.Client, run string) (string, error) {
	var kept []notice.Mark
	for {
		w, err := to.Withdrawn(ctx, kept)
		if err != nil {
			return run, err
		}
		if err := s.NoticesWithdrawn(ctx, w.Marks); err != nil {
			return run, err
		}
		if w.Run != run {
			if err := tellGone(ctx, s, to, w.Run); err != nil {
				return run, err
			}
			run = w.Run
		}
		if kept = w.Marks; len(kept) == 0 {
			return run, nil
		}
	}
}

// tellGone tells everything that is gone, and at the end that this was all.
func tellGone(ctx context.Context, s *store.Store, to *notice.Client, run string) error {
	gone, err := s.NoticesGone(ctx)
	if err != nil {
		return err
	}
	for agencies := range slices.Chunk(gone.Agencies, notice.AtOnce) {
		if err := to.Forget(ctx, notice.Gone{Agencies: agencies}); err != nil {
			return err
		}
	}
	for people := range slices.Chunk(gone.People, notice.AtOnce) {
		some := notice.Gone{}
		for _, p := range people {
			some.People = append(some.People, notice.Person{Agency: p.Agency, UID: p.UID})
		}
		if err := to.Forget(ctx, some); err != nil {
			return err
		}
	}
	for marks := range slices.Chunk(gone.Marks, notice.AtOnce) {
		if err := to.Forget(ctx, notice.Gone{Marks: marks}); err != nil {
			return err
		}
	}
	return to.Forget(ctx, notice.Gone{Run: run})
}

// overdueEvery is how soon staff hear of a promised time that has passed.
const overdueEvery = time.Minute

// Overdue notes for the notifier what has become overdue, until ctx ends; at the start everything that is. Staff hear of it once until they sign in, so
// that a restart and a second node change nothing for them.
func Overdue(ctx context.Context, s *store.Store, log *slog.Logger) {
	since := time.UnixMilli(0)
	every(ctx, overdueEvery, log, "staff are not told what is overdue", func() (err error) {
		until, err := s.NoteOverdue(ctx, since)
		if err == nil {
			since = until
		}
		return err
	})
}

func tellNotifier(ctx context.Context, s *store.Store, to *notice.Client) error {
	list, err := s.Notices(ctx)
	if err != nil {
		return err
	}
	for _, n := range list {
		told := notice.Told{Person: notice.Person{Agency: n.Agency, UID: n.UID}, What: n.What, Entries: n.Entries}
		if n.What == counsel.NoticeNews {
			a, err := s.Agency(ctx, n.Agency)
			if err != nil {
				return err
			}
			told.Wording = notice.WordingOf(a)
		}
		if err := to.Tell(ctx, told); err != nil {
			return err
		}
		if err := s.NoticeTold(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
