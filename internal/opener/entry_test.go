package opener_test

import (
	"archive/zip"
	"errors"
	"fmt"
	"strings"
	"testing"

	"siegel/internal/opener"
)

// An entry that lies in the archive as no program of ours writes it, around a file that is right.
func TestOpenRefusesEntries(t *testing.T) {
	id, key := identity(t)
	for what, c := range map[string]struct {
		raw  func(*zip.FileHeader)
		want error
	}{
		"as it should be":         {func(*zip.FileHeader) {}, nil},
		"another sum":             {func(h *zip.FileHeader) { h.CRC32 ^= 1 }, opener.ErrCase},
		"packed by other means":   {func(h *zip.FileHeader) { h.Method = 99 }, opener.ErrCase},
		"longer than all of it":   {func(h *zip.FileHeader) { h.UncompressedSize64 = 1 << 40 }, opener.ErrCase},
		"so long that sums wrap":  {func(h *zip.FileHeader) { h.UncompressedSize64 = 1<<64 - 1 }, opener.ErrCase},
		"shorter than what is in": {func(h *zip.FileHeader) { h.UncompressedSize64-- }, opener.ErrCase},
	} {
		e := newExport()
		e.raw = c.raw
		if _, err := opened(seal(t, e.archive(), id.Recipient()), key); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
}

// Files that are each small enough are not so together without end: a few bytes can be packed of which a disk does not hold what they are.
func TestOpenRefusesTooMuch(t *testing.T) {
	id, key := identity(t)
	e := newExport()
	for n := range 4 {
		e.files[fmt.Sprintf("files/%d-a.txt", n+1)] = strings.Repeat("a", 20_000)
	}
	file := seal(t, e.archive(), id.Recipient())
	for most, want := range map[int64]error{100_000: nil, 70_000: opener.ErrCase} {
		back := opener.Most(most)
		if _, err := opened(file, key); !errors.Is(err, want) {
			t.Errorf("%d bytes at most: %v", most, err)
		}
		back()
	}
}
