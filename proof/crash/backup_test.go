package crash

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// A backup is killed while it is made and while people write. What it leaves is no archive, the one before stays good, and the next one works.
func TestKilledBackup(t *testing.T) {
	t.Parallel()
	began, p := time.Now(), newPlace(t, t.TempDir(), "")
	r, s, b := newRun(t, p), newServer(t, p, "127.0.0.1"), newBackups(t, p)
	choice := rand.New(rand.NewPCG(r.seed, 1<<33))
	r.ends = true
	s.start()
	r.begin(4, func() string { return s.address })
	r.await("something to keep", func() bool { return r.writes() >= 60 })
	took := b.make()
	kills, cut := 0, 0
	for range testkit.Times(3, 60) {
		if b.killedAfter(time.Duration(choice.Int64N(int64(took)))) {
			cut++
		}
		kills++
		b.whole()
	}
	b.make()
	b.whole()
	r.finish()
	t.Logf("%d backups killed, %d of them before they had ended; %d archives open with the offline key; %d writes meanwhile; %.0f s; seed %d", kills, cut, len(b.good), r.writes(), time.Since(began).Seconds(), r.seed)
	floor(t, "backups killed before they had ended", cut, testkit.Times(1, 20))
	floor(t, "archives that open", len(b.good), 2)
}

// backups is an operator with a folder and an offline key.
type backups struct {
	t           *testing.T
	place       *place
	folder, key string
	settings    []string
	good        map[string]bool // archives that were opened
}

func newBackups(t *testing.T, p *place) *backups {
	t.Helper()
	b := &backups{t: t, place: p, folder: t.TempDir(), key: filepath.Join(t.TempDir(), "offline.key"), good: map[string]bool{}}
	public, err := exec.Command(program, "backup", "key", "--out", b.key).Output()
	if err != nil {
		t.Fatal(err)
	}
	b.settings = append(p.settings(), "--backup-folder", b.folder, "--backup-recipients", strings.TrimSpace(string(public)))
	return b
}

func (b *backups) command(args ...string) *exec.Cmd {
	return exec.Command(program, append(args, b.settings...)...)
}

// pause waits for the next second: an archive has its name by it.
func pause() { time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(1010 * time.Millisecond))) }

// make makes one and says how long it took.
func (b *backups) make() time.Duration {
	b.t.Helper()
	pause()
	began := time.Now()
	if out, err := b.command("backup", "create").CombinedOutput(); err != nil {
		b.t.Fatalf("no backup: %v %s", err, out)
	}
	return time.Since(began)
}

// killedAfter begins one and kills it; it says whether it was still at work.
func (b *backups) killedAfter(wait time.Duration) bool {
	b.t.Helper()
	pause()
	cmd := b.command("backup", "create")
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	time.Sleep(wait)
	_ = cmd.Process.Kill()
	return cmd.Wait() != nil
}

// whole opens everything that is called like an archive of the database.
func (b *backups) whole() {
	b.t.Helper()
	list, err := os.ReadDir(b.folder)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, entry := range list {
		name := entry.Name()
		if !strings.HasPrefix(name, "siegel-main-") || !strings.HasSuffix(name, ".age") || b.good[name] {
			continue
		}
		if out, err := exec.Command(program, "backup", "verify", filepath.Join(b.folder, name), "--identity", b.key).CombinedOutput(); err != nil {
			b.t.Errorf("%s is called like an archive and does not open: %v %s", name, err, out)
		}
		b.good[name] = true
	}
}
