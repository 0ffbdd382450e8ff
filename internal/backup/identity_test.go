package backup

import (
	"os"
	"path/filepath"
	"testing"
)

func identities(t *testing.T, secret string) Identities {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	ids, err := LoadIdentities(path)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}
