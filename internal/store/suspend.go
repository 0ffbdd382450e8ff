package store

import (
	"context"

	"siegel/internal/counsel"
)

// SuspendAgency closes an agency: every session of it ends at once, on every node, and nobody signs in until ResumeAgency. Nothing is deleted by it; erase
// orders wait. Suspended already: no error. Errors: not_found.
func (s *Store) SuspendAgency(ctx context.Context, agency counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`UPDATE agencies SET state = $2 WHERE agency = $1`, agency, counsel.AgencySuspended)
		if err != nil {
			return err
		}
		if n == 0 {
			return counsel.Refuse(counsel.NotFound) // kill: S.Suspend.suspend-not-found
		}
		return t.endSessionsWhere(`agency = $1`, agency)
	})
}

// ResumeAgency opens a suspended agency again. Its seekers could not answer an erase order meanwhile, so each order has its whole wait before it anew. Not
// suspended: no error. Errors: not_found.
func (s *Store) ResumeAgency(ctx context.Context, agency counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`UPDATE agencies SET state = CASE WHEN seq > 0 THEN $2 ELSE $3 END WHERE agency = $1 AND state = $4`,
			agency, counsel.AgencyReady, counsel.AgencyNew, counsel.AgencySuspended)
		if err != nil {
			return err
		}
		if n == 0 {
			_, err := t.agency(agency) // not_found, or open already
			return err
		}
		return t.putOff(agency)
	})
}

// putOff lets the erase orders of an agency wait as long as one that is given now.
func (t *tx) putOff(agency counsel.ID) error {
	p, err := t.policy(agency)
	if err != nil {
		return err
	}
	runs := p.RunsAt(t.now)
	if _, err := t.exec(`UPDATE cases SET locked_until = $2 WHERE agency = $1 AND locked_until > 0 AND locked_until < $2`, agency, runs); err != nil {
		return err
	}
	_, err = t.exec(`UPDATE erase_orders SET runs_at = $2 WHERE agency = $1 AND runs_at < $2`, agency, runs)
	return err
}
