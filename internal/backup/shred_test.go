package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// sealedTo makes a key pair.
func sealedTo(t testing.TB) (*age.HybridIdentity, Recipients) {
	t.Helper()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id, Recipients{id.Recipient()}
}

// whole loads a snapshot as the shred store does: it counts only when its end has come.
func whole(into *string) func(io.Reader) error {
	return func(r io.Reader) error {
		all, err := io.ReadAll(r)
		if err == nil {
			*into = string(all)
		}
		return err
	}
}

// A snapshot goes through in parts, and what is broken anywhere in an archive never looks like its end.
func TestShredInParts(t *testing.T) {
	defer func(n int) { shredPart = n }(shredPart)
	shredPart = 1000
	id, to := sealedTo(t)
	var text strings.Builder
	for n := range 500 {
		fmt.Fprintf(&text, "{\"line\":%d}\n", n)
	}
	head := Head{At: time.Date(2026, 11, 22, 10, 11, 12, 0, time.UTC)}
	create := func(text string) []byte {
		t.Helper()
		var file bytes.Buffer
		if err := CreateShred(Shred, &file, func(w io.Writer) error {
			for line := range strings.Lines(text) {
				if _, err := io.WriteString(w, line); err != nil {
					return err
				}
			}
			return nil
		}, head, to); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	for _, text := range []string{"", "{}\n", text.String()} {
		got := "nothing"
		if h, err := RestoreShred(Shred, bytes.NewReader(create(text)), Identities{id}, whole(&got)); err != nil || got != text || !h.At.Equal(head.At) {
			t.Errorf("%d bytes: %v, %d", len(text), err, len(got))
		}
	}
	file := create(text.String())
	for what, broken := range map[string][]byte{"cut": file[:len(file)-40], "a byte in the middle": append(bytes.Clone(file[:len(file)-1]), file[len(file)-1]^1)} {
		got := "nothing"
		if _, err := RestoreShred(Shred, bytes.NewReader(broken), Identities{id}, whole(&got)); !errors.Is(err, ErrDamaged) || got != "nothing" {
			t.Errorf("%s: %v, %.20s", what, err, got)
		}
	}
	full := errors.New("the store is not empty")
	if _, err := RestoreShred(Shred, bytes.NewReader(file), Identities{id}, func(io.Reader) error { return full }); !errors.Is(err, full) {
		t.Errorf("a loader that refuses: %v", err)
	}
	if err := CreateShred(Shred, io.Discard, func(io.Writer) error { return full }, head, to); !errors.Is(err, full) {
		t.Errorf("a snapshot that fails: %v", err)
	}
}

// An archive of one part, as earlier versions wrote it, is read; parts in another order, or one left out, are damage.
func TestShredParts(t *testing.T) {
	id, to := sealedTo(t)
	head := one{name: headName, text: strings.Replace(goodHead, "main", "shred", 1)}
	a, b := one{name: "files/shred.jsonl", text: "a\n"}, one{name: "files/shred-000002.jsonl", text: "b\n"}
	for what, c := range map[string]struct {
		entries []one
		want    string
	}{
		"one": {[]one{a}, "a\n"}, "two": {[]one{a, b}, "a\nb\n"}, "turned": {[]one{b, a}, ""}, "twice": {[]one{a, a}, ""}, "the second alone": {[]one{b}, ""},
	} {
		all := append([]one{head}, c.entries...)
		list := manifestOf(t, 0, len(c.entries), all...)
		list.text = strings.Replace(list.text, `{"t":0}`, `{}`, 1)
		var file bytes.Buffer
		w, err := age.Encrypt(&file, to...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(tarred(t, append(all, list)...)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got := ""
		if _, err := RestoreShred(Shred, &file, Identities{id}, whole(&got)); got != c.want || (c.want == "") != errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v, %q", what, err, got)
		}
	}
}
