// Package backup carries a whole installation to the holder of an offline key, in one age file, and back into an empty place (PROTOCOL 2.11).
// What people wrote stays sealed inside it as browsers sealed it. The server's key files are never in the archive that holds the database.
package backup

import (
	"errors"
	"time"
)

// Kind says what an archive holds. They are apart on purpose: whoever has the database and the keys can start guessing passwords, and the shred
// store has a shorter life.
type Kind string

// The kinds.
const (
	Main  Kind = "main"  // database and files
	Shred Kind = "shred" // the shred store
	Arch  Kind = "arch"  // its archive's part: the keys of sealed cases
	Keys  Kind = "keys"  // the server's key files
)

// Format is the number of the format that this program writes. It reads every number up to its own.
const Format = 1

// Head is the first entry of an archive. It says whether this program can read the rest.
type Head struct {
	Format   int               `json:"siegel_backup"`
	Kind     Kind              `json:"kind"`
	At       time.Time         `json:"at"`
	Software string            `json:"software"`
	Schema   int64             `json:"schema,omitempty"`
	Checks   map[string][]byte `json:"key_checks,omitempty"` // by which a database knows its keys; they tell nothing about them
	Agency   string            `json:"agency,omitempty"`     // whose, where it is that of one agency
	Apart    []string          `json:"not_in_it,omitempty"`  // what is kept elsewhere, in words
}

// Manifest is the last entry: an archive without it was cut off.
type Manifest struct {
	Entries []Entry        `json:"entries"`          // in order, without the manifest itself
	Counts  map[string]int `json:"counts,omitempty"` // rows by table
	Files   int            `json:"files"`
}

// Entry is one entry of the archive.
type Entry struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Sum  []byte `json:"sha256"`
}

// Names inside the archive.
const (
	headName     = "HEAD.json"
	manifestName = "MANIFEST.json"
	settingsName = "settings.txt"
	tablePrefix  = "database/"
	filePrefix   = "files/"
)

// What can be wrong with an archive.
var (
	ErrOtherKey    = errors.New("this key does not open the archive: it was sealed to other recipients")
	ErrNoBackup    = errors.New("this is no backup of Siegel, or its beginning is missing")
	ErrDamaged     = errors.New("the archive is damaged: it was cut off, or something in it was changed; use another one")
	ErrNewerFormat = errors.New("the archive was written by a newer program; use that one, or a newer one still")
	ErrOtherKind   = errors.New("this archive holds something else")
)
