package shred

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Forget removes keys, notes the deletions in the journal, and writes the file anew as a whole: on the disks of today overwriting alone proves nothing. The key of a
// case that was sealed moves to the archive's part, under k_arch, and never back. Once more is no error.
func (s *Store) Forget(ctx context.Context, list []Deletion) error {
	if len(list) == 0 {
		return nil
	}
	err := s.inOne(ctx, func(t *sql.Tx) error {
		for _, d := range list {
			if _, err := t.ExecContext(ctx, s.text(`INSERT INTO journal (agency, kind, id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`),
				d.Agency[:], d.Kind, d.ID[:], d.At.UnixMilli()); err != nil {
				return bad(err)
			}
			if d.Kind == Sealed {
				if err := s.move(ctx, t, Name{d.Agency, Case, d.ID}); err != nil {
					return err
				}
				continue
			}
			if err := s.drop(ctx, t, d.Name); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, s.rewrite(ctx))
}

func (s *Store) drop(ctx context.Context, t *sql.Tx, n Name) error {
	for _, table := range []string{`shred_keys`, `arch_keys`} {
		if _, err := t.ExecContext(ctx, s.text(`DELETE FROM `+table+` WHERE agency = $1 AND kind = $2 AND id = $3`), n.Agency[:], n.Kind, n.ID[:]); err != nil {
			return bad(err)
		}
	}
	return nil
}

// move brings the key of a sealed case into the archive's part. One that is there already, or that there is none of, is no error.
func (s *Store) move(ctx context.Context, t *sql.Tx, n Name) error {
	var box []byte
	err := t.QueryRowContext(ctx, s.text(`SELECT box FROM shred_keys WHERE agency = $1 AND kind = $2 AND id = $3`), n.Agency[:], n.Kind, n.ID[:]).Scan(&box)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return bad(err)
	}
	plain, err := s.keys.Open(n.row(), box)
	if err != nil {
		return err
	}
	sealed, err := s.keys.SealArch(n.archRow(), plain)
	if err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, s.text(`INSERT INTO arch_keys (agency, kind, id, box) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`), n.Agency[:], n.Kind, n.ID[:], sealed); err != nil {
		return bad(err)
	}
	_, err = t.ExecContext(ctx, s.text(`DELETE FROM shred_keys WHERE agency = $1 AND kind = $2 AND id = $3`), n.Agency[:], n.Kind, n.ID[:])
	return bad(err)
}

// MoveSealed moves the keys of cases that an earlier version has sealed, and left where they were.
func (s *Store) MoveSealed(ctx context.Context, cases []Name) error {
	ordinary := map[Name]bool{}
	if err := s.names(ctx, `SELECT agency, kind, id FROM shred_keys WHERE kind = 'case'`, func(n Name) { ordinary[n] = true }); err != nil {
		return err
	}
	moved := 0
	err := s.inOne(ctx, func(t *sql.Tx) error {
		for _, n := range cases {
			if !ordinary[n] {
				continue
			}
			moved++
			if err := s.move(ctx, t, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || moved == 0 {
		return err
	}
	return s.rewrite(ctx)
}

// Sweep removes keys that belong to nothing any more, without a line in the journal: nothing was deleted.
func (s *Store) Sweep(ctx context.Context, list []Name) error {
	if len(list) == 0 {
		return nil
	}
	err := s.inOne(ctx, func(t *sql.Tx) error {
		for _, n := range list {
			if err := s.drop(ctx, t, n); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, s.rewrite(ctx))
}

// rewrite writes every page anew, and empties the log beside it.
func (s *Store) rewrite(ctx context.Context) error {
	queries := []string{`VACUUM`, `PRAGMA wal_checkpoint(TRUNCATE)`}
	if s.postgres {
		queries = []string{`VACUUM FULL shred_keys`, `VACUUM FULL arch_keys`, `VACUUM FULL shred_meta`}
	}
	for _, query := range queries {
		if _, err := s.db.ExecContext(ctx, query); err != nil {
			return bad(err)
		}
	}
	return nil
}

// inOne does something in one transaction.
func (s *Store) inOne(ctx context.Context, do func(*sql.Tx) error) error {
	t, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return bad(err)
	}
	defer func() { _ = t.Rollback() }() // after a commit this does nothing
	if err := do(t); err != nil {
		return err
	}
	return bad(t.Commit())
}

// JournalDays is how long a deletion stands in the journal: longer than any backup of the database is kept.
const JournalDays = 400

// Trim takes lines out of the journal that are older than every backup.
func (s *Store) Trim(ctx context.Context, now time.Time) error {
	_, err := s.db.ExecContext(ctx, s.text(`DELETE FROM journal WHERE at < $1`), now.AddDate(0, 0, -JournalDays).UnixMilli())
	return bad(err)
}

// Address stands in the journal only: an address for notices that was given up. Its id is a mark that says neither which nor whose (spec/notice.md), its agency is none.
const Address Kind = "address"

// Withdraw notes addresses that were given up. Once more is no error.
func (s *Store) Withdraw(ctx context.Context, marks [][16]byte, at time.Time) error {
	return s.inOne(ctx, func(t *sql.Tx) error {
		for _, mark := range marks {
			if _, err := t.ExecContext(ctx, s.text(`INSERT INTO journal (agency, kind, id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`),
				make([]byte, 16), Address, mark[:], at.UnixMilli()); err != nil {
				return bad(err)
			}
		}
		return nil
	})
}

// Withdrawn gives the marks of all addresses that were given up.
func (s *Store) Withdrawn(ctx context.Context) (marks [][16]byte, err error) {
	err = s.names(ctx, `SELECT agency, kind, id FROM journal WHERE kind = 'address'`, func(n Name) { marks = append(marks, n.ID) })
	return marks, err
}

// Deleted gives what the journal says was deleted, oldest first.
func (s *Store) Deleted(ctx context.Context) (list []Deletion, err error) {
	err = s.each(ctx, `SELECT agency, kind, id, at FROM journal WHERE kind <> 'address' ORDER BY at, agency, kind, id`, func(scan func(...any) error) error {
		var d Deletion
		var agency, id []byte
		var at int64
		if err := scan(&agency, &d.Kind, &id, &at); err != nil {
			return err
		}
		copy(d.Agency[:], agency)
		copy(d.ID[:], id)
		d.At = time.UnixMilli(at).UTC()
		list = append(list, d)
		return nil
	})
	return list, err
}

// Names gives all keys that there are, also those of the archive.
func (s *Store) Names(ctx context.Context) (list []Name, err error) {
	err = s.names(ctx, `SELECT agency, kind, id FROM shred_keys UNION ALL SELECT agency, kind, id FROM arch_keys ORDER BY agency, kind, id`, func(n Name) { list = append(list, n) })
	return list, err
}

func (s *Store) names(ctx context.Context, query string, found func(Name)) error {
	return s.each(ctx, query, func(scan func(...any) error) error {
		var n Name
		var agency, id []byte
		err := scan(&agency, &n.Kind, &id)
		copy(n.Agency[:], agency)
		copy(n.ID[:], id)
		found(n)
		return err
	})
}

func (s *Store) each(ctx context.Context, query string, row func(scan func(...any) error) error) error {
	rows, err := s.db.QueryContext(ctx, query)
	if err != nil {
		return bad(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return bad(err)
		}
	}
	return bad(rows.Err())
}
