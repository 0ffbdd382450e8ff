package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"

	"siegel/internal/counsel"
)

func (t *tx) newSession(a counsel.Actor) (s counsel.Session, cookie []byte, err error) {
	var handle counsel.ID
	rand.Read(handle[:])
	cookie = make([]byte, 32)
	rand.Read(cookie)
	s = counsel.NewSession(a.Realm, handle, t.now)
	if _, err := t.exec(`DELETE FROM sessions WHERE agency = $1 AND ends_at <= $2`, a.Agency, t.now); err != nil { // of everybody: nothing stays without need
		return s, nil, err
	}
	hash := sha256.Sum256(cookie)
	_, err = t.exec(`INSERT INTO sessions (agency, cookie_hash, handle, uid, ends_at, last_use, step_until) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		a.Agency, hash[:], handle, a.UID, s.EndsAt, s.LastUse)
	return s, cookie, err
}

// Session gives the actor of a cookie and counts as a use. This is the one look-up without an agency.
// Errors: signed_out if there is no such session in this realm, or it has ended.
func (s *Store) Session(ctx context.Context, realm counsel.Realm, cookie []byte) (a counsel.Actor, in counsel.Session, err error) {
	hash := sha256.Sum256(cookie)
	var now bool
	err = s.read(ctx, func(t *tx) error {
		a, in, err = t.session(realm, hash)
		now = err == nil && in.LastUse.Before(t.now.Truncate(counsel.LastUseStep))
		return err
	})
	if err != nil || !now {
		return a, in, err
	}
	err = s.write(ctx, func(t *tx) error {
		in.LastUse = t.now.UTC().Truncate(counsel.LastUseStep)
		_, err := t.exec(`UPDATE sessions SET last_use = $3 WHERE agency = $1 AND cookie_hash = $2`, a.Agency, hash[:], in.LastUse)
		return err
	})
	return a, in, err
}

func (t *tx) session(realm counsel.Realm, hash [32]byte) (a counsel.Actor, in counsel.Session, err error) {
	var roles string
	found, err := t.get(`SELECT s.agency, s.uid, s.handle, s.ends_at, s.last_use, a.realm, a.roles, a.state
		FROM sessions s JOIN accounts a ON a.agency = s.agency AND a.uid = s.uid WHERE s.cookie_hash = $1 AND a.realm = $2`,
		args{hash[:], realm}, &a.Agency, &a.UID, &in.Handle, &in.EndsAt, &in.LastUse, &a.Realm, &roles, &a.State)
	if err != nil {
		return a, in, err
	}
	if !found || a.State == counsel.Stopped || in.Over(a.Realm, t.now) {
		return counsel.Actor{}, counsel.Session{}, counsel.Refuse(counsel.SignedOut)
	}
	a.Roles = counsel.ParseRoles(roles)
	return a, in, nil
}

// Resume gives an open page what a sign-in would give it, without a wrap.
func (s *Store) Resume(ctx context.Context, by counsel.Actor, session counsel.Session) (in SignedIn, err error) {
	err = s.read(ctx, func(t *tx) error {
		in = SignedIn{Session: session}
		if in.Actor, err = t.actor(by); err != nil {
			return err
		}
		return t.fillIn(&in)
	})
	return in, err
}

// Logout ends the session of a cookie. A cookie without session is no error.
func (s *Store) Logout(ctx context.Context, cookie []byte) error {
	hash := sha256.Sum256(cookie)
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM sessions WHERE cookie_hash = $1`, hash[:])
		return err
	})
}
