package opener_test

import (
	"path/filepath"
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
