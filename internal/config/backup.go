package config

import (
	"errors"
	"strings"
)

// apart reads the folder of the backups. It must not touch those of data and keys: copies have a life of their own.
func (c Config) apart(text string) (string, error) {
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

// publicKeys never repeats what was given: it may be a secret key.
func publicKeys(text string) ([]string, error) {
	list := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	for _, key := range list {
		if !strings.HasPrefix(key, "age1") {
			return nil, errors.New("public keys are expected, age1pq1… or age1…; a secret key never belongs on a server")
		}
	}
	return list, nil
}
