package fuzz

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// heavy are packages whose binaries hold a whole database. To compile one once more with the counters of the fuzzer takes minutes, so the short form
// runs them without guidance, from their corpora.
var heavy = []string{"internal/api", "internal/backup", "internal/opener", "internal/site", "internal/store"}

// together is how many targets run at once, each with one worker.
const together = 2

// least is how many inputs a target must have tried, or the run is void.
func least(folder string) int {
	if slices.Contains(heavy, folder) {
		return 300
	}
	return 3000
}

// TestTargets runs every target, two at a time: ten seconds each, or four minutes in the long form. What one finds stays beside it in testdata and is run by
// every go test from then on.
func TestTargets(t *testing.T) {
	list := found(t)
	if len(list) < 25 {
		t.Fatalf("only %d targets", len(list))
	}
	each := 10 * time.Second
	if testkit.Long() {
		each = 4 * time.Minute
	}
	began := time.Now()
	binaries := compile(t, list)
	built := time.Since(began)
	var all sync.WaitGroup
	var mu sync.Mutex
	next, tried := make(chan target), 0
	for range together {
		all.Go(func() {
			for one := range next {
				n, err := run(t, binaries[one.folder], one, each)
				mu.Lock()
				tried += n
				mu.Unlock()
				if err != nil {
					t.Error(err)
				} else if n < least(one.folder) {
					t.Errorf("void: %s of %s has tried %d inputs only", one.name, one.folder, n)
				}
			}
		})
	}
	for _, one := range list {
		next <- one
	}
	close(next)
	all.Wait()
	t.Logf("%d targets of %d packages, %s each: %d inputs tried in %s, built in %s before", len(list), len(binaries), each, tried, time.Since(began).Round(time.Second), built.Round(time.Second))
}

// compile builds the tests of each package once, where that is quick with the counters that guide the fuzzer.
func compile(t *testing.T, list []target) map[string]string {
	t.Helper()
	dir, binaries := t.TempDir(), map[string]string{}
	for _, one := range list {
		if binaries[one.folder] != "" {
			continue
		}
		to := filepath.Join(dir, strings.ReplaceAll(one.folder, "/", "-")+".test")
		args := []string{"test", "-c", "-o", to}
		if testkit.Long() || !slices.Contains(heavy, one.folder) {
			args = append(args, "-fuzz=.")
		}
		cmd := exec.Command("go", append(args, "./"+one.folder)...)
		cmd.Dir = filepath.Join("..", "..")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", one.folder, err, out)
		}
		binaries[one.folder] = to
	}
	return binaries
}

var execs = regexp.MustCompile(`execs: (\d+)`)

// overTime is all that the fuzzer says when its own time runs out in the moment in which it stops its worker (golang/go issue 75804, mended in Go 1.27). What a target finds is
// told with the line of the test, and with the file that the input was written to.
var overTime = regexp.MustCompile(`(?m)^--- FAIL: Fuzz\w+ \([0-9.]+s\)\n +context deadline exceeded\nFAIL\n\z`)

// A run that ended with its time is one, and whatever a target has found is not.
func TestOverTime(t *testing.T) {
	const time = "fuzz: elapsed: 10s, execs: 359454 (33408/sec), new interesting: 112 (total: 138)\n--- FAIL: FuzzWords (10.07s)\n"
	for said, over := range map[string]bool{
		time + "    context deadline exceeded\nFAIL\n": true,
		time + "    --- FAIL: FuzzWords (0.00s)\n        words_test.go:7: context deadline exceeded\n    \n    Failing input written to testdata/fuzz/FuzzWords/1\nFAIL\n": false,
		time + "    fuzzing process hung or terminated unexpectedly: exit status 2\nFAIL\n":                                                                                false,
		time + "    context deadline exceeded\n    Failing input written to testdata/fuzz/FuzzWords/1\nFAIL\n":                                                             false,
	} {
		if overTime.MatchString(said) != over {
			t.Errorf("over its time: %t, want %t: %s", !over, over, said)
		}
	}
}

// run gives how many inputs were tried. What is interesting is not made shorter first: that takes the time of a thousand others.
func run(t *testing.T, binary string, one target, each time.Duration) (tried int, err error) {
	folder, err := filepath.Abs(filepath.Join("..", "..", one.folder))
	if err != nil {
		return 0, err
	}
	cache := t.TempDir()
	cmd := exec.Command(binary, "-test.run=^$", "-test.fuzz=^"+one.name+"$", "-test.fuzztime="+each.String(), "-test.fuzzcachedir="+cache, "-test.parallel=1", "-test.fuzzminimizetime=1x")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.SysProcAttr = dying()
	out, err := cmd.CombinedOutput()
	for _, m := range execs.FindAllSubmatch(out, -1) {
		tried, _ = strconv.Atoi(string(m[1]))
	}
	if err != nil && !overTime.Match(out) {
		return tried, fmt.Errorf("%s of %s: %w\n%s", one.name, one.folder, err, out)
	}
	if os.Getenv("FUZZ_KEEP") != "" {
		return tried, keep(filepath.Join(cache, one.name), filepath.Join(folder, "testdata", "fuzz", one.name))
	}
	return tried, nil
}

// kept is how many inputs of a target, and of how many bytes at most, FUZZ_KEEP puts into the tree.
const kept, short = 12, 2000

// keep puts some of the inputs that led into new code beside the target, the shortest first: from then on every run begins with them.
func keep(cache, corpus string) error {
	found, err := filepath.Glob(filepath.Join(cache, "*"))
	if err != nil || len(found) == 0 {
		return err
	}
	texts := map[string][]byte{}
	for _, path := range found {
		if text, err := os.ReadFile(path); err == nil && len(text) <= short {
			texts[filepath.Base(path)] = text
		}
	}
	names := slices.SortedFunc(maps.Keys(texts), func(a, b string) int { return cmp.Or(len(texts[a])-len(texts[b]), strings.Compare(a, b)) })
	if err := os.MkdirAll(corpus, 0o755); err != nil {
		return err
	}
	step := max(1, len(names)/kept) // from short to long
	for i := 0; i < len(names); i += step {
		if err := os.WriteFile(filepath.Join(corpus, names[i]), texts[names[i]], 0o644); err != nil {
			return err
		}
	}
	return nil
}
