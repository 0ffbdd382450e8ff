// Package store keeps what the agencies and their people send, on SQLite or PostgreSQL, and asks internal/counsel before it gives or takes.
// Nothing in it can read content: boxes are sealed by browsers. It is the only package with SQL.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/files"
	"siegel/internal/rest"
	"siegel/internal/shred"
)

// Options says which database to open.
type Options struct {
	Database string // a file path, or postgres://…
	Keys     *rest.Keys
	Clock    func() time.Time // nil: time.Now
	Notices  bool             // there is a notifier to tell things to
	Shred    *shred.Store     // where the keys of accounts and cases lie; Open and Close close it. nil: nowhere; what was sealed under them does not open
	Files    files.Parts      // where attachments lie; nil: nowhere, and none are taken
}

// Store is an open database. Its methods may be called from any goroutine.
type Store struct {
	d      dialect
	w, r   *sql.DB // on SQLite one writing connection and a pool that cannot write; on PostgreSQL the same pool
	keys   *rest.Keys
	files  files.Parts
	shreds *shredStore // nil without one

	sealedElsewhere bool // opened without a shred store though the database has one: what is sealed stays so
	clock           func() time.Time
	group           *group       // SQLite only
	seen            atomic.Int64 // SQLite only: see Others
	relay           *relay       // PostgreSQL only
	rules           rules
	tally           tally
	told            atomic.Pointer[func([]counsel.Event)]

	notices bool
}

// Open opens the database, brings its schema up to date and compares the check values of the server's keys.
// Errors: ErrNewerSchema, ErrOtherKeys, and those of the driver.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Keys == nil {
		return nil, errors.New("store: no keys")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Files == nil {
		o.Files = files.None{}
	}
	s := &Store{d: dialectOf(o.Database), keys: o.Keys, files: o.Files, clock: o.Clock, notices: o.Notices}
	if o.Shred != nil {
		s.shreds = &shredStore{Store: o.Shred}
	}
	if err := s.connect(o.Database); err != nil {
		if o.Shred != nil {
			err = errors.Join(err, o.Shred.Close())
		}
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context) error {
	if err := s.w.PingContext(ctx); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.d == sqlite {
		s.group = newGroup(s)
	}
	if err := s.checkKeys(ctx); err != nil {
		return err
	}
	if err := s.prepareShreds(ctx); err != nil {
		return err
	}
	return s.readPolicies(ctx)
}

// Close waits for the running writes and closes the database.
func (s *Store) Close() error {
	if s.group != nil {
		s.group.stop()
	}
	if s.relay != nil {
		s.relay.stop()
	}
	var err error
	if s.shreds != nil {
		err = s.shreds.Close()
	}
	if s.r == s.w {
		return errors.Join(err, s.w.Close())
	}
	return errors.Join(err, s.r.Close(), s.w.Close())
}

// WorkSecret is the secret of the tasks of proof of work, the same on every node.
func (s *Store) WorkSecret() []byte { return s.keys.WorkSecret() }
