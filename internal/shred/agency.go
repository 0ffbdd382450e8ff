package shred

import (
	"context"
	"database/sql"
	"time"
)

// Agency stands in the journal only: an agency that the operator has deleted, with all keys of its accounts and cases.
const Agency Kind = "agency"

// ForgetAgency removes every key of an agency and notes in the journal that it was deleted, so that no restored backup brings it back. Once more is no error.
func (s *Store) ForgetAgency(ctx context.Context, agency [16]byte, at time.Time) error {
	err := s.inOne(ctx, func(t *sql.Tx) error {
		if _, err := t.ExecContext(ctx, s.text(`INSERT INTO journal (agency, kind, id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`),
			agency[:], Agency, agency[:], at.UnixMilli()); err != nil {
			return bad(err)
		}
		for _, table := range []string{`shred_keys`, `arch_keys`} {
			if _, err := t.ExecContext(ctx, s.text(`DELETE FROM `+table+` WHERE agency = $1`), agency[:]); err != nil {
				return bad(err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.rewrite(ctx)
}
