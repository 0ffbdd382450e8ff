package jobs

import (
	"context"
	"log/slog"
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
