package files_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"slices"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/files"
)

// tried asks a store for everything that the product asks of it.
func tried(t *testing.T, p files.Parts) {
	t.Helper()
	ctx := t.Context()
	if err := p.Ready(ctx); err != nil {
		t.Fatalf("ready: %v", err)
	}
	agency, caseID, one, two := id(), id(), id(), id()
	large := make([]byte, counsel.PartSize)
	rand.Read(large)
	keys := []string{files.Key(agency, caseID, one, 0), files.Key(agency, caseID, one, 1), files.Key(agency, caseID, two, 0)}
	contents := [][]byte{large, []byte("the end"), {}}
	for i, key := range keys {
		no(t, p.Put(ctx, key, bytes.NewReader(contents[i]), int64(len(contents[i]))))
	}
	for i, key := range keys {
		if got := read(t, p, key); !bytes.Equal(got, contents[i]) {
			t.Errorf("part %d: %d bytes of %d", i, len(got), len(contents[i]))
		}
	}
	replaced(t, p, keys[1])
	broken(t, p, keys[1])
	if _, err := p.Get(ctx, files.Key(agency, caseID, one, 2)); !errors.Is(err, files.ErrMissing) {
		t.Errorf("what is not there: %v", err)
	}
	if got := list(t, p, files.Prefix(agency, caseID, one)); !slices.Equal(got, keys[:2]) {
		t.Errorf("list: %v", got)
	}
	no(t, p.Delete(ctx, files.Prefix(agency, caseID, one)))
	no(t, p.Delete(ctx, files.Prefix(agency, caseID, one))) // nothing is no error
	if got := list(t, p, ""); !slices.Equal(got, keys[2:]) {
		t.Errorf("after the removal: %v", got)
	}
}

// replaced: the same key again holds the new bytes, all of them.
func replaced(t *testing.T, p files.Parts, key string) {
	t.Helper()
	no(t, p.Put(t.Context(), key, bytes.NewReader([]byte("THE END")), 7))
	if got := read(t, p, key); string(got) != "THE END" {
		t.Errorf("replaced: %q", got)
	}
}

// broken: a sender that breaks off leaves what was there before, and a long one is cut to what was announced.
func broken(t *testing.T, p files.Parts, key string) {
	t.Helper()
	if err := p.Put(t.Context(), key, bytes.NewReader([]byte("half")), 7); !errors.Is(err, files.ErrBroken) {
		t.Errorf("a sender that breaks off: %v", err)
	}
	if got := read(t, p, key); string(got) != "THE END" {
		t.Errorf("after a sender that broke off: %q", got)
	}
}

func read(t *testing.T, p files.Parts, key string) []byte {
	t.Helper()
	r, err := p.Get(t.Context(), key)
	no(t, err)
	b, err := io.ReadAll(r)
	no(t, errors.Join(err, r.Close()))
	return b
}

func list(t *testing.T, p files.Parts, prefix string) (keys []string) {
	t.Helper()
	no(t, p.List(t.Context(), prefix, func(key string, _ int64) error { keys = append(keys, key); return nil }))
	slices.Sort(keys)
	return keys
}

func id() (id counsel.ID) {
	rand.Read(id[:])
	return id
}

func no(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func code(t *testing.T, err error, want counsel.Code) {
	t.Helper()
	if counsel.CodeOf(err) != want {
		t.Errorf("%v instead of %s", err, want)
	}
}

// None keeps nothing, and says so.
func TestNone(t *testing.T) {
	p, ctx := files.None{}, context.Background()
	_, err := p.Get(ctx, "x")
	for _, err := range []error{err, p.Put(ctx, "x", nil, 0), p.Delete(ctx, "x/"), p.List(ctx, "", nil), p.Ready(ctx)} {
		code(t, err, counsel.Away)
	}
}
