package store

import (
	"context"

	"siegel/internal/counsel"
)

// SetUp publishes root 1 and manifest 1, which sg1.CheckSetup has verified, and makes the agency ready.
// Errors: refused, conflict. The same set-up again is no error.
func (s *Store) SetUp(ctx context.Context, by counsel.Actor, u counsel.SetUp) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if again, err := t.setUpBefore(a, u); err != nil || again {
			return err
		}
		if err := a.MaySetUp(); err != nil { // kill: S.Manifest.set-up-asks-may-set-up
			return err
		}
		return t.setUp(a, u)
	})
}

func (t *tx) setUpBefore(a counsel.Actor, u counsel.SetUp) (bool, error) {
	if a.Realm != counsel.Staff {
		return false, nil
	}
	var root, manifest string
	found, err := t.get(`SELECT r.body, m.body FROM roots r JOIN manifests m ON m.agency = r.agency AND m.seq = 1 WHERE r.agency = $1 AND r.n = 1`,
		args{a.Agency}, &root, &manifest)
	return found && root == u.Root && manifest == u.Manifest.Text, err
}

func (t *tx) setUp(a counsel.Actor, u counsel.SetUp) error {
	n, err := t.exec(`UPDATE agencies SET state = $2 WHERE agency = $1 AND state = $3 AND seq = 0`, a.Agency, counsel.AgencyReady, counsel.AgencyNew)
	if err != nil {
		return err
	}
	if n == 0 {
		return counsel.Refuse(counsel.Conflict) // kill: S.Manifest.set-up-conflict
	}
	if _, err := t.exec(`INSERT INTO roots (agency, n, body) VALUES ($1, 1, $2)`, a.Agency, u.Root); err != nil {
		return err
	}
	if err := t.publish(a, u.Manifest); err != nil {
		return err
	}
	if err := t.putBox(a, Keyring, u.Keyring); err != nil {
		return err
	}
	if err := t.putBox(a, Vault, u.Vault); err != nil {
		return err
	}
	_, err = t.exec(`DELETE FROM invites WHERE agency = $1 AND kind = $2`, a.Agency, counsel.InviteSetup)
	return err
}

// Publish stores the next manifest, which sg1 has verified against the stored one, with what follows from it: roles, new members,
// keys for them, invites used up. Who is no longer named is signed out for good.
// Errors: refused, conflict (another manifest was faster, an invite is gone), bad_request (grants), same_id. The same manifest again is no error.
func (s *Store) Publish(ctx context.Context, by counsel.Actor, m counsel.Manifest) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MaySignManifest(); err != nil { // kill: S.Manifest.sign-asked-in-store
			return err
		}
		var body string
		found, err := t.get(`SELECT body FROM manifests WHERE agency = $1 AND seq = $2`, args{a.Agency, m.Seq}, &body)
		if err != nil || found && body == m.Text {
			return err
		}
		if err := t.publish(a, m); err != nil {
			return err
		}
		if err := t.newRoleKeys(a, m); err != nil {
			return err
		}
		return t.handOut(a, m)
	})
}

// publish compares and swaps the sequence number, so manifests follow one another without a gap.
func (t *tx) publish(a counsel.Actor, m counsel.Manifest) error {
	n, err := t.exec(`UPDATE agencies SET seq = $2, continuity = $3 WHERE agency = $1 AND seq = CAST($2 AS BIGINT) - 1`, a.Agency, m.Seq, m.Continuity)
	if err != nil {
		return err
	}
	if n == 0 {
		return counsel.Refuse(counsel.Conflict) // kill: S.Manifest.publish-conflict
	}
	if _, err := t.exec(`INSERT INTO manifests (agency, seq, hash, body) VALUES ($1, $2, $3, $4)`, a.Agency, m.Seq, m.Hash[:], m.Text); err != nil {
		return err
	}
	for _, r := range m.Records {
		if _, err := t.exec(`INSERT INTO records (agency, hash, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, a.Agency, r.Hash[:], r.Text); err != nil {
			return err
		}
	}
	if err := t.record(a, counsel.ActManifest, counsel.ID{}, ""); err != nil {
		return err
	}
	if err := t.keepPolicy(a, m.Policy); err != nil {
		return err
	}
	t.tell(counsel.Event{Kind: counsel.EventDirectory, Agency: a.Agency})
	return t.admit(a.Agency, m.Members)
}

// admit gives every staff account the roles of the manifest. Waiting accounts that it does not name go on waiting. Who was stopped by hand stays
// stopped, though a manifest made for another reason still names her.
func (t *tx) admit(agency counsel.ID, members map[counsel.ID][]counsel.Role) error {
	var gone []counsel.ID
	err := t.each(`SELECT uid, state FROM accounts WHERE agency = $1 AND realm = $2`, args{agency, counsel.Staff}, func(scan func(...any) error) error {
		var uid counsel.ID
		var state counsel.AccountState
		err := scan(&uid, &state)
		if _, named := members[uid]; !named && state != counsel.Waiting {
			gone = append(gone, uid)
		}
		return err
	})
	if err != nil {
		return err
	}
	for uid, roles := range members {
		if _, err := t.exec(`UPDATE accounts SET roles = $3, state = CASE WHEN state = $6 AND roles <> '' THEN state ELSE $4 END WHERE agency = $1 AND uid = $2 AND realm = $5`,
			agency, uid, counsel.RoleList(roles), counsel.Active, counsel.Staff, counsel.Stopped); err != nil {
			return err
		}
	}
	return t.dismiss(agency, gone)
}

// newRoleKeys keeps since when an agency has other role keys. Keys that wait for somebody else go: this manifest brings newer ones, and what a leaver has signed
// would be refused (G6, G9).
func (t *tx) newRoleKeys(a counsel.Actor, m counsel.Manifest) error {
	if !m.Rekeyed {
		return nil
	}
	if _, err := t.exec(`UPDATE agencies SET keys_seq = $2 WHERE agency = $1`, a.Agency, m.Seq); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM grants WHERE agency = $1 AND obj = $2 AND to_uid <> $3`, a.Agency, ofAgency, a.UID)
	return err
}

func (t *tx) dismiss(agency counsel.ID, uids []counsel.ID) error {
	for _, uid := range uids {
		n, err := t.exec(`UPDATE accounts SET roles = '', state = $3 WHERE agency = $1 AND uid = $2 AND (roles <> '' OR state <> $3)`, agency, uid, counsel.Stopped)
		if err != nil {
			return err
		}
		if n > 0 {
			if err := t.mayHaveRead(agency); err != nil {
				return err
			}
		}
		if err := t.endSessions(agency, uid); err != nil {
			return err
		}
		if err := t.noticeGone(agency, uid); err != nil { // with each manifest, for those too who left before; the same again is nothing new
			return err
		}
	}
	return nil
}

// handOut keeps the agency keys for members and uses up the invites.
func (t *tx) handOut(a counsel.Actor, m counsel.Manifest) error {
	for _, g := range m.Grants {
		if _, member := m.Members[g.ToUID]; !member {
			return counsel.RefuseField(counsel.BadRequest, "grants") // kill: S.Manifest.hand-out-grants
		}
		g.By, g.Why = a.UID, counsel.WhyRole
		if err := t.addGrant(a.Agency, ofAgency, a.Agency, g); err != nil {
			return err
		}
		if err := t.recordGrant(a, g.ToUID, g); err != nil {
			return err
		}
	}
	for _, id := range m.Invites {
		n, err := t.exec(`DELETE FROM invites WHERE agency = $1 AND inv_id = $2 AND kind = $3 AND state = $4`, a.Agency, id, counsel.InviteJoin, counsel.InviteAnswered)
		if err != nil {
			return err
		}
		if n == 0 {
			return counsel.Refuse(counsel.Conflict) // kill: S.Manifest.hand-out-conflict
		}
	}
	return nil
}
