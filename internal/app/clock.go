package app

import (
	"context"
	"sync"
	"time"

	"siegel/internal/jobs"
)

// tick starts what the clock does, and gives what ends it and waits for it: before the store is closed.
func (n *node) tick(ctx context.Context) (end func()) {
	ticking, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	clock := n.clock
	if clock == nil {
		clock = time.Now
	}
	running.Go(func() { jobs.Held(ticking, n.store, clock, n.log) })
	return func() {
		stop()
		running.Wait()
	}
}
