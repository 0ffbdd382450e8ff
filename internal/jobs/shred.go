package jobs

import (
	"context"
	"log/slog"
	"time"

	"siegel/internal/shred"
	"siegel/internal/store"
)

const (
	shredEvery = time.Second // keys of what was deleted go at once
	sweepEvery = time.Hour   // keys of nothing are found at one look and go at the next
)

// Shred takes the keys of what was deleted away, and those of nothing, until ctx ends.
func Shred(ctx context.Context, s *store.Store, log *slog.Logger) {
	var orphans map[shred.Name]bool
	swept := time.Time{}
	every(ctx, shredEvery, log, "keys of what was deleted are still there", func() error {
		if _, err := s.Shred(ctx); err != nil {
			return err
		}
		if time.Since(swept) < sweepEvery {
			return nil
		}
		found, err := s.SweepShreds(ctx, orphans)
		if err == nil {
			orphans, swept = found, time.Now()
		}
		return err
	})
}
