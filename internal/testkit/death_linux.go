package testkit

import "syscall"

// dieWithUs ends the cluster when the test binary dies before it could stop it: after a panic or a time-out.
func dieWithUs(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGINT }
