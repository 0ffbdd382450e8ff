package store

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"

	"siegel/internal/counsel"
)

// relay passes events between the nodes on one PostgreSQL, by LISTEN and NOTIFY on connections of its own: NOTIFY takes a lock of the whole
// database server until its transaction ends, so in a transaction that writes it would put all commits in one line.
type relay struct {
	dial func(context.Context) (*lone, error)
	node [8]byte // who speaks: nobody needs to hear its own words twice

	mu   sync.Mutex
	todo []counsel.Event
	due  bool // something must be said, be it nothing
	wake chan struct{}

	cut atomic.Pointer[func()] // see Store.Cut

	ctx    context.Context // ends with the store
	cancel context.CancelFunc
	done   sync.WaitGroup
}

const (
	channel   = "siegel_events"
	maxTodo   = 4096             // beyond it the other nodes are told to fetch anew
	pulse     = 5 * time.Second  // a node that listens says something at least this often
	silence   = 12 * time.Second // a connection on which not even its own node is heard is lost
	patience  = 5 * time.Second  // for one statement or one connection
	firstWait = 100 * time.Millisecond
	longWait  = 5 * time.Second
)

func newRelay(dial func(context.Context) (*lone, error)) *relay {
	r := &relay{dial: dial, wake: make(chan struct{}, 1)}
	rand.Read(r.node[:])
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.done.Go(r.speak)
	return r
}

// stop sends what is left and ends.
func (r *relay) stop() {
	r.cancel()
	r.done.Wait()
}

// send hands events to the speaking goroutine. What gathers while one statement runs goes with the next.
func (r *relay) send(events []counsel.Event) {
	r.mu.Lock()
	if len(r.todo)+len(events) > maxTodo {
		r.todo, events = nil, []counsel.Event{{Kind: counsel.EventAgain}}
	}
	r.todo = append(r.todo, events...)
	r.mu.Unlock()
	r.poke()
}

func (r *relay) poke() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// take gives what one payload holds of what waits. False: there is nothing to say.
func (r *relay) take() ([]counsel.Event, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := min(len(r.todo), maxEvents)
	events, due := r.todo[:n:n], n > 0 || r.due
	r.todo, r.due = r.todo[n:], false
	return events, due
}

// speak connects when there is something to say for the first time.
func (r *relay) speak() {
	var c *lone
	defer func() { hangUp(c) }()
	for r.ctx.Err() == nil {
		select {
		case <-r.wake:
		case <-r.ctx.Done(): // what is left is said before the end
		}
		for events, due := r.take(); due; events, due = r.take() {
			if c = r.insist(c, events); c == nil {
				return
			}
		}
	}
}

// insist says events until they are taken; twice said does no harm. It gives the connection, or nil: the store is being closed.
func (r *relay) insist(c *lone, events []counsel.Event) *lone {
	for wait := firstWait; ; wait = min(2*wait, longWait) {
		var err error
		if c, err = r.say(c, events); err == nil {
			return c
		}
		if !r.pause(wait) {
			return nil
		}
	}
}

// say sends one payload, on the connection it is given or on a new one, and gives the connection back.
func (r *relay) say(c *lone, events []counsel.Event) (*lone, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), patience)
	defer cancel()
	var err error
	if c == nil {
		if c, err = r.dial(ctx); err != nil {
			return nil, err
		}
	}
	if _, err = c.Exec(ctx, `SELECT pg_notify($1, $2)`, channel, payload(r.node, events)); err != nil {
		hangUp(c)
		return nil, err
	}
	return c, nil
}

// listen gives what other nodes say to tell, for as long as the store is open. After each connection `again`: nobody knows what was said before.
func (r *relay) listen(tell func([]counsel.Event)) {
	r.done.Go(r.beat)
	r.done.Go(func() {
		lost := time.Now()
		for wait := firstWait; ; wait = min(2*wait, longWait) {
			if r.hear(tell) {
				wait, lost = firstWait, time.Now()
			} else if time.Since(lost) >= patience {
				r.tellCut()
			}
			if !r.pause(wait) {
				return
			}
		}
	})
}

// tellCut says that this node hears nothing of the others: at every try that fails, because pages may come in between.
func (r *relay) tellCut() {
	if cut := r.cut.Load(); cut != nil && r.ctx.Err() == nil {
		(*cut)()
	}
}

// hear stays on one connection until it is lost. False: there was none.
func (r *relay) hear(tell func([]counsel.Event)) bool {
	c, err := r.connect()
	if err != nil {
		return false
	}
	defer hangUp(c)
	tell([]counsel.Event{{Kind: counsel.EventAgain}})
	for {
		ctx, cancel := context.WithTimeout(r.ctx, silence)
		n, err := c.WaitForNotification(ctx)
		cancel()
		if err != nil {
			return true
		}
		if events := heard(r.node, n.Payload); len(events) > 0 {
			tell(events)
		}
	}
}

func (r *relay) connect() (*lone, error) {
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	c, err := r.dial(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := c.Exec(ctx, `LISTEN `+channel); err != nil {
		hangUp(c)
		return nil, err
	}
	return c, nil
}

// beat lets the node speak without events, so that its own listener hears whether it still hears.
func (r *relay) beat() {
	for r.pause(pulse) {
		r.mu.Lock()
		r.due = true
		r.mu.Unlock()
		r.poke()
	}
}

// pause waits. False: the store is being closed.
func (r *relay) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.ctx.Done():
		return false
	}
}

func hangUp(c *lone) {
	if c == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = c.Close(ctx) // a connection that is lost has nothing more to say
}
