package jobs

import (
	"context"
	"log/slog"
	"time"

	"siegel/internal/store"
)

// What the clock ends has a day to be done in; an erase order is waited for, and the audit chain is looked at soon.
const (
	endEvery   = time.Minute
	auditEvery = time.Second
)

// Ends deletes and seals what is due, until ctx ends. Several nodes do it beside each other, and of each end one of them wins.
func Ends(ctx context.Context, s *store.Store, log *slog.Logger) {
	every(ctx, endEvery, log, "what is due is not deleted", func() error {
		_, err := s.EndDue(ctx)
		return err
	})
}

// Audit brings what has been done into the audit chains, until ctx ends.
func Audit(ctx context.Context, s *store.Store, log *slog.Logger) {
	every(ctx, auditEvery, log, "the audit chain is not written", func() error {
		_, err := s.AppendAudit(ctx)
		return err
	})
}

// every does something at once and then again and again. A failure is logged once for each time that it begins: a database may be away for hours.
func every(ctx context.Context, pause time.Duration, log *slog.Logger, trouble string, do func() error) {
	for failed := false; ; {
		err := do()
		if ctx.Err() != nil {
			return
		}
		if err != nil && !failed {
			log.Error(trouble, "error", err)
		}
		failed = err != nil
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}
