package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"siegel/internal/store"
)

// shredFile names an entry of an archive of the shred store: lines of JSON (spec/rest.md), cut anywhere into parts. The first has the name that an archive of
// one part always had.
func shredFile(n int) string {
	if n == 0 {
		return "shred.jsonl"
	}
	return fmt.Sprintf("shred-%06d.jsonl", n+1)
}

// shredPart is how much of a snapshot is held while an archive is written: a tar says how long an entry is before it comes. Variable for tests.
var shredPart = 4 << 20

// CreateShred seals a snapshot of the shred store, or of its archive's part (Arch), part by part. Archives of the first are kept for a week only: then nothing brings back the key of what was deleted.
func CreateShred(kind Kind, to io.Writer, snapshot func(io.Writer) error, head Head, recipients Recipients) error {
	head.Kind, head.At = kind, head.At.UTC()
	w, err := newWriter(to, recipients, head)
	if err != nil {
		return err
	}
	parts := &shredWriter{to: w}
	if err := snapshot(parts); err != nil {
		return err
	}
	if err := parts.flush(); err != nil {
		return err
	}
	_, err = w.close()
	return err
}

// shredWriter makes an entry of each part that is full.
type shredWriter struct {
	to   *writer
	held bytes.Buffer
}

func (s *shredWriter) Write(b []byte) (int, error) {
	s.held.Write(b)
	if s.held.Len() < shredPart {
		return len(b), nil
	}
	return len(b), s.flush()
}

// flush writes what is held, also if it is nothing where there is no entry yet: an archive of an empty store has an empty one.
func (s *shredWriter) flush() error {
	if s.held.Len() == 0 && s.to.sums.Files > 0 {
		return nil
	}
	name := filePrefix + shredFile(s.to.sums.Files)
	s.to.sums.Files++
	return s.to.stream(name, int64(s.held.Len()), &s.held)
}

// errStopped says that whoever loads a snapshot reads no further.
var errStopped = errors.New("backup: the snapshot is not read to its end")

// RestoreShred reads an archive of the shred store, or of its archive's part, and gives its snapshot to load while it is read. load must take nothing for good
// before the end: that comes after the archive's last byte has been checked, and of a damaged one it never comes. Errors: those of Open and of load.
func RestoreShred(kind Kind, from io.Reader, secret Identities, load func(io.Reader) error) (Head, error) {
	a, err := Open(from, secret, kind)
	if err != nil {
		return Head{}, err
	}
	snapshot, into := io.Pipe()
	read := make(chan error, 1)
	go func() {
		_, err := a.each(&shredReader{into: into})
		_ = into.CloseWithError(err) // without one it is the end
		read <- err
	}()
	loaded := load(snapshot)
	_ = snapshot.CloseWithError(errStopped) // kill: S.Shred.restore-shred-stopped
	if err := <-read; err != nil && !errors.Is(err, errStopped) {
		return a.Head, err
	}
	return a.Head, loaded
}

// shredReader takes the parts of the snapshot in their order, and nothing else.
type shredReader struct {
	into io.Writer
	n    int
}

func (*shredReader) Table(store.Table) error { return ErrDamaged } // kill: S.Shred.table-damaged
func (*shredReader) Row([]any) error         { return ErrDamaged } // kill: S.Shred.row-damaged
func (*shredReader) Settings([]byte) error   { return ErrDamaged } // kill: S.Shred.settings-damaged

func (s *shredReader) File(name string, from io.Reader) error {
	if name != shredFile(s.n) {
		return errors.Join(ErrDamaged, errors.New("it holds another file than the keys of accounts and cases")) // kill: S.Shred.other-file
	}
	s.n++
	_, err := io.Copy(s.into, from)
	return err
}
