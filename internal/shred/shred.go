// Package shred keeps one key per account and per case, apart from the database (PROTOCOL 2.11, spec/rest.md). Whatever small key rows the database holds of
// them is sealed under it: when the key is gone, no copy of the database opens them any more. Each key is boxed under the server's own k_rest. Beside the keys
// lies the deletion journal: random ids of what was deleted, so that a restored backup does not bring it back.
package shred

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // registers "sqlite"

	"siegel/internal/rest"
)

// Kind says what a key, or a line of the journal, is about.
type Kind string

// The kinds. Sealed stands in the journal only: a case that its people no longer have, and that the archive keeps. Its key is that of the case, in the archive's part.
const (
	Account Kind = "account"
	Case    Kind = "case"
	Sealed  Kind = "sealed"
)

// Name is whose key it is.
type Name struct {
	Agency [16]byte
	Kind   Kind
	ID     [16]byte
}

// Deletion is a line of the journal.
type Deletion struct {
	Name
	At time.Time // the day
}

// Store is an open shred store. Its methods may be called from any goroutine.
type Store struct {
	db       *sql.DB
	keys     *rest.Keys
	postgres bool
}

// schema: one text for both databases.
var schema = []string{
	`CREATE TABLE IF NOT EXISTS shred_keys (agency BYTEA NOT NULL, kind TEXT NOT NULL, id BYTEA NOT NULL, box BYTEA NOT NULL, PRIMARY KEY (agency, kind, id))`,
	`CREATE TABLE IF NOT EXISTS arch_keys (agency BYTEA NOT NULL, kind TEXT NOT NULL, id BYTEA NOT NULL, box BYTEA NOT NULL, PRIMARY KEY (agency, kind, id))`,
	`CREATE TABLE IF NOT EXISTS journal (agency BYTEA NOT NULL, kind TEXT NOT NULL, id BYTEA NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (agency, kind, id))`,
	`CREATE TABLE IF NOT EXISTS shred_meta (name TEXT NOT NULL PRIMARY KEY, value BYTEA NOT NULL)`,
}

// File is the name of the one file in the folder of a shred store.
const File = "shred.db"

// Open opens the shred store in a folder, or the PostgreSQL database postgres://…, and makes it where there is none.
func Open(ctx context.Context, place string, keys *rest.Keys) (*Store, error) {
	s := &Store{keys: keys, postgres: strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")}
	var err error
	if s.db, err = s.connect(place); err != nil {
		return nil, err
	}
	for _, query := range schema {
		if _, err := s.db.ExecContext(ctx, query); err != nil {
			return nil, errors.Join(bad(err), s.Close())
		}
	}
	return s, nil
}

func (s *Store) connect(place string) (*sql.DB, error) {
	if s.postgres {
		c, err := pgx.ParseConfig(place)
		if err != nil {
			return nil, errors.New("shred: the address of the database is not understood") // the driver's error may quote the password // kill: S.Shred.connect-no-address
		}
		db := stdlib.OpenDB(*c)
		db.SetMaxOpenConns(4)
		return db, nil
	}
	if err := os.MkdirAll(place, 0o700); err != nil {
		return nil, fmt.Errorf("shred: %w", err)
	}
	path := filepath.Join(place, File)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // readable by its owner only, also one that was copied back with laxer rights
	if err != nil {
		return nil, fmt.Errorf("shred: %w", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return nil, fmt.Errorf("shred: %w", err)
	}
	// synchronous(FULL): a key is on the disk before a row needs it. secure_delete: what goes is overwritten, and Forget writes the whole file anew.
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(5000)&_journal_mode=WAL&_pragma=synchronous(FULL)&_pragma=secure_delete(1)&_txlock=immediate")
}

// Close closes it.
func (s *Store) Close() error { return s.db.Close() }

// bad tells what failed without the driver's words, which may quote values.
func bad(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("shred: the store of keys does not answer (%T)", err) // kill: S.Shred.bad-no-answer
}

// text turns $1 into what the database understands.
func (s *Store) text(query string) string {
	if s.postgres {
		return query
	}
	return strings.ReplaceAll(query, "$", "?")
}

func (n Name) archRow() rest.Row { return rest.RowOf(n.Agency, "arch_keys", []byte(n.Kind), n.ID[:]) }

func (n Name) row() rest.Row { return rest.RowOf(n.Agency, "shred_keys", []byte(n.Kind), n.ID[:]) }

// ErrNone says that there is no key of that name.
var ErrNone = errors.New("shred: there is no such key")

// Key gives a key, that of a sealed case from the archive's part. Errors: ErrNone; rest.ErrBox if it belongs to another server.
func (s *Store) Key(ctx context.Context, n Name) (k rest.Key, err error) {
	var box []byte
	var sealed bool
	err = s.db.QueryRowContext(ctx, s.text(`SELECT box, 1 = 0 FROM shred_keys WHERE agency = $1 AND kind = $2 AND id = $3
		UNION ALL SELECT box, 1 = 1 FROM arch_keys WHERE agency = $1 AND kind = $2 AND id = $3`), n.Agency[:], n.Kind, n.ID[:]).Scan(&box, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return k, ErrNone // kill: S.Shred.key-none
	}
	if err != nil {
		return k, bad(err)
	}
	if sealed {
		return keyOf(s.keys.OpenArch(n.archRow(), box))
	}
	k, err = keyOf(s.keys.Open(n.row(), box))
	if err == nil {
		return k, nil
	}
	if next, bad := s.Meta(ctx, metaNext, nil); bad != nil || next == nil {
		return k, errors.Join(err, bad)
	} else if _, bad := s.keys.TakeNext(next); bad != nil {
		return k, err
	}
	return keyOf(s.keys.Open(n.row(), box)) // another node has renewed k_rest this moment
}

func keyOf(plain []byte, err error) (k rest.Key, _ error) {
	if errors.Is(err, rest.ErrNoArch) {
		return k, err
	}
	if err != nil || len(plain) != len(k) {
		return k, rest.ErrBox // kill: S.Shred.key-box
	}
	return rest.Key(plain), nil
}

// Make gives the key of that name, and makes it where there is none. When it returns, the key is on the disk.
func (s *Store) Make(ctx context.Context, n Name) (rest.Key, error) {
	k, err := s.Key(ctx, n)
	if !errors.Is(err, ErrNone) {
		return k, err
	}
	k = rest.NewKey()
	if _, err := s.db.ExecContext(ctx, s.text(`INSERT INTO shred_keys (agency, kind, id, box) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`),
		n.Agency[:], n.Kind, n.ID[:], s.keys.Seal(n.row(), k[:])); err != nil {
		return k, bad(err)
	}
	return s.Key(ctx, n) // of two who made one, the first's
}
