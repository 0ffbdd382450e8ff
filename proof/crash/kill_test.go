package crash

import (
	"encoding/binary"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// people is how many strands go on at the same time.
const people = 16

// The server is killed at random moments while everybody writes, and started again on the same folders.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, t.TempDir(), databaseOf(t, kind))
			killed(t, p, testkit.Times(6, 300), testkit.Times(60, 900))
		})
	}
}

// databaseOf gives a fresh database of the test cluster, or "" for SQLite.
func databaseOf(t *testing.T, kind string) string {
	if kind == "sqlite" {
		return ""
	}
	w := testkit.Postgres(t)
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	return fresh(t, w.Database)
}

// killed kills the server that often, or as long as the seconds last.
func killed(t *testing.T, p *place, times, seconds int) {
	began, r, s := time.Now(), newRun(t, p), newServer(t, p, "127.0.0.1")
	choice := rand.New(rand.NewPCG(r.seed, 1<<32))
	r.ends = true
	s.start()
	r.begin(people, func() string { return s.address })
	r.busy(150)
	answered := r.holds(s, 0) // there is one for sure at the first kill
	kills := 0
	for kills < times && time.Since(began) < time.Duration(seconds)*time.Second && !t.Failed() {
		time.Sleep(time.Duration(30+choice.IntN(700)) * time.Millisecond)
		s.kill()
		kills++
		r.gate.close()
		r.broke()
		r.overdueOrders()
		s.start()
		r.everybody()
		r.overdue += r.held()
		if kills == 1 && !answered.isOut() {
			r.overdue++
		}
		r.gate.open()
	}
	r.finish()
	s.kill()
	s.start() // what was deleted is swept away as it begins
	r.settle()
	r.home()
	r.sound()
	if n := s.said.count(`"msg":"internal"`) + s.said.count("panic"); n > 0 || r.calls.counted("internal")+r.calls.counted("silent") > 0 {
		t.Errorf("the server failed: %s\n%.2000s", r.calls, s.said.String())
	}
	r.summary(map[bool]string{true: "postgres", false: "sqlite"}[p.postgres], began)
	ended, parts := r.did["deletion"]+r.did["answer now"], r.did["part"]
	t.Logf("%d kills; %d times an answer was held while there was no server, and went out once; %d deletions, %d orders ran out, %d parts of attachments", kills, r.overdue, ended, r.ranOut, parts)
	floor(t, "deletions", ended, testkit.Times(1, 300))
	floor(t, "parts of attachments", parts, testkit.Times(5, 500))
	floor(t, "orders that ran out", r.ranOut, testkit.Times(0, 20))
	floor(t, "kills", kills, testkit.Times(4, 100))
	floor(t, "acknowledged writes", r.writes(), testkit.Times(150, 8_000))
	floor(t, "kinds of acknowledged writes", len(r.did), leastKinds)
	floor(t, "writes without an answer", total(r.interrupted), testkit.Times(20, 1_000))
	floor(t, "kinds of writes without an answer", len(r.interrupted), testkit.Times(5, 14))
	floor(t, "of them there", r.whole, testkit.Times(0, 10))
	floor(t, "of them not there", r.none, testkit.Times(1, 10))
	floor(t, "answers held over a kill", r.overdue, testkit.Times(1, 50))
}

// held is how many answers wait just now.
func (r *run) held() (n int) {
	for _, s := range r.strands {
		if s.now.held != nil {
			n++
		}
	}
	return n
}

// settle waits until the clock has let everything go out.
func (r *run) settle() {
	r.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		n := 0
		var waits int
		r.place.look(r.t, func(e *eye) {
			e.rows(`SELECT count(*) FROM messages WHERE held_until > 0`, nil, []any{&n}, func() {})
			e.rows(`SELECT (SELECT count(*) FROM file_removals WHERE due = 0) + (SELECT count(*) FROM erase_orders WHERE runs_at = 1)`, nil, []any{&waits}, func() {})
		})
		if n+waits == 0 {
			return
		}
	}
	r.t.Errorf("seed %d: answers are still held, or what was deleted is still there, after %s", r.seed, patience)
}

// sound lets PostgreSQL's own program look at every index and every page.
func (r *run) sound() {
	r.t.Helper()
	if !r.place.postgres {
		return
	}
	programs, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_amcheck")
	if len(programs) == 0 {
		r.t.Error("no pg_amcheck beside PostgreSQL")
		return
	}
	at, err := url.Parse(r.place.database)
	if err != nil {
		r.t.Fatal(err)
	}
	out, err := exec.Command(programs[len(programs)-1], "--install-missing", "--heapallindexed", "--parent-check",
		"--host="+at.Hostname(), "--port="+at.Port(), "--username="+at.User.Username(), at.Path[1:]).CombinedOutput()
	if err != nil || strings.Contains(string(out), "ERROR") {
		r.t.Errorf("pg_amcheck: %v %s", err, out)
	}
}

// The server is killed while SQLite carries its log into the database.
func TestKilledAtACheckpoint(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := newPlace(t, data, "")
	began, r, s := time.Now(), newRun(t, p), newServer(t, p, "127.0.0.1")
	choice := rand.New(rand.NewPCG(r.seed, 1<<32))
	r.large = true
	s.start()
	r.begin(people, func() string { return s.address })
	r.busy(80)
	kills, inside := 0, 0
	most, least := testkit.Times(4, 80), testkit.Times(1, 20)
	for kills < most && time.Since(began) < time.Duration(testkit.Times(60, 400))*time.Second && !t.Failed() {
		time.Sleep(time.Duration(choice.IntN(testkit.Times(1, 1000))) * time.Millisecond) // the log of the last life is carried over at once
		if !carries(p.database+"-shm", 10*time.Second) {
			continue
		}
		s.kill()
		kills++
		if carrying(p.database + "-shm") {
			inside++
		}
		r.gate.close()
		r.broke()
		s.start()
		r.everybody()
		r.gate.open()
	}
	r.finish()
	r.settle()
	r.home()
	r.summary("sqlite, at checkpoints", began)
	t.Logf("%d kills, %d of them while the log was being carried over", kills, inside)
	floor(t, "kills in the middle of a checkpoint", inside, least)
	floor(t, "acknowledged writes", r.writes(), testkit.Times(80, 600))
}

// carrying reads SQLite's index of its log (walformat, 2.3): more was to be carried over than has been.
func carrying(shm string) bool {
	f, err := os.Open(shm)
	if err != nil {
		return false
	}
	defer f.Close()
	var info [36]byte
	if _, err := f.ReadAt(info[:], 96); err != nil {
		return false
	}
	return binary.NativeEndian.Uint32(info[32:]) > binary.NativeEndian.Uint32(info[:])
}

// carries waits for that moment.
func carries(shm string, within time.Duration) bool {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(200 * time.Microsecond) {
		if carrying(shm) {
			return true
		}
	}
	return false
}
