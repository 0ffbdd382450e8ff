package app

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// A server that starts over a full database reads no more than over a small one: nothing at the start walks through letters, cases or accounts.
// Bytes are counted and not seconds, so nothing but the work moves the figure. On PostgreSQL the bytes are those that come over the connection.
func TestStartDoesNotGrowWithTheDatabase(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		scene := testkit.NewScene(t, w, "donau", true)
		where := installed(t, w)
		small := readToStart(t, where)
		const letters = 5000
		fill(t, w, scene, letters)
		full := readToStart(t, where)
		if grown := full - small; grown > letters*100 { // a letter of these is more than 2 KB; a connection more or less reads the schema once more or less, some 100 KB in all
			t.Errorf("the start read %d bytes, and %d with %d letters stored", small, full, letters)
		}
	})
}

// fill stores letters in a few cases, as two people write them.
func fill(t *testing.T, w *testkit.World, scene *testkit.Scene, letters int) {
	t.Helper()
	for n := range 5 {
		seeker, _ := scene.Seeker(fmt.Sprintf("sonne-%d", n))
		id := scene.Case(seeker, scene.Lead, 2)
		for seq := range letters / 5 {
			m := counsel.Message{ID: testkit.ID(), Case: id, Role: counsel.SeekerRole, AuthorSeq: int64(seq + 2), PrevHash: [32]byte{1}, Kind: counsel.KindMessage, Box: testkit.Letter()}
			if _, err := w.AddMessage(t.Context(), seeker, m); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// readToStart starts a server, asks it for something that needs the database, and gives the bytes that it has read when it rests again:
// the works of the clock begin beside the first answer, and what they read belongs to the start.
func readToStart(t *testing.T, where []string) int64 {
	t.Helper()
	server := startProcess(t, where...)
	if got := server.signedIn(t, "/api/1/agencies/donau", nil); got != 200 {
		t.Fatalf("the first answer is %d", got)
	}
	read := server.restsAt(t)
	server.end(t)
	return read
}

// restsAt waits until the process reads nothing for half a second, and gives the bytes read until then.
func (p *process) restsAt(t *testing.T) int64 {
	t.Helper()
	read := p.bytesRead(t)
	for same := 0; same < 5; {
		time.Sleep(100 * time.Millisecond)
		again := p.bytesRead(t)
		if same++; again != read {
			read, same = again, 0
		}
	}
	return read
}

// bytesRead is what the process has asked the kernel for (proc(5), rchar), whether or not a disk had to move.
func (p *process) bytesRead(t *testing.T) int64 {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/io", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if number, found := strings.CutPrefix(lines.Text(), "rchar: "); found {
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatal("the kernel does not say how much was read")
	return 0
}
