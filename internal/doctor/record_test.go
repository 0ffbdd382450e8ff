package doctor

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"siegel/internal/config"
)

// The folder of the access record is nobody else's, and holds nothing that should have gone.
func TestAccessRecord(t *testing.T) {
	place := filepath.Join(t.TempDir(), "record")
	at := time.Date(2026, 11, 22, 10, 11, 0, 0, time.UTC)
	worst := func(on bool) Level {
		t.Helper()
		e := &examination{Installation: Installation{Config: config.Config{Record: config.Record{On: on, Folder: place, Days: 7}}, Now: func() time.Time { return at }}, ctx: t.Context()}
		e.accessRecord()
		if len(e.findings) == 0 {
			t.Fatal("nothing is said")
		}
		for _, f := range e.findings {
			if f.Level != OK && f.Cure == "" {
				t.Errorf("no cure: %+v", f)
			}
			if f.Check != "access_record" {
				t.Errorf("%+v", f)
			}
		}
		return max(Worst(e.findings), OK)
	}
	for _, on := range []bool{false, true} {
		if l := worst(on); l != OK {
			t.Errorf("nothing there, on %v: %v", on, l)
		}
	}
	if err := os.Mkdir(place, 0o755); err != nil {
		t.Fatal(err)
	}
	if l := worst(true); l != Fail {
		t.Errorf("others may look in: %v", l)
	}
	if err := os.Chmod(place, 0o700); err != nil {
		t.Fatal(err)
	}
	if l := worst(false); l != OK {
		t.Errorf("as it should be: %v", l)
	}
	if err := os.WriteFile(filepath.Join(place, "access-2026-11-14-1.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if l := worst(false); l != Fail {
		t.Errorf("older than promised: %v", l)
	}
}
