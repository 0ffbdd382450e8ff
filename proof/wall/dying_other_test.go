//go:build !linux

package wall

import "syscall"

// dying is for Linux only.
func dying() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
