package crash

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// run is many strands beside each other on one installation.
type run struct {
	t     *testing.T
	place *place
	calls *caller
	gate  *gate
	seed  uint64
	large bool // letters of 128 KiB
	ends  bool // people attach files and delete, too

	ending atomic.Bool
	done   sync.WaitGroup

	mu          sync.Mutex
	strands     []*strand // those that live
	lived       []*strand
	did         map[string]int // acknowledged, by kind
	interrupted map[string]int // sent and not answered when it broke, by kind
	whole, none int            // what those were found to be
	out         int            // answers that the clock let go out
	overdue     int            // of them: held while there was no server
	ranOut      int            // orders whose days were over
	failed      []error
}

// newRun prints its seed: CRASH_SEED runs the same choices again (what the machine does in between is its own).
func newRun(t *testing.T, p *place) *run {
	t.Helper()
	r := &run{t: t, place: p, calls: newCaller(), gate: newGate(), did: map[string]int{}, interrupted: map[string]int{}, seed: rand.Uint64()}
	if text := os.Getenv("CRASH_SEED"); text != "" {
		var err error
		if r.seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("CRASH_SEED=%d", r.seed)
	return r
}

// box is a letter's, sealed as far as a server can see.
func (r *run) box() []byte {
	if r.large {
		return testkit.Box(128 << 10)
	}
	return testkit.Letter()
}

// begin lets people come, one strand after the other in each of n places.
func (r *run) begin(n int, address func() string) {
	for i := range n {
		rng := rand.New(rand.NewPCG(r.seed, uint64(i)))
		r.gate.enter()
		r.done.Go(func() {
			defer r.gate.leave()
			for !r.over() {
				s := r.newStrand(rng, address)
				r.add(s)
				err := s.live()
				r.remove(s, err)
				if err != nil {
					return
				}
				r.gate.pass()
			}
		})
	}
}

func (r *run) over() bool { return r.ending.Load() }

func (r *run) add(s *strand) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.strands = append(r.strands, s)
}

func (r *run) remove(s *strand, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.strands = slices.DeleteFunc(r.strands, func(one *strand) bool { return one == s })
	r.lived = append(r.lived, s)
	if err != nil {
		r.failed = append(r.failed, err)
	}
}

func (r *run) acked(kind string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.did[kind]++
}

func (r *run) wentOut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out++
}

// finish lets everybody end what is under way and go home, and then what is held go out.
func (r *run) finish() {
	r.ending.Store(true)
	r.gate.open()
	r.done.Wait()
	for _, err := range r.failed {
		r.t.Errorf("seed %d: %v", r.seed, err)
	}
}

// writes is how many were acknowledged.
func (r *run) writes() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.did {
		n += one
	}
	return n
}

// busy waits until so much has been done that there is something to lose, however slow the machine is.
func (r *run) busy(writes int) {
	r.t.Helper()
	r.await("a beginning", func() bool {
		n := r.writes()
		r.mu.Lock()
		defer r.mu.Unlock()
		return n >= writes && len(r.did) >= leastKinds
	})
}

// leastKinds is how many kinds of writes a run must have seen, of the nineteen of people who end nothing.
const leastKinds = 15

// broke notes what is under way when everybody stands still.
func (r *run) broke() {
	for _, s := range r.strands {
		if s.pending != nil {
			r.interrupted[s.pending.kind]++
		}
	}
}

func total(of map[string]int) (n int) {
	for _, one := range of {
		n += one
	}
	return n
}

func kinds(of map[string]int) string { return strings.Join(slices.Sorted(maps.Keys(of)), ", ") }

// summary is the closing line of a run.
func (r *run) summary(what string, began time.Time) {
	verdict := "all there once, in their order, bytes equal"
	if r.t.Failed() {
		verdict = "NOT all there as they should be"
	}
	r.t.Logf("%s: %d acknowledged writes of %d kinds, %s; %d sent without an answer, of %d kinds (%s): of those looked at before they were sent again %d there wholly, %d not at all; "+
		"%d held answers went out by the clock; %d cases; answers %s; %.0f s; seed %d",
		what, r.writes(), len(r.did), verdict, total(r.interrupted), len(r.interrupted), kinds(r.interrupted), r.whole, r.none, r.out, len(r.lived), r.calls, time.Since(began).Seconds(), r.seed)
}

// gate lets everybody stand still between two calls, so that what is there can be looked at.
type gate struct {
	mu             sync.Mutex
	moved          *sync.Cond
	closed         bool
	inside, parked int
}

func newGate() *gate {
	g := &gate{}
	g.moved = sync.NewCond(&g.mu)
	return g
}

func (g *gate) enter() { g.change(func() { g.inside++ }) }
func (g *gate) leave() { g.change(func() { g.inside-- }) }
func (g *gate) open()  { g.change(func() { g.closed = false }) }

func (g *gate) change(fn func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	fn()
	g.moved.Broadcast()
}

// pass goes on, at once or when the gate is open again. stood: somebody has looked meanwhile.
func (g *gate) pass() (stood bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		return false
	}
	g.parked++
	g.moved.Broadcast()
	for g.closed {
		g.moved.Wait()
	}
	g.parked--
	return true
}

// close waits until everybody stands.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for g.parked < g.inside {
		g.moved.Wait()
	}
}
