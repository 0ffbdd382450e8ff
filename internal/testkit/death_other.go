//go:build !linux

package testkit

import "syscall"

// dieWithUs is for Linux only. Elsewhere a cluster may outlive a test binary that panics.
func dieWithUs(*syscall.SysProcAttr) {}
