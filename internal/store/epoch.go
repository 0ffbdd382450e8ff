package store

import (
	"context"
	"slices"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// Rotate gives a case new keys in one step: who is granted them reads on, everybody else reads nothing that is written from now on. What is held goes out
// first, under the keys that it was sealed with. Errors: not_found, refused, conflict (not confirmed, locked, profile), sequence, bad_request (grants),
// same_id. The same keys again are no error.
func (s *Store) Rotate(ctx context.Context, by counsel.Actor, n counsel.NewEpoch) error {
	return s.write(ctx, func(t *tx) error {
		a, c, err := t.keeper(by, n.Case)
		if err != nil {
			return err
		}
		shared, err := t.sharedWith(a.Agency, c.ID)
		if err != nil {
			return err
		}
		to, err := t.recipients(a.Agency)
		if err != nil {
			return err
		}
		done, err := c.MayRotate(a, n, shared, to) // kill: S.Epoch.rotate-asks-may-rotate
		if err != nil || done {
			return err
		}
		if err := t.releaseAll(a.Agency, c.ID); err != nil {
			return err
		}
		if err := t.forgetKeys(a.Agency, n, shared); err != nil {
			return err
		}
		return t.rotate(a, c, n)
	})
}

func (t *tx) sharedWith(agency, id counsel.ID) (uids []counsel.ID, err error) {
	var uid counsel.ID
	err = t.fill(`SELECT uid FROM shares WHERE agency = $1 AND case_id = $2`, args{agency, id}, []any{&uid}, func() { uids = append(uids, uid) })
	return uids, err
}

// casesReading gives the cases of the accounts that read along: their profiles name the keys for which new ones are granted.
func (t *tx) casesReading(agency, id counsel.ID) (ids []counsel.ID, err error) {
	var one counsel.ID
	err = t.fill(`SELECT to_case FROM shares WHERE agency = $1 AND case_id = $2 ORDER BY to_case`, args{agency, id}, []any{&one}, func() { ids = append(ids, one) })
	return ids, err
}

// forgetKeys takes away every copy and grant of before, and the reading of accounts that are granted nothing.
func (t *tx) forgetKeys(agency counsel.ID, n counsel.NewEpoch, shared []counsel.ID) error {
	for _, uid := range shared {
		if slices.ContainsFunc(n.Grants, func(g counsel.Grant) bool { return g.ToUID == uid }) {
			continue
		}
		if _, err := t.exec(`DELETE FROM shares WHERE agency = $1 AND case_id = $2 AND uid = $3`, agency, n.Case, uid); err != nil {
			return err
		}
	}
	if _, err := t.exec(`DELETE FROM self_copies WHERE agency = $1 AND case_id = $2`, agency, n.Case); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM grants WHERE agency = $1 AND obj = $2 AND obj_id = $3`, agency, ofCase, n.Case)
	return err
}

func (t *tx) rotate(a counsel.Actor, c counsel.Case, n counsel.NewEpoch) error {
	marks := slices.DeleteFunc(slices.Clone(c.Marks), func(m counsel.Mark) bool { return m == counsel.Exposed || m == counsel.Left })
	if _, err := t.exec(`UPDATE cases SET epoch = $3, ck_id = $4, nk_id = $5, profile_version = $6, profile = $7, marks = $8 WHERE agency = $1 AND id = $2`,
		a.Agency, c.ID, n.Epoch, n.CKID, n.NKID, n.Profile.Version, n.Profile.Box, counsel.MarkList(marks)); err != nil {
		return err
	}
	row := backRow(a.Agency, c.ID, n.Epoch)
	if _, err := t.exec(`INSERT INTO back_links (agency, case_id, epoch, ck, nk) VALUES ($1, $2, $3, $4, $5)`,
		a.Agency, c.ID, n.Epoch, t.seal(row, n.Back.CK), t.seal(row, n.Back.NK)); err != nil {
		return err
	}
	for _, g := range n.Grants {
		g.By, g.Epoch, g.Why = a.UID, n.Epoch, g.RotatedWhy()
		if err := t.addGrant(a.Agency, ofCase, c.ID, g); err != nil {
			return err
		}
		if g.ToRole == "" {
			t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: c.ID, To: g.ToUID})
		}
	}
	t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: c.ID, To: a.UID})
	if err := t.putSelf(a, c.ID, n.Epoch, n.Self); err != nil {
		return err
	}
	return t.recordGrant(a, c.ID, counsel.Grant{Why: counsel.WhyRotate})
}

// backLinks gives what opens the earlier epochs of a case; to seekers nothing of notes.
func (t *tx) backLinks(by counsel.Actor, c counsel.Case) (links []counsel.BackLink, err error) {
	if c.Epoch == 0 {
		return nil, nil
	}
	err = t.each(`SELECT epoch, ck, nk FROM back_links WHERE agency = $1 AND case_id = $2 AND epoch <= $3 ORDER BY epoch`, args{by.Agency, c.ID, c.Epoch},
		func(scan func(...any) error) error {
			var l counsel.BackLink
			err := scan(&l.Epoch, &l.CK, &l.NK)
			links = append(links, l)
			return err
		})
	if err != nil {
		return nil, err
	}
	for i := range links {
		if err := t.openLink(by, c.ID, &links[i]); err != nil {
			return nil, err
		}
	}
	return links, nil
}

func (t *tx) openLink(by counsel.Actor, id counsel.ID, l *counsel.BackLink) (err error) {
	row, nk := backRow(by.Agency, id, l.Epoch), l.NK
	l.NK = nil
	if l.CK, err = t.open(row, l.CK); err == nil && by.Realm == counsel.Staff {
		l.NK, err = t.open(row, nk)
	}
	return err
}

func backRow(agency, id counsel.ID, epoch int64) own {
	return ofItsCase(agency, id, rest.RowOf(agency, "back_links", id[:], rest.Uint(epoch)))
}

// mayHaveRead marks every case of an agency whose keys a member of staff may have known who is stopped now: hers, and whatever lay in the pool in her time.
func (t *tx) mayHaveRead(agency counsel.ID) error {
	_, err := t.exec(`UPDATE cases SET marks = CASE marks WHEN '' THEN CAST($2 AS TEXT) ELSE marks || ' ' || CAST($2 AS TEXT) END
		WHERE agency = $1 AND state <> 'sealed' AND marks NOT LIKE '%' || CAST($2 AS TEXT) || '%'`,
		agency, string(counsel.Left))
	return err
}
