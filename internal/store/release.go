package store

import (
	"bytes"
	"context"

	"siegel/internal/counsel"
)

// PutBack puts a case back into the pool with a grant of its keys to the intake role. What the counsellor holds in it goes out first; her own copy is
// served no more, and goes with the next confirmation. Errors: not_found, refused, conflict (closed, or not confirmed), bad_request (grants),
// same_id. The same again is no error as long as nobody has confirmed to have it.
func (s *Store) PutBack(ctx context.Context, by counsel.Actor, id counsel.ID, grants []counsel.Grant) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, id); err != nil { // before it is read: a message, an acceptance, a second tab may be changing it
			return err
		}
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if again, err := t.putBackBefore(a, id, grants); err != nil || again {
			return err
		}
		_, c, err := t.caseFor(by, id)
		if err != nil {
			return err
		}
		if err := c.MayPutBack(a); err != nil { // kill: S.Release.put-back-asks-may-put-back
			return err
		}
		to, err := t.recipients(a.Agency)
		if err != nil {
			return err
		}
		if err := counsel.FitRelease(grants, to); err != nil { // kill: S.Release.put-back-asks-fit-release
			return err
		}
		return t.putBack(a, c, grants)
	})
}

// GrantAnew replaces the grant of a case that was put back: a lead makes again what somebody granted who leaves, because nobody believes it from then on.
// Errors: not_found, refused, taken, conflict (never put back; keys of before), bad_request (grants), same_id. The same again is no error.
func (s *Store) GrantAnew(ctx context.Context, by counsel.Actor, id counsel.ID, grants []counsel.Grant) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, id); err != nil { // somebody may be taking it
			return err
		}
		a, err := t.poolReader(by)
		if err != nil {
			return err
		}
		c, err := t.caseByID(a, id)
		if err != nil {
			return err
		}
		if again, err := t.putBackBefore(a, id, grants); err != nil || again {
			return err
		}
		if err := c.MayGrantAnew(a); err != nil { // kill: S.Release.grant-anew-asks-may-grant-anew
			return err
		}
		to, err := t.recipients(a.Agency)
		if err != nil {
			return err
		}
		if err := counsel.FitRelease(grants, to); err != nil { // kill: S.Release.grant-anew-asks-fit-release
			return err
		}
		return t.grantAnew(a, c, grants)
	})
}

func (t *tx) grantAnew(a counsel.Actor, c counsel.Case, grants []counsel.Grant) error {
	if _, err := t.exec(`DELETE FROM grants WHERE agency = $1 AND obj = $2 AND obj_id = $3 AND why = $4`, a.Agency, ofCase, c.ID, counsel.WhyRelease); err != nil {
		return err
	}
	t.tell(counsel.Event{Kind: counsel.EventPool, Agency: a.Agency, Case: c.ID})
	return t.toPool(a, c, grants)
}

// toPool keeps the grant of a case to the pool.
func (t *tx) toPool(a counsel.Actor, c counsel.Case, grants []counsel.Grant) error {
	for _, g := range grants {
		g.By, g.Why, g.Epoch = a.UID, counsel.WhyRelease, c.Epoch
		if err := t.addGrant(a.Agency, ofCase, c.ID, g); err != nil {
			return err
		}
		if err := t.recordGrant(a, c.ID, g); err != nil {
			return err
		}
	}
	return nil
}

// putBackBefore looks for the same grants of the same person.
func (t *tx) putBackBefore(a counsel.Actor, id counsel.ID, grants []counsel.Grant) (bool, error) {
	stored, err := t.grants(a.Agency, `obj = $2 AND obj_id = $3 AND why = $4 AND by_uid = $5`, ofCase, id, counsel.WhyRelease, a.UID)
	if err != nil || len(stored) != 1 || len(grants) != 1 {
		return false, err
	}
	return stored[0].ID == grants[0].ID && stored[0].ToRole == grants[0].ToRole && bytes.Equal(stored[0].File, grants[0].File), nil
}

func (t *tx) putBack(a counsel.Actor, c counsel.Case, grants []counsel.Grant) error {
	if err := t.releaseAll(a.Agency, c.ID); err != nil {
		return err
	}
	if err := t.toPool(a, c, grants); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE cases SET state = 'open', counsellor = $3, put_back = TRUE WHERE agency = $1 AND id = $2`, a.Agency, c.ID, counsel.ID{})
	t.tellPool(a.Agency, c)
	t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: c.ID, To: a.UID}) // her other pages; she may not see the pool
	return err
}

// tellPool says that an enquiry has come into the pool or left it; its seeker's page shows who answers.
func (t *tx) tellPool(agency counsel.ID, c counsel.Case) {
	t.tell(counsel.Event{Kind: counsel.EventPool, Agency: agency, Case: c.ID})
	t.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: c.ID, To: c.Seeker})
}
