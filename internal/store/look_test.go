package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// Who looks sees what there is, and cannot change it.
func TestLook(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		s.Case(seeker, s.Lead, 2)
		looked, err := store.Look(ctx, w.Database)
		no(t, err)
		defer func() { no(t, looked.Close()) }()
		f, err := looked.Found(ctx)
		no(t, err)
		if f.Schema != store.Schema() || !f.Fits(w.Keys) || f.Fits(testkit.Keys(t)) || len(f.Version) < len("SQLite 3") {
			t.Errorf("%+v", f)
		}
		if want := counsel.Quarter(w.Clock.Now()); f.Newest.Before(want) || f.Newest.After(w.Clock.Now()) {
			t.Errorf("the newest time is %v, want %v at least", f.Newest, want)
		}
		if counts, err := looked.Counts(ctx); err != nil || len(counts) != 1 {
			t.Errorf("%v %v", counts, err)
		}
		if err := looked.StopStaff(ctx, s.Agency.ID, s.Lead.UID); err == nil {
			t.Error("who looks has stopped somebody")
		}
		_, err = pool(w, s.Lead)
		no(t, err)
	})
}

func TestLookMakesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "siegel.db")
	if _, err := store.Look(ctx, path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a database that is not there: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("looking has made a file")
	}
	no(t, os.WriteFile(path, nil, 0o600))
	looked, err := store.Look(ctx, path)
	no(t, err)
	f, err := looked.Found(ctx)
	no(t, err)
	no(t, looked.Close())
	if info, err := os.Stat(path); f.Schema != 0 || len(f.Checks) != 0 || err != nil || info.Size() != 0 {
		t.Errorf("an empty database: %+v, and then it is %v, %v", f, info.Size(), err)
	}
}
