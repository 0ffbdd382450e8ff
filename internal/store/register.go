package store

import (
	"context"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// SignedIn is what a browser gets when it signs in.
type SignedIn struct {
	Actor     counsel.Actor
	Session   counsel.Session
	Cookie    []byte        // 32 bytes; nil if the session was there before
	Wrap      *counsel.Wrap // of the way it signed in; nil if the session was there before
	Keyring   counsel.Versioned
	Vault     counsel.Versioned
	Directory counsel.Directory
}

// Register makes an account and signs it in. The same uid with the same login key again only signs in.
// Errors: not_found (agency, invite), not_ready, bad_request (salt16), name_taken, same_id, sign_in_failed.
func (s *Store) Register(ctx context.Context, agency counsel.ID, r counsel.Registration) (in SignedIn, err error) {
	way := counsel.ByPassword
	if r.Auth == nil {
		way = counsel.ByCode
	}
	err = s.write(ctx, func(t *tx) error {
		a, err := t.agency(agency)
		if err != nil {
			return err
		}
		again, err := t.registered(agency, r)
		if err != nil {
			return err
		}
		if !again {
			if err := t.register(a, r); err != nil {
				return err
			}
		}
		in, err = t.signIn(agency, r.UID, way, t.replace(r.Cookie))
		return err
	})
	return in, err
}

// registered says whether this very account exists: the uid is known and the login key fits.
func (t *tx) registered(agency counsel.ID, r counsel.Registration) (bool, error) {
	var realm counsel.Realm
	var pw, rc []byte
	found, err := t.get(`SELECT realm, verifier_pw, verifier_rc FROM accounts WHERE agency = $1 AND uid = $2`, args{agency, r.UID}, &realm, &pw, &rc)
	if err != nil || !found {
		return false, err
	}
	keys := t.s.keys
	fits := r.Auth != nil && rest.Same(pw, keys.Verifier(agency, r.UID, r.Auth)) ||
		r.Auth == nil && r.AuthRc != nil && rest.Same(rc, keys.Verifier(agency, r.UID, r.AuthRc))
	if realm != r.Realm || !fits {
		return false, counsel.Refuse(counsel.SameID) // kill: S.Register.registered-same-id
	}
	return true, nil
}

func (t *tx) register(a counsel.Agency, r counsel.Registration) error {
	state := counsel.Active
	if r.Realm == counsel.Staff {
		kind, err := t.answerInvite(a.ID, r)
		if err != nil {
			return err
		}
		state = counsel.Waiting
		if kind == counsel.InviteSetup {
			state = counsel.Setup
		}
	} else if err := a.TakesLetters(); err != nil { // kill: S.Register.register-asks-takes-letters
		return err
	}
	if err := t.addAccount(a.ID, r, state); err != nil {
		return err
	}
	for _, w := range r.Wraps {
		if _, err := t.exec(`INSERT INTO wraps (agency, uid, method, gen, kdf, wrap) VALUES ($1, $2, $3, $4, $5, $6)`,
			a.ID, r.UID, w.Way, w.Gen, w.KDF, t.seal(wrapRow(a.ID, r.UID, w.Way), w.Box)); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) addAccount(agency counsel.ID, r counsel.Registration, state counsel.AccountState) error {
	keys, realm := t.s.keys, string(r.Realm)
	var name, code, salt, pw, rc []byte
	if r.Name != "" {
		if r.Salt != keys.Salt(agency, realm, r.Name) { // with another salt nobody could ever sign in again
			return counsel.RefuseField(counsel.BadRequest, "salt16") // kill: S.Register.add-account-salt16
		}
		name, salt = keys.NameIndex(agency, realm, r.Name), r.Salt[:]
		pw = keys.Verifier(agency, r.UID, r.Auth)
	}
	if r.RcID != nil {
		code, rc = keys.CodeIndex(agency, realm, r.RcID), keys.Verifier(agency, r.UID, r.AuthRc)
	}
	row := accountRow(agency, r.UID)
	n, err := t.exec(`INSERT INTO accounts (agency, uid, realm, name_idx, rc_idx, salt16, kdf, verifier_pw, verifier_rc, roles, state,
		created, last_seen, fails, fails_day, keyring_version, keyring, vault_version, vault)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12, 0, 0, 1, $13, 1, $14) ON CONFLICT DO NOTHING`,
		agency, r.UID, r.Realm, name, code, salt, r.KDF, pw, rc, state, counsel.Day(t.now), counsel.Week(t.now), t.seal(row, r.Keyring), t.seal(row, r.Vault))
	if err != nil || n == 1 {
		return err
	}
	var one int
	taken, err := t.get(`SELECT 1 FROM accounts WHERE agency = $1 AND realm = $2 AND name_idx = $3 AND length(name_idx) > 0`, args{agency, r.Realm, name}, &one)
	if err != nil {
		return err
	}
	if taken {
		return counsel.Refuse(counsel.NameTaken) // kill: S.Register.add-account-name-taken
	}
	return counsel.Refuse(counsel.SameID) // kill: S.Register.add-account-same-id
}

func accountRow(agency, uid counsel.ID) own {
	return ofAccount(agency, uid, rest.RowOf(agency, "accounts", uid[:]))
}

func wrapRow(agency, uid counsel.ID, way counsel.Way) own {
	return ofAccount(agency, uid, rest.RowOf(agency, "wraps", uid[:], []byte(way)))
}
