//go:build !linux

package address

import "syscall"

// dying is for Linux only.
func dying() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
