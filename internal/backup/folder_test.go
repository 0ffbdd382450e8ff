package backup_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"siegel/internal/backup"
)

// A night's run may begin half an hour earlier than that of the week before: what is seven days old goes all the same. The note that an archive was put back stays after the archive.
func TestArchivesEndOnTheirDay(t *testing.T) {
	dir, made := t.TempDir(), time.Date(2026, 11, 1, 2, 59, 0, 0, time.UTC)
	shred, main := backup.Name(backup.Shred, made), backup.Name(backup.Main, made)
	for _, name := range []string{shred, main, main + backup.Verified} {
		no(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	left := func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	}
	run := func(at time.Time, kinds ...backup.Kind) {
		t.Helper()
		_, err := backup.Expire(dir, at, kinds...)
		no(t, err)
	}
	run(made.AddDate(0, 0, 6).Add(-29 * time.Minute))
	if !left(shred) {
		t.Error("gone a day early")
	}
	run(made.AddDate(0, 0, 7).Add(-29*time.Minute), backup.Main)
	if !left(shred) {
		t.Error("gone with those of another kind")
	}
	run(made.AddDate(0, 0, 7).Add(-29 * time.Minute))
	if left(shred) || !left(main) {
		t.Errorf("shred %t, main %t", left(shred), left(main))
	}
	run(made.AddDate(0, 0, 101))
	if left(main) || backup.Newest(dir, backup.Main, backup.Verified) != made {
		t.Error("the archive is still there, or nobody knows any more that it was tried out")
	}
	run(made.AddDate(0, 0, 201))
	if left(main + backup.Verified) {
		t.Error("the note stays for ever")
	}
}
