package backup

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// Recipients are public keys. Only who holds one of the secret ones, offline, opens what is sealed to them.
type Recipients []age.Recipient

// ParseRecipients reads public keys, age1pq1… or age1…. The two sorts cannot be mixed: the weaker one would decide.
func ParseRecipients(list []string) (Recipients, error) {
	if len(list) == 0 {
		return nil, errors.New("backup_recipients is empty: siegel backup key makes a pair; its public part belongs there") // kill: S.Key.recipients-none
	}
	all, err := age.ParseRecipients(strings.NewReader(strings.Join(list, "\n")))
	if err != nil {
		return nil, errors.New("backup_recipients: a public key is expected, age1pq1… or age1…") // what was given may be a secret key // kill: S.Key.recipients-no-public-key
	}
	if _, err := age.Encrypt(io.Discard, all...); err != nil {
		return nil, errors.New("backup_recipients: either all of them begin with age1pq1 or none") // kill: S.Key.recipients-mixed
	}
	return all, nil
}

// NewKey makes a pair that also holds against a later quantum computer: the text for a file that stays offline, and the public key.
func NewKey() (secret, public string, err error) {
	k, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", "", err
	}
	public = k.Recipient().String()
	return fmt.Sprintf("# The secret key of the backups. Keep it offline, in two places; without it no backup can be read.\n# public key: %s\n%s\n", public, k), public, nil
}
