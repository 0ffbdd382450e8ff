package crash

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// PostgreSQL is stopped while everybody writes, in order and at once, and started again. The server stays: it says so, and goes on by itself.
func TestPostgresStops(t *testing.T) {
	t.Parallel()
	c := newCluster(t, clusterFolder(t))
	p := newPlace(t, t.TempDir(), c.database())
	began, r, s := time.Now(), newRun(t, p), newServer(t, p, "127.0.0.1")
	choice := rand.New(rand.NewPCG(r.seed, 1<<32))
	s.start()
	r.begin(people, func() string { return s.address })
	r.busy(150)
	stops, unready := 0, 0
	for began := time.Now(); stops < testkit.Times(3, 60) && time.Since(began) < time.Duration(testkit.Times(60, 600))*time.Second && !t.Failed(); stops++ {
		time.Sleep(time.Duration(100+choice.IntN(900)) * time.Millisecond)
		c.stop([]syscall.Signal{syscall.SIGINT, syscall.SIGQUIT}[stops%2])
		r.gate.close()
		r.broke()
		if !s.ready() {
			unready++
		}
		r.tells(s, "away")
		r.gate.open() // they try again and again
		time.Sleep(time.Duration(choice.IntN(600)) * time.Millisecond)
		c.start()
		r.recovers(s)
		r.gate.close()
		r.everybody()
		r.gate.open()
	}
	r.finish()
	r.settle()
	r.home()
	r.sound()
	r.wantWords(s)
	r.summary("postgres, stopped", began)
	t.Logf("%d stops, half of them at once; %d answers said away, with the time to wait; ready said no %d times", stops, r.calls.counted("away"), unready)
	floor(t, "stops", stops, testkit.Times(2, 20))
	floor(t, "times that ready said no", unready, stops)
	floor(t, "answers that said away", r.calls.counted("away"), testkit.Times(20, 400))
	floor(t, "acknowledged writes", r.writes(), testkit.Times(150, 5_000))
}

// tells asks for what people read and write while it is broken: the answer is a problem that has words, and says when to try again.
func (r *run) tells(s *server, code string) {
	r.t.Helper()
	for _, path := range []string{"agencies/donau", "session", "desk", "me/drafts", "events"} {
		a := r.calls.ask(s.address, r.place.staff[1], "GET", path, nil)
		if a.status != 503 && a.status != 507 || a.code != code || a.wait == "" {
			r.t.Errorf("GET %s: %d %q, to wait %q, want %s", path, a.status, a.code, a.wait, code)
		}
	}
	if a := r.calls.ask(s.address, r.place.staff[1], "POST", "auth/logout", object{}); a.code != code || a.wait == "" {
		r.t.Errorf("signing out: %d %q, want %s", a.status, a.code, code)
	}
}

// recovers waits until the server says that it is ready again. Nobody has touched it.
func (r *run) recovers(s *server) {
	r.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if s.ready() {
			return
		}
	}
	r.t.Fatalf("seed %d: not ready again after %s", r.seed, patience)
}

// wantWords fails where somebody has read that something of ours has failed, or nothing for as long as a browser waits.
func (r *run) wantWords(s *server) {
	r.t.Helper()
	if r.calls.counted("internal")+r.calls.counted("silent") > 0 || s.said.count("panic") > 0 {
		r.t.Errorf("seed %d: answers %s\n%.3000s", r.seed, r.calls, s.said.String())
	}
}
