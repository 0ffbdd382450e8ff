package store

import (
	"context"

	"siegel/internal/counsel"
)

// Relink shares a case with the account of another one, for reading (PROTOCOL 2.8.9): the grant waits there until that account's browser has adopted it. The
// account of before stays as it was, and is told. Errors: not_found, refused (policy), conflict, bad_request (to_case), sign_in_failed, sequence (epoch),
// same_id. The same again is no error.
func (s *Store) Relink(ctx context.Context, by counsel.Actor, r counsel.Relink) error {
	return s.write(ctx, func(t *tx) error {
		a, c, err := t.keeper(by, r.Case)
		if err != nil {
			return err
		}
		_, to, err := t.caseFor(by, r.ToCase)
		if err != nil {
			return err
		}
		p, err := t.policy(a.Agency)
		if err != nil {
			return err
		}
		if err := c.MayRelink(a, to, p); err != nil { // kill: S.Relink.relink-asks-may-relink
			return err
		}
		if err := t.proved(a, r.Proof.Way, r.Proof.Auth); err != nil { // kill: S.Relink.relink-asks-proved
			return err
		}
		again, err := t.get(`SELECT 1 FROM shares WHERE agency = $1 AND case_id = $2 AND uid = $3 AND id = $4`, args{a.Agency, c.ID, to.Seeker, r.Grant.ID}, new(int))
		if err != nil || again {
			return err
		}
		if r.Grant.Epoch != c.Epoch {
			return counsel.Refuse(counsel.Sequence) // kill: S.Relink.relink-sequence
		}
		return t.relink(a, c, to, r.Grant)
	})
}

// relink takes away what an earlier sharing with the same account has left: its key may not be there any more.
func (t *tx) relink(a counsel.Actor, c, to counsel.Case, g counsel.Grant) error {
	for _, query := range []string{
		`DELETE FROM shares WHERE agency = $1 AND case_id = $2 AND uid = $3`,
		`DELETE FROM self_copies WHERE agency = $1 AND case_id = $2 AND uid = $3`,
		`DELETE FROM grants WHERE agency = $1 AND obj = 'case' AND obj_id = $2 AND to_uid = $3`,
	} {
		if _, err := t.exec(query, a.Agency, c.ID, to.Seeker); err != nil {
			return err
		}
	}
	if _, err := t.exec(`INSERT INTO shares (agency, case_id, uid, id, to_case, by_uid, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.Agency, c.ID, to.Seeker, g.ID, to.ID, a.UID, counsel.Day(t.now)); err != nil {
		return err
	}
	g.ToUID, g.ToRole, g.By, g.Why = to.Seeker, "", a.UID, counsel.WhyRelink
	if err := t.addGrant(a.Agency, ofCase, c.ID, g); err != nil {
		return err
	}
	for _, uid := range []counsel.ID{to.Seeker, c.Seeker, a.UID} {
		t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: c.ID, To: uid})
	}
	return t.record(a, counsel.ActRelink, c.ID, "")
}
