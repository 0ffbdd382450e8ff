package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"siegel/internal/store"
)

// CreateKeys seals every file of the keys folder. The archive belongs to another place than those of the database.
func CreateKeys(to io.Writer, folder string, head Head, recipients Recipients) error {
	head.Kind, head.At = Keys, head.At.UTC()
	w, err := newWriter(to, recipients, head)
	if err != nil {
		return err
	}
	err = filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		inside, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		return w.file(name, filePrefix+filepath.ToSlash(inside))
	})
	if err != nil {
		return err
	}
	_, err = w.close()
	return err
}

// RestoreKeys puts the key files back into a folder that is empty or not there. check looks at them before they get their place.
// Errors: those of Open, ErrOccupied, those of check and of the disk.
func RestoreKeys(from io.Reader, secret Identities, folder string, check func(folder string) error) (h Head, err error) {
	if list, err := os.ReadDir(folder); err == nil && len(list) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return h, errors.Join(ErrOccupied, err) // kill: S.Keys.restore-keys-occupied
	}
	a, err := Open(from, secret, Keys)
	if err != nil {
		return h, err
	}
	if err := os.RemoveAll(staged(folder)); err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(staged(folder))) }()
	if err := os.MkdirAll(staged(folder), 0o700); err != nil {
		return h, err
	}
	if _, err := a.each(folderOnly{filler{to: Target{Files: folder}}}); err != nil {
		return a.Head, err
	}
	if err := check(staged(folder)); err != nil {
		return a.Head, err
	}
	_, err = Target{Files: folder}.settleFiles()
	return a.Head, err
}

// folderOnly takes files. An archive of keys that holds a table is none of ours.
type folderOnly struct{ filler }

func (folderOnly) Table(store.Table) error { return ErrDamaged } // kill: S.Keys.table-damaged

// Check reads an archive of the shred store or of the keys to its last byte and throws it away. An archive of the database is checked by putting it back.
func Check(from io.Reader, secret Identities, kind Kind) (Head, error) {
	a, err := Open(from, secret, kind)
	if err != nil {
		return Head{}, err
	}
	_, err = a.each(folderOnly{})
	return a.Head, err
}

// KeysNote says when the key files were last sealed, for the doctor. It lies in the folder of the backups and tells nothing about the keys.
type KeysNote struct {
	At     time.Time         `json:"at"`
	Checks map[string][]byte `json:"key_checks"`
}

// Has says whether a key file is among them, by its check value.
func (n KeysNote) Has(check []byte) bool {
	for _, sum := range n.Checks {
		if bytes.Equal(sum, check) {
			return true
		}
	}
	return false // kill: S.Keys.has
}

const keysNote = "key-files-sealed.json"

// Leave writes the note.
func (n KeysNote) Leave(folder string) error {
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, keysNote), append(text, '\n'), 0o600)
}

// ReadKeysNote gives the note; zero if there is none.
func ReadKeysNote(folder string) (n KeysNote) {
	text, err := os.ReadFile(filepath.Join(folder, keysNote))
	if err != nil || json.Unmarshal(text, &n) != nil {
		return KeysNote{}
	}
	return n
}
