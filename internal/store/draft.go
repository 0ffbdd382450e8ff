package store

import (
	"bytes"
	"context"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// Drafts lists the actor's own drafts; a counsellor's only of cases she still has.
func (s *Store) Drafts(ctx context.Context, by counsel.Actor) (list []counsel.Draft, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		list, err = t.drafts(a)
		return err
	})
	return list, err
}

// Draft gives one of the actor's own drafts. Errors: not_found, refused (kind).
func (s *Store) Draft(ctx context.Context, by counsel.Actor, id counsel.ID, kind counsel.DraftKind) (v counsel.Versioned, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, _, err := t.drafter(by, id, kind)
		if err != nil {
			return err
		}
		var found bool
		if v, found, err = t.draft(a, id, kind); err == nil && !found {
			err = counsel.Refuse(counsel.NotFound) // kill: S.Draft.draft-not-found
		}
		return err
	})
	return v, err
}

// PutDraft keeps a draft. Its version must be the stored one + 1, or 1 if there is none.
// Errors: not_found, refused (kind), conflict (version; eight of cases that are not there); the same box again is no error.
func (s *Store) PutDraft(ctx context.Context, by counsel.Actor, id counsel.ID, kind counsel.DraftKind, v counsel.Versioned) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, id); err != nil { // before it is read: a deletion that is under way would leave the draft behind
			return err
		}
		a, first, err := t.drafter(by, id, kind)
		if err != nil {
			return err
		}
		if first && v.Version == 1 {
			if err := t.roomForFirst(a, id, kind); err != nil {
				return err
			}
		}
		return t.putDraft(a, id, kind, v)
	})
}

// DeleteDraft throws one of the actor's own drafts away. It is no error to have none.
func (s *Store) DeleteDraft(ctx context.Context, by counsel.Actor, id counsel.ID, kind counsel.DraftKind) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		_, err = t.exec(`DELETE FROM drafts WHERE agency = $1 AND uid = $2 AND case_id = $3 AND kind = $4`, a.Agency, a.UID, id, kind)
		return err
	})
}

// drafter says whether the actor may draft in a case; first means that it is none of the actor's cases: a first letter.
func (t *tx) drafter(by counsel.Actor, id counsel.ID, kind counsel.DraftKind) (a counsel.Actor, first bool, err error) {
	a, c, err := t.caseFor(by, id)
	if err == nil && c.Borrowed(a) {
		return a, false, counsel.Refuse(counsel.Refused) // kill: S.Draft.drafter-borrowed
	}
	if counsel.CodeOf(err) == counsel.NotFound {
		first, err = true, a.MayDraftFirst() // kill: S.Draft.drafter-asks-may-draft-first
	}
	if err != nil {
		return a, first, err
	}
	return a, first, a.MayDraft(kind) // kill: S.Draft.drafter-asks-may-draft
}

// drafts asks the rule for each case with the few columns that it needs.
func (t *tx) drafts(a counsel.Actor) (list []counsel.Draft, err error) {
	list = []counsel.Draft{}
	err = t.each(`SELECT d.case_id, d.kind, d.version, COALESCE(c.state, ''), COALESCE(c.seeker, $3), COALESCE(c.counsellor, $3), COALESCE(c.confirm_due, 0)
		FROM drafts d LEFT JOIN cases c ON c.agency = d.agency AND c.id = d.case_id
		WHERE d.agency = $1 AND d.uid = $2 ORDER BY d.case_id, d.kind`, args{a.Agency, a.UID, []byte{}}, func(scan func(...any) error) error {
		var d counsel.Draft
		var c counsel.Case
		if err := scan(&d.Case, &d.Kind, &d.Version, &c.State, &c.Seeker, &c.Counsellor, &c.ConfirmDue); err != nil {
			return err
		}
		if _, err := c.At(t.now).For(a); err == nil || a.MayDraftFirst() == nil { // kill: S.Draft.drafts-asks-may-draft-first
			list = append(list, d)
		}
		return nil
	})
	return list, err
}

func (t *tx) draft(a counsel.Actor, id counsel.ID, kind counsel.DraftKind) (v counsel.Versioned, found bool, err error) {
	var boxed []byte
	found, err = t.get(`SELECT version, box FROM drafts WHERE agency = $1 AND uid = $2 AND case_id = $3 AND kind = $4`,
		args{a.Agency, a.UID, id, kind}, &v.Version, &boxed)
	if err != nil || !found {
		return v, false, err
	}
	v.Box, err = t.open(draftRow(a, id, kind), boxed)
	return v, true, err
}

// putDraft compares and swaps. Whoever saves again after having sent is writing something new: the draft is no longer the held message's.
func (t *tx) putDraft(a counsel.Actor, id counsel.ID, kind counsel.DraftKind, v counsel.Versioned) error {
	query := `UPDATE drafts SET version = $5, message = $7, box = $6 WHERE agency = $1 AND uid = $2 AND case_id = $3 AND kind = $4 AND version = CAST($5 AS BIGINT) - 1`
	if v.Version == 1 {
		query = `INSERT INTO drafts (agency, uid, case_id, kind, version, message, box) VALUES ($1, $2, $3, $4, $5, $7, $6) ON CONFLICT DO NOTHING`
	}
	n, err := t.exec(query, a.Agency, a.UID, id, kind, v.Version, t.seal(draftRow(a, id, kind), v.Box), []byte{})
	if err != nil || n == 1 {
		return err
	}
	stored, found, err := t.draft(a, id, kind)
	if err != nil {
		return err
	}
	if found && stored.Version == v.Version && bytes.Equal(stored.Box, v.Box) {
		return nil
	}
	return counsel.Refuse(counsel.Conflict) // kill: S.Draft.put-draft-conflict
}

// roomForFirst counts the other drafts of cases that are none of the seeker's. Locking the account makes two new ones wait for each other.
func (t *tx) roomForFirst(a counsel.Actor, id counsel.ID, kind counsel.DraftKind) error {
	if _, err := t.exec(`UPDATE accounts SET vault_version = vault_version WHERE agency = $1 AND uid = $2`, a.Agency, a.UID); err != nil {
		return err
	}
	var n int
	_, err := t.get(`SELECT count(*) FROM drafts d WHERE d.agency = $1 AND d.uid = $2 AND NOT (d.case_id = $3 AND d.kind = $4)
		AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.agency = d.agency AND c.id = d.case_id AND c.seeker = d.uid)`, args{a.Agency, a.UID, id, kind}, &n)
	if err != nil {
		return err
	}
	return counsel.MoreFirstDrafts(n) // kill: S.Draft.room-for-first-asks-more-first-drafts
}

func draftRow(a counsel.Actor, id counsel.ID, kind counsel.DraftKind) own {
	return ofAccount(a.Agency, a.UID, rest.RowOf(a.Agency, "drafts", a.UID[:], id[:], []byte(kind)))
}
