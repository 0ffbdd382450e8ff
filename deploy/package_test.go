// Package deploy holds what an operator installs: units, package, container recipe, examples for proxies. Its tests build and look at them.
package deploy

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// run gives what a program says. What is missing is installed by tools/ensure-test-tools.
func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// A day in the past, so that nothing of now can get into the package.
var fixed = []string{"SOURCE_DATE_EPOCH=1767225600", "ARCH=amd64"}

// packed makes a package of a stand-in for the binary, and gives its path.
func packed(t *testing.T) string {
	t.Helper()
	binary, out := filepath.Join(t.TempDir(), "siegel"), filepath.Join(t.TempDir(), "siegel.deb")
	if err := os.WriteFile(binary, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, fixed, "../tools/package", binary, out)
	return out
}

// What is in the package, with which rights, and who it belongs to.
func TestPackage(t *testing.T) {
	deb := packed(t)
	listed := run(t, []string{"TZ=UTC"}, "dpkg-deb", "--contents", deb)
	for _, want := range []string{
		"-rwxr-xr-x root/root ./usr/bin/siegel",
		"-rw-r--r-- root/root ./usr/lib/systemd/system/siegel.service",
		"-rw-r--r-- root/root ./usr/lib/systemd/system/siegel-notifier.service",
		"-rw-r--r-- root/root ./usr/lib/systemd/system/siegel-backup.service",
		"-rw-r--r-- root/root ./usr/lib/systemd/system/siegel-backup.timer",
		"-rw-r--r-- root/root ./usr/lib/sysusers.d/siegel.conf",
		"-rw-r--r-- root/root ./usr/lib/tmpfiles.d/siegel.conf",
		"-rw-r--r-- root/root ./etc/siegel/siegel.toml",
		"-rw-r--r-- root/root ./etc/siegel/notifier.toml",
		"-rw-r--r-- root/root ./usr/share/man/man1/siegel.1.gz",
		"-rw-r--r-- root/root ./usr/share/doc/siegel/operate.md",
		"-rw-r--r-- root/root ./usr/share/doc/siegel/copyright",
	} {
		words := strings.Fields(want)
		if !slices.ContainsFunc(strings.Split(listed, "\n"), func(line string) bool {
			got := strings.Fields(line)
			return len(got) == 6 && got[0] == words[0] && got[1] == words[1] && got[5] == words[2]
		}) {
			t.Errorf("%s is missing in\n%s", want, listed)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(listed), "\n") {
		got := strings.Fields(line)
		if got[1] != "root/root" || got[3] != "2026-01-01" || strings.ContainsAny(got[0][1:], "st") || got[0][8] == 'w' || strings.Contains(got[5], "/var/") {
			t.Errorf("owner, rights, date or place: %s", line)
		}
	}
	info := run(t, nil, "dpkg-deb", "--field", deb)
	for _, want := range []string{"Package: siegel", "Version: 0.20260101", "Architecture: amd64", "Depends: systemd", "Recommends: ca-certificates"} {
		if !strings.Contains(info, want) {
			t.Errorf("%s is missing in\n%s", want, info)
		}
	}
}

// The package's scripts are whole, keep letters and keys, and its sums are right.
func TestPackageScripts(t *testing.T) {
	root := t.TempDir()
	run(t, nil, "dpkg-deb", "--raw-extract", packed(t), root)
	control := filepath.Join(root, "DEBIAN")
	for _, script := range []string{"postinst", "prerm", "postrm"} {
		run(t, nil, "sh", "-n", filepath.Join(control, script))
	}
	for _, args := range [][]string{{"prerm", "upgrade", "2"}, {"postrm", "upgrade", "2"}} {
		run(t, nil, "sh", filepath.Join(control, args[0]), args[1], args[2])
	}
	said := run(t, nil, "sh", filepath.Join(control, "postrm"), "purge")
	for _, kept := range []string{"/var/lib/siegel", "/var/lib/siegel-notifier", "keys/"} {
		if !strings.Contains(said, kept) {
			t.Errorf("purge does not say that %s is kept: %s", kept, said)
		}
	}
	for _, script := range []string{"postinst", "prerm", "postrm"} {
		text, err := os.ReadFile(filepath.Join(control, script))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("rm ")) || bytes.Contains(text, []byte("userdel")) {
			t.Errorf("%s removes something", script)
		}
	}
	conffiles, err := os.ReadFile(filepath.Join(control, "conffiles"))
	if err != nil || string(conffiles) != "/etc/siegel/notifier.toml\n/etc/siegel/siegel.toml\n" {
		t.Errorf("conffiles: %q %v", conffiles, err)
	}
	cmd := exec.Command("md5sum", "--check", "--quiet", "DEBIAN/md5sums")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("sums: %v\n%s", err, out)
	}
	run(t, nil, "systemd-sysusers", "--root="+root, "siegel.conf")
	passwd, err := os.ReadFile(filepath.Join(root, "etc/passwd"))
	if err != nil || !bytes.Contains(passwd, []byte("siegel-notifier:x:")) || !bytes.Contains(passwd, []byte("nologin")) {
		t.Errorf("users: %s %v", passwd, err)
	}
}

// The same binary and the same date give the same package.
func TestPackageIsReproducible(t *testing.T) {
	var made [2][]byte
	for i := range made {
		var err error
		if made[i], err = os.ReadFile(packed(t)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Error("two packages of the same differ")
	}
}
