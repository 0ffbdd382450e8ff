package crash

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// page is an open page that listens at one node.
type page struct {
	heard chan string
	over  chan struct{}
}

// listens opens a stream, and waits for its first word.
func listens(t *testing.T, address string, who person) *page {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r, err := request(ctx, address, who, "GET", "events", nil)
	must(t, err)
	got, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	must(t, err)
	if got.StatusCode != 200 {
		t.Fatalf("events: %d", got.StatusCode)
	}
	p := &page{heard: make(chan string, 1<<16), over: make(chan struct{})}
	go func() {
		defer close(p.over)
		defer got.Body.Close()
		for lines := bufio.NewScanner(got.Body); lines.Scan(); {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				p.heard <- text
			}
		}
	}()
	p.hears(t, `"again"`)
	return p
}

// hears waits for one of the words.
func (p *page) hears(t *testing.T, parts ...string) {
	t.Helper()
	for end := time.After(2 * patience); ; {
		select {
		case text := <-p.heard:
			if slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) }) {
				return
			}
		case <-p.over:
			t.Fatalf("the stream has ended before %q", parts)
		case <-end:
			t.Fatalf("not heard: %q", parts)
		}
	}
}

// ends waits for the end that makes a browser look for another node.
func (p *page) ends(t *testing.T) {
	t.Helper()
	select {
	case <-p.over:
	case <-time.After(2 * patience): // browsers take a line for dead after as long (web/src/session/live.ts)
		t.Fatal("the stream of a node that is cut off goes on")
	}
}

// A node is cut off from the database: nothing comes back on its cable. Its people read so in time, their pages go to the other node, which lets out what
// is held, and finds no case locked. When the cable is in again, the node goes on by itself.
func TestNodeIsCutOff(t *testing.T) {
	t.Parallel()
	land, ok := newIsland(t)
	if !ok {
		t.Log("not looked at: a node that is cut off (network namespaces need root)")
		return
	}
	c := newCluster(t, clusterFolder(t), land.databaseHost)
	p := newPlace(t, t.TempDir(), c.database())
	far := *p
	far.database = c.address(land.databaseHost, "donau")
	began, here, there := time.Now(), newRun(t, p), newRun(t, p)
	a, b := newServer(t, p, "127.0.0.1"), newServer(t, &far, land.serverHost, land.enter()...)
	a.start()
	b.start()
	var toHere atomic.Bool
	theirs := func() string {
		if toHere.Load() {
			return a.address
		}
		return b.address
	}
	here.begin(people/2, func() string { return a.address })
	there.begin(people/2, theirs)
	here.busy(200)
	there.busy(200)
	for round := range testkit.Times(1, 12) {
		if t.Failed() {
			break
		}
		cutOnce(t, land, here, there, a, b, &toHere, round)
	}
	here.finish()
	there.finish()
	here.lived = append(here.lived, there.lived...)
	here.settle()
	here.home()
	here.sound()
	here.wantWords(a)
	there.wantWords(b)
	here.summary("the other node", began)
	there.summary("the node that was cut off", began)
	floor(t, "answers of the cut node that said away", there.calls.counted("away"), testkit.Times(people/2, people*4))
	floor(t, "acknowledged writes at both", here.writes()+there.writes(), testkit.Times(400, 4_000))
	if n := here.calls.counted("none") + here.calls.counted("internal"); n > 0 {
		t.Errorf("the other node has failed its people %d times: %s", n, here.calls)
	}
}

// cutOnce pulls the cable, looks what becomes of everybody, and puts it in again.
func cutOnce(t *testing.T, land *island, here, there *run, a, b *server, toHere *atomic.Bool, round int) {
	lead, colleague := here.place.staff[0], here.place.staff[1]
	pages := []*page{listens(t, b.address, lead), listens(t, b.address, colleague)}
	waiting := there.holds(b, round)
	away := there.calls.counted("away")
	locked := land.pullInTheMiddle(here.place)
	there.await("the people of the node that is cut off read that it is away", func() bool { return there.calls.counted("away") >= away+people/2 })
	if b.ready() {
		t.Error("the node that is cut off says that it is ready")
	}
	wrote := here.writes()
	for _, p := range pages {
		p.ends(t)
	}
	there.gate.close()
	there.broke()
	stuck := map[*strand]int64{} // who has something under way
	for _, s := range there.strands {
		if s.pending != nil {
			stuck[s] = s.done.Load()
		}
	}
	toHere.Store(true) // a proxy leads them to the other node
	there.gate.open()
	moved := listens(t, a.address, waiting.counsellor)
	there.await("the other node lets out what was held at the one that is cut off", func() bool { return waiting.isOut() })
	waiting.now = waiting.now.clone().release()
	there.wentOut()
	must(t, waiting.does(waiting.send, a.address))
	moved.hears(t, waiting.id.String())
	there.await("nobody is kept waiting by locks of the node that has gone", func() bool {
		for s, done := range stuck {
			if s.done.Load() == done {
				return false
			}
		}
		return true
	})
	t.Logf("cut off with %d transactions in the middle, and %d deeds under way", locked, len(stuck))
	floor(t, "transactions cut off in the middle", locked, 1)
	floor(t, "deeds under way at the node that was cut off", len(stuck), people/4)
	if here.writes() < wrote+people {
		t.Errorf("the other node took %d writes meanwhile", here.writes()-wrote)
	}
	land.plug()
	there.recovers(b)
	toHere.Store(false)
	back := listens(t, b.address, waiting.counsellor)
	must(t, waiting.does(waiting.send, a.address))
	back.hears(t, waiting.id.String(), `"again"`) // or to fetch everything: the node may have begun to hear the other one just after
	here.gate.close()
	there.gate.close()
	here.everybody()
	there.everybody()
	here.gate.open()
	there.gate.open()
}

// holds makes a case at a node with an answer that is held.
func (r *run) holds(s *server, round int) *strand {
	r.t.Helper()
	one := r.newStrand(rand.New(rand.NewPCG(r.seed, uint64(1000+round))), func() string { return s.address })
	for _, what := range []func() *deed{one.register, one.enquire, one.accept, one.confirm, one.reply} {
		must(r.t, one.does(what, s.address))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lived = append(r.lived, one)
	return one
}

// does one deed at a node.
func (s *strand) does(what func() *deed, address string) error {
	s.pending = what()
	a := s.run.calls.ask(address, s.pending.who, s.pending.method, s.pending.path, s.pending.body)
	if !a.done() {
		return fmt.Errorf("%s: %d %s", s.pending.kind, a.status, a.body)
	}
	return s.acknowledged(a)
}

// isOut looks by SQL whether the held answer has gone out.
func (s *strand) isOut() (out bool) {
	held := s.now.held.id
	s.run.place.look(s.run.t, func(e *eye) {
		e.rows(`SELECT order_no > 0 FROM messages WHERE agency = $1 AND id = $2`, []any{e.place.agency.ID[:], held[:]}, []any{&out}, func() {})
	})
	return out
}
