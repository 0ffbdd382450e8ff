package backup

import (
	"bytes"
	"errors"
	"io"

	"siegel/internal/store"
)

// shredFile is the one entry of an archive of the shred store: lines of JSON (spec/rest.md).
const shredFile = "shred.jsonl"

// CreateShred seals a snapshot of the shred store. Its archives are kept for a week only: then nothing brings back the key of what was deleted.
func CreateShred(to io.Writer, snapshot func(io.Writer) error, head Head, recipients Recipients) error {
	head.Kind, head.At = Shred, head.At.UTC()
	var text bytes.Buffer // some hundred bytes for an account or a case, and each is boxed
	if err := snapshot(&text); err != nil {
		return err
	}
	w, err := newWriter(to, recipients, head)
	if err != nil {
		return err
	}
	w.sums.Files++
	if err := w.stream(filePrefix+shredFile, int64(text.Len()), &text); err != nil {
		return err
	}
	_, err = w.close()
	return err
}

// RestoreShred reads an archive of the shred store to its last byte, and then gives its snapshot to load. Errors: those of Open and of load.
func RestoreShred(from io.Reader, secret Identities, load func(io.Reader) error) (Head, error) {
	a, err := Open(from, secret, Shred)
	if err != nil {
		return Head{}, err
	}
	var text bytes.Buffer
	if _, err := a.each(oneFile{&text}); err != nil {
		return a.Head, err
	}
	return a.Head, load(&text)
}

// oneFile takes the snapshot and nothing else.
type oneFile struct{ into *bytes.Buffer }

func (o oneFile) Table(store.Table) error { return ErrDamaged }
func (o oneFile) Row([]any) error         { return ErrDamaged }
func (o oneFile) Settings([]byte) error   { return ErrDamaged }

func (o oneFile) File(name string, from io.Reader) error {
	if name != shredFile || o.into.Len() > 0 {
		return errors.Join(ErrDamaged, errors.New("it holds another file than the keys of accounts and cases")) // kill: S.Shred.other-file
	}
	_, err := o.into.ReadFrom(from)
	return err
}
