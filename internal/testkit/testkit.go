// Package testkit gives tests what they all need: empty databases of both kinds, a settable clock, agencies that are set up, people with real signatures.
// Only tests may import it.
package testkit

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"siegel/internal/files"
	"siegel/internal/rest"
	"siegel/internal/shred"
	"siegel/internal/store"
)

// Clock is a clock that tests set.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts at a fixed moment, a Sunday morning.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 11, 22, 10, 11, 12, 345e6, time.UTC)} }

// Now gives the time; pass it where a clock is asked for.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Pass moves the clock on.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// World is an empty database with its clock and keys.
type World struct {
	*store.Store
	Clock    *Clock
	Keys     *rest.Keys
	KeysDir  string // the folder that they are in
	Database string // what store.Open was given
	Files    string // the folder of attachments
	ShredDir string // the folder of the shred store
	Postgres bool
}

// EachDatabase runs a test on a fresh SQLite file and on a fresh PostgreSQL database.
func EachDatabase(t *testing.T, run func(t *testing.T, w *World)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { run(t, Postgres(t)) })
}

// SQLite opens a fresh file.
func SQLite(t testing.TB) *World {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "siegel.db"), false)
}

// Postgres opens a fresh database of the test cluster.
func Postgres(t testing.TB) *World {
	t.Helper()
	return open(t, freshPostgres(t), true)
}

func open(t testing.TB, database string, postgres bool) *World {
	t.Helper()
	w := &World{Clock: NewClock(), KeysDir: filepath.Join(t.TempDir(), "keys"), Database: database, Files: filepath.Join(t.TempDir(), "files"), ShredDir: filepath.Join(t.TempDir(), "shred"), Postgres: postgres}
	var err error
	if w.Keys, err = rest.Create(w.KeysDir); err != nil {
		t.Fatal(err)
	}
	w.Store, err = store.Open(context.Background(), store.Options{Database: database, Keys: w.Keys, Clock: w.Clock.Now, Files: files.NewDisk(w.Files), Shred: w.Shreds(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// Shreds opens the shred store of the world once more, for whoever opens the database: the store closes it.
func (w *World) Shreds(t testing.TB) *shred.Store {
	t.Helper()
	s, err := shred.Open(context.Background(), w.ShredDir, w.Keys)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Keys makes server keys in a folder of their own.
func Keys(t testing.TB) *rest.Keys {
	t.Helper()
	k, err := rest.Create(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}
