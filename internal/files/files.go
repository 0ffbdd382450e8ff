// Package files keeps the parts of attachments: sealed in the browser, at most 1 MiB each, streamed and never read whole. Where they lie is decided
// by a setting: a folder ([Disk]), or a store that speaks S3 ([S3]) where several nodes run. What belongs to whom is known by internal/store alone.
package files

import (
	"context"
	"errors"
	"fmt"
	"io"

	"siegel/internal/counsel"
)

// Parts is where parts lie, by key: hexadecimal ids and a number with slashes between.
type Parts interface {
	// Put stores exactly size bytes, in one piece: afterwards all of it is there, or what was there before. The same key again replaces it.
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	// Get reads a part. Errors: ErrMissing. Close it.
	Get(ctx context.Context, key string) (io.ReadCloser, error)
	// Delete removes all whose key begins with the prefix, which ends with a slash. None is no error.
	Delete(ctx context.Context, prefix string) error
	// List calls each for all whose key begins with the prefix, in no order.
	List(ctx context.Context, prefix string, each func(key string, size int64) error) error
	// Ready says whether parts could be kept now.
	Ready(ctx context.Context) error
}

// Errors of every store. Others carry a code of internal/counsel: full, or away.
var (
	ErrMissing = errors.New("files: there is no such part")
	ErrBroken  = errors.New("files: whoever sent it broke off")
)

// Prefix is where the parts of one file lie. Keys are hexadecimal: a folder may not tell large letters from small ones.
func Prefix(agency, caseID, file counsel.ID) string {
	return fmt.Sprintf("%x/%x/%x/", agency[:], caseID[:], file[:])
}

// Of is where everything of an agency lies.
func Of(agency counsel.ID) string { return fmt.Sprintf("%x/", agency[:]) }

// Key is that of part n of a file, counted from 0.
func Key(agency, caseID, file counsel.ID, n int64) string {
	return fmt.Sprintf("%s%d", Prefix(agency, caseID, file), n)
}

// Seconds after which another try may do.
const (
	fullWait = 60
	awayWait = 5
)

// full and away never repeat what the system says: it names folders.
func full() error {
	return fmt.Errorf("files: no room: %w", &counsel.Error{Code: counsel.Full, Wait: fullWait})
}
func away(what string) error {
	return fmt.Errorf("files: %s: %w", what, &counsel.Error{Code: counsel.Away, Wait: awayWait})
}

// source tells a sender that broke off from a store that did.
type source struct {
	r    io.Reader
	left int64
	err  error
}

// Read gives what is left of the promised length, and refuses an end before it.
func (s *source) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	n, err := s.r.Read(p[:min(int64(len(p)), s.left)])
	if s.left -= int64(n); s.left == 0 {
		return n, nil
	}
	if err != nil {
		s.err = ErrBroken   // kill: S.Files.read-broken-kept
		return n, ErrBroken // kill: S.Files.read-broken
	}
	return n, nil
}
