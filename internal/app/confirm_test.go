package app

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/backup"
	"siegel/internal/testkit"
)

// A machine whose clock is far ahead of what was last seen: no backup is removed by it, and the operator's word is asked for. Then it goes on.
func TestClockConfirm(t *testing.T) {
	_, public := offlineKey(t)
	w := testkit.SQLite(t)
	where, _, _, _ := livedIn(t, w, public)
	if _, err := w.ConfirmClock(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Clock.Pass(-time.Until(w.Clock.Now()) - 300*24*time.Hour)
	if _, err := w.ConfirmClock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	made := well(t, where, "backup", "create")
	if !strings.Contains(made, "No older archive was removed") {
		t.Errorf("it believes the clock: %s", made)
	}
	old, err := backup.Into(filepath.Dir(archiveName.FindString(made)), backup.Main, time.Now().AddDate(0, 0, -40), func(io.Writer) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if said := well(t, where, "clock", "confirm"); !strings.Contains(said, "the server worked by it last on ") {
		t.Errorf("confirm says %s", said)
	}
	time.Sleep(time.Second) // archives are named by the second
	if made := well(t, where, "backup", "create"); strings.Contains(made, "No older archive") {
		t.Errorf("it asks once more: %s", made)
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("what is past its time stays: %v", err)
	}
}
