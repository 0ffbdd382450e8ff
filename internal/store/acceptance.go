package store

import (
	"context"

	"siegel/internal/counsel"
)

// Accept gives an enquiry of the pool to the actor. Of several at once one wins, on both databases: each waits for the case. One that was put back keeps
// its nk_id. Errors: refused, not_found, taken, bad_request (grants, nk_id), same_id. The same acceptance again gets the same answer.
func (s *Store) Accept(ctx context.Context, by counsel.Actor, acc counsel.Acceptance) (c counsel.Case, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.taker(by, acc)
		if err != nil {
			return err
		}
		if err := t.lockCase(a, acc.Case); err != nil {
			return err
		}
		if c, err = t.caseByID(a, acc.Case); err != nil {
			return err
		}
		if c.State != counsel.Open && c.Counsellor == a.UID && c.NKID == acc.NKID {
			return nil
		}
		if err := c.MayTake(acc); err != nil { // kill: S.Acceptance.accept-asks-may-take
			return err
		}
		if err := t.take(a, acc, c.Epoch); err != nil {
			return err
		}
		t.tellPool(a.Agency, c)
		c, err = t.caseByID(a, acc.Case)
		return err
	})
	return c, err
}

func (t *tx) taker(by counsel.Actor, acc counsel.Acceptance) (counsel.Actor, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, err
	}
	if err := a.MayAccept(); err != nil { // kill: S.Acceptance.taker-asks-may-accept
		return a, err
	}
	to, err := t.recipients(a.Agency)
	if err != nil {
		return a, err
	}
	return a, counsel.FitAcceptance(acc.Grants, to) // kill: S.Acceptance.taker-asks-fit-acceptance
}

// take clears away what an earlier, unconfirmed taker left, and keeps what this one made. The seeker's grants, or that of whoever put the case back, stay
// until the confirmation: until then they are the only copies of the key that are known to open.
func (t *tx) take(a counsel.Actor, acc counsel.Acceptance, epoch int64) error {
	if err := t.forgetLapsed(a, acc.Case); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE cases SET state = 'taken', counsellor = $3, nk_id = $4, confirm_due = $5 WHERE agency = $1 AND id = $2`,
		a.Agency, acc.Case, a.UID, acc.NKID, t.now.Add(counsel.ConfirmWithin)); err != nil {
		return err
	}
	for _, g := range acc.Grants {
		g.By, g.Epoch, g.Why = a.UID, epoch, counsel.WhyContinuity
		if g.ToRole == counsel.Archive {
			g.Why = counsel.WhyArchive
		}
		if err := t.addGrant(a.Agency, ofCase, acc.Case, g); err != nil {
			return err
		}
		if err := t.recordGrant(a, acc.Case, g); err != nil {
			return err
		}
	}
	return t.putSelf(a, acc.Case, epoch, acc.Self)
}

// forgetLapsed takes away the copy, drafts and grants of who did not confirm in time, and grants of this taker from an earlier time: new ones come.
func (t *tx) forgetLapsed(a counsel.Actor, id counsel.ID) error {
	const before = `(SELECT counsellor FROM cases WHERE agency = $1 AND id = $2)` // nobody, unless an acceptance has lapsed
	for _, query := range []string{
		`DELETE FROM drafts WHERE agency = $1 AND case_id = $2 AND uid <> $3 AND uid = ` + before,
		`DELETE FROM self_copies WHERE agency = $1 AND case_id = $2 AND uid <> $3 AND uid = ` + before,
		`DELETE FROM grants WHERE agency = $1 AND obj_id = $2 AND why IN ('continuity', 'archive') AND (by_uid = $3 OR by_uid = ` + before + `)`,
	} {
		if _, err := t.exec(query, a.Agency, id, a.UID); err != nil {
			return err
		}
	}
	return nil
}

// Confirm says that the taker's stored copy opens: only now the grants go from which it was made, and what was left of whoever had the case before.
// Errors: refused, not_found, taken, conflict (too late: the enquiry is back in the pool). Once more is no error.
func (s *Store) Confirm(ctx context.Context, by counsel.Actor, id counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayAccept(); err != nil { // kill: S.Acceptance.confirm-asks-may-accept
			return err
		}
		if err := t.lockCase(a, id); err != nil {
			return err
		}
		c, err := t.caseByID(a, id)
		if err != nil {
			return err
		}
		if done, err := c.MayConfirm(a); err != nil || done { // kill: S.Acceptance.confirm-asks-may-confirm
			return err
		}
		return t.confirm(a, c)
	})
}

// confirm leaves the keys to the seeker and to accounts that the case is shared with, also what waits there, to the counsellor, and to the roles that she has
// granted them to.
func (t *tx) confirm(a counsel.Actor, c counsel.Case) error {
	const readers = `(SELECT seeker FROM cases WHERE agency = $1 AND id = $2 UNION SELECT uid FROM shares WHERE agency = $1 AND case_id = $2)`
	for _, query := range []string{
		`UPDATE cases SET confirm_due = 0, put_back = FALSE WHERE agency = $1 AND id = $2 AND counsellor = $3`,
		`DELETE FROM grants WHERE agency = $1 AND obj_id = $2 AND to_role <> '' AND NOT (why IN ('continuity', 'archive') AND by_uid = $3)`,
		`DELETE FROM drafts WHERE agency = $1 AND case_id = $2 AND uid IN (SELECT uid FROM self_copies WHERE agency = $1 AND case_id = $2 AND uid <> $3 AND uid NOT IN ` + readers + `)`,
		`DELETE FROM self_copies WHERE agency = $1 AND case_id = $2 AND uid <> $3 AND uid NOT IN ` + readers,
	} {
		if _, err := t.exec(query, a.Agency, c.ID, a.UID); err != nil {
			return err
		}
	}
	t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: c.ID, To: a.UID})
	return t.record(a, counsel.ActUngrant, c.ID, counsel.BecauseTaken)
}
