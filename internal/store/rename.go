package store

import (
	"context"

	"siegel/internal/counsel"
)

// RenameAgency gives an agency another short name. The old one goes on leading to it: no other agency can have it. Keys are bound to the agency's id and
// origin, never to this name. That name already: no error. Errors: not_found, ErrShort, ErrShortTaken.
func (s *Store) RenameAgency(ctx context.Context, agency counsel.ID, short string) error {
	if !shortName.MatchString(short) {
		return ErrShort // kill: S.Rename.rename-short
	}
	return s.write(ctx, func(t *tx) error {
		a, err := t.agency(agency)
		if err != nil || a.Short == short {
			return err
		}
		if err := t.freeName(agency, short); err != nil { // kill: S.Rename.rename-agency-asks-free-name
			return err
		}
		if _, err := t.exec(`INSERT INTO former_names (agency, short) VALUES ($1, $2) ON CONFLICT DO NOTHING`, agency, a.Short); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM former_names WHERE agency = $1 AND short = $2`, agency, short); err != nil {
			return err
		}
		_, err = t.exec(`UPDATE agencies SET short = $2 WHERE agency = $1`, agency, short)
		return err
	})
}

// freeName says whether an agency may be found under a name: no other is, or was. Errors: ErrShortTaken.
func (t *tx) freeName(agency counsel.ID, short string) error {
	taken, err := t.get(`SELECT 1 FROM agencies WHERE short = $1 AND agency <> $2 UNION ALL SELECT 1 FROM former_names WHERE short = $1 AND agency <> $2`,
		args{short, agency}, new(int))
	if err == nil && taken {
		err = ErrShortTaken // kill: S.Rename.free-name-taken
	}
	return err
}

// agencyByName finds an agency by its short name, or by one that it had. Errors: not_found.
func (t *tx) agencyByName(short string) (counsel.Agency, error) {
	a, err := t.agencyBy(`short = $1`, short)
	if counsel.CodeOf(err) != counsel.NotFound {
		return a, err
	}
	return t.agencyBy(`agency IN (SELECT f.agency FROM former_names f WHERE f.short = $1)`, short)
}
