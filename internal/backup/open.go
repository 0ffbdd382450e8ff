package backup

import (
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"
)

// The only file that opens an archive, and it takes a key for that which no server has: the operator brings it for a check or a restoration.

// Identities are secret keys from the operator's offline file.
type Identities []age.Identity

// LoadIdentities reads the file of the offline key.
func LoadIdentities(path string) (Identities, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("%s holds no secret key of an age pair (AGE-SECRET-KEY-…)", path) // never a word of what it holds // kill: S.Open.load-identities-no-secret
	}
	return all, nil
}

// open begins to read an archive. Errors: ErrOtherKey, ErrNoBackup, ErrDamaged.
func open(from io.Reader, keys Identities) (io.Reader, error) {
	plain, err := age.Decrypt(from, keys...)
	var other *age.NoIdentityMatchError
	switch {
	case errors.As(err, &other):
		return nil, ErrOtherKey // kill: S.Open.open-other-key
	case err != nil:
		return nil, ErrNoBackup // kill: S.Open.open-no-backup
	}
	return plain, nil
}
