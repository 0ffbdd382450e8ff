package store

import (
	"context"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// Prove checks the actor's own login key once more, and gives the wrap that belongs to it: the browser opens it with what was typed.
// Errors: sign_in_failed.
func (s *Store) Prove(ctx context.Context, by counsel.Actor, p counsel.Proof) (w counsel.Wrap, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := t.proved(a, p.Way, p.Auth); err != nil { // kill: S.Proof.prove-asks-proved
			return err
		}
		found, err := t.wrap(a.Agency, a.UID, p.Way)
		if err == nil {
			w = *found
		}
		return err
	})
	return w, err
}

// proved refuses unless the login key is that of the actor's own password or return code, as it is now. The caller counts failures as at sign-in.
// Errors: sign_in_failed, for a way that the account does not have too.
func (t *tx) proved(a counsel.Actor, way counsel.Way, auth []byte) error {
	stored, err := t.verifiers(a)
	if err != nil {
		return err
	}
	if !rest.Same(stored[way], t.s.keys.Verifier(a.Agency, a.UID, auth)) {
		return counsel.Refuse(counsel.SignInFailed) // kill: S.Proof.proved
	}
	return nil
}

// verifiers gives what the login keys of an account are checked by; empty for a way it does not have.
func (t *tx) verifiers(a counsel.Actor) (map[counsel.Way][]byte, error) {
	var pw, rc []byte
	_, err := t.get(`SELECT verifier_pw, verifier_rc FROM accounts WHERE agency = $1 AND uid = $2`, args{a.Agency, a.UID}, &pw, &rc)
	return map[counsel.Way][]byte{counsel.ByPassword: pw, counsel.ByCode: rc}, err
}
