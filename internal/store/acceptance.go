package store

import (
	"context"

	"siegel/internal/counsel"
)

// Accept gives an enquiry of the pool to the actor. Of several at once one wins, on both databases: the state is compared and
// swapped in one statement. Errors: refused, not_found, taken, bad_request (grants), same_id. The same acceptance again gets the same answer.
func (s *Store) Accept(ctx context.Context, by counsel.Actor, acc counsel.Acceptance) (c counsel.Case, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.taker(by, acc)
		if err != nil {
			return err
		}
		n, err := t.exec(`UPDATE cases AS c SET state = 'taken', counsellor = $3, nk_id = $5, confirm_due = $6 WHERE c.agency = $1 AND c.id = $2 AND `+inPool,
			a.Agency, acc.Case, a.UID, t.now, acc.NKID, t.now.Add(counsel.ConfirmWithin))
		if err != nil {
			return err
		}
		if n == 1 {
			if err := t.take(a, acc); err != nil {
				return err
			}
		}
		c, err = t.caseByID(a, acc.Case)
		if err == nil && (c.Counsellor != a.UID || c.NKID != acc.NKID) {
			err = counsel.TakenBy(c.Counsellor)
		}
		return err
	})
	return c, err
}

func (t *tx) taker(by counsel.Actor, acc counsel.Acceptance) (counsel.Actor, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, err
	}
	if err := a.MayAccept(); err != nil {
		return a, err
	}
	continuity, err := t.continuity(a.Agency)
	if err != nil {
		return a, err
	}
	return a, counsel.FitAcceptance(acc.Grants, continuity)
}

// take clears away what an earlier, unconfirmed taker left, and keeps what this one made. The seeker's grants stay until the
// confirmation: until then they are the only copies of the key that are known to open.
func (t *tx) take(a counsel.Actor, acc counsel.Acceptance) error {
	if _, err := t.exec(`DELETE FROM self_copies WHERE agency = $1 AND case_id = $2
		AND uid <> (SELECT seeker FROM cases WHERE agency = $1 AND id = $2)`, a.Agency, acc.Case); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM grants WHERE agency = $1 AND obj_id = $2 AND why <> $3`, a.Agency, acc.Case, counsel.WhyEnquiry); err != nil {
		return err
	}
	for _, g := range acc.Grants {
		g.By, g.Why = a.UID, counsel.WhyContinuity
		if err := t.addGrant(a.Agency, ofCase, acc.Case, g); err != nil {
			return err
		}
	}
	return t.putSelf(a, acc.Case, 0, acc.Self)
}

// Confirm says that the taker's stored copy opens: only now the seeker's grants go, for the staff-made ones replace them.
// Errors: refused, not_found, taken, conflict (too late: the enquiry is back in the pool). Once more is no error.
func (s *Store) Confirm(ctx context.Context, by counsel.Actor, id counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayAccept(); err != nil {
			return err
		}
		n, err := t.exec(`UPDATE cases SET confirm_due = 0 WHERE agency = $1 AND id = $2 AND state = 'taken' AND counsellor = $3 AND confirm_due > $4`,
			a.Agency, id, a.UID, t.now)
		if err != nil {
			return err
		}
		if n == 0 {
			return t.unconfirmed(a, id)
		}
		_, err = t.exec(`DELETE FROM grants WHERE agency = $1 AND obj_id = $2 AND why = $3`, a.Agency, id, counsel.WhyEnquiry)
		return err
	})
}

// unconfirmed says why there was nothing to confirm; nil if it has been confirmed already.
func (t *tx) unconfirmed(a counsel.Actor, id counsel.ID) error {
	c, err := t.caseByID(a, id)
	switch {
	case err != nil:
		return err
	case c.State == counsel.Open:
		return counsel.Refuse(counsel.Conflict)
	case c.Counsellor != a.UID:
		return counsel.TakenBy(c.Counsellor)
	}
	return nil
}
