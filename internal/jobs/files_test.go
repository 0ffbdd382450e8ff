package jobs_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/jobs"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// What was dropped before the server ended goes at its next start; a place that does not answer is reported once, by no name.
func TestFiles(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		f := counsel.File{ID: testkit.ID(), Case: s.Case(seeker, s.Lead, 2), Length: 86}
		if _, err := w.AddFile(t.Context(), seeker, f); err != nil {
			t.Fatal(err)
		}
		if err := w.PutPart(t.Context(), seeker, f.ID, 0, 86, bytes.NewReader(testkit.Bytes(86))); err != nil {
			t.Fatal(err)
		}
		if err := w.DropFile(t.Context(), seeker, f.ID); err != nil {
			t.Fatal(err)
		}
		if n := stored(t, w.Files); n != 1 {
			t.Fatalf("%d parts", n)
		}
		without, err := store.Open(t.Context(), store.Options{Database: w.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer without.Close()
		said := make(lines, 16)
		run(t, without, slog.New(slog.NewTextHandler(said, nil)), func() bool { return len(said) > 0 })
		if line := <-said; len(said) != 0 || !strings.Contains(line, "attachments are not removed") || strings.Contains(line, w.Files) {
			t.Errorf("said: %s", line)
		}
		run(t, w.Store, slog.New(slog.DiscardHandler), func() bool { return stored(t, w.Files) == 0 })
	})
}

// lines keeps what is logged.
type lines chan string

func (l lines) Write(p []byte) (int, error) { l <- string(p); return len(p), nil }

// run lets the job run until something has happened.
func run(t *testing.T, s *store.Store, log *slog.Logger, done func() bool) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { jobs.Files(ctx, s, log); close(ended) }()
	until(t, done)
	stop()
	<-ended
}

// stored counts the files below a folder.
func stored(t *testing.T, folder string) (n int) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			n += stored(t, folder+"/"+e.Name())
		} else {
			n++
		}
	}
	return n
}
