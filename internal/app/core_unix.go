//go:build unix

package app

import (
	"fmt"
	"syscall"
)

// noCoreDumps forbids the process, for good, to leave its memory in a file: names and addresses of the moment are in it (PROTOCOL 2.13).
// The shipped unit forbids it too; this holds for every other way of starting.
func noCoreDumps() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return fmt.Errorf("core dumps cannot be switched off: %w", err)
	}
	return nil
}
