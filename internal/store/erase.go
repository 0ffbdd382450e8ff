package store

import (
	"context"
	"crypto/rand"
	"slices"

	"siegel/internal/counsel"
	"siegel/internal/shred"
)

// A deletion is one transaction: the rows, the note for the shred store and its journal, the note for the notifier, the note for the audit chain. Whatever lies
// outside the database goes by jobs that repeat until it is done.

// Erasure says what EraseAccount would do now. Errors: refused for staff.
func (s *Store) Erasure(ctx context.Context, by counsel.Actor) (e counsel.Erasure, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayErase(); err != nil { // kill: S.Erase.erasure-asks-may-erase
			return err
		}
		e, _, err = t.erasure(a)
		return err
	})
	return e, err
}

// EraseAccount deletes the actor's account with everything that no duty keeps; the rest is sealed. manifest is the policy that the person was shown, and
// staying are the cases of which the person was told that they stay: a colleague may have taken an enquiry over in between. Errors: refused, sign_in_failed, conflict
// (another policy holds by now, or more would stay).
func (s *Store) EraseAccount(ctx context.Context, by counsel.Actor, p counsel.Proof, manifest [32]byte, staying []counsel.ID) (e counsel.Erasure, err error) {
	err = s.write(ctx, func(t *tx) error {
		if err := t.lockWhole(by); err != nil { // first of all: no letter comes in between
			return err
		}
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayErase(); err != nil { // kill: S.Erase.erase-account-asks-may-erase
			return err
		}
		if err := t.proved(a, p.Way, p.Auth); err != nil { // kill: S.Erase.erase-account-asks-proved
			return err
		}
		var cases []counsel.Case
		if e, cases, err = t.erasure(a); err != nil {
			return err
		}
		if e.Manifest != manifest {
			return counsel.RefuseField(counsel.Conflict, "manifest") // kill: S.Erase.erase-account-manifest
		}
		if slices.ContainsFunc(e.Staying(), func(id counsel.ID) bool { return !slices.Contains(staying, id) }) {
			return counsel.RefuseField(counsel.Conflict, "staying") // kill: S.Erase.erase-account-staying
		}
		for i, c := range cases {
			if err := t.end(a, c, e.Cases[i], counsel.BecauseSeeker); err != nil {
				return err
			}
		}
		return t.eraseAccount(a, a, counsel.BecauseSeeker)
	})
	return e, err
}

// lockWhole makes other writers of an account, and of a seeker's cases, wait until this transaction ends.
func (t *tx) lockWhole(a counsel.Actor) error {
	if t.s.d == sqlite {
		return nil
	}
	if err := t.later(nil, `SELECT 1 FROM accounts WHERE agency = $1 AND uid = $2`+t.s.d.lock(), a.Agency, a.UID); err != nil {
		return err
	}
	return t.later(nil, `SELECT 1 FROM cases WHERE agency = $1 AND seeker = $2 ORDER BY id`+t.s.d.lock(), a.Agency, a.UID)
}

// erasure counts what a deletion of the account would do, and gives its cases in the same order. What is sealed already is no longer the account's.
func (t *tx) erasure(a counsel.Actor) (e counsel.Erasure, cases []counsel.Case, err error) {
	e = counsel.Erasure{At: t.now, BackupsUntil: counsel.BackupsUntil(t.now)}
	if e.Policy, err = t.policy(a.Agency); err != nil {
		return e, nil, err
	}
	if _, err := t.get(`SELECT m.hash FROM manifests m JOIN agencies a ON a.agency = m.agency AND a.seq = m.seq WHERE m.agency = $1`, args{a.Agency}, &e.Manifest); err != nil {
		return e, nil, err
	}
	if cases, err = t.cases(a, `c.seeker = $2 AND c.state <> 'sealed' ORDER BY c.id`, nil); err != nil {
		return e, nil, err
	}
	for _, c := range cases {
		n, err := t.ending(a.Agency, c, e.Policy)
		if err != nil {
			return e, nil, err
		}
		e.Cases = append(e.Cases, n)
	}
	_, err = t.get(`SELECT count(*) FROM drafts WHERE agency = $1 AND uid = $2 AND kind <> $3`, args{a.Agency, a.UID, counsel.DraftFiles}, &e.Drafts) // the files themselves are counted
	return e, cases, err
}

// ending says what becomes of a case that goes from its people now.
func (t *tx) ending(agency counsel.ID, c counsel.Case, p counsel.Policy) (n counsel.Ending, err error) {
	n = counsel.Ending{Case: c.ID, Taken: c.State != counsel.Open || c.PutBack, Messages: c.LastOrder}
	if _, err = t.get(`SELECT count(*) FROM files WHERE agency = $1 AND case_id = $2`, args{agency, c.ID}, &n.Files); err != nil {
		return n, err
	}
	granted, err := t.get(`SELECT 1 FROM grants WHERE agency = $1 AND obj_id = $2 AND `+toArchive+` LIMIT 1`, args{agency, c.ID}, new(int))
	if until, kept := c.Kept(p, granted, counsel.Day(t.now)); kept {
		n.Until = until
	}
	return n, err
}

// toArchive are the grants that open a sealed case: made by staff, never by a seeker's browser.
const toArchive = `obj = 'case' AND to_role = 'archive' AND why = 'archive'`

// end takes a case from its people: deleted, or sealed for the archive. by is who the chain names.
func (t *tx) end(by counsel.Actor, c counsel.Case, n counsel.Ending, why counsel.Reason) error {
	if err := t.lockCase(by, c.ID); err != nil {
		return err
	}
	if !n.Until.IsZero() {
		return t.sealCase(by, c, n, why)
	}
	count, err := t.countOf(by.Agency, c.ID)
	if err != nil {
		return err
	}
	if err := t.recordCount(by, counsel.ActDelete, c.ID, why, count); err != nil {
		return err
	}
	if err := t.tellEnd(by.Agency, c, why, false); err != nil {
		return err
	}
	return t.deleteCase(by.Agency, c.ID)
}

// countOf counts the messages and notes of a case.
func (t *tx) countOf(agency, id counsel.ID) (n int64, err error) {
	_, err = t.get(`SELECT (SELECT count(*) FROM messages WHERE agency = $1 AND case_id = $2) + (SELECT count(*) FROM notes WHERE agency = $1 AND case_id = $2)`, args{agency, id}, &n)
	return n, err
}

// deleteCase removes every row of a case, and leaves the notes by which its files and its key go too.
func (t *tx) deleteCase(agency, id counsel.ID) error {
	if err := t.removeFiles(agency, id); err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM grants WHERE agency = $1 AND obj = 'case' AND obj_id = $2`,
		`DELETE FROM drafts WHERE agency = $1 AND case_id = $2`,
		`DELETE FROM cases WHERE agency = $1 AND id = $2`, // the rest goes with it
	} {
		if _, err := t.exec(query, agency, id); err != nil {
			return err
		}
	}
	return t.shred(agency, shredCase, id)
}

// eraseAccount removes an account; its cases have gone before. of is the account, by whom the chain names.
func (t *tx) eraseAccount(by, of counsel.Actor, why counsel.Reason) error {
	if err := t.endSessions(of.Agency, of.UID); err != nil { // so that open pages hear it
		return err
	}
	for _, query := range []string{ // what was shared with it by others' cases goes too
		`DELETE FROM grants WHERE agency = $1 AND obj = 'case' AND to_uid = $2`,
		`DELETE FROM self_copies WHERE agency = $1 AND uid = $2`,
	} {
		if _, err := t.exec(query, of.Agency, of.UID); err != nil {
			return err
		}
	}
	if _, err := t.exec(`DELETE FROM accounts WHERE agency = $1 AND uid = $2 AND realm = $3`, of.Agency, of.UID, counsel.Seekers); err != nil {
		return err
	}
	if err := t.noticeGone(of.Agency, of.UID); err != nil {
		return err
	}
	if err := t.shred(of.Agency, shredAccount, of.UID); err != nil {
		return err
	}
	return t.record(by, counsel.ActDelete, counsel.ID{}, why)
}

// The kinds of notes for the shred store.
const (
	shredAccount = string(shred.Account)
	shredCase    = string(shred.Case)
	shredSealed  = string(shred.Sealed) // a line in its journal only
)

// shred notes that the key of an account or a case goes, and that the deletion stands in the journal.
func (t *tx) shred(agency counsel.ID, kind string, id counsel.ID) error {
	return t.later(nil, `INSERT INTO shred_notes (agency, kind, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, agency, kind, id)
}

// tellEnd tells whoever has the case that it is gone: open pages at once, its counsellor for some weeks in her list.
func (t *tx) tellEnd(agency counsel.ID, c counsel.Case, why counsel.Reason, sealed bool) error {
	t.tellOf(agency, c, true)
	if c.Counsellor == (counsel.ID{}) {
		return nil
	}
	var id counsel.ID
	rand.Read(id[:])
	_, err := t.exec(`INSERT INTO erased (agency, uid, id, at, why, sealed) SELECT $1, uid, $3, $4, $5, $6 FROM accounts WHERE agency = $1 AND uid = $2`,
		agency, c.Counsellor, id, counsel.Day(t.now), why, sealed)
	return err
}

// Erased gives a member of staff the cases of hers that are gone, newest first. Errors: refused for seekers.
func (s *Store) Erased(ctx context.Context, by counsel.Actor) (list []counsel.Erased, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.deskOf(by)
		if err != nil {
			return err
		}
		list = []counsel.Erased{}
		var e counsel.Erased
		return t.fill(`SELECT id, at, why, sealed FROM erased WHERE agency = $1 AND uid = $2 ORDER BY at DESC, id`, args{a.Agency, a.UID},
			[]any{&e.ID, &e.At, &e.Why, &e.Sealed}, func() { list = append(list, e) })
	})
	return list, err
}

// Receipts gives a seeker what became of cases that others have had deleted, newest first. Errors: refused for staff.
func (s *Store) Receipts(ctx context.Context, by counsel.Actor) (list []counsel.Told, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayListOwn(); err != nil { // kill: S.Erase.receipts-asks-may-list-own
			return err
		}
		var told counsel.Told
		err = t.fill(`SELECT at, role, sealed_until FROM receipts WHERE agency = $1 AND uid = $2 ORDER BY at, id`, args{a.Agency, a.UID},
			[]any{&told.At, &told.Role, &told.Until}, func() { list = append(list, told) })
		slices.Reverse(list)
		return err
	})
	return list, err
}
