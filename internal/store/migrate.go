package store

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Errors of Open.
var (
	ErrNewerSchema = errors.New("store: the database belongs to a newer release of this program")
	ErrOtherKeys   = errors.New("store: the keys folder does not belong to this database")
)

// migrate brings the schema up to date. Nodes that start together take turns.
func (s *Store) migrate(ctx context.Context) error {
	p, err := s.migrator()
	if err != nil {
		return err
	}
	newest := Schema()
	have, err := s.schemaVersion(ctx, p)
	if err != nil {
		return fmt.Errorf("store: schema version: %w", err)
	}
	if have > newest {
		return ErrNewerSchema // kill: S.Migrate.migrate-newer-schema
	}
	if have == newest {
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return nil
}

func (s *Store) migrator() (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if s.d == sqlite {
		return goose.NewProvider(goose.DialectSQLite3, s.w, folder)
	}
	turns, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, s.w, folder, goose.WithSessionLocker(turns))
}

// schemaVersion is 0 for an empty database. It asks before goose does, because goose makes its table on asking.
func (s *Store) schemaVersion(ctx context.Context, p *goose.Provider) (int64, error) {
	var tables int
	if err := s.w.QueryRowContext(ctx, s.d.hasSchema()).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	return p.GetDBVersion(ctx)
}

// checkKeys compares the check values of the server's keys with those of the database; a new database takes them.
func (s *Store) checkKeys(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		have := 0
		for name, sum := range s.keys.Checks() {
			var stored []byte
			found, err := t.get(`SELECT key_check FROM server_keys WHERE name = $1`, args{name}, &stored)
			if err != nil {
				return err
			}
			if found && !bytes.Equal(stored, sum) {
				if known, err := t.renewed(name); err != nil || !known {
					return errors.Join(ErrOtherKeys, err) // kill: S.Migrate.check-keys-other-keys
				}
			}
			if found {
				have++
			}
		}
		if have == len(s.keys.Checks()) {
			return nil
		}
		return t.keepKeys(have)
	})
}

// keepKeys writes the check values into a database that has none. A part of them is a sign of damage.
func (t *tx) keepKeys(have int) error {
	if have > 0 {
		return ErrOtherKeys // kill: S.Migrate.keep-keys-other-keys
	}
	for name, sum := range t.s.keys.Checks() {
		if _, err := t.exec(`INSERT INTO server_keys (name, key_check) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, sum); err != nil {
			return err
		}
	}
	return nil
}

// Schema is the number of the newest migration that this program knows.
func Schema() int64 {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // fails for a malformed pattern only
	number, _, _ := strings.Cut(path.Base(names[len(names)-1]), "_")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		panic(err) // our own file names
	}
	return n
}
