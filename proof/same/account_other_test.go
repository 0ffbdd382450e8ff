//go:build !linux

package same

import (
	"syscall"
	"testing"
)

// account is another user; elsewhere than on Linux nobody becomes one.
type account struct{}

func other() *account { return nil }

func (a *account) own(*testing.T, string) {}

func (a *account) attributes() *syscall.SysProcAttr { return nil }
