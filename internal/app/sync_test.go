package app

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// traced is `siegel serve` under strace, which writes down each time the server makes the disk keep something.
type traced struct {
	*running
	log string
}

func startTraced(t *testing.T, args ...string) *traced {
	t.Helper()
	dir := t.TempDir()
	p, pid := &traced{running: &running{out: &output{}}, log: filepath.Join(dir, "strace")}, filepath.Join(dir, "pid")
	cmd := exec.Command("strace", append([]string{"-f", "-y", "-qq", "-e", "trace=fsync,fdatasync", "-o", p.log,
		"sh", "-c", `echo $$ >"$0"; exec "$@"`, pid, os.Args[0], "serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), asProgram)
	cmd.Stderr = p.out
	told, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("strace: %v (tools/ensure-test-tools installs it)", err)
	}
	t.Cleanup(func() {
		endTraced(pid)
		_ = cmd.Wait()
	})
	for lines := bufio.NewScanner(told); lines.Scan(); {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			p.address = found[1]
			return p
		}
	}
	t.Fatalf("the server did not start: %s", p.out)
	return nil
}

// endTraced ends the server itself: strace keeps signals to itself.
func endTraced(pid string) {
	text, _ := os.ReadFile(pid)
	if id, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && id > 1 {
		_ = syscall.Kill(id, syscall.SIGTERM)
	}
}

var synced = regexp.MustCompile(`\bf(?:data)?sync\(\d+<[^>]*siegel\.db`)

// syncs counts how often the database was made durable so far. strace writes a line before the server goes on.
func (p *traced) syncs(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(p.log)
	if err != nil {
		t.Fatal(err)
	}
	return len(synced.FindAll(text, -1))
}

// What is acknowledged is on the disk, and those who send at the same moment share the wait for it: 64 letters at once take far fewer
// syncs than letters, 64 one after the other at least as many. The second is the proof that the count is real.
func TestSendersShareTheDisk(t *testing.T) {
	const senders = 64
	w := testkit.SQLite(t)
	where := installed(t, w)
	scene := testkit.NewScene(t, w, "donau", true)
	server := startTraced(t, where...)
	var all []*letters
	for i := range senders {
		seeker, r := scene.Seeker(fmt.Sprint("sonne-", i+10))
		in, err := w.Login(t.Context(), scene.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByCode, RcID: r.RcID, Auth: r.AuthRc})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &letters{visitor{t, server.address, counsel.Seekers, in.Cookie}, scene.Case(seeker, scene.Lead, 2), 1})
	}

	before := server.syncs(t)
	for _, l := range all {
		l.send()
	}
	single := server.syncs(t) - before
	if single < senders {
		t.Errorf("%d letters one after the other: %d syncs", senders, single)
	}

	before = server.syncs(t)
	var start, done sync.WaitGroup
	start.Add(1)
	for _, l := range all {
		done.Go(func() {
			start.Wait()
			l.send()
		})
	}
	start.Done()
	done.Wait()
	shared := server.syncs(t) - before
	if shared < 1 || shared > senders/2 {
		t.Errorf("%d letters at once: %d syncs", senders, shared)
	}
	t.Logf("%d letters: %d syncs one after the other, %d at once", senders, single, shared)
	if strings.Contains(server.out.String(), "internal") {
		t.Errorf("the server says: %s", server.out)
	}
}
