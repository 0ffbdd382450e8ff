package config

import (
	"errors"
	"path/filepath"
)

// shredFolder lies beside the data folder: a copy of one never holds the other.
const shredFolder = "shred"

// shred reads where the keys of accounts and cases lie. It never repeats the address of a database.
func (c Config) shred(text string) (string, error) {
	if isPostgres(text) {
		if text == c.Database {
			return "", errors.New("a database of its own is expected: copies of the other one must not hold the keys")
		}
		return text, nil
	}
	if text == "" {
		if c.Data == "" {
			return "", nil // named already
		}
		text = filepath.Join(filepath.Dir(c.Data), shredFolder)
	}
	folder, err := real(text)
	if err != nil {
		return "", err
	}
	for _, other := range []string{c.Data, c.Keys} {
		if other != "" && (folder == other || inside(other, folder) || inside(folder, other)) {
			return folder, errors.New("it must lie apart from data and keys, neither inside one of them nor around them")
		}
	}
	return folder, nil
}
