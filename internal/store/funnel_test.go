package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"siegel/internal/store"
	"siegel/internal/testkit"
)

const insertKey = `INSERT INTO server_keys (name, key_check) VALUES ($1, $2)`

func count(t testing.TB, w *testkit.World, table string) (n int) {
	t.Helper()
	no(t, w.Read(ctx, func(tx *store.Tx) error {
		_, err := tx.Get(`SELECT count(*) FROM `+table, nil, &n)
		return err
	}))
	return n
}

// crowd starts writers together and gives their errors.
func crowd(w *testkit.World, n int, fn func(i int, tx *store.Tx) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			<-start
			errs[i] = w.Write(ctx, func(tx *store.Tx) error { return fn(i, tx) })
		})
	}
	close(start)
	done.Wait()
	return errs
}

// 64 writers at once, three of which fail in different ways after having written: only their own work is undone.
func TestOneWriterFailsAlone(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		before := count(t, w, "server_keys")
		broken := errors.New("broken")
		errs := crowd(w, 64, func(i int, tx *store.Tx) error {
			if err := tx.Exec(insertKey, fmt.Sprint("key ", i), []byte{1}); err != nil {
				return err
			}
			switch i {
			case 7:
				return broken
			case 21:
				return tx.Exec(insertKey, "k_salt", []byte{1}) // is there already
			case 42:
				return tx.Exec(`NO STATEMENT`)
			}
			return nil
		})
		for i, err := range errs {
			if failing := i == 7 || i == 21 || i == 42; failing != (err != nil) {
				t.Errorf("writer %d: %v", i, err)
			}
		}
		if !errors.Is(errs[7], broken) {
			t.Errorf("writer 7 got %v instead of its own error", errs[7])
		}
		if got := count(t, w, "server_keys") - before; got != 61 {
			t.Errorf("%d rows of 61", got)
		}
	})
}

// A writer that panics gets its panic back; the others do not notice.
func TestOneWriterPanicsAlone(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		before := count(t, w, "server_keys")
		var thrown any
		errs := make([]error, 16)
		var done sync.WaitGroup
		for i := range errs {
			done.Go(func() {
				defer func() {
					if v := recover(); v != nil {
						thrown = v
					}
				}()
				errs[i] = w.Write(ctx, func(tx *store.Tx) error {
					err := tx.Exec(insertKey, fmt.Sprint("key ", i), []byte{1})
					if i == 5 {
						panic("five")
					}
					return err
				})
			})
		}
		done.Wait()
		if thrown != "five" {
			t.Errorf("the panic came back as %v", thrown)
		}
		no(t, errors.Join(errs...))
		if got := count(t, w, "server_keys") - before; got != 15 {
			t.Errorf("%d rows of 15", got)
		}
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(insertKey, "after", []byte{1}) }))
	})
}

// On SQLite those who wait share a commit. The first writer holds the funnel until all others stand in line.
func TestWritersShareACommit(t *testing.T) {
	w := testkit.SQLite(t)
	const n = 32
	inside, others := make(chan struct{}), make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		_ = w.Write(ctx, func(*store.Tx) error {
			close(inside)
			<-others
			return nil
		})
	})
	<-inside
	rows, before := count(t, w, "server_keys"), w.Commits()
	for i := range n {
		done.Go(func() {
			_ = w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(insertKey, fmt.Sprint("key ", i), []byte{1}) })
		})
	}
	for w.Waiting() < n {
		time.Sleep(time.Millisecond)
	}
	close(others)
	done.Wait()
	if got := w.Commits() - before; got != 1 {
		t.Errorf("%d commits for %d writers that waited together", got, n)
	}
	if got := count(t, w, "server_keys") - rows; got != n {
		t.Errorf("%d rows of %d", got, n)
	}
}

// What write has acknowledged is on the disk in the way that survives a power cut, and readers cannot write.
func TestLiveConnections(t *testing.T) {
	w := testkit.SQLite(t)
	pool, readers := w.Pools()
	for _, c := range []struct{ name, want string }{{"synchronous", "2"}, {"journal_mode", "wal"}, {"foreign_keys", "1"}, {"secure_delete", "1"}, {"query_only", "0"},
		{"page_size", "1024"}, {"wal_autocheckpoint", "16000"}} {
		var got string
		no(t, pool.QueryRow("PRAGMA "+c.name).Scan(&got))
		if got != c.want {
			t.Errorf("writing: %s = %s, want %s", c.name, got, c.want)
		}
	}
	for _, c := range []struct{ name, want string }{{"journal_mode", "wal"}, {"query_only", "1"}} {
		var got string
		no(t, readers.QueryRow("PRAGMA "+c.name).Scan(&got))
		if got != c.want {
			t.Errorf("reading: %s = %s, want %s", c.name, got, c.want)
		}
	}
	if n := pool.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d writing connections", n)
	}
	pg := testkit.Postgres(t)
	writers, _ := pg.Pools()
	var got string
	no(t, writers.QueryRow("SHOW synchronous_commit").Scan(&got))
	if got != "on" {
		t.Errorf("PostgreSQL: synchronous_commit = %s", got)
	}
}

// A caller who has gone away before its turn changes nothing.
func TestWriteOfACallerWhoLeft(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		before := count(t, w, "server_keys")
		if err := w.Write(gone, func(tx *store.Tx) error { return tx.Exec(insertKey, "late", []byte{1}) }); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		if got := count(t, w, "server_keys"); got != before {
			t.Error("written all the same")
		}
	})
}

// After Close nothing is taken and nothing hangs.
func TestWriteAfterClose(t *testing.T) {
	w := testkit.SQLite(t)
	no(t, w.Store.Close())
	if err := w.Write(ctx, func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("%v", err)
	}
}

// Whoever stands in line when the store closes, and whose turn does not come, is not told that anything was written.
func TestWriteNeverBegun(t *testing.T) {
	began := false
	if err := store.WriteToEnded(ctx, func(*store.Tx) error { began = true; return nil }); !errors.Is(err, store.ErrClosed) || began {
		t.Errorf("%v, begun %t", err, began)
	}
}
