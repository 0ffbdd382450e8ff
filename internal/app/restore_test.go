package app

import (
	"os"
	"path/filepath"
	"testing"

	"siegel/internal/testkit"
)

// Attachments beside an empty database are what a power cut leaves in the last moment of a restoration: they stay, and it is said what to do.
func TestRestoreBesideAttachments(t *testing.T) {
	g := testkit.Schema2(t)
	where := installation(t.TempDir(), testkit.EmptyPostgres(t), "")
	well(t, where, "keys", "restore", g.Keys, "--identity", g.Offline)
	files := filepath.Join(where[1], "files")
	if err := os.MkdirAll(filepath.Join(files, "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	badly(t, where, "take "+files+" away then", "restore", g.Backup, "--identity", g.Offline)
	if err := os.Remove(filepath.Join(files, "ab")); err != nil {
		t.Fatal(err) // it stayed
	}
	well(t, where, "restore", g.Backup, "--identity", g.Offline)
}
