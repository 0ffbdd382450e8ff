package kill

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// testedBy is whose tests can notice that a check of the server is gone, the package's own first.
var testedBy = map[string][]string{
	"internal/api":         {"internal/api"},
	"internal/backup":      {"internal/backup"},
	"internal/certificate": {"internal/certificate", "internal/app"},
	"internal/counsel":     {"internal/counsel", "internal/store", "internal/api"},
	"internal/files":       {"internal/files"},
	"internal/notice":      {"internal/notice", "internal/notifier", "internal/api"},
	"internal/notifier":    {"internal/notifier"},
	"internal/opener":      {"internal/opener"},
	"internal/rest":        {"internal/rest", "spec", "internal/store"},
	"internal/sg1":         {"internal/sg1", "spec", "internal/api"},
	"internal/shred":       {"internal/shred", "internal/store"},
	"internal/site":        {"internal/site"},
	"internal/store":       {"internal/store", "internal/api", "internal/jobs", "internal/backup"},
	"internal/visits":      {"internal/visits"},
	"internal/work":        {"internal/work", "internal/api"},
}

// Server runs the tests of the server's packages without one of the checks.
type Server struct {
	Top, Folder string
	Env         []string // beside our own
	Overlay     string   // the file for -overlay, of both sides
	built       map[string]string
	traces      map[string]*trace
	trusted     map[Test]bool
}

// Test is one test that can go red.
type Test struct{ Where, Name string }

// trace is what a package's tests come by: the tests that each check refuses something in, and how long each takes.
type trace struct {
	tests map[string][]string
	took  map[string]time.Duration
}

// NewServer writes the overlay; packages are built when they are needed.
func NewServer(top, folder string, env []string, places []Place) (*Server, error) {
	overlay, err := Overlay(top, folder, places)
	return &Server{Top: top, Folder: folder, Env: env, Overlay: overlay, built: map[string]string{}, traces: map[string]*trace{}, trusted: map[Test]bool{}}, err
}

func (s *Server) build(folder string) (string, error) {
	if s.built[folder] == "" {
		to := filepath.Join(s.Folder, strings.ReplaceAll(folder, "/", "_")+".test")
		cmd := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", s.Overlay, "-o", to, "./"+folder)
		cmd.Dir = s.Top
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("without checks %s does not build, which is a fault of this tool: %w: %s", folder, err, out)
		}
		s.built[folder] = to
	}
	return s.built[folder], nil
}

// all names every test of a package.
const all = ".*"

// patience is how long the tests of one check may take. Who waits for ever because a check is gone has noticed it too.
const patience = 90 * time.Second

// Verdict is what became of a mutant.
type Verdict struct {
	Mutant Mutant
	Killed bool
	By     Test
	Slow   bool // by the end of our patience
}

// Kill takes a check away and gives the first test that goes red, if one does. learned is the one that did so last time.
func (s *Server) Kill(m Mutant, learned Test) (Verdict, error) {
	if learned.Name != "" {
		if v, err := s.try(m, learned.Where, learned.Name); err != nil || v.Killed {
			return v, err
		}
	}
	for _, folder := range testedBy[path.Dir(m.Place.File)] {
		if v, err := s.search(m, folder); err != nil || v.Killed {
			return v, err
		}
	}
	return Verdict{Mutant: m}, nil
}

// search tries the tests of a package that come by the check: three that are quick, on one database, then all.
func (s *Server) search(m Mutant, folder string) (Verdict, error) {
	t, err := s.trace(folder)
	if err != nil {
		return Verdict{}, err
	}
	tests := slices.Clone(t.tests[m.ID])
	slices.SortFunc(tests, func(a, b string) int { return cmp.Compare(t.took[a], t.took[b]) })
	if i := slices.Index(tests, all); i >= 0 && len(tests) > 1 { // whoever else comes by the check is quicker
		tests = slices.Delete(tests, i, i+1)
	}
	for _, name := range tests[:min(3, len(tests))] {
		if v, err := s.try(m, folder, name+"/sqlite"); err != nil || v.Killed {
			return v, err
		}
	}
	if len(tests) == 0 {
		return Verdict{Mutant: m}, nil
	}
	return s.try(m, folder, strings.Join(tests, "|"))
}

var red = regexp.MustCompile(`(?m)^--- FAIL: (\w+)`)

// try runs tests without the check. Of name/sqlite only that part is run, of a test in such parts.
func (s *Server) try(m Mutant, folder, names string) (Verdict, error) {
	out, late, err := s.run(folder, m.ID, names, "")
	v := Verdict{Mutant: m, By: Test{folder, names}}
	if err == nil {
		return v, nil
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return v, err
	}
	v.Killed, v.Slow = true, late
	if !bytes.Contains(out, []byte("/sqlite")) { // a test that is not in such parts
		v.By.Name = strings.TrimSuffix(names, "/sqlite")
	}
	several := names == all || strings.Contains(names, "|")
	if found := red.FindSubmatch(out); found != nil && several {
		v.By.Name = string(found[1])
	} else if several {
		v.By.Name, _, _ = strings.Cut(names, "|")
	}
	return v, s.trust(v.By, out)
}

// trust makes sure that a test which went red is green with all checks: a broken test would kill everything.
func (s *Server) trust(t Test, red []byte) error {
	if s.trusted[t] {
		return nil
	}
	if out, _, err := s.run(t.Where, "", t.Name, ""); err != nil {
		return fmt.Errorf("%s of %s is red with all checks there: %w: %s\nbefore: %s", t.Name, t.Where, err, tail(out), tail(red))
	}
	s.trusted[t] = true
	return nil
}

// tail gives what a person needs to see of a run that went wrong: the lines about failures, and the last ones.
func tail(b []byte) []byte {
	var out []byte
	for _, found := range failing.FindAll(b, 20) {
		out = append(append(out, found...), '\n')
	}
	return append(out, b[max(0, len(b)-1000):]...)
}

var failing = regexp.MustCompile(`(?m)^\s*--- FAIL.*\n?.*|^\s+\S+_test\.go:\d+:.*`)

func (s *Server) run(folder, without, names, trace string) (out []byte, late bool, err error) {
	binary, err := s.build(folder)
	if err != nil {
		return nil, false, err
	}
	ctx, stop := context.WithTimeout(context.Background(), patience+30*time.Second)
	defer stop()
	names, part, parted := strings.Cut(names, "/")
	pattern := "^(" + names + ")$"
	if parted {
		pattern += "/^" + part + "$"
	}
	args := []string{"-test.run", pattern, "-test.failfast", "-test.timeout", patience.String()}
	if trace != "" {
		args = []string{"-test.run", pattern, "-test.v", "-test.parallel", "1", "-test.timeout", "20m"} // of two at once none would be known
		ctx = context.Background()
	}
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = filepath.Join(s.Top, folder)
	cmd.Env = append(append(os.Environ(), s.Env...), "KILL="+without, "KILL_TRACE="+trace, "PROOF=")
	out, err = cmd.CombinedOutput()
	return out, ctx.Err() != nil || bytes.Contains(out, []byte("panic: test timed out")), err
}

// trace runs all tests of a package with all checks and notes which test comes by which.
func (s *Server) trace(folder string) (*trace, error) {
	if s.traces[folder] != nil {
		return s.traces[folder], nil
	}
	if tests, err := filepath.Glob(filepath.Join(s.Top, folder, "*_test.go")); err != nil || len(tests) == 0 {
		return &trace{}, err
	}
	out, _, err := s.run(folder, "", all, strconv.Itoa(os.Getpid()))
	if err != nil { // on a machine that has much else to do, once more
		out, _, err = s.run(folder, "", all, strconv.Itoa(os.Getpid()))
	}
	if err != nil {
		return nil, fmt.Errorf("%s is red with all checks there: %w: %s", folder, err, tail(out))
	}
	t := readTrace(out)
	s.traces[folder] = t
	return t, nil
}

var begun = regexp.MustCompile(`^=== (?:RUN|CONT|NAME)\s+(\w+)`)

var ran = regexp.MustCompile(`^--- PASS: (\w+) \(([\d.]+)s\)`)

func readTrace(out []byte) *trace {
	t := &trace{map[string][]string{}, map[string]time.Duration{}}
	now := all // what is refused before any test, all of them come by
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		line := lines.Text()
		if found := begun.FindStringSubmatch(line); found != nil {
			now = found[1]
		} else if id, ok := strings.CutPrefix(line, "kill: "); ok {
			if !slices.Contains(t.tests[id], now) {
				t.tests[id] = append(t.tests[id], now)
			}
		} else if found := ran.FindStringSubmatch(line); found != nil {
			t.took[found[1]], _ = time.ParseDuration(found[2] + "s")
		}
	}
	return t
}
