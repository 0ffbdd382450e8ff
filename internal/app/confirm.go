package app

import (
	"context"
	"flag"
	"fmt"
	"time"

	"siegel/internal/config"
	"siegel/internal/store"
)

// clockCommands are for a server that does not believe its clock.
func clockCommands() []command {
	return []command{{"clock confirm", "say that this machine's clock is right, although the server has not worked for long: what is due is deleted again", func(*flag.FlagSet) {}, confirmClock}}
}

func confirmClock(ctx context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	s, err := openStoreAt(ctx, c, in.Clock)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	before, err := s.LastSeen(ctx)
	if err != nil {
		return err
	}
	now, err := s.ConfirmClock(ctx)
	if err != nil {
		return err
	}
	seen := "never before"
	if !before.IsZero() {
		seen = "last on " + before.Format("2006-01-02 15:04 UTC")
	}
	_, err = fmt.Fprintf(in.Stdout, "The clock says %s; the server worked by it %s. It is taken for right: what is due by it is deleted within a minute.\n", now.UTC().Format(time.RFC3339), seen)
	return err
}

// clockOf asks whether a clock may remove anything, of a database that is only looked at. Errors: store.ErrClock.
func clockOf(ctx context.Context, in input, now time.Time) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	s, err := store.Look(ctx, c.Database)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	at, err := s.LastSeen(ctx)
	if err == nil && !at.IsZero() && now.After(at.AddDate(0, 0, store.ClockDays)) {
		return store.ErrClock // kill: S.Confirm.clock-of
	}
	return err
}
