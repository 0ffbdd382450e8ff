package jobs

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"log/slog"
	"math/big"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/visits"
)

// sweep is how often visits that have fallen silent are ended.
const sweep = 20 * time.Second

// night is what one night has to write. What failed is tried again under the same number, so that nothing counts twice.
type night struct {
	batch int64
	cells map[counsel.ID][]visits.Cell
}

// Visits writes what was counted once a day, after midnight and a part of an hour that nobody knows, and deletes what has been kept long enough, until ctx
// ends. counter is nil where nothing is counted: what is old goes all the same. clock is the store's.
func Visits(ctx context.Context, s *store.Store, counter *visits.Counter, clock func() time.Time, log *slog.Logger) {
	var left []night
	for due := nextNight(clock()); ; {
		if counter != nil {
			counter.Sweep()
		}
		if now := clock(); !now.Before(due) {
			due = nextNight(now)
			if counter != nil {
				left = append(left, night{randomNumber(), counter.Take()})
			}
			if err := s.ForgetVisits(ctx); err != nil && ctx.Err() == nil {
				log.Error("old counts of visits are not deleted", "error", err)
			}
		}
		left = write(ctx, s, left, log)
		select {
		case <-time.After(sweep):
		case <-ctx.Done():
			return
		}
	}
}

// write gives what is still to be written.
func write(ctx context.Context, s *store.Store, nights []night, log *slog.Logger) (left []night) {
	for _, n := range nights {
		if err := s.AddVisits(ctx, n.batch, n.cells); err != nil {
			if ctx.Err() == nil {
				log.Error("counts of visits are not written", "error", err)
			}
			left = append(left, n)
		}
	}
	return left
}

// nextNight is the next midnight, and up to an hour.
func nextNight(now time.Time) time.Time {
	part, err := rand.Int(rand.Reader, big.NewInt(int64(time.Hour)))
	if err != nil {
		panic(err) // never fails (crypto/rand)
	}
	return counsel.Day(now).AddDate(0, 0, 1).Add(time.Duration(part.Int64()))
}

func randomNumber() int64 {
	var b [8]byte
	rand.Read(b[:])
	return int64(binary.BigEndian.Uint64(b[:]) >> 11) // 53 bits
}
