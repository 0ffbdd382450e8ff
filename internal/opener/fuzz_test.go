package opener_test

import (
	"path/filepath"
	"strings"
	"testing"

	"siegel/internal/opener"
)

// Whatever was in the sealed file: no name leads out of the folder, and what was not signed is no case.
func FuzzUnpacked(f *testing.F) {
	whole := newExport().archive()
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := opener.Unpacked(data)
		if err != nil {
			return
		}
		for _, file := range c.Files {
			if !filepath.IsLocal(filepath.FromSlash(file.Name)) {
				t.Errorf("a name leads out: %q", file.Name)
			}
		}
		if c.Signer == "" {
			t.Error("nobody signed it")
		}
	})
}

// Whatever somebody types as a passphrase is one, but for nothing; nothing else comes of it.
func FuzzPassphrase(f *testing.F) {
	for _, text := range []string{"0123-4567-89AB-CDEF-GHJK-MNPQ", "o123 4567 89ab cdef ghjk mnpq", "", " \t", "ein langer satz"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := opener.ParsePassphrase(text); (err == nil) != (strings.TrimSpace(text) != "") {
			t.Errorf("%q: %v", text, err)
		}
	})
}
