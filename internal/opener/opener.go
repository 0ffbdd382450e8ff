// Package opener opens what an agency has taken out of the archive (spec/export.md), years later and without a server: a case in a sealed file, which also the
// age command opens. It needs the archive key from the recovery sheet, talks to nobody, and checks that the files are those that somebody of the agency signed.
package opener

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// Errors. None of them holds a word of what was opened.
var (
	ErrKey      = errors.New("this is no key of an archive: it begins with AGE-SECRET-KEY-PQ-1 and stands on the recovery sheet")
	ErrOtherKey = errors.New("the file is sealed to another key")
	ErrSealed   = errors.New("the file is no sealed file of age, or damaged")
	ErrCase     = errors.New("what was opened is no case as it is exported")
	ErrChanged  = errors.New("the files are not those that were signed")
)

// Key is the archive's secret key.
type Key struct{ identity age.Identity }

// ParseKey reads a key as it stands on the sheet: capital or small letters, with or without blanks between the groups.
func ParseKey(text string) (Key, error) {
	id, err := age.ParseHybridIdentity(strings.ToUpper(strings.Join(strings.Fields(text), "")))
	if err != nil {
		return Key{}, ErrKey
	}
	return Key{id}, nil
}

// most bounds what is read of a file and of one entry, in bytes: a case of text alone is a few MB.
const most = 1 << 30

// Case is an opened case whose files were checked.
type Case struct {
	Manifest  Manifest
	Files     []File // in the order of the archive, without the list itself
	Signer    string // alias of who exported it
	Directory string // fingerprint of the agency's directory, to be compared with the recovery sheet
}

// File is one file of a case.
type File struct {
	Name string
	Data []byte
}

// Manifest lists what belongs to an export.
type Manifest struct {
	V        int                 `json:"v"`
	Agency   counsel.ID          `json:"agency"`
	Origin   string              `json:"origin"`
	Case     counsel.ID          `json:"case"`
	At       string              `json:"at"`
	By       counsel.ID          `json:"by"`
	ByKid    sg1.KeyID           `json:"by_kid"`
	MSeq     int64               `json:"mseq"`
	Epochs   []Epoch             `json:"epochs"`
	Entries  map[string]sg1.Hash `json:"entries"`
	Messages []Message           `json:"messages"`
}

// Epoch names the keys under which something was written.
type Epoch struct {
	Epoch int64       `json:"epoch"`
	CKID  counsel.ID  `json:"ck_id"`
	NKID  *counsel.ID `json:"nk_id"`
}

// Message names a message or note by the hash that the next one names.
type Message struct {
	ID    counsel.ID `json:"id"`
	Kind  string     `json:"kind"`
	Order int64      `json:"order"`
	Hash  sg1.Hash   `json:"hash"`
}

// Open opens a sealed case and checks it. Errors: ErrOtherKey, ErrSealed, ErrCase, ErrChanged.
func Open(from io.Reader, key Key) (Case, error) {
	plain, err := age.Decrypt(from, key.identity)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return Case{}, ErrOtherKey
	}
	if err != nil {
		return Case{}, ErrSealed
	}
	data, err := io.ReadAll(io.LimitReader(plain, most))
	if err != nil {
		return Case{}, ErrSealed // cut short, or a byte is another one
	}
	files, err := unpack(data)
	if err != nil {
		return Case{}, err
	}
	return check(files)
}

// unpack reads the archive. Names are those of a flat folder, or one below it.
func unpack(data []byte) ([]File, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrCase
	}
	var files []File
	for _, entry := range archive.File {
		if !stays(entry.Name) || slices.ContainsFunc(files, func(f File) bool { return f.Name == entry.Name }) {
			return nil, ErrCase
		}
		r, err := entry.Open()
		if err != nil {
			return nil, ErrCase
		}
		content, err := io.ReadAll(io.LimitReader(r, most))
		if err := errors.Join(err, r.Close()); err != nil {
			return nil, ErrCase
		}
		files = append(files, File{entry.Name, content})
	}
	return files, nil
}

// stays reports whether a name leads nowhere but into the folder where it is unpacked.
func stays(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.ContainsAny(part, "\\:") || strings.ContainsFunc(part, func(c rune) bool { return c < ' ' }) {
			return false
		}
	}
	return len(name) <= 240
}

// The list and its signature.
const (
	listName = "MANIFEST.json"
	sigName  = "MANIFEST.sig"
)

// check takes the list and its signature from the files and looks whether everything fits: no file more, none less, none changed.
func check(files []File) (Case, error) {
	list, rest, err := take(files, listName)
	if err != nil {
		return Case{}, err
	}
	signature, rest, err := take(rest, sigName)
	if err != nil {
		return Case{}, err
	}
	c := Case{Files: rest}
	if sg1.Decode(list, &c.Manifest) != nil || c.Manifest.V != 1 {
		return Case{}, ErrCase
	}
	if len(rest) != len(c.Manifest.Entries) {
		return Case{}, ErrChanged
	}
	for _, f := range rest {
		if want, listed := c.Manifest.Entries[f.Name]; !listed || sg1.Hash(sha256.Sum256(f.Data)) != want {
			return Case{}, ErrChanged
		}
	}
	c.Signer, c.Directory, err = c.signer(list, signature)
	return c, err
}

func take(files []File, name string) (data []byte, rest []File, err error) {
	at := slices.IndexFunc(files, func(f File) bool { return f.Name == name })
	if at < 0 {
		return nil, nil, ErrCase
	}
	return files[at].Data, slices.Delete(slices.Clone(files), at, at+1), nil
}

// Text gives a file of the case, or nothing.
func (c Case) Text(name string) []byte {
	for _, f := range c.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

// Handle is the short name of the case, as in the name of the file.
func (c Case) Handle() string {
	plain := strings.NewReplacer("-", "", "_", "").Replace(c.Manifest.Case.String())
	return strings.ToLower(plain[:min(8, len(plain))])
}

func (c Case) String() string {
	return fmt.Sprintf("case %s, %d messages and notes, exported on %s by %s", c.Handle(), len(c.Manifest.Messages), c.Manifest.At, c.Signer)
}
