package store_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// Errors of the database's own trouble get the codes that people have words for, with a time to wait; nothing of the driver's text gets out.
func TestTroubleHasACode(t *testing.T) {
	const secret = "db.example with a value"
	for want, list := range map[counsel.Code][]error{
		counsel.Away: {io.ErrUnexpectedEOF, io.EOF, net.ErrClosed,
			driver.ErrBadConn, context.DeadlineExceeded, &net.OpError{Op: "dial", Err: errors.New(secret)}, store.ErrClosed},
		counsel.Internal: {errors.New("a fault of ours")},
		counsel.Taken:    {counsel.Refuse(counsel.Taken)},
	} {
		for _, err := range list {
			got := store.Coded(fmt.Errorf("around it: %w", err))
			if counsel.CodeOf(got) != want || strings.Contains(got.Error(), secret) {
				t.Errorf("%v: %v, want %s", err, got, want)
			}
			var e *counsel.Error
			if errors.As(got, &e) && want != counsel.Taken && e.Wait == 0 {
				t.Errorf("%v: nobody is told when to try again", err)
			}
		}
	}
}

// What PostgreSQL and SQLite say themselves, by their numbers.
func TestTroubleByNumber(t *testing.T) {
	for code, want := range map[string]counsel.Code{
		"53100": counsel.Full, "08006": counsel.Away, "53300": counsel.Away, "53200": counsel.Away, "57P01": counsel.Away, "57P02": counsel.Away, "57P03": counsel.Away,
		"57P05": counsel.Away, "57014": counsel.Away, "58030": counsel.Away, "25P03": counsel.Away, "25006": counsel.Away, "42601": "", "23514": "", "40001": "", "57000": "",
	} {
		if got := store.PostgresTrouble(code); got != want {
			t.Errorf("PostgreSQL %s: %q, want %q", code, got, want)
		}
	}
	for code, want := range map[int]counsel.Code{13: counsel.Full, 4874: counsel.Full, 10: counsel.Away, 778: counsel.Away, 14: counsel.Away, 8: counsel.Away, 5: counsel.Away, 1: "", 19: "", 2067: "", 11: ""} {
		if got := store.SQLiteTrouble(code); got != want {
			t.Errorf("SQLite %d: %q, want %q", code, got, want)
		}
	}
}

// noRoom lets a database of SQLite grow no more, until it is undone.
func noRoom(t *testing.T, w *testkit.World) (undo func()) {
	t.Helper()
	pool, _ := w.Pools()
	limit := func(pages string) {
		var n int
		no(t, pool.QueryRow("PRAGMA max_page_count="+pages).Scan(&n))
	}
	limit("1")
	return func() { limit("1073741823") }
}

// Where there is no room, whoever writes is told so; those who wrote at the same moment and whoever comes later are not harmed.
func TestFullDatabase(t *testing.T) {
	w := testkit.SQLite(t)
	undo := noRoom(t, w)
	var done sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		done.Go(func() {
			errs[i] = w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(insertKey, fmt.Sprint("large ", i), make([]byte, 1<<20)) })
		})
	}
	done.Wait()
	for _, err := range errs {
		code(t, err, counsel.Full)
	}
	undo()
	no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(insertKey, "room again", make([]byte, 1<<20)) }))
}

// Who is signed in and only reads goes on reading, although it cannot be kept that the session was used.
func TestReadingWhereThereIsNoRoom(t *testing.T) {
	w := testkit.SQLite(t)
	scene := testkit.NewScene(t, w, "donau", true)
	cookie := scene.Cookie[scene.Lead.UID]
	pool, _ := w.Pools()
	for _, statement := range []string{`CREATE TABLE room (b BYTEA)`, `CREATE TRIGGER used AFTER UPDATE ON sessions BEGIN INSERT INTO room VALUES (zeroblob(1000000)); END`} {
		_, err := pool.Exec(statement)
		no(t, err)
	}
	w.Clock.Pass(6 * time.Minute)
	defer noRoom(t, w)()
	actor, _, err := w.Session(ctx, counsel.Staff, cookie)
	no(t, err)
	if actor.UID != scene.Lead.UID {
		t.Error("somebody else")
	}
	code(t, w.Logout(ctx, cookie), "")
}
