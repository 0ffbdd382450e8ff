package kill

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// scripts is where the browser's part of this tool stands: it reads TypeScript and runs its tests.
const scripts = "proof/kill/"

// BrowserPlaces finds the checks of the browser's side.
func BrowserPlaces(top string) (out []Place, err error) {
	cmd := exec.Command("node", scripts+"scan.mjs")
	cmd.Dir, cmd.Stderr = filepath.Join(top, "web"), os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%sscan.mjs: %w", scripts, err)
	}
	return out, json.Unmarshal(text, &out)
}

// Places finds the checks of both sides.
func Places(top string) ([]Place, error) {
	server, err := GoPlaces(top)
	if err != nil {
		return nil, err
	}
	browser, err := BrowserPlaces(top)
	return append(browser, server...), err
}

// Browser runs the tests of the browser's side without one of the checks. One process of Vitest serves all, until a check is one without which
// it never ends.
type Browser struct {
	Top, Overlay string
	cmd          *exec.Cmd
	in           io.WriteCloser
	out          chan []byte
	tests        []browserTest
	trusted      map[Test]bool
}

type browserTest struct {
	Test
	Took    int // microseconds
	Refused []string
}

type wish struct {
	ID    string `json:"id"`
	Tests []Test `json:"tests,omitempty"`
}

type answer struct {
	Red   []Test        `json:"red"`
	Tests []browserTest `json:"tests"`
}

func (b *Browser) start() error {
	b.cmd = exec.Command("node", scripts+"run.mjs")
	b.cmd.Dir, b.cmd.Stderr = filepath.Join(b.Top, "web"), os.Stderr
	b.cmd.Env = append(os.Environ(), "KILL_OVERLAY="+b.Overlay, "PROOF=")
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var err error
	if b.in, err = b.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	b.out = make(chan []byte)
	go func(lines chan<- []byte) {
		defer close(lines)
		for read := bufio.NewReader(out); ; {
			line, err := read.ReadBytes('\n')
			if err != nil {
				return
			}
			lines <- line
		}
	}(b.out)
	return b.cmd.Start()
}

// Close ends the process.
func (b *Browser) Close() {
	if b.cmd == nil {
		return
	}
	_ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
	for range b.out { // until its last word
	}
	_ = b.cmd.Wait()
	b.cmd = nil
}

// ask puts a question. late: no answer came in time.
func (b *Browser) ask(q wish, wait time.Duration) (a answer, late bool, err error) {
	if b.cmd == nil {
		if err := b.start(); err != nil {
			return a, false, err
		}
	}
	line, err := json.Marshal(q)
	if err != nil {
		return a, false, err
	}
	if _, err := b.in.Write(append(line, '\n')); err != nil {
		return a, false, err
	}
	select {
	case line, ok := <-b.out:
		if !ok {
			return a, false, fmt.Errorf("%srun.mjs has ended", scripts)
		}
		return a, false, json.Unmarshal(line, &a)
	case <-time.After(wait):
		b.Close()
		return a, true, nil
	}
}

// Kill takes a check away and gives a test that goes red, if one does.
func (b *Browser) Kill(m Mutant, learned Test) (Verdict, error) {
	if learned.Name != "" {
		if v, err := b.try(m, []Test{learned}); err != nil || v.Killed {
			return v, err
		}
	}
	tests, err := b.coming(m.ID)
	if err != nil || len(tests) == 0 {
		return Verdict{Mutant: m}, err
	}
	if v, err := b.try(m, tests[:min(3, len(tests))]); err != nil || v.Killed {
		return v, err
	}
	return b.try(m, tests)
}

// coming gives the tests in which a check refuses something, the quickest first.
func (b *Browser) coming(id string) (out []Test, err error) {
	if b.tests == nil {
		a, late, err := b.ask(wish{}, 20*time.Minute)
		if err != nil || late || len(a.Red) > 0 || len(a.Tests) == 0 {
			return nil, fmt.Errorf("the browser's tests with all checks: late %t, red %v, %d tests: %w", late, a.Red, len(a.Tests), err)
		}
		slices.SortFunc(a.Tests, func(x, y browserTest) int { return x.Took - y.Took })
		b.tests = a.Tests
	}
	for _, t := range b.tests {
		if slices.Contains(t.Refused, id) {
			out = append(out, t.Test)
		}
	}
	return out, nil
}

func (b *Browser) try(m Mutant, tests []Test) (Verdict, error) {
	a, late, err := b.ask(wish{m.ID, tests}, patience)
	v := Verdict{Mutant: m, By: tests[0], Killed: late || len(a.Red) > 0, Slow: late}
	if len(a.Red) > 0 && tests[0].Name != whole {
		v.By = a.Red[0]
	}
	if v.By.Name == "" { // no test of the file began
		v.By.Name = whole
	}
	if err != nil || !v.Killed || late || b.trusted[v.By] {
		return v, err
	}
	if err := b.trust(v.By); err == nil || v.By.Name == whole {
		return v, err
	}
	return b.try(m, []Test{{v.By.Where, whole}}) // its tests build on each other
}

// whole stands for all tests of a file.
const whole = "*"

// trust makes sure that a test which went red is green with all checks.
func (b *Browser) trust(t Test) error {
	var a answer
	var late bool
	var err error
	for range 2 { // on a machine that has much else to do, once more
		if a, late, err = b.ask(wish{"-", []Test{t}}, patience); err == nil && !late && len(a.Red) == 0 {
			b.trusted[t] = true
			return nil
		}
	}
	return fmt.Errorf("%s of %s is red with all checks there (late %t): %w", t.Name, t.Where, late, err)
}

// NewBrowser needs the top of the repository and the file of the overlay.
func NewBrowser(top, overlay string) *Browser {
	return &Browser{Top: top, Overlay: overlay, trusted: map[Test]bool{}}
}
