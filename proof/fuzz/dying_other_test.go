//go:build !linux

package fuzz

import "syscall"

// dying is for Linux only.
func dying() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
