package address

import "syscall"

// dying ends a process when the test binary dies before it could stop it.
func dying() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }
