package store

import (
	"context"
	"slices"

	"siegel/internal/counsel"
)

// Keyed gives everything of a seeker that hangs on the user key: of each case the own copy of its key and the profile, also where an erase order withholds
// the case, and the drafts. Errors: refused for staff.
func (s *Store) Keyed(ctx context.Context, by counsel.Actor) (cases []counsel.KeyedCase, drafts []counsel.RenewedDraft, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayRenewKeys(); err != nil { // kill: S.Renew.keyed-asks-may-renew-keys
			return err
		}
		if cases, err = t.keyedCases(a); err != nil {
			return err
		}
		drafts, err = t.keyedDrafts(a)
		return err
	})
	return cases, drafts, err
}

func (t *tx) keyedCases(a counsel.Actor) (list []counsel.KeyedCase, err error) {
	list = []counsel.KeyedCase{}
	err = t.each(`SELECT c.id, c.seeker, s.epoch, c.ck_id, s.box, c.profile_version, c.profile FROM self_copies s
		JOIN cases c ON c.agency = s.agency AND c.id = s.case_id AND c.epoch = s.epoch WHERE s.agency = $1 AND s.uid = $2 ORDER BY c.created, c.id`,
		args{a.Agency, a.UID}, func(scan func(...any) error) error {
			var c counsel.KeyedCase
			var box []byte
			err := scan(&c.ID, &c.Seeker, &c.Epoch, &c.CKID, &box, &c.Profile.Version, &c.Profile.Box)
			if err == nil {
				c.Self, err = t.open(selfRow(a.Agency, c.ID, c.Epoch, a.UID), box)
			}
			list = append(list, c)
			return err
		})
	return list, err
}

func (t *tx) keyedDrafts(a counsel.Actor) (list []counsel.RenewedDraft, err error) {
	list = []counsel.RenewedDraft{}
	err = t.each(`SELECT case_id, kind, version, box FROM drafts WHERE agency = $1 AND uid = $2 ORDER BY case_id, kind`, args{a.Agency, a.UID}, func(scan func(...any) error) error {
		var d counsel.RenewedDraft
		var box []byte
		err := scan(&d.Case, &d.Kind, &d.Version, &box)
		if err == nil {
			d.Box, err = t.open(draftRow(a, d.Case, d.Kind), box)
		}
		list = append(list, d)
		return err
	})
	return list, err
}

// RenewKeys puts everything of a seeker under a new user key in one step: keyring, vault, ways of signing in, own copies, profiles, drafts. All sessions but the calling one
// end, and each case is marked for staff. The same again is no error. Errors: refused (staff), sign_in_failed (proof), bad_request (a way of before would
// stay), conflict (anything has moved on, or a case is missing).
func (s *Store) RenewKeys(ctx context.Context, by counsel.Actor, but counsel.ID, p counsel.Proof, r counsel.Renewal) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayRenewKeys(); err != nil { // kill: S.Renew.renew-keys-asks-may-renew-keys
			return err
		}
		done, err := t.rekeyed(a, r.Rekeying)
		if err != nil || done {
			return err
		}
		if err := t.proved(a, p.Way, p.Auth); err != nil { // kill: S.Renew.renew-keys-asks-proved
			return err
		}
		if err := t.replacesAll(a, r.Rekeying); err != nil { // kill: S.Renew.renew-keys-asks-replaces-all
			return err
		}
		if err := t.renew(a, r); err != nil {
			return err
		}
		if err := t.record(a, counsel.ActAlarm, counsel.ID{}, ""); err != nil {
			return err
		}
		return t.endSessionsWhere(`agency = $1 AND uid = $2 AND handle <> $3`, a.Agency, a.UID, but)
	})
}

func (t *tx) renew(a counsel.Actor, r counsel.Renewal) error {
	if err := t.putBox(a, Vault, r.Vault); err != nil {
		return err
	}
	if err := t.rekey(a, r.Rekeying); err != nil {
		return err
	}
	if err := t.renewCases(a, r.Cases); err != nil {
		return err
	}
	return t.renewDrafts(a, r.Drafts)
}

// renewCases demands every own copy that there is: one left out could be opened by nobody. Nor may a key wait that was given to the key of before: the
// profile would go on naming that one.
func (t *tx) renewCases(a counsel.Actor, cases []counsel.RenewedCase) error {
	var have int
	if _, err := t.get(`SELECT (SELECT count(*) FROM self_copies WHERE agency = $1 AND uid = $2) + (SELECT count(*) FROM grants WHERE agency = $1 AND obj = 'case' AND to_uid = $2)`,
		args{a.Agency, a.UID}, &have); err != nil {
		return err
	}
	if have != len(cases) {
		return counsel.RefuseField(counsel.Conflict, "cases") // kill: S.Renew.cases-left-out
	}
	for _, c := range cases {
		if err := t.renewCase(a, c); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) renewCase(a counsel.Actor, c counsel.RenewedCase) error {
	if err := t.lockCase(a, c.ID); err != nil {
		return err
	}
	row, err := t.caseByID(a, c.ID)
	if err != nil {
		return err
	}
	copies, err := t.exec(`UPDATE self_copies SET box = $5 WHERE agency = $1 AND uid = $2 AND case_id = $3 AND epoch = $4`,
		a.Agency, a.UID, c.ID, c.Epoch, t.seal(selfRow(a.Agency, c.ID, c.Epoch, a.UID), c.Self))
	if err != nil {
		return err
	}
	marks := row.Marks
	if !slices.Contains(marks, counsel.Exposed) {
		marks = append(marks, counsel.Exposed)
	}
	if row.Borrowed(a) {
		return t.renewShared(a, c, copies, marks)
	}
	profiles, err := t.exec(`UPDATE cases SET profile_version = $4, profile = $5, marks = $6 WHERE agency = $1 AND seeker = $2 AND id = $3 AND profile_version = CAST($4 AS BIGINT) - 1`,
		a.Agency, a.UID, c.ID, c.Profile.Version, c.Profile.Box, counsel.MarkList(marks))
	if err != nil {
		return err
	}
	if copies != 1 || profiles != 1 {
		return counsel.RefuseField(counsel.Conflict, "cases") // kill: S.Renew.case-conflict
	}
	t.tellOf(a.Agency, row, false)
	return nil
}

// renewShared: the profile of a case that is only shared is its seeker's.
func (t *tx) renewShared(a counsel.Actor, c counsel.RenewedCase, copies int64, marks []counsel.Mark) error {
	if copies != 1 || c.Profile.Version != 0 {
		return counsel.RefuseField(counsel.Conflict, "cases") // kill: S.Renew.shared-conflict
	}
	_, err := t.exec(`UPDATE cases SET marks = $3 WHERE agency = $1 AND id = $2`, a.Agency, c.ID, counsel.MarkList(marks))
	return err
}

// renewDrafts keeps those that are named, at the version that they have, and throws the others away.
func (t *tx) renewDrafts(a counsel.Actor, drafts []counsel.RenewedDraft) error {
	kept := map[string]bool{}
	for _, d := range drafts {
		n, err := t.exec(`UPDATE drafts SET box = $6 WHERE agency = $1 AND uid = $2 AND case_id = $3 AND kind = $4 AND version = $5`,
			a.Agency, a.UID, d.Case, d.Kind, d.Version, t.seal(draftRow(a, d.Case, d.Kind), d.Box))
		if err != nil {
			return err
		}
		if n == 0 {
			return counsel.RefuseField(counsel.Conflict, "drafts") // kill: S.Renew.draft-conflict
		}
		kept[d.Case.String()+string(d.Kind)] = true
	}
	all, err := t.keyedDrafts(a)
	if err != nil {
		return err
	}
	for _, d := range all {
		if kept[d.Case.String()+string(d.Kind)] {
			continue
		}
		if _, err := t.exec(`DELETE FROM drafts WHERE agency = $1 AND uid = $2 AND case_id = $3 AND kind = $4`, a.Agency, a.UID, d.Case, d.Kind); err != nil {
			return err
		}
	}
	return nil
}
