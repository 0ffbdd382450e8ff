package store

import (
	"context"
	"encoding/json"

	"siegel/internal/counsel"
)

// Archive gives a lead the sealed cases, those that go first first, a page from skip on; more says that others follow. Errors: refused.
func (s *Store) Archive(ctx context.Context, by counsel.Actor, skip int64) (list []counsel.Shelf, more bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.archivist(by)
		if err != nil {
			return err
		}
		cases, err := t.cases(a, `c.state = 'sealed' ORDER BY c.sealed_until, c.id LIMIT $4 OFFSET $5`, args{counsel.ClosedPage + 1, skip})
		if err != nil {
			return err
		}
		if more = len(cases) > counsel.ClosedPage; more {
			cases = cases[:counsel.ClosedPage]
		}
		list = make([]counsel.Shelf, len(cases))
		for i, c := range cases {
			if list[i].Hold, err = t.holdOf(a.Agency, c.ID); err != nil {
				return err
			}
			list[i].Case = c
		}
		return nil
	})
	return list, more, err
}

func (t *tx) archivist(by counsel.Actor) (counsel.Actor, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, err
	}
	return a, a.MayUseArchive() // kill: S.Archive.archivist-asks-may-use-archive
}

func (t *tx) holdOf(agency, id counsel.ID) (*counsel.Hold, error) {
	h := counsel.Hold{Case: id}
	found, err := t.get(`SELECT until, reason FROM holds WHERE agency = $1 AND case_id = $2`, args{agency, id}, &h.Until, &h.Reason)
	if err != nil || !found {
		return nil, err
	}
	return &h, nil
}

// OpenArchive gives a lead a sealed case with the staff's grant to the archive, and stretches of what was written. Every call leaves a line in the audit
// chain, so that nobody reads on unseen. Errors: refused, not_found, sign_in_failed, bad_request (reason).
func (s *Store) OpenArchive(ctx context.Context, by counsel.Actor, o counsel.Opening) (out counsel.Opened, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, c, err := t.opening(by, o)
		if err != nil {
			return err
		}
		out.Case = c
		if err := t.record(a, o.Action(), o.Case, o.Reason); err != nil {
			return err
		}
		return t.opened(a, o, &out) // kill: S.Archive.open-archive-asks-opened
	})
	return out, err
}

// opening asks whether the actor may open a sealed case: as a lead, for a reason, with the password.
func (t *tx) opening(by counsel.Actor, o counsel.Opening) (a counsel.Actor, c counsel.Case, err error) {
	if a, err = t.archivist(by); err != nil {
		return a, c, err
	}
	if err := o.Fit(); err != nil { // kill: S.Archive.open-asks-fit
		return a, c, err
	}
	if err := t.proved(a, o.Proof.Way, o.Proof.Auth); err != nil { // kill: S.Archive.open-asks-proved
		return a, c, err
	}
	if c, err = t.caseByID(a, o.Case); err != nil {
		return a, c, err
	}
	return a, c, c.InArchive() // kill: S.Archive.open-asks-in-archive
}

// SealedFile opens an attachment of a sealed case, for a lead and a reason like the case itself, and leaves a line in the audit chain. Errors: those of
// OpenArchive, away. Close it.
func (s *Store) SealedFile(ctx context.Context, by counsel.Actor, o counsel.Opening, id counsel.ID) (*Attachment, error) {
	var f counsel.File
	if err := s.write(ctx, func(t *tx) error {
		a, c, err := t.opening(by, o)
		if err != nil {
			return err
		}
		known, found := counsel.File{}, false
		if known, found, err = t.file(a.Agency, id); err != nil {
			return err
		}
		if !found {
			return counsel.Refuse(counsel.NotFound) // kill: S.Archive.sealed-file-not-found
		}
		if err := known.InArchive(c); err != nil { // kill: S.Archive.sealed-file-asks-in-archive
			return err
		}
		f = known
		return t.record(a, o.Action(), o.Case, o.Reason)
	}); err != nil {
		return nil, err
	}
	return s.attachment(ctx, by, f)
}

func (t *tx) opened(a counsel.Actor, o counsel.Opening, out *counsel.Opened) error {
	grants, err := t.grants(a.Agency, `obj_id = $2 AND `+toArchive, o.Case)
	if err != nil {
		return err
	}
	if len(grants) == 0 {
		return counsel.Refuse(counsel.NotFound) // kill: S.Archive.opened-not-found
	}
	out.Grant = grants[0]
	if out.Messages, err = t.excerpt(messages, a.Agency, o.Case, counsel.After(o.After)); err != nil {
		return err
	}
	out.Notes, err = t.excerpt(notes, a.Agency, o.Case, counsel.After(o.Notes))
	return err
}

// unarchived are cases of $2 that the policy does not reach yet: taken over before the agency documented, and without a key for the archive since.
const unarchived = `c.state IN ('taken', 'rest', 'closed') AND c.confirm_due = 0 AND c.locked_until = 0
	AND EXISTS (SELECT 1 FROM agencies a WHERE a.agency = c.agency AND a.retention = 'doc')
	AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.agency = c.agency AND g.obj_id = c.id AND g.obj = 'case' AND g.to_role = 'archive' AND g.why = 'archive')`

// Unarchived gives a counsellor's own cases that have no key for the archive though the agency documents, and a lead how many there are in all. Errors: refused.
func (s *Store) Unarchived(ctx context.Context, by counsel.Actor) (own []counsel.ID, all int64, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.deskOf(by)
		if err != nil {
			return err
		}
		if a.Holds(counsel.Lead) {
			if _, err := t.get(`SELECT count(*) FROM cases c WHERE c.agency = $1 AND `+unarchived, args{a.Agency}, &all); err != nil {
				return err
			}
		}
		if !a.Holds(counsel.Counsellor) {
			return nil
		}
		return t.each(`SELECT c.id FROM cases c WHERE c.agency = $1 AND c.counsellor = $2 AND `+unarchived+` ORDER BY c.id LIMIT 500`, args{a.Agency, a.UID},
			func(scan func(...any) error) error {
				var id counsel.ID
				err := scan(&id)
				own = append(own, id)
				return err
			})
	})
	return own, all, err
}

// GrantToArchive keeps the archive's key to a case, made by its counsellor. Errors: not_found, refused, conflict (the agency has no archive, or a case that is
// not confirmed or locked), same_id. The same grant again is no error.
func (s *Store) GrantToArchive(ctx context.Context, by counsel.Actor, id counsel.ID, g counsel.Grant) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := t.lockCase(a, id); err != nil {
			return err
		}
		_, c, err := t.caseFor(by, id)
		if err != nil {
			return err
		}
		to, err := t.recipients(a.Agency)
		if err != nil {
			return err
		}
		if err := c.MayArchive(a, to); err != nil { // kill: S.Archive.grant-to-archive-asks-may-archive
			return err
		}
		again, err := t.get(`SELECT 1 FROM grants WHERE agency = $1 AND id = $2 AND obj_id = $3 AND by_uid = $4 AND `+toArchive, args{a.Agency, g.ID, id, a.UID}, new(int))
		if err != nil || again {
			return err
		}
		if _, err := t.exec(`DELETE FROM grants WHERE agency = $1 AND obj_id = $2 AND `+toArchive, a.Agency, id); err != nil {
			return err
		}
		g.ToRole, g.By, g.Epoch, g.Why = counsel.Archive, a.UID, c.Epoch, counsel.WhyArchive
		if err := t.addGrant(a.Agency, ofCase, id, g); err != nil {
			return err
		}
		return t.recordGrant(a, id, g)
	})
}

// KeepBecause sets the reason that seekers read beside the policy. Errors: refused, bad_request (reason).
func (s *Store) KeepBecause(ctx context.Context, by counsel.Actor, why counsel.KeepReason) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MaySignManifest(); err != nil { // kill: S.Archive.keep-because-asks-may-sign
			return err
		}
		if err := why.Fit(); err != nil { // kill: S.Archive.keep-because-asks-fit
			return err
		}
		agency, err := t.agency(a.Agency)
		if err != nil || agency.Keeping == why {
			return err
		}
		agency.Keeping = why
		settings, err := json.Marshal(agency.Settings)
		if err != nil {
			return err
		}
		_, err = t.exec(`UPDATE agencies SET settings = $2 WHERE agency = $1`, a.Agency, string(settings))
		return err
	})
}
