package store

import (
	"context"
	"time"

	"siegel/internal/counsel"
)

const inviteColumns = `inv_id, kind, state, until, uid, record, mac`

// Invite says what an invite is for and whether it was answered; whoever knows its id has the link. Errors: not_found.
func (s *Store) Invite(ctx context.Context, agency, id counsel.ID) (i counsel.Invite, err error) {
	err = s.read(ctx, func(t *tx) error {
		var found bool
		i, found, err = t.invite(agency, id)
		if err == nil && (!found || !i.Good(t.now)) {
			err = counsel.Refuse(counsel.NotFound) // kill: S.Invite.invite-not-found
		}
		return err
	})
	return i, err
}

// Invites gives a lead the open and answered invites of the agency.
func (s *Store) Invites(ctx context.Context, by counsel.Actor) (list []counsel.Invite, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.inviter(by)
		if err != nil {
			return err
		}
		list = nil
		return t.each(`SELECT `+inviteColumns+` FROM invites WHERE agency = $1 AND kind = $2 ORDER BY until, inv_id`, args{a.Agency, counsel.InviteJoin}, func(scan func(...any) error) error {
			i, err := readInvite(scan)
			list = append(list, i)
			return err
		})
	})
	return list, err
}

// AddInvite keeps the id of an invite that a lead made. Errors: refused, bad_request (until), full (staff), same_id.
func (s *Store) AddInvite(ctx context.Context, by counsel.Actor, id counsel.ID, until time.Time) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.inviter(by)
		if err != nil {
			return err
		}
		today := counsel.Day(t.now)
		if until.Before(today) || until.After(today.AddDate(0, 0, counsel.InviteDays)) {
			return counsel.RefuseField(counsel.BadRequest, "until") // kill: S.Invite.until-out-of-bounds
		}
		added, err := t.addInvite(a.Agency, counsel.Invite{ID: id, Kind: counsel.InviteJoin, Until: until})
		if err != nil {
			return err
		}
		if added {
			if err := t.roomForStaff(a.Agency); err != nil { // kill: S.Invite.add-invite-asks-room-for-staff
				return err
			}
			return t.record(a, counsel.ActInvite, id, "")
		}
		have, _, err := t.invite(a.Agency, id)
		if err == nil && (have.Kind != counsel.InviteJoin || !have.Until.Equal(until)) {
			return counsel.Refuse(counsel.SameID) // kill: S.Invite.add-invite-same-id
		}
		return err
	})
}

// DeleteInvite takes an invite back, with the account that answered it if no manifest names it yet. Errors: refused, not_found.
func (s *Store) DeleteInvite(ctx context.Context, by counsel.Actor, id counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.inviter(by)
		if err != nil {
			return err
		}
		i, found, err := t.invite(a.Agency, id)
		if err != nil {
			return err
		}
		if !found || i.Kind != counsel.InviteJoin {
			return counsel.Refuse(counsel.NotFound) // kill: S.Invite.delete-invite-not-found
		}
		if _, err := t.exec(`DELETE FROM accounts WHERE agency = $1 AND uid = $2 AND state = $3`, a.Agency, i.UID, counsel.Waiting); err != nil {
			return err
		}
		if _, err = t.exec(`DELETE FROM invites WHERE agency = $1 AND inv_id = $2`, a.Agency, id); err != nil {
			return err
		}
		return t.record(a, counsel.ActUninvite, id, "")
	})
}

func (t *tx) inviter(by counsel.Actor) (counsel.Actor, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, err
	}
	return a, a.MayInvite() // kill: S.Invite.inviter-asks-may-invite
}

func (t *tx) invite(agency, id counsel.ID) (i counsel.Invite, found bool, err error) {
	err = t.each(`SELECT `+inviteColumns+` FROM invites WHERE agency = $1 AND inv_id = $2`, args{agency, id}, func(scan func(...any) error) error {
		found = true
		i, err = readInvite(scan)
		return err
	})
	return i, found, err
}

func readInvite(scan func(...any) error) (i counsel.Invite, err error) {
	return i, scan(&i.ID, &i.Kind, &i.State, &i.Until, &i.UID, &i.Record, &i.Mac)
}

func (t *tx) addInvite(agency counsel.ID, i counsel.Invite) (added bool, err error) {
	n, err := t.exec(`INSERT INTO invites (agency, inv_id, kind, until, state, uid, record, mac) VALUES ($1, $2, $3, $4, $5, $6, '', $6)
		ON CONFLICT DO NOTHING`, agency, i.ID, i.Kind, i.Until, counsel.InviteOpen, []byte{})
	return n == 1, err
}

// answerInvite uses an open invite for a registration. Of two who hold one link, one wins. Errors: not_found.
func (t *tx) answerInvite(agency counsel.ID, r counsel.Registration) (counsel.InviteKind, error) {
	i, found, err := t.invite(agency, r.Invite.ID)
	if err != nil {
		return "", err
	}
	if !found || !i.Good(t.now) {
		return "", counsel.Refuse(counsel.NotFound) // kill: S.Invite.answer-not-good
	}
	n, err := t.exec(`UPDATE invites SET state = $4, uid = $5, record = $6, mac = $7 WHERE agency = $1 AND inv_id = $2 AND state = $3`,
		agency, i.ID, counsel.InviteOpen, counsel.InviteAnswered, r.UID, r.Invite.Record, r.Invite.Mac)
	if err == nil && n == 0 {
		err = counsel.Refuse(counsel.NotFound) // kill: S.Invite.answer-lost-race
	}
	return i.Kind, err
}
