package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"siegel/internal/rest"
)

// Look opens a database that exists, only to be looked at: nothing is made, brought up to date or changed. Reading methods work where
// Found says that the schema is this program's. Errors: fs.ErrNotExist (SQLite), those of the driver.
func Look(ctx context.Context, database string) (*Store, error) {
	s := &Store{d: dialectOf(database), clock: time.Now}
	var err error
	if s.w, err = s.d.openToLook(database); err != nil {
		return nil, err
	}
	s.r = s.w
	if err := s.w.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", coded(err)), s.w.Close())
	}
	return s, nil
}

// Found is what can be said of a database without knowing anybody in it.
type Found struct {
	Version string            // of the database itself
	Schema  int64             // 0: no tables yet; compare with Schema()
	Checks  map[string][]byte // check values of the keys that it belongs to; none: it has never been used
	Newest  time.Time         // the newest time that is stored; zero if the schema is not this program's
}

// Found looks at the database as a whole.
func (s *Store) Found(ctx context.Context) (f Found, err error) {
	err = s.read(ctx, func(t *tx) error {
		f = Found{Checks: map[string][]byte{}}
		version, _ := s.d.about()
		if _, err := t.get(version, nil, &f.Version); err != nil {
			return err
		}
		var err error
		if f.Schema, err = t.schema(); err != nil || f.Schema == 0 {
			return err
		}
		if f.Checks, err = t.checks(); err != nil || f.Schema != Schema() {
			return err
		}
		_, err = t.get(`SELECT max(at) FROM (SELECT COALESCE(max(last_use), 0) AS at FROM sessions UNION ALL SELECT COALESCE(max(last_time), 0) FROM cases) AS newest`, nil, &f.Newest)
		return err
	})
	return f, err
}

// Size is what the database takes, in bytes.
func (s *Store) Size(ctx context.Context) (bytes int64, err error) {
	err = s.read(ctx, func(t *tx) error {
		_, err := t.get(s.d.size(), nil, &bytes)
		return err
	})
	return bytes, err
}

// Fits says whether the keys are those that the database was made with.
func (f Found) Fits(k *rest.Keys) bool {
	for name, sum := range k.Checks() {
		if !bytes.Equal(f.Checks[name], sum) {
			return false
		}
	}
	return true
}

// Setting gives a setting of the database server; "" where there is no server.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	_, ask := s.d.about()
	if ask == "" {
		return "", nil
	}
	err = s.w.QueryRowContext(ctx, ask, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, coded(err)
}
