package rest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzOpen: nothing opens that was not sealed for this very row, and nothing but the one key file of 64 digits is a key.
func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	keys, err := Create(filepath.Join(dir, "keys"))
	if err != nil {
		f.Fatal(err)
	}
	row := RowOf([16]byte{1}, "accounts", []byte("uid"))
	sealed := keys.Seal(row, []byte("plain"))
	f.Add(sealed, "accounts", []byte("uid"), []byte(strings.Repeat("0a", 32)+"\n"))
	f.Add(sealed[:len(sealed)-1], "wraps", []byte("uid"), []byte(strings.Repeat("0A", 32)))
	f.Add([]byte{1, 1}, "", []byte{}, []byte("x"))
	path := filepath.Join(dir, "k_salt")
	f.Fuzz(func(t *testing.T, box []byte, table string, id, file []byte) {
		plain, err := keys.Open(RowOf([16]byte{1}, table, id), box)
		if err == nil && (!bytes.Equal(box, sealed) || table != "accounts" || string(id) != "uid" || string(plain) != "plain") {
			t.Errorf("opened: %x", box)
		}
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(path); err == nil && len(strings.TrimSpace(string(file))) != 64 {
			t.Errorf("a key: %q", file)
		}
	})
}
