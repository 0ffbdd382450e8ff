package jobs

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/record"
)

// What waits is written when the server ends, old files go, and a folder that cannot be written is told once and hinders nothing.
func TestRecord(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 11, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	to := record.Folder{Path: filepath.Join(t.TempDir(), "record"), Days: 7, Free: func(string) (uint64, bool) { return 1 << 40, true }}
	if err := os.Mkdir(to.Path, 0o700); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(to.Path, "access-2026-11-14-1.csv")
	if err := os.WriteFile(old, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	ended, end := context.WithCancel(t.Context())
	end()
	rows := record.New(clock)
	rows.Add(record.Row{File: "/{agency}", Outcome: "ok", Browser: "other"}, record.Sender{})
	Record(ended, rows, to, clock, log)
	raw, err := os.ReadFile(filepath.Join(to.Path, "access-2026-11-22-1.csv"))
	if err != nil || !strings.Contains(string(raw), "2026-11-22,00:00-24:00,/{agency},0,ok,other\n") {
		t.Errorf("%q %v", raw, err)
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Error("the old file is still there")
	}
	rows.Add(record.Row{File: "/{agency}"}, record.Sender{})
	to.Free = func(string) (uint64, bool) { return 0, true }
	Record(ended, rows, to, clock, log)
	if strings.Count(said.String(), "the access record is not written") != 1 {
		t.Errorf("the log says %s", &said)
	}
	if err := os.WriteFile(old, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	Record(ended, nil, to, clock, log) // switched off
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Error("what was recorded before stays for ever")
	}
}
