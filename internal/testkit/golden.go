package testkit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"siegel/internal/counsel"
)

// Golden is an installation as an earlier version of the program left it, in an archive: a lead, a counsellor, and a seeker with two cases, an answer
// and a draft.
type Golden struct {
	Backup, Keys, Offline string // paths: the archive, the sealed key files, the key that opens both
	Agency, Case          counsel.ID
	Auth                  []byte // of the seeker "kanarienvogel"
}

// Schema2 is the installation of the first version that answered letters.
func Schema2(t testing.TB) (g Golden) {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	if !filepath.IsAbs(here) { // -trimpath
		here = filepath.Join("..", "testkit", "golden.go")
	}
	dir := filepath.Join(filepath.Dir(here), "..", "backup", "testdata", "schema-2")
	text, err := os.ReadFile(filepath.Join(dir, "golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	var raw struct{ Agency, Case, Auth []byte }
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	return Golden{
		Backup: filepath.Join(dir, "backup.age"), Keys: filepath.Join(dir, "keys.age"), Offline: filepath.Join(dir, "offline.key"),
		Agency: counsel.ID(raw.Agency), Case: counsel.ID(raw.Case), Auth: raw.Auth,
	}
}
