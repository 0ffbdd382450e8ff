package opener_test

import (
	"bytes"
	"testing"

	"siegel/internal/opener"
)

// Whatever stands in a row of a backup: what nobody sealed under the key does not open; what was sealed opens to itself, and as a padded text only where it is one.
func FuzzSealed(f *testing.F) {
	key, ad := bytes.Repeat([]byte{7}, 32), []byte("context")
	for _, data := range [][]byte{nil, box(key, ad, padded([]byte("Danke"))), padded([]byte("Danke")), sealFile(key, ad, []byte("%PDF-")), bytes.Repeat([]byte{0}, 512)} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, open := range []func(key, ad, sealed []byte) ([]byte, error){opener.OpenBox, opener.OpenPadded, opener.OpenFile} {
			if _, err := open(bytes.Repeat([]byte{8}, 32), ad, data); err == nil {
				t.Error("it opens under a key of nobody's")
			}
		}
		if plain, err := opener.OpenBox(key, ad, box(key, ad, data)); err != nil || !bytes.Equal(plain, data) {
			t.Errorf("box: %v", err)
		}
		if plain, err := opener.OpenPadded(key, ad, box(key, ad, data)); err == nil && !bytes.HasPrefix(data, append(bytes.Clone(plain), 0x80)) {
			t.Error("padded: something else than was sealed")
		}
		if plain, err := opener.OpenFile(key, ad, sealFile(key, ad, data)); err != nil || !bytes.HasPrefix(plain, data) || len(bytes.Trim(plain[len(data):], "\x00")) > 0 {
			t.Errorf("file: %v", err)
		}
	})
}
