package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"time"

	"siegel/internal/counsel"
)

// The guard against a clock that jumps: what a wrong year would delete cannot be brought back. Database and shred store remember when the server last worked by
// the clock. Further ahead than ClockDays it is not believed, and nothing is ended, forgotten or destroyed by it until the operator says that it is right.

// ClockDays is how far the clock may be ahead of the last time that the server worked. Longer than the oldest backup of the shred store is kept, so that putting back lost
// stores needs no word more; a server that was off for longer asks.
const ClockDays = 10

// ErrClock says that the clock is too far ahead to delete by.
var ErrClock = errors.New("store: the clock is too far ahead of what was last seen: nothing is deleted until somebody confirms it (siegel clock confirm)")

// clockName is where both stores remember it.
const clockName = "clock"

// clockStep is how exactly it is remembered: not every minute is worth a write.
const clockStep = time.Hour

// LastSeen is when the server last worked by the clock, as the database and the shred store remember it; zero: never.
func (s *Store) LastSeen(ctx context.Context) (at time.Time, err error) {
	err = s.read(ctx, func(t *tx) error {
		at, err = t.lastSeen()
		return err
	})
	return at, err
}

func (t *tx) lastSeen() (at time.Time, err error) {
	var value []byte
	if _, err := t.get(`SELECT key_check FROM server_keys WHERE name = $1`, args{clockName}, &value); err != nil {
		return at, err
	}
	at = momentOf(value)
	if t.s.shreds == nil {
		return at, nil
	}
	value, err = t.s.shreds.Meta(t.ctx, clockName, nil)
	if err != nil {
		return at, away(err)
	}
	if other := momentOf(value); other.After(at) { // of a restored one the other knows more
		at = other
	}
	return at, nil
}

func momentOf(value []byte) time.Time {
	if len(value) != 8 {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(value))).UTC()
}

// plausible asks whether the clock may end anything. Errors: ErrClock.
func (t *tx) plausible() error {
	at, err := t.lastSeen()
	if err == nil && !at.IsZero() && t.now.After(at.AddDate(0, 0, ClockDays)) {
		return ErrClock // kill: S.Clock.plausible-clock
	}
	return err
}

// Plausible asks whether the clock may end anything, and remembers that it was asked. A clock that was turned back is followed: it ends nothing too early. Errors: ErrClock.
func (s *Store) Plausible(ctx context.Context) error {
	var at, now time.Time
	if err := s.read(ctx, func(t *tx) (err error) {
		now = t.now
		if at, err = t.lastSeen(); err != nil {
			return err
		}
		return t.plausible() // kill: S.Clock.plausible-asks-plausible
	}); err != nil {
		return err
	}
	if d := now.Sub(at); 0 <= d && d < clockStep {
		return nil
	}
	return s.remember(ctx, now)
}

// ConfirmClock takes the clock as it is now, whatever was seen before: the operator has looked at it.
func (s *Store) ConfirmClock(ctx context.Context) (now time.Time, err error) {
	now = s.clock()
	return now, s.remember(ctx, now)
}

func (s *Store) remember(ctx context.Context, now time.Time) error {
	value := binary.BigEndian.AppendUint64(nil, uint64(counsel.Quarter(now).UnixMilli()))
	if s.shreds != nil {
		before, err := s.shreds.Meta(ctx, clockName, nil)
		if err != nil {
			return err
		}
		if !bytes.Equal(before, value) {
			if err := s.shreds.SetMeta(ctx, clockName, value); err != nil {
				return err
			}
		}
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO server_keys (name, key_check) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET key_check = excluded.key_check`, clockName, value)
		return err
	})
}
