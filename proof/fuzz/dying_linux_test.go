package fuzz

import "syscall"

// dying ends a target when the test binary dies before it could stop it.
func dying() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }
