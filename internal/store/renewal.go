package store

import (
	"bytes"
	"context"

	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/shred"
)

// renewed says that a check value may differ: k_rest is renewed every month, and of a database with a shred store it is that store which knows the current one. A
// restored database may know an older one; none of its rows is sealed under that.
func (t *tx) renewed(name string) (bool, error) {
	if name != rest.Rest || t.s.shreds == nil {
		return false, nil
	}
	return t.get(`SELECT 1 FROM server_keys WHERE name = 'shred'`, nil, new(int))
}

// followRest writes the check value of the current k_rest into the database.
func (s *Store) followRest(ctx context.Context) error {
	check := s.keys.Checks()[rest.Rest]
	var have []byte
	if err := s.read(ctx, func(t *tx) error {
		_, err := t.get(`SELECT key_check FROM server_keys WHERE name = $1`, args{rest.Rest}, &have)
		return err
	}); err != nil || bytes.Equal(have, check) {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE server_keys SET key_check = $2 WHERE name = $1`, rest.Rest, check)
		return err
	})
}

// RenewRest does what is due of the monthly renewal of k_rest; kept says whether a key file lies in a backup elsewhere, by its check value. Errors: ErrClock, and nothing is done.
func (s *Store) RenewRest(ctx context.Context, kept func(check []byte) bool) error {
	if s.shreds == nil || !s.shreds.reboxed {
		return nil
	}
	if err := s.Plausible(ctx); err != nil {
		return err
	}
	if err := s.shreds.Renew(ctx, s.clock(), kept); err != nil {
		return err
	}
	return s.followRest(ctx)
}

// moveSealed brings the keys of sealed cases to the archive's part of the shred store. Their notes do it at the sealing; this is for cases of earlier versions and
// for a shred store of an earlier day.
func (s *Store) moveSealed(ctx context.Context) error {
	var list []shred.Name
	if err := s.read(ctx, func(t *tx) error {
		list = nil
		var agency, id counsel.ID
		return t.fill(`SELECT agency, id FROM cases WHERE state = 'sealed'`, nil, []any{&agency, &id}, func() {
			list = append(list, shred.Name{Agency: agency, Kind: shred.Case, ID: id})
		})
	}); err != nil || len(list) == 0 {
		return err
	}
	return s.shreds.MoveSealed(ctx, list)
}
