//go:build unix

package app

import (
	"syscall"
	"testing"
)

// A running server can leave no core file, and nobody can allow it again.
func TestNoCoreDumps(t *testing.T) {
	start(t, folders(t)...)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("core files of %d bytes, at most %d", limit.Cur, limit.Max)
	}
}
