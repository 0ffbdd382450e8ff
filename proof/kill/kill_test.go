package kill_test

import (
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siegel/internal/testkit"
	"siegel/proof/kill"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// TestEveryCheckIsTested takes checks away and looks for a test that notices: in the long form all of them, in the short form two of each large
// package: to build the tests of a package without its checks costs more than to run them.
func TestEveryCheckIsTested(t *testing.T) {
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	places, err := kill.Places(top)
	if err != nil {
		t.Fatal(err)
	}
	if faults := kill.Faults(places); len(faults) > 0 {
		t.Fatalf("ids first:\n%s", strings.Join(faults, "\n"))
	}
	run := newRun(t, top, places)
	mutants := kill.Mutants(places)
	if !testkit.Long() {
		mutants = sample(mutants, run.Learned)
	}
	mutants = only(mutants, os.Getenv("KILL_ONLY"))
	count, err := run.Kill(mutants)
	if err != nil {
		t.Error(err)
	}
	for _, m := range count.Survived {
		t.Errorf("%s (%s:%d) can go and no test notices: add one that is valid in everything but this", m.ID, m.Place.File, m.Place.Line)
	}
	for _, id := range count.Struck {
		t.Errorf("%s makes a difference after all: strike it from alike.txt", id)
	}
	if fresh := known(t, run, kill.Mutants(places)); testkit.Long() && os.Getenv("KILL_ONLY") == "" && len(fresh) > 0 {
		t.Errorf("of these no test is known that notices: run PROOF=long KILL_ONLY=… go test ./proof/kill for them, and commit proof/kill/learned.txt: %s", strings.Join(fresh, " "))
	} else if len(fresh) > 0 {
		t.Logf("%d checks are newer than the last long run", len(fresh))
	}
	t.Log(count)
	if testkit.Long() {
		if err := run.Learned.Write("learned.txt"); err != nil {
			t.Error(err)
		}
	}
}

func newRun(t *testing.T, top string, places []kill.Place) *kill.Run {
	t.Helper()
	learned, err := kill.ReadLearned("learned.txt")
	if err != nil {
		t.Fatal(err)
	}
	alike, err := kill.ReadAlike("alike.txt")
	if err != nil {
		t.Fatal(err)
	}
	server, err := kill.NewServer(top, t.TempDir(), []string{"SIEGEL_TEST_POSTGRES=" + postgres(t)}, places)
	if err != nil {
		t.Fatal(err)
	}
	browser := kill.NewBrowser(top, server.Overlay)
	t.Cleanup(browser.Close)
	return &kill.Run{Server: server, Browser: browser, Learned: learned, Alike: alike, Table: table(t, top)}
}

// postgres gives the address of one cluster for all the tests that are run.
func postgres(t *testing.T) string {
	t.Helper()
	address, err := url.Parse(testkit.Postgres(t).Database)
	if err != nil {
		t.Fatal(err)
	}
	address.Path = "/postgres"
	return address.String()
}

// table is where each check gets its line: build/kill.txt, and the output.
func table(t *testing.T, top string) io.Writer {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(top, "build"), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(top, "build", "kill.txt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return io.MultiWriter(f, os.Stdout)
}

// sample takes two mutants of each package with more than fifty whose test is known, spread over the list.
func sample(mutants []kill.Mutant, learned kill.Learned) (out []kill.Mutant) {
	by := map[string][]kill.Mutant{}
	for _, m := range mutants {
		if learned[m.ID].Name != "" {
			folder := filepath.Dir(m.Place.File)
			by[folder] = append(by[folder], m)
		}
	}
	for _, list := range by {
		if len(list) > 50 {
			out = append(out, list[len(list)/3], list[len(list)*2/3])
		}
	}
	return out
}

// only keeps the mutants whose id or file begins with one of the words between commas.
func only(mutants []kill.Mutant, words string) (out []kill.Mutant) {
	for _, m := range mutants {
		if slices.ContainsFunc(strings.Split(words, ","), func(w string) bool {
			return strings.HasPrefix(m.ID, w) || strings.HasPrefix(m.Place.File, w)
		}) {
			out = append(out, m)
		}
	}
	return out
}

// known gives the checks that were neither learned nor excused. What was excused must be about checks that exist; what was learned of others is forgotten.
func known(t *testing.T, run *kill.Run, mutants []kill.Mutant) (fresh []string) {
	t.Helper()
	there := map[string]bool{}
	for _, m := range mutants {
		there[m.ID] = true
		if run.Learned[m.ID].Name == "" && run.Alike[m.ID] == "" {
			fresh = append(fresh, m.ID)
		}
	}
	for id := range run.Learned {
		if !there[id] {
			delete(run.Learned, id)
		}
	}
	for id := range run.Alike {
		if !there[id] {
			t.Errorf("alike.txt: there is no check %s", id)
		}
	}
	return fresh
}
