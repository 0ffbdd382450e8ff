package crash

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// The disk of the data folder becomes full while everybody writes, and has room again. What is sent meanwhile is refused in words, what was
// acknowledged is there and can be read, and everything goes on by itself.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	d, ok := newDisk(t, testkit.Times(48, 384))
	if !ok {
		return
	}
	p := newPlace(t, d.folder("data"), "")
	began, r, s := time.Now(), newRun(t, p), newServer(t, p, "127.0.0.1")
	s.start()
	r.begin(people, func() string { return s.address })
	r.busy(80)
	times, reads := 0, 0
	for times < testkit.Times(2, 40) && time.Since(began) < time.Duration(testkit.Times(60, 600))*time.Second && !t.Failed() {
		time.Sleep(300 * time.Millisecond)
		before := r.calls.counted("full")
		d.fill()
		r.await("refusals of a full disk", func() bool { return r.calls.counted("full") >= before+2*people })
		r.gate.close()
		r.broke()
		reads += r.reads(s)
		if times == 0 {
			s.diagnosed()
		}
		r.everybody()
		if times%2 == 1 { // and it is killed on top of that
			s.kill()
			d.empty()
			s.start()
		} else {
			d.empty()
		}
		times++
		r.gate.open()
		wrote := r.writes()
		r.await("writing again by itself", func() bool { return r.writes() > wrote+people })
	}
	r.finish()
	r.settle()
	r.home()
	r.wantWords(s)
	if _, said := s.doctor(); strings.Contains(said, "is full") {
		t.Errorf("with room again the doctor says\n%s", said)
	}
	r.summary("sqlite, on a full disk", began)
	t.Logf("%d times full; %d writes refused with full (507, and when to try again), %d reads answered meanwhile", times, r.calls.counted("full"), reads)
	floor(t, "times full", times, testkit.Times(2, 20))
	floor(t, "writes refused with full", r.calls.counted("full"), testkit.Times(60, 1_000))
	floor(t, "reads on a full disk", reads, testkit.Times(60, 1_000))
}

// await waits for what must come by itself.
func (r *run) await(what string, is func() bool) {
	r.t.Helper()
	for end := time.Now().Add(2 * patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if is() {
			return
		}
	}
	under := []string{}
	r.gate.close()
	for _, s := range r.strands {
		if s.pending != nil {
			under = append(under, s.pending.kind)
		}
	}
	r.t.Fatalf("seed %d: not in %s: %s; answers %s; under way %q", r.seed, 2*patience, what, r.calls, under)
}

// reads opens the desk and every case that lives, as if nothing had happened, and counts what was answered.
func (r *run) reads(s *server) (n int) {
	r.t.Helper()
	read := func(who person, path string) {
		if a := r.calls.ask(s.address, who, "GET", path, nil); !a.done() {
			r.t.Errorf("seed %d: reading %s: %d %s", r.seed, strings.SplitN(path, "/", 2)[0], a.status, a.body)
			return
		}
		n++
	}
	for _, who := range r.place.staff {
		read(who, "desk")
		read(who, "session")
	}
	for _, one := range r.strands {
		if one.seeker.cookie != "" && (one.pending == nil || one.pending.kind != "sign out") {
			read(one.seeker, "cases")
			read(one.seeker, "me/vault")
			if one.now.state != "" {
				read(one.seeker, one.path("messages?after=0"))
			}
		}
	}
	return n
}

// diagnosed wants the doctor to name the cause, and the log to say it.
func (s *server) diagnosed() {
	s.t.Helper()
	code, said := s.doctor()
	if line := lineOf(said, "disk"); code != 2 || !strings.HasPrefix(line, "FAIL") || !strings.Contains(line, "is full") {
		s.t.Errorf("the doctor ends with %d and says\n%s", code, said)
	}
	if s.said.count(`"full"`) == 0 {
		s.t.Errorf("the log does not say it: %.1000s", s.said.String())
	}
}

// The same where it is PostgreSQL's disk. When not even its log can grow it ends itself: then it is away, and the operator starts it again.
func TestFullDiskOfPostgres(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("not looked at: PostgreSQL on a full disk (mounting needs root, and PostgreSQL somebody else)")
		return
	}
	d, _ := newDisk(t, testkit.Times(192, 768))
	data := d.folder("data")
	uid, gid, _ := postgresUser(t)
	must(t, os.Chown(data, uid, gid))
	c := newCluster(t, data)
	p := newPlace(t, t.TempDir(), c.database())
	began, r, s := time.Now(), newRun(t, p), newServer(t, p, "127.0.0.1")
	r.large = true
	s.start()
	r.begin(people, func() string { return s.address })
	times := 0
	for times < testkit.Times(1, 15) && time.Since(began) < time.Duration(testkit.Times(60, 600))*time.Second && !t.Failed() {
		time.Sleep(300 * time.Millisecond)
		refused := func() int { return r.calls.counted("full") + r.calls.counted("away") }
		before := refused()
		d.fill()
		r.await("refusals of a full disk", func() bool { return refused() >= before+2*people })
		r.gate.close()
		r.broke()
		d.empty()
		if !s.ready() && !c.lives() {
			c.stop(syscall.SIGQUIT)
			c.start()
		}
		r.recovers(s)
		r.everybody()
		times++
		r.gate.open()
		wrote := r.writes()
		r.await("writing again by itself", func() bool { return r.writes() > wrote+people })
	}
	r.finish()
	r.settle()
	r.home()
	r.sound()
	r.wantWords(s)
	r.summary("postgres, on a full disk", began)
	t.Logf("%d times full; %d writes refused with full, %d with away", times, r.calls.counted("full"), r.calls.counted("away"))
	floor(t, "times full", times, testkit.Times(1, 8))
	floor(t, "writes refused", r.calls.counted("full")+r.calls.counted("away"), testkit.Times(2*people, 20*people))
	floor(t, "of them with full", r.calls.counted("full"), testkit.Times(0, 20)) // it may end itself at the first letter
}

// lives says whether its first process does.
func (c *cluster) lives() bool {
	return exec1(c.address("127.0.0.1", "postgres"), `SELECT 1`) == nil
}
