package wall

import "syscall"

// dying ends the server when the test binary dies before it could stop it.
func dying() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }
