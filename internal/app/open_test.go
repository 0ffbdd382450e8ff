package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

// What goes wrong when a case is opened is said in words, and never with a part of the key. That it opens is seen in web/e2e/archive.spec.ts.
func TestOpenSays(t *testing.T) {
	dir := t.TempDir()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, noKey := write("key", "# archive\n"+id.String()+"\n"), write("no-key", id.String()[:60])
	other := write("case.zip.age", "age-encryption.org/v1\n")
	for what, c := range map[string]struct {
		args []string
		says string
	}{
		"no file":          {[]string{"open"}, "takes one file"},
		"file not there":   {[]string{"open", filepath.Join(dir, "none"), "--identity", key}, "no such file"},
		"no sealed file":   {[]string{"open", other, "--identity", key}, "no sealed file of age"},
		"half a key":       {[]string{"open", other, "--identity", noKey}, "no key of an archive"},
		"key not there":    {[]string{"open", other, "--identity", filepath.Join(dir, "none")}, "no such file"},
		"rows to nowhere":  {[]string{"open", "--restored", "--identity", key}, "a new folder for the cases"},
		"rows of no place": {[]string{"open", "--restored", "--identity", key, "--into", filepath.Join(dir, "cases"), "--data", filepath.Join(dir, "data"), "--keys", filepath.Join(dir, "keys"), "--public-url", "https://beratung.example"}, "put the backup back first"},
	} {
		if code, said := program(t, c.args...); code != 1 || !strings.Contains(said, c.says) || strings.Contains(said, id.String()[19:50]) {
			t.Errorf("%s: %d %s", what, code, said)
		}
	}
}
