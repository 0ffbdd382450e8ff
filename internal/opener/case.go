package opener

import (
	"archive/zip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// What is read at most, in bytes: of a text into memory, and of a whole case. One of text alone is a few MB, attachments are up to 100 MiB.
const mostText = 64 << 20

var mostBytes int64 = 1 << 30 // variable for tests

// Case is an opened case whose files were checked.
type Case struct {
	Manifest  Manifest
	Files     []File // in the order of the archive, without the list itself
	Signer    string // alias of who exported it
	Directory string // fingerprint of the agency's directory, to be compared with the recovery sheet
}

// File is one file of a case. It lies in the archive until somebody reads it.
type File struct {
	Name  string
	entry *zip.File
	want  sg1.Hash
}

// Copy gives what is in it, and checks it once more. Errors: ErrCase, ErrChanged, and those of to.
func (f File) Copy(to io.Writer) error {
	sum, err := f.hash(to, mostBytes)
	if err == nil && sum != f.want {
		err = ErrChanged // kill: S.Opener.copy-changed
	}
	return err
}

func (f File) hash(to io.Writer, most int64) (sum sg1.Hash, err error) {
	r, err := f.entry.Open()
	if err != nil {
		return sum, ErrCase // kill: S.Opener.hash-open
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(h, to), io.LimitReader(r, most))
	if err := errors.Join(err, r.Close()); err != nil {
		return sum, fmt.Errorf("%w: %w", ErrCase, err) // kill: S.Opener.hash-read
	}
	h.Sum(sum[:0])
	return sum, nil
}

// text gives a small file whole.
func (f File) text() ([]byte, error) {
	var all strings.Builder
	_, err := f.hash(&all, mostText)
	return []byte(all.String()), err
}

// filesOf lists the files of an archive. Names are those of a flat folder, or one below it, each once; all of them together are no more than a case can be.
func filesOf(archive *zip.Reader) (files []File, err error) {
	names, size := map[string]bool{}, uint64(0)
	for _, entry := range archive.File {
		name := strings.ToLower(entry.Name)
		if size += entry.UncompressedSize64; !stays(entry.Name) || names[name] || entry.UncompressedSize64 > uint64(mostBytes) || size > uint64(mostBytes) {
			return nil, ErrCase // kill: S.Opener.files-of-name
		}
		names[name] = true
		files = append(files, File{Name: entry.Name, entry: entry})
	}
	return files, nil
}

// stays reports whether a name leads nowhere but into the folder where it is unpacked.
func stays(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.ContainsAny(part, "\\:") || strings.ContainsFunc(part, func(c rune) bool { return c < ' ' }) {
			return false // kill: S.Opener.stays-part
		}
	}
	return len(name) <= 240 // kill: S.Opener.stays-long
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
	if sg1.Decode(list, &c.Manifest) != nil || c.Manifest.V != 2 {
		return Case{}, ErrCase // kill: S.Opener.check-list
	}
	if len(rest) != len(c.Manifest.Entries) {
		return Case{}, ErrChanged // kill: S.Opener.check-number
	}
	for i, f := range rest {
		want, listed := c.Manifest.Entries[f.Name]
		if !listed {
			return Case{}, ErrChanged // kill: S.Opener.check-entry
		}
		rest[i].want = want
		if err := rest[i].Copy(io.Discard); err != nil {
			return Case{}, err
		}
	}
	c.Signer, c.Directory, err = c.signer(list, signature)
	return c, err
}

func take(files []File, name string) (data []byte, rest []File, err error) {
	at := slices.IndexFunc(files, func(f File) bool { return f.Name == name })
	if at < 0 {
		return nil, nil, ErrCase // kill: S.Opener.take-missing
	}
	data, err = files[at].text()
	return data, slices.Delete(slices.Clone(files), at, at+1), err
}

// Text gives a file of the case that is read as a whole, or nothing.
func (c Case) Text(name string) []byte {
	for _, f := range c.Files {
		if f.Name == name {
			data, err := f.text()
			if err != nil {
				return nil
			}
			return data
		}
	}
	return nil
}

// Handle is the short name of the case, as in the name of the file.
func (c Case) Handle() string {
	return handleOf(c.Manifest.Case)
}

func handleOf(id counsel.ID) string {
	plain := strings.NewReplacer("-", "", "_", "").Replace(id.String())
	return strings.ToLower(plain[:min(8, len(plain))])
}

func (c Case) String() string {
	return fmt.Sprintf("case %s, %d messages and notes, exported on %s by %s", c.Handle(), c.Manifest.Messages+c.Manifest.Notes, c.Manifest.At, c.Signer)
}
