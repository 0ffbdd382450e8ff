package jobs

import (
	"context"
	"log/slog"
	"time"

	"siegel/internal/store"
)

// renewEvery is how often the age of k_rest is looked at.
const renewEvery = 10 * time.Minute

// Renewal renews k_rest every month, and destroys the old one a week later, until ctx ends. kept says whether a key file lies in a backup elsewhere. Several nodes do it beside
// each other.
func Renewal(ctx context.Context, s *store.Store, kept func(check []byte) bool, log *slog.Logger) {
	every(ctx, renewEvery, log, "k_rest is not renewed", func() error { return s.RenewRest(ctx, kept) })
}
