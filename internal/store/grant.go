package store

import (
	"bytes"
	"context"
	"slices"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// The objects of grants.
const (
	ofCase   = "case"
	ofAgency = "agency-key"
)

// Grants gives a member of staff the agency keys granted to it and not yet adopted.
func (s *Store) Grants(ctx context.Context, by counsel.Actor) (list []counsel.Grant, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.holder(by)
		if err != nil {
			return err
		}
		list, err = t.grants(a.Agency, `obj = $2 AND to_uid = $3`, ofAgency, a.UID)
		return err
	})
	return list, err
}

// DeleteGrant removes an agency key that the actor has adopted. Errors: refused, not_found.
func (s *Store) DeleteGrant(ctx context.Context, by counsel.Actor, id counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.holder(by)
		if err != nil {
			return err
		}
		n, err := t.exec(`DELETE FROM grants WHERE agency = $1 AND id = $2 AND obj = $3 AND to_uid = $4`, a.Agency, id, ofAgency, a.UID)
		if err == nil && n == 0 {
			return counsel.Refuse(counsel.NotFound) // kill: S.Grant.delete-grant-not-found
		}
		if err != nil {
			return err
		}
		return t.record(a, counsel.ActUngrant, a.UID, counsel.BecauseAdopted)
	})
}

func (t *tx) holder(by counsel.Actor) (counsel.Actor, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, err
	}
	return a, a.MayHoldGrants() // kill: S.Grant.holder-asks-may-hold-grants
}

// addGrant keeps a grant. Errors: same_id, because a grant's id is used once.
func (t *tx) addGrant(agency counsel.ID, obj string, id counsel.ID, g counsel.Grant) error {
	g.Of = id
	n, err := t.exec(`INSERT INTO grants (agency, id, obj, obj_id, epoch, to_uid, to_role, by_uid, why, until, created, file)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		agency, g.ID, obj, id, g.Epoch, g.ToUID, g.ToRole, g.By, g.Why, g.Until, counsel.Day(t.now), t.seal(grantRow(agency, obj, g), g.File))
	if err == nil && n == 0 {
		return counsel.Refuse(counsel.SameID) // kill: S.Grant.add-grant-same-id
	}
	return err
}

// grants takes a condition of ours, whose parameters begin at $2. It is asked for a person's own and for those of the intake role, never
// for the continuity role: there is no audit chain yet that would show who opened one (PROTOCOL 8).
func (t *tx) grants(agency counsel.ID, where string, a ...any) (list []counsel.Grant, err error) {
	list = []counsel.Grant{}
	query := `SELECT obj, id, obj_id, epoch, to_uid, to_role, by_uid, why, until, file FROM grants WHERE agency = $1 AND ` + where
	err = t.each(query, append(args{agency}, a...), func(scan func(...any) error) error {
		var g counsel.Grant
		var obj string
		err := scan(&obj, &g.ID, &g.Of, &g.Epoch, &g.ToUID, &g.ToRole, &g.By, &g.Why, &g.Until, &g.File)
		if err != nil {
			return err
		}
		g.File, err = t.open(grantRow(agency, obj, g), g.File)
		list = append(list, g)
		return err
	})
	// Sorted here: asked to sort by id, SQLite goes through all grants of the agency in that order.
	slices.SortFunc(list, func(x, y counsel.Grant) int { return bytes.Compare(x.ID[:], y.ID[:]) })
	return list, err
}

// grantRow: the grant of a case goes with its case, that of an agency key with the account it is for.
func grantRow(agency counsel.ID, obj string, g counsel.Grant) own {
	row := rest.RowOf(agency, "grants", g.ID[:])
	if obj == ofCase {
		return ofItsCase(agency, g.Of, row)
	}
	return ofAccount(agency, g.ToUID, row)
}
