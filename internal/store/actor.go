package store

import "siegel/internal/counsel"

// actor looks an actor up anew, in the transaction that asks its rights: what a session knew may be outdated.
// Errors: signed_out if the account is gone or stopped.
func (t *tx) actor(by counsel.Actor) (counsel.Actor, error) {
	a := counsel.Actor{Agency: by.Agency, UID: by.UID}
	var roles string
	found, err := t.get(`SELECT realm, roles, state FROM accounts WHERE agency = $1 AND uid = $2`, args{by.Agency, by.UID}, &a.Realm, &roles, &a.State)
	if err != nil {
		return counsel.Actor{}, err
	}
	if !found || a.State == counsel.Stopped {
		return counsel.Actor{}, counsel.Refuse(counsel.SignedOut) // kill: S.Actor.actor-signed-out
	}
	a.Roles = counsel.ParseRoles(roles)
	return a, nil
}
