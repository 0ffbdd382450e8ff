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
	clock := n.now()
	running.Go(func() { jobs.Held(ticking, n.store, clock, n.log) })
	running.Go(func() { jobs.Ends(ticking, n.store, n.log) })
	running.Go(func() { jobs.Audit(ticking, n.store, n.log) })
	running.Go(func() { jobs.Shred(ticking, n.store, n.log) })
	running.Go(func() { jobs.Renewal(ticking, n.store, keptElsewhere(n.config), n.log) })
	running.Go(func() { jobs.Overdue(ticking, n.store, n.log) })
	running.Go(func() { jobs.Notices(ticking, n.store, n.notices, n.log) })
	running.Go(func() { jobs.Withdrawn(ticking, n.store, n.notices, n.log) })
	running.Go(func() { jobs.Files(ticking, n.store, n.log) })
	running.Go(func() { jobs.Visits(ticking, n.store, n.counts, clock, n.log) })
	running.Go(func() { jobs.Record(ticking, n.rows, n.recordFolder(), clock, n.log) })
	return func() {
		stop()
		running.Wait()
	}
}

// now is the clock that holds for the node.
func (n *node) now() func() time.Time {
	if n.clock == nil {
		return time.Now
	}
	return n.clock
}
