// Package live tells open pages that something has changed: ids only, never content. It knows who listens, and fetches nothing.
package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"siegel/internal/counsel"
)

// Watchers gives who is signed in to an agency, by the handles of the sessions that have not ended.
type Watchers func(ctx context.Context, agency counsel.ID) (map[counsel.ID]counsel.Actor, error)

// Hub holds all open streams of this process. One goroutine writes to all of them, so that a stream costs a connection and a few hundred bytes.
type Hub struct {
	watchers Watchers

	mu     sync.Mutex
	halls  map[counsel.ID]*hall     // by agency
	bySess map[counsel.ID][]*Stream // by handle of the session, oldest first
	wheel  wheel
	todo   []task
	told   map[counsel.Event]struct{} // what stands in todo, so that a burst says it once
	closed bool

	wake   chan struct{}
	kicks  chan counsel.ID // agencies whose roles may have changed
	ending context.Context // ends with the hub
	end    context.CancelFunc
	done   sync.WaitGroup

	late []*Stream // get `again` bit by bit; used by the writing goroutine alone
}

// task is one thing to do for the writing goroutine.
type task struct {
	event counsel.Event
	greet *Stream
	drop  *Stream
}

// maxTodo is how many tasks may wait. Beyond it every page is told to fetch anew, which says the same in one word.
const maxTodo = 1 << 16

// New starts a hub. watchers is asked once a minute whether the sessions of the streams have ended.
func New(watchers Watchers) *Hub {
	h := newHub(watchers)
	h.done.Go(h.write)
	h.done.Go(h.watch)
	return h
}

func newHub(watchers Watchers) *Hub {
	h := &Hub{
		watchers: watchers, halls: map[counsel.ID]*hall{}, bySess: map[counsel.ID][]*Stream{}, told: map[counsel.Event]struct{}{},
		wake: make(chan struct{}, 1), kicks: make(chan counsel.ID, 64),
	}
	h.ending, h.end = context.WithCancel(context.Background())
	return h
}

// Tell passes events on to those whom they concern. It never blocks.
func (h *Hub) Tell(events []counsel.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range events {
		if _, waits := h.told[e]; waits {
			continue
		}
		if len(h.todo) >= maxTodo {
			h.todo = slices.DeleteFunc(h.todo, func(t task) bool { return t.greet == nil && t.drop == nil })
			clear(h.told)
			e = counsel.Event{Kind: counsel.EventAgain}
		}
		h.told[e] = struct{}{}
		h.todo = append(h.todo, task{event: e})
	}
	h.poke()
}

// poke wakes the writing goroutine.
func (h *Hub) poke() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// Close ends all streams. Later ones are refused.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.end()
	h.done.Wait()
}

// write is the one goroutine that writes to streams. The wheel stands still while nobody listens.
func (h *Hub) write() {
	tick := time.NewTicker(beatStep)
	defer tick.Stop()
	turning := true
	for {
		select {
		case <-h.ending.Done():
			h.finishAll()
			return
		case <-h.wake:
			h.work()
		case <-tick.C:
			h.beat()
		}
		switch some := h.Streams() > 0; {
		case some && !turning:
			tick.Reset(beatStep)
			turning = true
		case !some && turning:
			tick.Stop()
			turning = false
		}
	}
}

// work does what waits.
func (h *Hub) work() {
	h.mu.Lock()
	tasks := h.todo
	h.todo = nil
	clear(h.told)
	h.mu.Unlock()
	for _, t := range tasks {
		switch {
		case t.greet != nil:
			t.greet.greeted = true
			h.send(t.greet, again)
		case t.drop != nil:
			h.finish(t.drop)
		default:
			h.deliver(t.event)
		}
	}
}

// send drops whoever does not take the frame.
func (h *Hub) send(s *Stream, f Frame) {
	if !s.over && s.line.Send(f) != nil {
		h.finish(s)
	}
}

// finish ends a stream from our side.
func (h *Hub) finish(s *Stream) {
	h.Remove(s)
	if !s.over {
		s.over = true
		s.line.End()
	}
}

func (h *Hub) finishAll() {
	for _, s := range h.streams() {
		h.finish(s)
	}
}
