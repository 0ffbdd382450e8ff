package same

import (
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// account is another user of this machine.
type account struct{ uid, gid int }

// other gives one, if we may run programs as somebody else, and the compilers are not hidden from it.
func other() *account {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"nobody", "postgres", "daemon"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		a := &account{uid, gid}
		if err1 == nil && err2 == nil && uid != 0 && a.finds("go") && a.finds("node") && a.finds("npm") {
			return a
		}
	}
	return nil
}

// finds says whether the account can run a program that we can run.
func (a *account) finds(program string) bool {
	arg := "--version"
	if program == "go" {
		arg = "version"
	}
	cmd := exec.Command(program, arg)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", append(os.Environ(), "HOME=/nonexistent", "GOCACHE=off", "GOFLAGS="), a.attributes()
	return cmd.Run() == nil
}

// own gives a folder to the account, and lets it through the folders above.
func (a *account) own(t *testing.T, dir string) {
	t.Helper()
	if a == nil {
		return
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, a.uid, a.gid)
	})
	if err != nil {
		t.Fatal(err)
	}
	for up := filepath.Dir(dir); strings.HasPrefix(up, os.TempDir()) && up != os.TempDir(); up = filepath.Dir(up) {
		if err := os.Chmod(up, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func (a *account) attributes() *syscall.SysProcAttr {
	s := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if a != nil {
		s.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return s
}
