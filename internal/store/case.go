package store

import (
	"bytes"
	"context"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// selectCase reads a case with $2's own copy of the key. $1 is the agency.
const selectCase = `SELECT c.id, c.state, c.topic, c.lang, c.epoch, c.ck_id, c.nk_id, c.put_back, c.created, c.confirm_due, c.last_order, c.last_note,
	c.last_time, c.last_role, c.promised_at, c.marks, c.closed, c.sealed_until, c.locked_until, c.seeker, c.counsellor, c.profile_version, c.profile, COALESCE(s.box, $3),
	COALESCE((SELECT max(h.at) FROM shares h WHERE h.agency = c.agency AND h.case_id = c.id), 0), COALESCE(own.at, 0)
	FROM cases c
	LEFT JOIN shares own ON own.agency = c.agency AND own.case_id = c.id AND own.uid = $2
	LEFT JOIN self_copies s ON s.agency = c.agency AND s.case_id = c.id AND s.epoch = c.epoch AND s.uid = $2
	WHERE c.agency = $1 AND `

// Cases gives a seeker's own cases, and those that were shared with the account. Errors: refused for staff, whose list is Desk.
func (s *Store) Cases(ctx context.Context, by counsel.Actor) (list []counsel.Case, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayListOwn(); err != nil { // kill: S.Case.cases-asks-may-list-own
			return err
		}
		found, err := t.cases(a, `(c.seeker = $2 OR c.id IN (SELECT h.case_id FROM shares h WHERE h.agency = $1 AND h.uid = $2)) AND c.state <> 'sealed' ORDER BY c.created, c.id`, args{})
		if err != nil {
			return err
		}
		list = []counsel.Case{}
		for _, one := range found {
			c, err := one.For(a) // kill: S.Case.cases-asks-for
			if err != nil && !one.Borrowed(a) {
				return err
			}
			if err == nil {
				list = append(list, c)
			}
		}
		return nil
	})
	return list, err
}

// Case gives a case of the actor's, and the grants to the actor. Errors: not_found.
func (s *Store) Case(ctx context.Context, by counsel.Actor, id counsel.ID) (c counsel.Case, grants []counsel.Grant, err error) {
	err = s.read(ctx, func(t *tx) error {
		_, c, err = t.caseFor(by, id)
		if err != nil {
			return err
		}
		if c.Unlocked() != nil { // then nobody reads // kill: S.Case.case-asks-unlocked
			grants = []counsel.Grant{}
			return nil
		}
		grants, err = t.grants(by.Agency, `obj_id = $2 AND to_uid = $3`, id, by.UID)
		return err
	})
	return c, grants, err
}

// PutProfile replaces the profile, and tells who shows a name of it: the counsellor, or the pool. Errors: not_found, refused, conflict; the same profile again is no error.
func (s *Store) PutProfile(ctx context.Context, by counsel.Actor, id counsel.ID, v counsel.Versioned) error {
	return s.write(ctx, func(t *tx) error {
		a, c, err := t.keeper(by, id) // locked, so that whoever has it is told
		if err != nil {
			return err
		}
		if err := c.MayChangeProfile(a); err != nil { // kill: S.Case.put-profile-asks-may-change-profile
			return err
		}
		n, err := t.exec(`UPDATE cases SET profile_version = $3, profile = $4 WHERE agency = $1 AND id = $2 AND profile_version = CAST($3 AS BIGINT) - 1`, a.Agency, id, v.Version, v.Box)
		if err != nil {
			return err
		}
		if n == 1 {
			t.tellOf(a.Agency, c, false)
			return nil
		}
		if c, err = t.caseByID(a, id); err != nil {
			return err
		}
		if c.Profile.Version == v.Version && bytes.Equal(c.Profile.Box, v.Box) {
			return nil
		}
		return counsel.Refuse(counsel.Conflict) // kill: S.Case.put-profile-conflict
	})
}

// PutSelf keeps the actor's own copy of the case's current key; the grant that it was made from has done its work. Errors: not_found, sequence (epoch).
func (s *Store) PutSelf(ctx context.Context, by counsel.Actor, id counsel.ID, epoch int64, box []byte) error {
	return s.write(ctx, func(t *tx) error {
		a, c, err := t.keeper(by, id)
		if err != nil {
			return err
		}
		if err := c.Unlocked(); err != nil { // kill: S.Case.put-self-asks-unlocked
			return err
		}
		if epoch != c.Epoch {
			return counsel.Refuse(counsel.Sequence) // kill: S.Case.put-self-sequence
		}
		if _, err := t.exec(`DELETE FROM grants WHERE agency = $1 AND obj = $2 AND obj_id = $3 AND to_uid = $4`, a.Agency, ofCase, id, a.UID); err != nil {
			return err
		}
		return t.putSelf(a, id, epoch, box)
	})
}

// caseFor gives the actor as it stands and a case as that actor may see it. Errors: not_found.
func (t *tx) caseFor(by counsel.Actor, id counsel.ID) (counsel.Actor, counsel.Case, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, counsel.Case{}, err
	}
	c, err := t.caseByID(a, id)
	if err != nil {
		return a, c, err
	}
	c, err = c.For(a) // kill: S.Case.case-for-asks-for
	return a, c, err
}

// caseByID gives a case of the actor's agency, whoever has it, as it stands now. Errors: not_found.
func (t *tx) caseByID(a counsel.Actor, id counsel.ID) (counsel.Case, error) {
	list, err := t.cases(a, `c.id = $4`, args{id})
	if err != nil {
		return counsel.Case{}, err
	}
	if len(list) == 0 {
		return counsel.Case{}, counsel.Refuse(counsel.NotFound) // kill: S.Case.case-by-id-not-found
	}
	return list[0], nil
}

// lockCase makes other writers of the case wait until this transaction ends. SQLite has one writer anyway.
func (t *tx) lockCase(a counsel.Actor, id counsel.ID) error {
	if t.s.d == sqlite {
		return nil
	}
	return t.later(nil, `SELECT 1 FROM cases WHERE agency = $1 AND id = $2`+t.s.d.lock(), a.Agency, id)
}

// cases takes a condition of ours, whose parameters begin at $4.
func (t *tx) cases(a counsel.Actor, where string, more args) (list []counsel.Case, err error) {
	list = []counsel.Case{}
	err = t.each(selectCase+where, append(args{a.Agency, a.UID, []byte{}}, more...), func(scan func(...any) error) error {
		c, err := t.readCase(a, scan)
		list = append(list, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, c := range list { // after the rows are read: the rule may have to be looked up
		if list[i].LateAt, err = t.late(a.Agency, c.PromisedAt); err != nil {
			return nil, err
		}
		if list[i].Back, err = t.backLinks(a, c); err != nil {
			return nil, err
		}
		if a.Realm == counsel.Staff && !c.Shared.At.IsZero() {
			if list[i].Shared.Cases, err = t.casesReading(a.Agency, c.ID); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

func (t *tx) readCase(a counsel.Actor, scan func(...any) error) (c counsel.Case, err error) {
	var self []byte
	var marks string
	err = scan(&c.ID, &c.State, &c.Topic, &c.Lang, &c.Epoch, &c.CKID, &c.NKID, &c.PutBack, &c.Created, &c.ConfirmDue, &c.LastOrder, &c.LastNote,
		&c.LastTime, &c.LastRole, &c.PromisedAt, &marks, &c.Closed, &c.SealedUntil, &c.LockedUntil, &c.Seeker, &c.Counsellor, &c.Profile.Version, &c.Profile.Box, &self,
		&c.Shared.At, &c.Shared.Own)
	if err != nil {
		return c, err
	}
	c.Marks = counsel.ParseMarks(marks)
	if c = c.At(t.now); len(self) > 0 && (c.Seeker == a.UID || c.Counsellor == a.UID || !c.Shared.Own.IsZero()) {
		c.Self, err = t.open(selfRow(a.Agency, c.ID, c.Epoch, a.UID), self)
	}
	return c, err
}

func (t *tx) putSelf(a counsel.Actor, id counsel.ID, epoch int64, box []byte) error {
	_, err := t.exec(`INSERT INTO self_copies (agency, case_id, epoch, uid, box) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency, case_id, epoch, uid) DO UPDATE SET box = excluded.box`,
		a.Agency, id, epoch, a.UID, t.seal(selfRow(a.Agency, id, epoch, a.UID), box))
	return err
}

func selfRow(agency, id counsel.ID, epoch int64, uid counsel.ID) own {
	return ofItsCase(agency, id, rest.RowOf(agency, "self_copies", id[:], rest.Uint(epoch), uid[:]))
}
