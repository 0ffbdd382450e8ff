package store

import (
	"bytes"
	"context"

	"siegel/internal/counsel"
)

// Box names one of an account's own boxes: its column, and its version's.
type Box string

// The boxes of an account.
const (
	Keyring Box = "keyring"
	Vault   Box = "vault"
)

// GetBox gives one of the actor's own boxes.
func (s *Store) GetBox(ctx context.Context, by counsel.Actor, which Box) (v counsel.Versioned, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		v, err = t.box(a, which)
		return err
	})
	return v, err
}

// PutBox replaces one of the actor's own boxes. Errors: conflict unless the version is the stored one + 1; the same box again is no error.
func (s *Store) PutBox(ctx context.Context, by counsel.Actor, which Box, v counsel.Versioned) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		return t.putBox(a, which, v)
	})
}

func (t *tx) box(a counsel.Actor, which Box) (v counsel.Versioned, err error) {
	var boxed []byte
	found, err := t.get(`SELECT `+which.version()+`, `+string(which)+` FROM accounts WHERE agency = $1 AND uid = $2`, args{a.Agency, a.UID}, &v.Version, &boxed)
	if err != nil {
		return v, err
	}
	if !found {
		return v, counsel.Refuse(counsel.SignedOut) // kill: S.Box.box-signed-out
	}
	v.Box, err = t.open(accountRow(a.Agency, a.UID), boxed)
	return v, err
}

func (t *tx) putBox(a counsel.Actor, which Box, v counsel.Versioned) error {
	n, err := t.exec(`UPDATE accounts SET `+which.version()+` = $3, `+string(which)+` = $4 WHERE agency = $1 AND uid = $2 AND `+which.version()+` = CAST($3 AS BIGINT) - 1`,
		a.Agency, a.UID, v.Version, t.seal(accountRow(a.Agency, a.UID), v.Box))
	if err != nil || n == 1 {
		return err
	}
	stored, err := t.box(a, which)
	if err != nil {
		return err
	}
	if stored.Version == v.Version && bytes.Equal(stored.Box, v.Box) {
		return nil
	}
	return counsel.Refuse(counsel.Conflict) // kill: S.Box.put-box-conflict
}

func (b Box) version() string { return string(b) + "_version" }
