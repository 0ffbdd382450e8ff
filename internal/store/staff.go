package store

import (
	"context"

	"siegel/internal/counsel"
)

// Staff gives a lead the accounts of the agency's staff with their states. Errors: refused.
func (s *Store) Staff(ctx context.Context, by counsel.Actor) (list []StaffAccount, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayOversee(); err != nil { // kill: S.Staff.staff-asks-may-oversee
			return err
		}
		list, err = t.staff(a.Agency)
		return err
	})
	return list, err
}

// SetStaffState stops a member of staff at once, or lets her in again while the current manifest names her.
// Errors: refused (no lead; oneself), not_found, bad_request, conflict (not named). In that state already: no error.
func (s *Store) SetStaffState(ctx context.Context, by counsel.Actor, uid counsel.ID, to counsel.AccountState) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.lockAccount(by); err != nil { // of two leads who stop each other, one comes too late
			return err
		}
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayStop(uid); err != nil { // kill: S.Staff.set-staff-state-asks-may-stop
			return err
		}
		switch to {
		case counsel.Stopped:
			return t.stopStaff(a, uid)
		case counsel.Active:
			return t.startStaff(a, uid)
		}
		return counsel.RefuseField(counsel.BadRequest, "state") // kill: S.Staff.set-staff-state
	})
}

func (t *tx) staff(agency counsel.ID) (list []StaffAccount, err error) {
	err = t.each(`SELECT uid, state, roles FROM accounts WHERE agency = $1 AND realm = $2 ORDER BY uid`, args{agency, counsel.Staff}, func(scan func(...any) error) error {
		var a StaffAccount
		var roles string
		err := scan(&a.UID, &a.State, &roles)
		a.Roles = counsel.ParseRoles(roles)
		list = append(list, a)
		return err
	})
	return list, err
}

// lockAccount makes other writers of the account wait until this transaction ends.
func (t *tx) lockAccount(a counsel.Actor) error {
	_, err := t.exec(`UPDATE accounts SET state = state WHERE agency = $1 AND uid = $2`, a.Agency, a.UID)
	return err
}
