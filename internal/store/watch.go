package store

import (
	"context"
	"crypto/sha256"

	"siegel/internal/counsel"
)

// Watch gives the actor of a cookie like Session, but is no use of the session: an open event stream is no sign of life of a person.
// Errors: signed_out.
func (s *Store) Watch(ctx context.Context, realm counsel.Realm, cookie []byte) (a counsel.Actor, in counsel.Session, err error) {
	err = s.look(ctx, func(t *tx) error {
		a, in, err = t.session(realm, sha256.Sum256(cookie))
		return err
	})
	return a, in, err
}

// Lives says whether a session of an actor has not ended. Errors: signed_out if it has.
func (s *Store) Lives(ctx context.Context, by counsel.Actor, handle counsel.ID) error {
	return s.look(ctx, func(t *tx) error {
		in := counsel.Session{Handle: handle}
		var state counsel.AccountState
		found, err := t.get(`SELECT s.ends_at, s.last_use, a.state FROM sessions s JOIN accounts a ON a.agency = s.agency AND a.uid = s.uid
			WHERE s.agency = $1 AND s.uid = $2 AND s.handle = $3`, args{by.Agency, by.UID, handle}, &in.EndsAt, &in.LastUse, &state)
		if err == nil && (!found || state == counsel.Stopped || in.Over(by.Realm, t.now)) {
			err = counsel.Refuse(counsel.SignedOut) // kill: S.Watch.lives-signed-out
		}
		return err
	})
}

// Watchers gives who is signed in to an agency, by the handles of the sessions that have not ended. One query, for whoever asks about many.
func (s *Store) Watchers(ctx context.Context, agency counsel.ID) (list map[counsel.ID]counsel.Actor, err error) {
	list = map[counsel.ID]counsel.Actor{}
	err = s.look(ctx, func(t *tx) error {
		return t.each(`SELECT s.handle, s.uid, s.ends_at, s.last_use, a.realm, a.roles, a.state
			FROM sessions s JOIN accounts a ON a.agency = s.agency AND a.uid = s.uid WHERE s.agency = $1`, args{agency}, func(scan func(...any) error) error {
			a := counsel.Actor{Agency: agency}
			var in counsel.Session
			var roles string
			if err := scan(&in.Handle, &a.UID, &in.EndsAt, &in.LastUse, &a.Realm, &roles, &a.State); err != nil {
				return err
			}
			if a.State != counsel.Stopped && !in.Over(a.Realm, t.now) {
				a.Roles = counsel.ParseRoles(roles)
				list[in.Handle] = a
			}
			return nil
		})
	})
	return list, err
}
