package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// exposed is the most that `systemd-analyze security` may find, in tenths of its scale of 0 to 10. Below 2 it says OK; what is left is the network.
const exposed = "18"

var units = []string{"siegel.service", "siegel-notifier.service", "siegel-backup.service"}

// What an intruder in one of the processes could do to the machine stays as little as it is.
func TestUnitsAreHardened(t *testing.T) {
	for _, unit := range units {
		run(t, nil, "systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold="+exposed, "systemd/"+unit) // fails above it
	}
}

var command = regexp.MustCompile(`(?m)^(ExecStart=)/usr/bin/siegel`)

// systemd understands every line of the units, as the package installs them.
func TestUnitsAreUnderstood(t *testing.T) {
	folder := t.TempDir()
	var paths []string
	for _, unit := range append([]string{"siegel-backup.timer"}, units...) {
		text, err := os.ReadFile("systemd/" + unit)
		if err != nil {
			t.Fatal(err)
		}
		text = command.ReplaceAll(text, []byte("${1}/bin/true")) // the program is not installed here
		paths = append(paths, filepath.Join(folder, unit))
		if err := os.WriteFile(paths[len(paths)-1], text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	dropIn, err := os.ReadFile("package/shared.conf")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "siegel.service.d"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "siegel.service.d", "shared.conf"), dropIn, 0o644); err != nil {
		t.Fatal(err)
	}
	if said := run(t, nil, "systemd-analyze", append([]string{"verify", "--man=no"}, paths...)...); said != "" {
		t.Errorf("systemd says:\n%s", said)
	}
}
