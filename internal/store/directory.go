package store

import (
	"context"

	"siegel/internal/counsel"
)

// Directory gives an agency's roots and newest manifest, to everybody. Errors: not_found.
func (s *Store) Directory(ctx context.Context, agency counsel.ID) (d counsel.Directory, err error) {
	err = s.read(ctx, func(t *tx) error {
		if _, err := t.agency(agency); err != nil {
			return err
		}
		d, err = t.directory(agency)
		return err
	})
	return d, err
}

func (t *tx) directory(agency counsel.ID) (d counsel.Directory, err error) {
	d.Roots = []string{}
	err = t.each(`SELECT body FROM roots WHERE agency = $1 ORDER BY n`, args{agency}, func(scan func(...any) error) error {
		var body string
		err := scan(&body)
		d.Roots = append(d.Roots, body)
		return err
	})
	if err != nil {
		return d, err
	}
	_, err = t.get(`SELECT m.seq, m.body FROM manifests m JOIN agencies a ON a.agency = m.agency AND a.seq = m.seq WHERE m.agency = $1`,
		args{agency}, &d.Seq, &d.Manifest)
	return d, err
}

// Manifest gives an older or the newest manifest to any session of the agency. Errors: not_found.
func (s *Store) Manifest(ctx context.Context, by counsel.Actor, seq int64) (body string, err error) {
	return s.text(ctx, by, `SELECT body FROM manifests WHERE agency = $1 AND seq = $2`, seq)
}

// Record gives a member record, also an old one, to any session of the agency. Errors: not_found.
func (s *Store) Record(ctx context.Context, by counsel.Actor, hash [32]byte) (body string, err error) {
	return s.text(ctx, by, `SELECT body FROM records WHERE agency = $1 AND hash = $2`, hash[:])
}

func (s *Store) text(ctx context.Context, by counsel.Actor, query string, key any) (body string, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		found, err := t.get(query, args{a.Agency, key}, &body)
		if err == nil && !found {
			return counsel.Refuse(counsel.NotFound) // kill: S.Directory.text-not-found
		}
		return err
	})
	return body, err
}

// Records gives all member records of the actor's agency that were ever in a manifest.
func (s *Store) Records(ctx context.Context, by counsel.Actor) (list []string, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		list, err = t.records(a.Agency)
		return err
	})
	return list, err
}

func (t *tx) records(agency counsel.ID) (list []string, err error) {
	err = t.each(`SELECT body FROM records WHERE agency = $1 ORDER BY hash`, args{agency}, func(scan func(...any) error) error {
		var body string
		err := scan(&body)
		list = append(list, body)
		return err
	})
	return list, err
}
