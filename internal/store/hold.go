package store

import (
	"context"

	"siegel/internal/counsel"
)

// PutHold keeps a closed or sealed case beyond its day. Errors: refused, not_found, conflict (neither closed nor sealed), bad_request (reason, until).
func (s *Store) PutHold(ctx context.Context, by counsel.Actor, h counsel.Hold) error {
	return s.write(ctx, func(t *tx) error {
		a, _, err := t.holding(by, h.Case)
		if err != nil {
			return err
		}
		if err := h.Fit(counsel.Day(t.now)); err != nil { // kill: S.Hold.put-hold-asks-fit
			return err
		}
		if _, err := t.exec(`INSERT INTO holds (agency, case_id, until, reason, by_uid) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (agency, case_id) DO UPDATE SET until = excluded.until, reason = excluded.reason, by_uid = excluded.by_uid`,
			a.Agency, h.Case, h.Until, h.Reason, a.UID); err != nil {
			return err
		}
		return t.record(a, counsel.ActHold, h.Case, h.Reason)
	})
}

// DeleteHold lets the clock go on. That there is none is no error. Errors: refused, not_found, conflict.
func (s *Store) DeleteHold(ctx context.Context, by counsel.Actor, id counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		a, _, err := t.holding(by, id)
		if err != nil {
			return err
		}
		n, err := t.exec(`DELETE FROM holds WHERE agency = $1 AND case_id = $2`, a.Agency, id)
		if err != nil || n == 0 {
			return err
		}
		return t.record(a, counsel.ActUnhold, id, "")
	})
}

// holding locks a case for a lead who may hold it. Rights come first: whoever is no lead learns nothing about ids.
func (t *tx) holding(by counsel.Actor, id counsel.ID) (counsel.Actor, counsel.Case, error) {
	if err := t.lockCase(by, id); err != nil {
		return by, counsel.Case{}, err
	}
	a, err := t.actor(by)
	if err != nil {
		return a, counsel.Case{}, err
	}
	if err := a.MayOversee(); err != nil { // kill: S.Hold.holder-asks-may-oversee
		return a, counsel.Case{}, err
	}
	c, err := t.caseByID(a, id)
	if err != nil {
		return a, c, err
	}
	return a, c, c.MayHold(a) // kill: S.Hold.holder-asks-may-hold
}
