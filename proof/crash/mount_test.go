package crash

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// apart says that this process has mounts of its own.
const apart = "CRASH_APART=1"

// goApart begins this process anew in a mount namespace of its own: what is mounted there nobody else sees, and it goes with the process. Only root can.
func goApart() error {
	if os.Geteuid() != 0 || hasMounts() {
		return nil
	}
	unshare, err := exec.LookPath("unshare")
	if err != nil {
		return err
	}
	return syscall.Exec(unshare, append([]string{unshare, "--mount", "--propagation", "private", "--"}, os.Args...), append(os.Environ(), apart))
}

func hasMounts() bool { return os.Getenv("CRASH_APART") != "" }

// disk is a small disk of its own.
type disk struct {
	t    *testing.T
	path string
}

// newDisk mounts one of so many MiB. False: this process has no mounts of its own. Then the test runs in another one, in which it is root.
func newDisk(t *testing.T, mebibytes int) (*disk, bool) {
	t.Helper()
	if !hasMounts() {
		again(t)
		return nil, false
	}
	d := &disk{t: t, path: t.TempDir()}
	must(t, exec.Command("mount", "-t", "tmpfs", "-o", "size="+strconv.Itoa(mebibytes)+"m,mode=0755", "tmpfs", d.path).Run())
	t.Cleanup(func() { _ = exec.Command("umount", "--lazy", d.path).Run() })
	for dir := filepath.Dir(d.path); strings.HasPrefix(dir, os.TempDir()+"/"); dir = filepath.Dir(dir) {
		must(t, os.Chmod(dir, 0o755)) // PostgreSQL's user has to get there
	}
	return d, true
}

// again runs this test in a user namespace.
func again(t *testing.T) {
	t.Helper()
	cmd := exec.Command("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private", "--", os.Args[0], "-test.v", "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), apart)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("in a user namespace: %v", err)
	}
}

// fill writes a file until nothing more fits: not even one byte into a file that is there.
func (d *disk) fill() {
	d.t.Helper()
	f, err := os.Create(filepath.Join(d.path, "ballast"))
	must(d.t, err)
	defer f.Close()
	for _, size := range []int{1 << 20, 1 << 12, 1} {
		for piece := make([]byte, size); ; {
			if _, err := f.Write(piece); err != nil {
				break
			}
		}
	}
}

// empty takes it away again.
func (d *disk) empty() { must(d.t, os.Remove(filepath.Join(d.path, "ballast"))) }

// folder makes one on it.
func (d *disk) folder(name string) string {
	d.t.Helper()
	path := filepath.Join(d.path, name)
	must(d.t, os.Mkdir(path, 0o700))
	return path
}

// doctor examines an installation, and gives its code and its words.
func (s *server) doctor() (code int, said string) {
	s.t.Helper()
	cmd := exec.Command(program, append([]string{"doctor"}, s.args[4:]...)...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func lineOf(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
