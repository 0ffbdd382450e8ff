package notifier_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/notifier"
)

// TestAFolderThatIsNotOurs: whose identity is gone, was changed or lies open, or which a newer version has written, is not opened.
func TestAFolderThatIsNotOurs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(h *house, identity string) error
		want   error // nil: any
	}{
		"no identity beside addresses": {func(_ *house, identity string) error { return os.Remove(identity) }, notifier.ErrNoIdentity},
		"an identity for all eyes":     {func(_ *house, identity string) error { return os.Chmod(identity, 0o604) }, nil},
		"an identity that is none": {func(_ *house, identity string) error {
			return os.WriteFile(identity, []byte("AGE-SECRET-KEY-PQ-1\n"), 0o600)
		}, nil},
		"a newer database": {func(h *house, _ string) error { return h.write("PRAGMA user_version = 1000") }, notifier.ErrNewer},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, newOffice(t, notifier.NoTLS), nil)
			h.stop()
			n, err := notifier.New(notifier.Options{Folder: h.folder})
			no(t, err)
			no(t, n.Close())
			no(t, c.change(h, filepath.Join(h.folder, "identity.txt")))
			if n, err := notifier.New(notifier.Options{Folder: h.folder}); err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%v", err)
				_ = n.Close()
			}
		})
	}
}

// TestABrokenRow is told as a failure of ours, and nothing is read out of it.
func TestABrokenRow(t *testing.T) {
	t.Parallel()
	for _, change := range []string{"agency = x'01'", "uid = x'01'", "words = 'x'"} {
		t.Run(change, func(t *testing.T) {
			h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
			h.confirmed()
			token := h.token()
			h.stop()
			no(t, h.write("UPDATE people SET "+change))
			h.start()
			if known, err := h.Stop(ctx, token); counsel.CodeOf(err) != counsel.Internal || known {
				t.Errorf("known %t, %v", known, err)
			}
		})
	}
}

// token is that of the one person who is kept.
func (h *house) token() (token string) {
	h.t.Helper()
	db := h.database()
	no(h.t, db.QueryRow("SELECT token FROM people").Scan(&token))
	no(h.t, db.Close())
	return token
}

// write changes the database behind the notifier's back.
func (h *house) write(statement string) error {
	db := h.database()
	_, err := db.Exec(statement)
	return errors.Join(err, db.Close())
}

func (h *house) database() *sql.DB {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.folder, "notifier.db")+"?_pragma=busy_timeout(5000)")
	no(h.t, err)
	return db
}
