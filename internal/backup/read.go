package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"strings"

	"siegel/internal/store"
)

// Archive is an archive that is being read, from its beginning to its end.
type Archive struct {
	Head  Head
	tar   *tar.Reader
	plain io.Reader
	seen  Manifest // as we count
}

// sink takes what is in an archive, in its order.
type sink interface {
	Table(store.Table) error
	Row(values []any) error
	File(name string, from io.Reader) error // name: with slashes, inside the folder
	Settings(text []byte) error
}

// Open begins to read an archive of a kind. Errors: ErrOtherKey, ErrNoBackup, ErrDamaged, ErrNewerFormat, ErrOtherKind.
func Open(from io.Reader, keys Identities, kind Kind) (*Archive, error) {
	plain, err := open(from, keys)
	if err != nil {
		return nil, err
	}
	return begin(plain, kind)
}

// begin reads the head of what has been opened.
func begin(plain io.Reader, kind Kind) (*Archive, error) {
	a := &Archive{tar: tar.NewReader(plain), plain: plain, seen: Manifest{Counts: map[string]int{}}}
	name, text, err := a.small()
	switch {
	case err != nil:
		return nil, within(err, headName)
	case name != headName || json.Unmarshal(text, &a.Head) != nil || a.Head.Format < 1:
		return nil, ErrNoBackup // kill: S.Read.begin-no-backup
	case a.Head.Format > Format:
		return nil, ErrNewerFormat // kill: S.Read.begin-newer-format
	case a.Head.Kind != kind:
		return nil, ErrOtherKind // kill: S.Read.begin-other-kind
	}
	return a, nil
}

// next begins an entry. What was hashed of it stands in the list of what was seen when it has been read to its end.
func (a *Archive) next() (name string, from *entryReader, err error) {
	h, err := a.tar.Next()
	if err != nil || h.Typeflag != tar.TypeReg {
		return "", nil, ErrDamaged // kill: S.Read.next-damaged
	}
	return h.Name, &entryReader{a.tar, sha256.New(), 0}, nil
}

func (a *Archive) end(name string, from *entryReader) error {
	if _, err := io.Copy(io.Discard, from); err != nil { // ErrDamaged, of the reader
		return err
	}
	a.seen.Entries = append(a.seen.Entries, Entry{name, from.size, from.sum.Sum(nil)})
	return nil
}

type entryReader struct {
	from io.Reader
	sum  hash.Hash
	size int64
}

// Read implements io.Reader. What the archive cannot give is damage; errors of whoever takes it are others.
func (r *entryReader) Read(b []byte) (n int, err error) {
	n, err = r.from.Read(b)
	r.sum.Write(b[:n]) // never fails
	r.size += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = ErrDamaged // kill: S.Read.read-damaged
	}
	return n, err
}

// smallest bounds what is read as a whole: the head, the settings, a row, the list of entries. Variable for tests.
var smallest int64 = 256 << 20

func (a *Archive) small() (name string, text []byte, err error) {
	name, from, err := a.next()
	if err != nil {
		return "", nil, err
	}
	text, err = io.ReadAll(io.LimitReader(from, smallest))
	if err != nil {
		return "", nil, err
	}
	return name, text, a.end(name, from)
}

// each gives everything to the sink and then compares it with the manifest: each hash, each count, nothing more and nothing less.
func (a *Archive) each(to sink) (Manifest, error) {
	for {
		name, from, err := a.next()
		if err != nil {
			return a.seen, a.after(err)
		}
		if name == manifestName {
			return a.seen, a.finish(from)
		}
		if err := a.give(name, from, to); err != nil {
			return a.seen, within(err, name)
		}
		if err := a.end(name, from); err != nil {
			return a.seen, within(err, name)
		}
	}
}

// within names the entry in which damage was found. An entry is called after its table, or by random ids.
func within(err error, name string) error {
	if errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w (in %s)", err, name)
	}
	return err
}

// after names the entry behind which an archive does not go on.
func (a *Archive) after(err error) error {
	last := headName
	if n := len(a.seen.Entries); n > 0 {
		last = a.seen.Entries[n-1].Name
	}
	return fmt.Errorf("%w (behind %s)", err, last)
}

func (a *Archive) give(name string, from io.Reader, to sink) error {
	inside, isFile := strings.CutPrefix(name, filePrefix)
	switch {
	case strings.HasPrefix(name, tablePrefix):
		return a.part(from, to)
	case isFile && filepath.IsLocal(filepath.FromSlash(inside)) && inside != ".":
		a.seen.Files++
		return to.File(inside, from)
	case name == settingsName:
		text, err := io.ReadAll(io.LimitReader(from, smallest))
		if err != nil {
			return err
		}
		return to.Settings(text)
	}
	return ErrDamaged // kill: S.Read.give-damaged
}

// part reads rows of a table.
func (a *Archive) part(from io.Reader, to sink) error {
	lines := bufio.NewReaderSize(from, 64<<10)
	line, err := readLine(lines)
	if err != nil {
		return err
	}
	table, err := readHeadline(line)
	if err != nil {
		return err
	}
	if err := to.Table(table); err != nil {
		return err
	}
	a.seen.Counts[table.Name] += 0
	values := make([]any, len(table.Columns))
	for {
		if line, err = readLine(lines); err != nil || line == nil {
			return err
		}
		if err := readRow(line, table.Columns, values); err != nil {
			return err
		}
		a.seen.Counts[table.Name]++
		if err := to.Row(values); err != nil {
			return err
		}
	}
}

// readLine gives a line, nil at the end of the entry.
func readLine(from *bufio.Reader) (line []byte, err error) {
	for {
		piece, err := from.ReadSlice('\n')
		line = append(line, piece...)
		switch {
		case err == nil:
			return line, nil
		case errors.Is(err, io.EOF) && len(line) == 0:
			return nil, nil
		case !errors.Is(err, bufio.ErrBufferFull) || int64(len(line)) > smallest:
			return nil, ErrDamaged // kill: S.Read.read-line-damaged
		}
	}
}

// finish compares with the manifest and reads on to the last byte: only then is it known that nothing was cut off.
func (a *Archive) finish(from *entryReader) error {
	var said Manifest
	text, err := io.ReadAll(io.LimitReader(from, smallest))
	if err != nil || json.Unmarshal(text, &said) != nil {
		return within(ErrDamaged, manifestName) // kill: S.Read.finish-unreadable
	}
	if !said.equals(a.seen) {
		return within(ErrDamaged, said.first(a.seen)) // kill: S.Read.finish-not-as-listed
	}
	if _, err := a.tar.Next(); !errors.Is(err, io.EOF) {
		return ErrDamaged // kill: S.Read.finish-more-entries
	}
	if n, err := io.Copy(io.Discard, a.plain); err != nil || n > tailSize {
		return ErrDamaged // kill: S.Read.finish-cut-or-longer
	}
	return nil
}

// tailSize is what may be left behind the end of the tar: nothing but the padding that others write.
const tailSize = 10 << 10

// first names the first entry that is not as the list says.
func (m Manifest) first(seen Manifest) string {
	for i, e := range seen.Entries {
		if i >= len(m.Entries) || e.Name != m.Entries[i].Name || e.Size != m.Entries[i].Size || !bytes.Equal(e.Sum, m.Entries[i].Sum) {
			return e.Name
		}
	}
	return manifestName
}

func (m Manifest) equals(o Manifest) bool {
	if len(m.Entries) != len(o.Entries) || len(m.Counts) != len(o.Counts) || m.Files != o.Files {
		return false // kill: S.Read.equals-lengths
	}
	for i, e := range m.Entries {
		if e.Name != o.Entries[i].Name || e.Size != o.Entries[i].Size || !bytes.Equal(e.Sum, o.Entries[i].Sum) {
			return false // kill: S.Read.equals-entry
		}
	}
	for table, n := range m.Counts {
		if have, seen := o.Counts[table]; !seen || have != n {
			return false // kill: S.Read.equals-count
		}
	}
	return true
}
