// Package crash shows that what was acknowledged is there. The server is killed at random moments, its database is stopped, its disk is full, a
// node is cut off: everything that somebody has seen accepted is there once, in its order, bytes equal; what was not answered is there wholly or not at
// all; people are told so in time, in words; and all goes on by itself. Everything is looked at from outside: by the interface, and by SQL.
package crash

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"siegel/internal/testkit"
)

// program is what is shipped, built once.
var program string

func TestMain(m *testing.M) {
	if err := goApart(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	flag.Parse()
	_ = flag.Set("test.parallel", "16") // they wait for clocks and locks most of the time
	dir, err := os.MkdirTemp("", "siegel-crash-")
	if err == nil {
		program = filepath.Join(dir, "siegel")
		err = build()
	}
	code := 1
	if err == nil {
		code = testkit.Run(m)
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// build makes the binary as `make build` does. CRASH_OVERLAY names a file for -overlay: with it a broken server is looked at, and must be found out.
func build() error {
	args := []string{"build", "-ldflags=-s -w", "-o", program}
	if overlay := os.Getenv("CRASH_OVERLAY"); overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.Command("go", append(args, "siegel/cmd/siegel")...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, out)
	}
	return nil
}

// floor fails a run in which less has happened than a proof needs: it would show nothing.
func floor(t *testing.T, what string, got, least int) {
	t.Helper()
	if got < least {
		t.Errorf("void: %d %s, at least %d were wanted", got, what, least)
	}
}
