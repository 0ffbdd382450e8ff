package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"
)

var errNoText = errors.New("a text of the database is not UTF-8; it would come back as another one")

// writer writes an archive: tar inside of age. Nothing of it is ever in memory or on a disk as a whole in the clear.
type writer struct {
	sealed io.WriteCloser
	tar    *tar.Writer
	at     time.Time
	sums   Manifest
}

func newWriter(to io.Writer, recipients Recipients, head Head) (*writer, error) {
	sealed, err := age.Encrypt(to, recipients...)
	if err != nil {
		return nil, err
	}
	head.Format = Format
	w := &writer{sealed: sealed, tar: tar.NewWriter(sealed), at: head.At, sums: Manifest{Counts: map[string]int{}}}
	text, err := json.MarshalIndent(head, "", "  ")
	if err != nil {
		return nil, err
	}
	return w, w.entry(headName, text)
}

func (w *writer) entry(name string, data []byte) error {
	return w.stream(name, int64(len(data)), bytes.NewReader(data))
}

// stream writes an entry of a size that is known. What the source has beyond it is left out: it has grown meanwhile.
func (w *writer) stream(name string, size int64, from io.Reader) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: w.at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	sum := sha256.New()
	if n, err := io.CopyN(io.MultiWriter(w.tar, sum), from, size); err != nil {
		return fmt.Errorf("an entry ended after %d of %d bytes: %w", n, size, err)
	}
	w.sums.Entries = append(w.sums.Entries, Entry{name, size, sum.Sum(nil)})
	return nil
}

// close writes the manifest and ends the archive.
func (w *writer) close() (Manifest, error) {
	text, err := json.Marshal(w.sums)
	if err != nil {
		return w.sums, err
	}
	entries := w.sums.Entries
	if err := w.entry(manifestName, text); err != nil {
		return w.sums, err
	}
	w.sums.Entries = entries
	return w.sums, errors.Join(w.tar.Close(), w.sealed.Close())
}
