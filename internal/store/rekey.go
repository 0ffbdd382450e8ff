package store

import (
	"bytes"
	"context"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// Rekey replaces the actor's password, return code, or both, and the keyring that counts their generations, in one step; all of the actor's sessions but the
// calling one end (PROTOCOL 2.8.7). The same again is no error, although the old proof fits no more.
// Errors: sign_in_failed (proof), conflict (keyring or generation has moved on; a way that the account does not have).
func (s *Store) Rekey(ctx context.Context, by counsel.Actor, but counsel.ID, p counsel.Proof, r counsel.Rekeying) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		done, err := t.rekeyed(a, r)
		if err != nil || done {
			return err
		}
		if err := t.proved(a, p.Way, p.Auth); err != nil { // kill: S.Rekey.rekey-asks-proved
			return err
		}
		if err := t.rekey(a, r); err != nil {
			return err
		}
		return t.endSessionsWhere(`agency = $1 AND uid = $2 AND handle <> $3`, a.Agency, a.UID, but)
	})
}

// Recover gives whoever has a return code what a new password is made with, and no session: the code itself is what allows the one next step.
// Errors: sign_in_failed, not_found (agency).
func (s *Store) Recover(ctx context.Context, agency counsel.ID, l counsel.Login) (in SignedIn, err error) {
	uid, err := s.verify(ctx, agency, l)
	if err != nil {
		return in, err
	}
	err = s.read(ctx, func(t *tx) error {
		in.Actor, err = t.actor(counsel.Actor{Agency: agency, UID: uid})
		if counsel.CodeOf(err) == counsel.SignedOut {
			return counsel.Refuse(counsel.SignInFailed) // kill: S.Rekey.recover-stopped
		}
		if err != nil {
			return err
		}
		if in.Wrap, err = t.wrap(agency, uid, l.Way); err != nil {
			return err
		}
		return t.fillIn(&in)
	})
	return in, err
}

// Recovered takes the new password and code, ends every session of the account and signs it in (PROTOCOL 2.8.8). A repetition brings the old code, which fits
// no more, and the new one, which does. Errors: sign_in_failed, conflict, bad_request (an old password would stay), not_found (agency).
func (s *Store) Recovered(ctx context.Context, agency counsel.ID, l counsel.Login, r counsel.Rekeying) (in SignedIn, err error) {
	defer func() { s.tally.count(agency, err) }()
	uid, err := s.verify(ctx, agency, l)
	if counsel.CodeOf(err) == counsel.SignInFailed {
		uid, err = s.verify(ctx, agency, counsel.Login{Realm: l.Realm, Way: l.Way, RcID: r.Code.RcID, Auth: r.Code.Auth})
	}
	if err != nil {
		return in, err
	}
	err = s.write(ctx, func(t *tx) error {
		a := counsel.Actor{Agency: agency, UID: uid}
		done, err := t.rekeyed(a, r)
		if err != nil {
			return err
		}
		if !done {
			if err := t.recover(a, l, r); err != nil {
				return err
			}
		}
		in, err = t.signIn(agency, uid, l.Way, t.replace(l.Cookie))
		return err
	})
	return in, err
}

func (t *tx) recover(a counsel.Actor, l counsel.Login, r counsel.Rekeying) error {
	if err := t.proved(a, l.Way, l.Auth); err != nil { // kill: S.Rekey.recover-asks-proved
		return err
	}
	if err := t.replacesAll(a, r); err != nil { // kill: S.Rekey.recover-asks-replaces-all
		return err
	}
	if err := t.rekey(a, r); err != nil {
		return err
	}
	return t.endSessions(a.Agency, a.UID)
}

// replacesAll refuses to leave a password in force that somebody has forgotten, or somebody else knows.
func (t *tx) replacesAll(a counsel.Actor, r counsel.Rekeying) error {
	stored, err := t.verifiers(a)
	if err != nil {
		return err
	}
	if len(stored[counsel.ByPassword]) > 0 && r.Password == nil {
		return counsel.RefuseField(counsel.BadRequest, "password") // kill: S.Rekey.replaces-all
	}
	return nil
}

// rekeyed says whether this very change has been made: that keyring is stored, and the new login keys fit.
func (t *tx) rekeyed(a counsel.Actor, r counsel.Rekeying) (bool, error) {
	keyring, err := t.box(a, Keyring)
	if err != nil || keyring.Version != r.Keyring.Version || !bytes.Equal(keyring.Box, r.Keyring.Box) {
		return false, err
	}
	stored, err := t.verifiers(a)
	if err != nil {
		return false, err
	}
	for _, w := range r.Ways() {
		if !rest.Same(stored[w.Wrap.Way], t.s.keys.Verifier(a.Agency, a.UID, w.Auth)) {
			return false, nil
		}
	}
	return true, nil
}

// rekey compares and swaps: the keyring by its version, each wrap by its generation.
func (t *tx) rekey(a counsel.Actor, r counsel.Rekeying) error {
	if err := t.putBox(a, Keyring, r.Keyring); err != nil {
		return err
	}
	for _, w := range r.Ways() {
		if err := t.putWay(a, w); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) putWay(a counsel.Actor, w counsel.NewWay) error {
	n, err := t.exec(`UPDATE wraps SET gen = $4, wrap = $5 WHERE agency = $1 AND uid = $2 AND method = $3 AND kdf = $6 AND gen = CAST($4 AS BIGINT) - 1`,
		a.Agency, a.UID, w.Wrap.Way, w.Wrap.Gen, t.seal(wrapRow(a.Agency, a.UID, w.Wrap.Way), w.Wrap.Box), w.Wrap.KDF)
	if err != nil {
		return err
	}
	if n == 0 {
		return counsel.Refuse(counsel.Conflict) // kill: S.Rekey.put-way-conflict
	}
	verifier := t.s.keys.Verifier(a.Agency, a.UID, w.Auth)
	if w.Wrap.Way == counsel.ByPassword {
		_, err = t.exec(`UPDATE accounts SET verifier_pw = $3 WHERE agency = $1 AND uid = $2`, a.Agency, a.UID, verifier)
		return err
	}
	return t.putCode(a, verifier, w.RcID)
}

// putCode files the account under its new code. Two accounts never have one code: whoever sends another's is refused.
func (t *tx) putCode(a counsel.Actor, verifier, rcID []byte) error {
	var realm counsel.Realm
	if _, err := t.get(`SELECT realm FROM accounts WHERE agency = $1 AND uid = $2`, args{a.Agency, a.UID}, &realm); err != nil {
		return err
	}
	place := t.s.keys.CodeIndex(a.Agency, string(realm), rcID)
	n, err := t.exec(`UPDATE accounts SET verifier_rc = $3, rc_idx = $4 WHERE agency = $1 AND uid = $2
		AND NOT EXISTS (SELECT 1 FROM accounts other WHERE other.agency = $1 AND other.realm = $5 AND other.rc_idx = $4)`, a.Agency, a.UID, verifier, place, realm)
	if err == nil && n == 0 {
		return counsel.RefuseField(counsel.Conflict, "code") // kill: S.Rekey.put-code-taken
	}
	return err
}
