package store

import (
	"context"
	"crypto/rand"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// Pre is what a browser needs to make the login key of a name.
type Pre struct {
	KDF  int64
	Salt [16]byte
}

// Pre answers for any name, known or not, without looking it up: a pure function of the name.
// Errors: not_found (agency), not_ready (suspended).
func (s *Store) Pre(ctx context.Context, agency counsel.ID, realm counsel.Realm, name string) (Pre, error) {
	a, err := s.Agency(ctx, agency)
	if err != nil {
		return Pre{}, err
	}
	if err := a.LetsIn(); err != nil { // kill: S.Login.pre-asks-lets-in
		return Pre{}, err
	}
	return Pre{KDF: KDF(realm), Salt: s.keys.Salt(agency, string(realm), name)}, nil
}

// KDF gives the one profile of a realm's passwords (PROTOCOL 2.3.3).
func KDF(realm counsel.Realm) int64 {
	if realm == counsel.Staff {
		return 2
	}
	return 1
}

// Login signs in with a password's or a return code's login key. Unknown name, wrong key and stopped account are one answer,
// after the same work. Errors: sign_in_failed, not_found (agency), not_ready (suspended).
func (s *Store) Login(ctx context.Context, agency counsel.ID, l counsel.Login) (in SignedIn, err error) {
	defer func() { s.tally.count(agency, err) }()
	uid, err := s.verify(ctx, agency, l)
	if err != nil {
		return SignedIn{}, err
	}
	err = s.write(ctx, func(t *tx) error {
		in, err = t.signIn(agency, uid, l.Way, t.goOn(l.Cookie))
		return err
	})
	return in, err
}

// verify reads only: a failed attempt costs no write, neither for a known name nor for an unknown one.
func (s *Store) verify(ctx context.Context, agency counsel.ID, l counsel.Login) (uid counsel.ID, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.agency(agency)
		if err != nil {
			return err
		}
		if err := a.LetsIn(); err != nil { // kill: S.Login.verify-asks-lets-in
			return err
		}
		var stored []byte
		uid, stored, err = t.verifier(agency, l)
		if err != nil {
			return err
		}
		if !rest.Same(stored, s.keys.Verifier(agency, uid, l.Auth)) {
			return counsel.Refuse(counsel.SignInFailed) // kill: S.Login.verify-sign-in-failed
		}
		return nil
	})
	return uid, err
}

// verifier gives a random one, which nothing fits, for a name or code that does not exist. It asks for the account at or behind the place of the name in the
// index, so that as much is read for a name that nobody has as for one that somebody has: the time tells nothing. (Behind the last there is none. A name's
// place is a keyed hash, so nobody knows which names those are.)
func (t *tx) verifier(agency counsel.ID, l counsel.Login) (uid counsel.ID, stored []byte, err error) {
	query, key := `SELECT name_idx, uid, verifier_pw FROM accounts WHERE agency = $1 AND realm = $2 AND name_idx >= $3 AND length(name_idx) > 0 ORDER BY name_idx LIMIT 1`,
		t.s.keys.NameIndex(agency, string(l.Realm), l.Name)
	if l.Way == counsel.ByCode {
		query, key = `SELECT rc_idx, uid, verifier_rc FROM accounts WHERE agency = $1 AND realm = $2 AND rc_idx >= $3 AND length(rc_idx) > 0 ORDER BY rc_idx LIMIT 1`,
			t.s.keys.CodeIndex(agency, string(l.Realm), l.RcID)
	}
	none := make([]byte, 32)
	rand.Read(none)
	var place []byte
	if _, err = t.get(query, args{agency, l.Realm, key}, &place, &uid, &stored); err != nil {
		return counsel.ID{}, nil, err
	}
	if !rest.Same(place, key) {
		uid, stored = counsel.ID{}, none
	}
	return uid, stored, nil
}

// signIn starts or continues a session and gives the account's boxes. Errors: sign_in_failed for a stopped account.
func (t *tx) signIn(agency, uid counsel.ID, way counsel.Way, start starter) (in SignedIn, err error) {
	in.Actor, err = t.actor(counsel.Actor{Agency: agency, UID: uid})
	if counsel.CodeOf(err) == counsel.SignedOut {
		return in, counsel.Refuse(counsel.SignInFailed) // kill: S.Login.sign-in-sign-in-failed
	}
	if err != nil {
		return in, err
	}
	if _, err := t.exec(`UPDATE accounts SET last_seen = $3 WHERE agency = $1 AND uid = $2 AND last_seen <> $3`, agency, uid, counsel.Week(t.now)); err != nil {
		return in, err
	}
	if err := t.noticeSeen(agency, uid); err != nil {
		return in, err
	}
	if in.Session, in.Cookie, err = start(in.Actor); err != nil {
		return in, err
	}
	if in.Wrap, err = t.wrap(agency, uid, way); err != nil {
		return in, err
	}
	return in, t.fillIn(&in)
}

// fillIn adds the boxes and the directory.
func (t *tx) fillIn(in *SignedIn) (err error) {
	if in.Keyring, err = t.box(in.Actor, Keyring); err != nil {
		return err
	}
	if in.Vault, err = t.box(in.Actor, Vault); err != nil {
		return err
	}
	in.Directory, err = t.directory(in.Actor.Agency)
	return err
}

func (t *tx) wrap(agency, uid counsel.ID, way counsel.Way) (*counsel.Wrap, error) {
	w := counsel.Wrap{Way: way}
	var boxed []byte
	found, err := t.get(`SELECT gen, kdf, wrap FROM wraps WHERE agency = $1 AND uid = $2 AND method = $3`, args{agency, uid, way}, &w.Gen, &w.KDF, &boxed)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, counsel.Refuse(counsel.SignInFailed) // kill: S.Login.wrap-sign-in-failed
	}
	w.Box, err = t.open(wrapRow(agency, uid, way), boxed)
	return &w, err
}
