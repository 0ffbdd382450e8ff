package backup_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"siegel/internal/backup"
)

// Made at whatever time of day, the keys of what was deleted are in no archive that is older than seven days: from one night's run to the next it may be half an hour more than a
// day. The note that an archive was put back stays after the archive.
func TestArchivesEndOnTheirDay(t *testing.T) {
	const longest = 24*time.Hour + 30*time.Minute
	dir, made := t.TempDir(), time.Date(2026, 11, 1, 15, 0, 0, 0, time.UTC)
	week := made.AddDate(0, 0, 7)
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
	run(week.Add(-longest - time.Second)) // the next run is in time
	if !left(shred) {
		t.Error("gone a day early")
	}
	run(week.Add(-longest), backup.Main)
	if !left(shred) || len(backup.Late(dir, week.Add(-time.Second))) != 0 {
		t.Error("gone with those of another kind, or called late before it is")
	}
	if late := backup.Late(dir, week); len(late) != 1 || late[0] != shred {
		t.Errorf("no run has come, and late are %v", late)
	}
	run(week.Add(-longest))
	if left(shred) || !left(main) {
		t.Errorf("shred %t, main %t", left(shred), left(main))
	}
	if late := backup.Late(dir, made.AddDate(0, 0, 300)); len(late) != 1 || late[0] != main {
		t.Errorf("late are %v; a note is no archive", late)
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
