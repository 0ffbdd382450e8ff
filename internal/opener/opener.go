// Package opener opens what an agency has taken out of the archive (spec/export.md), years later and without a server: a case in a sealed file, which also the
// age command opens. It needs the archive key from the recovery sheet or the file's own passphrase, talks to nobody, and checks that the files are those that
// somebody of the agency signed. It holds one piece of a file at a time, however large the case is.
package opener

import (
	"archive/zip"
	"errors"
	"io"
	"strings"

	"filippo.io/age"
)

// Errors. None of them holds a word of what was opened.
var (
	ErrKey        = errors.New("this is no key of an archive: it begins with AGE-SECRET-KEY-PQ-1 and stands on the recovery sheet")
	ErrPassphrase = errors.New("this is no passphrase: it is empty")
	ErrOtherKey   = errors.New("the file is sealed to another key or passphrase")
	ErrSealed     = errors.New("the file is no sealed file of age, or damaged")
	ErrCase       = errors.New("what was opened is no case as it is exported")
	ErrChanged    = errors.New("the files are not those that were signed")
)

// Key opens a file: the archive's secret key, or a passphrase.
type Key struct{ identity age.Identity }

// ParseKey reads a key as it stands on the sheet: capital or small letters, with or without blanks between the groups.
func ParseKey(text string) (Key, error) {
	id, err := age.ParseHybridIdentity(strings.ToUpper(strings.Join(strings.Fields(text), "")))
	if err != nil {
		return Key{}, ErrKey // kill: S.Opener.parse-key
	}
	return Key{id}, nil
}

// mostWork is the work of a passphrase that is taken (PROTOCOL 2.8.17): 64 MiB, about a second. A file could ask for any.
const mostWork = 16

// ParsePassphrase takes a passphrase as it was noted: one of ours (six groups of four) in capital or small letters, with or without hyphens; any other as it is typed.
func ParsePassphrase(text string) (Key, error) {
	text = strings.TrimSpace(text)
	if ours := tidy(text); len(ours) == 24 && strings.Trim(ours, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == "" {
		var groups []string
		for ; ours != ""; ours = ours[4:] {
			groups = append(groups, ours[:4])
		}
		text = strings.Join(groups, "-")
	}
	id, err := age.NewScryptIdentity(text)
	if err != nil {
		return Key{}, ErrPassphrase // kill: S.Opener.parse-passphrase-passphrase
	}
	id.SetMaxWorkFactor(mostWork)
	return Key{id}, nil
}

// tidy reads what is written alike as the alphabet has it.
func tidy(text string) string {
	return strings.NewReplacer("-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.Join(strings.Fields(text), "")))
}

// Open opens a sealed case and checks all of it. from is read again when its files are; it stays open as long as they are needed.
// Errors: ErrOtherKey, ErrSealed, ErrCase, ErrChanged.
func Open(from io.ReaderAt, size int64, key Key) (Case, error) {
	plain, length, err := age.DecryptReaderAt(from, size, key.identity)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return Case{}, ErrOtherKey // kill: S.Opener.open-other-key
	}
	if err != nil {
		return Case{}, ErrSealed // kill: S.Opener.open-sealed
	}
	sealed := &watched{from: plain}
	c, err := unpack(sealed, length)
	if err != nil && sealed.broken {
		err = ErrSealed // a byte is another one // kill: S.Opener.open-broken
	}
	return c, err
}

// watched remembers that something could not be opened: the reader of the archive takes it for a broken archive.
type watched struct {
	from   io.ReaderAt
	broken bool
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.from.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		w.broken = true
	}
	return n, err
}

// unpack reads and checks an archive that has been opened.
func unpack(plain io.ReaderAt, size int64) (Case, error) {
	archive, err := zip.NewReader(plain, size)
	if err != nil {
		return Case{}, ErrCase // kill: S.Opener.unpack-no-zip
	}
	files, err := filesOf(archive)
	if err != nil {
		return Case{}, err
	}
	return check(files)
}
