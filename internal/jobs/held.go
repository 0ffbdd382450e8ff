// Package jobs is what the clock does, on every node.
package jobs

import (
	"context"
	"log/slog"
	"time"

	"siegel/internal/store"
)

// look is how long a message of another node may be overdue if that node has gone away, and how often a quiet one asks the database.
const look = time.Second

// Held lets held messages go out, each at its second, until ctx ends; those overdue since the last end of the server at once. Several nodes do it
// beside each other, and one of them wins. clock is the store's.
func Held(ctx context.Context, s *store.Store, clock func() time.Time, log *slog.Logger) {
	for failed := false; ; {
		next, err := s.ReleaseHeld(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !failed { // once for each time that it begins to fail: a database may be away for hours
			log.Error("held messages do not go out", "error", err)
		}
		wait := look
		if failed = err != nil; !failed && !next.IsZero() {
			wait = max(0, min(look, next.Sub(clock())))
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}
