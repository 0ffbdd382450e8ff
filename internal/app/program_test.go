package app

import (
	"bufio"
	"context"
	"encoding/base64"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

// program runs one command as a process of its own.
func program(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// process is `siegel serve` as a process of its own, until the test ends.
type process struct {
	*running
	cmd *exec.Cmd
}

func startProcess(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{running: &running{out: &output{}}}
	p.cmd = exec.Command(os.Args[0], append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	p.cmd.Env = append(os.Environ(), asProgram)
	p.cmd.Stderr = p.out
	told, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.end(t) })
	for lines := bufio.NewScanner(told); lines.Scan(); {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			p.address = found[1]
			return p
		}
	}
	t.Fatalf("the server did not start: %s", p.out)
	return nil
}

// end asks the process to end and waits for it. Once it has ended, this does nothing.
func (p *process) end(t *testing.T) {
	t.Helper()
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the server ended with %v: %s", err, p.out)
	}
}

// installed are the settings of a server over a test world. Its clock is set to that of the machine, which processes go by.
func installed(t *testing.T, w *testkit.World) []string {
	t.Helper()
	w.Clock.Pass(time.Since(w.Clock.Now()))
	args := []string{"--public-url", testkit.Origin, "--keys", w.KeysDir, "--data", t.TempDir(), "--shred", w.ShredDir}
	if w.Postgres {
		return append(args, "--database", w.Database)
	}
	args[5] = strings.TrimSuffix(w.Database, "/siegel.db")
	return args
}

// signedIn asks with a staff session's cookie and gives the status.
func (r *running) signedIn(t *testing.T, path string, cookie []byte) int {
	t.Helper()
	answer := r.asked(t, path, cookie)
	_ = answer.Body.Close()
	return answer.StatusCode
}

func (r *running) asked(t *testing.T, path string, cookie []byte) *http.Response {
	t.Helper()
	ask, err := http.NewRequest("GET", "http://"+r.address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Host = strings.TrimPrefix(testkit.Origin, "https://")
	ask.Header.Set("Siegel-Realm", "staff")
	ask.Header.Set("Cookie", "__Host-siegel-desk="+base64.RawURLEncoding.EncodeToString(cookie))
	answer, err := http.DefaultTransport.RoundTrip(ask)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// stream opens a page's events and gives a channel that is closed when it is told that its session has ended.
func (r *running) stream(t *testing.T, cookie []byte) <-chan struct{} {
	t.Helper()
	answer := r.asked(t, "/api/1/events", cookie)
	t.Cleanup(func() { _ = answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() && !strings.Contains(lines.Text(), `"again"`) { // the first that every page hears
	}
	out := make(chan struct{})
	go func() {
		for lines.Scan() {
			if strings.Contains(lines.Text(), `"out"`) {
				close(out)
				return
			}
		}
	}()
	return out
}

// A person who is stopped at the terminal is out at once, on the server that is running; started again, she may sign in again.
func TestStaffIsStoppedAtOnce(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		where := installed(t, w)
		scene := testkit.NewScene(t, w, "donau", true)
		ben := scene.Staff("Ben", counsel.Counsellor, counsel.Intake)
		server := startProcess(t, where...)
		with := func(args ...string) []string { return append(args, where...) }
		if got := server.signedIn(t, "/api/1/session", scene.Cookie[ben.UID]); got != 200 {
			t.Fatalf("before: %d", got)
		}
		if code, said := program(t, with("staff", "list", "donau")...); code != 0 || !lineWith(said, "Ben", "counsellor intake", "active", ben.UID.String()[:8]) ||
			!lineWith(said, "Ilse", "counsellor intake lead", "active", scene.Lead.UID.String()[:8]) || strings.Contains(said, ben.UID.String()) {
			t.Errorf("staff list: %d\n%s", code, said)
		}
		out := server.stream(t, scene.Cookie[ben.UID])
		if code, said := program(t, with("staff", "stop", "donau", "Ben")...); code != 0 || !strings.Contains(said, "is stopped") || strings.Contains(said, "no lead left") {
			t.Errorf("staff stop: %d %s", code, said)
		}
		if got := server.signedIn(t, "/api/1/session", scene.Cookie[ben.UID]); got != 401 {
			t.Errorf("stopped, but the open page gets %d", got)
		}
		select {
		case <-out:
		case <-time.After(20 * time.Second): // the hub's own sweep comes every minute
			t.Error("stopped, but the open page has not heard of it")
		}
		if got := server.signedIn(t, "/api/1/session", scene.Cookie[scene.Lead.UID]); got != 200 {
			t.Errorf("a colleague gets %d", got)
		}
		if _, said := program(t, with("staff", "list", "donau")...); !lineWith(said, "Ben", "stopped") {
			t.Errorf("staff list: %s", said)
		}
		if code, said := program(t, with("staff", "start", "donau", "--", ben.UID.String()[:6])...); code != 0 {
			t.Errorf("staff start: %d %s", code, said)
		}
		if _, said := program(t, with("staff", "list", "donau")...); !lineWith(said, "Ben", "active") {
			t.Errorf("staff list: %s", said)
		}
		if code, said := program(t, with("staff", "stop", "donau", "Ilse")...); code != 0 || !strings.Contains(said, "no lead left") {
			t.Errorf("the last lead: %d %s", code, said)
		}
	})
}

// The answer with events is written by hand, on a connection that is taken over, and has every header that other calls have.
func TestStreamHasEveryHeader(t *testing.T) {
	w := testkit.SQLite(t)
	where := installed(t, w)
	scene := testkit.NewScene(t, w, "donau", true)
	server := startProcess(t, where...)
	call, stream := server.asked(t, "/api/1/session", scene.Cookie[scene.Lead.UID]), server.asked(t, "/api/1/events", scene.Cookie[scene.Lead.UID])
	defer func() { _, _ = call.Body.Close(), stream.Body.Close() }()
	if stream.StatusCode != 200 || len(call.Header) < 14 {
		t.Fatal(stream.StatusCode, call.Header)
	}
	for name, values := range call.Header {
		if !strings.HasPrefix(name, "Content-") && name != "Date" && !slices.Equal(stream.Header[name], values) || stream.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %q, want %q", name, stream.Header[name], values)
		}
	}
}

func lineWith(text string, parts ...string) bool {
	for _, line := range strings.Split(text, "\n") {
		all := true
		for _, part := range parts {
			all = all && strings.Contains(line, part)
		}
		if all {
			return true
		}
	}
	return false
}

// Nobody is stopped by a guess.
func TestStaffIsNamedExactly(t *testing.T) {
	a, b := colleague{alias: "Ben"}, colleague{alias: "Ben"}
	a.UID, b.UID = counsel.ID{1, 2, 3, 4, 5}, counsel.ID{1, 2, 3, 4, 6}
	anna := colleague{alias: "Anna"}
	anna.UID = counsel.ID{9}
	thief := colleague{alias: anna.UID.String()} // calls herself by another's id
	thief.UID = counsel.ID{7}
	staff := []colleague{a, b, thief, anna}
	for name, want := range map[string]int{"Anna": 3, anna.UID.String(): 3, anna.UID.String()[:4]: 3, a.UID.String(): 0, "Ben": -1, "anna": -1, "An": -1, "": -1, "AQID": -1, anna.UID.String()[:3]: -1} {
		got, err := pick(staff, name)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q picks %d (%v), want %d", name, got, err, want)
		}
	}
}

// A UID that begins with - looks like a flag: whoever types its beginning is told how it is written, and so it is taken for a name.
func TestStaffIsNamedByADash(t *testing.T) {
	w := testkit.SQLite(t)
	where := installed(t, w)
	testkit.NewScene(t, w, "donau", true)
	for _, verb := range []string{"stop", "start"} {
		for _, name := range []string{"-abcd", "--bcd", "---cd", "-x"} {
			if code, said := program(t, append([]string{"staff", verb, "donau", name}, where...)...); code != 2 || !strings.Contains(said, "staff "+verb+" AGENCY -- "+name) {
				t.Errorf("%s %s: %d\n%s", verb, name, code, said)
			}
			if code, said := program(t, append([]string{"staff", verb, "donau", "--", name}, where...)...); code != 1 || !strings.Contains(said, `nobody of this agency is "`+name+`"`) {
				t.Errorf("%s -- %s: %d\n%s", verb, name, code, said)
			}
		}
	}
	if _, said := program(t, append([]string{"staff", "list", "donau", "--confg", "x"}, where...)...); strings.Contains(said, " -- ") {
		t.Errorf("a flag that does not exist: %s", said)
	}
}

// Who was renamed is known by her newest alias, so that nobody is found under a name that has passed on; a former member keeps her last one.
func TestNewestAliasCounts(t *testing.T) {
	mira, ben := testkit.NewMember(testkit.ID(), "Mira", counsel.Counsellor), testkit.NewMember(testkit.ID(), "Ben", counsel.Counsellor)
	before, gone := mira.Record, ben.Record
	after := strings.Replace(before, `"Mira"`, `"Nora"`, 1)
	newest := map[counsel.ID]sg1.Hash{mira.UID: sg1.HashOf([]byte(after))}
	for _, records := range [][]string{{before, after, gone}, {after, gone, before}} {
		got, err := aliasesIn(records, newest)
		if err != nil || len(got) != 2 || got[mira.UID] != "Nora" || got[ben.UID] != "Ben" {
			t.Errorf("%v %v", got, err)
		}
	}
}

// The counts are all that the operator sees of what an agency does.
func TestAgencyListCounts(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		where := installed(t, w)
		scene := testkit.NewScene(t, w, "donau", true)
		seeker, _ := scene.Seeker("sonne-42")
		scene.Case(seeker, scene.Lead, 2)
		code, said := program(t, append([]string{"agency", "list"}, where...)...)
		want := "SHORT  STATE  STAFF  SEEKERS  OPEN  TAKEN  REST  CLOSED  LETTERS\ndonau  ready  1      1        0     1      0     0       1\n"
		if code != 0 || said != want {
			t.Errorf("%d\n%s\nwant\n%s", code, said, want)
		}
		if code, said := program(t, append([]string{"agency", "link", "donau"}, where...)...); code != 1 || !strings.Contains(said, "has been set up") {
			t.Errorf("a link to what is ready: %d %s", code, said)
		}
	})
}
