package jobs

import (
	"context"
	"log/slog"
	"time"

	"siegel/internal/store"
)

// tidy is how long a removed attachment may still lie outside the database, as long as its store answers.
const tidy = time.Minute

// Files removes attachments whose rows are gone, and those that no message has announced, until ctx ends. What fails is tried again, for as long
// as it takes.
func Files(ctx context.Context, s *store.Store, log *slog.Logger) {
	for failed := false; ; {
		err := s.RemoveFiles(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !failed { // once for each time that it begins to fail
			log.Error("attachments are not removed", "error", err)
		}
		failed = err != nil
		select {
		case <-time.After(tidy):
		case <-ctx.Done():
			return
		}
	}
}
