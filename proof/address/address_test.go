package address

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// provocation is one thing that people do. Each person does it, and each time it must have had its effect at least so often.
type provocation struct {
	name  string
	least int
	do    func(*person) int
}

var provocations = []provocation{
	{"no handshake", 7, noHandshake}, {"HTTP to the port of TLS", 1, plainToTLS}, {"half a handshake", 9, halfHandshake}, {"old TLS", 2, oldTLS},
	{"HTTP/2 garbage", 5, brokenTwo}, {"HTTP/2", 4, goodTwo}, {"forged headers", 9, forgedHeaders}, {"too long", 2, tooLong}, {"broken requests", 8, broken},
	{"wrong methods", 8, wrongMethods}, {"address typed", 22, typed}, {"address in bodies", 13, inBodies}, {"aborted uploads", 6, aborted},
	{"panics", 0, panics}, {"slow headers", 3, slowHeader}, {"slow bodies", 3, slowBody}, {"account", 17, account}, {"visits", 11, visited},
}

// TestNoAddressIsKept: whatever people do, on both databases, directly and through the shipped proxies, nothing that is kept holds where they are.
func TestNoAddressIsKept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		postgres bool
	}{{"sqlite", false}, {"postgres", true}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, c.name, c.postgres, shipped, "")
			s.open("direct", nil)
			for _, k := range proxies() {
				s.open(k.name, k)
			}
			s.play()
			s.clean()
		})
	}
}

func proxies() []*kind {
	if testkit.Long() {
		return []*kind{&nginx, &apache, &caddy}
	}
	return []*kind{&nginx}
}

// play lets everybody do everything at every front, ends the database under them, and then the servers. It gives the traces of the keys.
func (s *scene) play() {
	s.Helper()
	started := time.Now()
	seed := s.seed()
	var people []*person
	for _, f := range s.fronts {
		for _, from := range s.people() {
			people = append(people, &person{front: f, from: from})
		}
	}
	everybody(people, func(p *person) {
		for round := range testkit.Times(1, 3) {
			p.all(round)
		}
		if s.binary != careless { // it prints headers whose names are spoilt, too
			p.random(rand.New(rand.NewPCG(seed, uint64(p.from.As16()[15]))), testkit.Times(10, 100))
		}
	})
	for _, f := range s.fronts {
		f.waiting.Wait()
		f.aside()
		if s.binary != careless {
			s.traces = append(s.traces, f.keysOf(s.people())...)
		}
	}
	s.databaseGone(people)
	everybody(people, (*person).letGo)
	var all sync.WaitGroup
	for _, f := range s.fronts {
		all.Go(func() {
			everybody(f.calling, (*person).letGo)
			ended(f.process)
			ended(f.proxy)
			f.effects()
		})
	}
	all.Wait()
	s.took = time.Since(started)
}

// everybody does something at once.
func everybody(people []*person, do func(*person)) {
	var all sync.WaitGroup
	for _, p := range people {
		all.Go(func() { do(p) })
	}
	all.Wait()
}

// all does one of everything. The account is one for all rounds: registrations are few an hour.
func (p *person) all(round int) {
	var busy sync.WaitGroup
	for _, do := range provocations {
		if do.name == "account" && round > 0 {
			continue
		}
		busy.Go(func() {
			q := &person{front: p.front, from: p.from}
			n := do.do(q)
			p.count(do.name, n)
			if n < do.least {
				p.Errorf("%s: %s, by %s: had its effect %d times, at least %d are wanted", p.front, do.name, p.from, n, do.least)
			}
			p.mu.Lock()
			p.held = append(p.held, q.held...)
			p.mu.Unlock()
		})
	}
	busy.Wait()
}
