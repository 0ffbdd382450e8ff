//go:build unix

package doctor

import (
	"os"
	"path/filepath"
	"testing"

	"siegel/internal/config"
	"siegel/internal/testkit"
)

// ofTwo gives a folder in which something belongs to somebody else. Who is not root finds one on the way to its own: at the latest the root's.
func ofTwo(t *testing.T, path string) string {
	t.Helper()
	if os.Geteuid() == 0 {
		if err := os.WriteFile(filepath.Join(path, "foreign"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(filepath.Join(path, "foreign"), 12345, 12345); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for userOf(filepath.Dir(path)) == userOf(path) {
		path = filepath.Dir(path)
	}
	return filepath.Dir(path)
}

// What belongs to somebody else in data, keys or backups is found, and so is such a folder in a state folder that is not root's; links are nobody's.
func TestWhatBelongsToSomebodyElseIsFound(t *testing.T) {
	place := func(name string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	found := func(c config.Config) []Finding {
		e := &examination{Installation: Installation{Config: c}}
		e.owners()
		return e.findings
	}
	own := config.Config{Data: place("data"), Keys: place("keys"), BackupFolder: place("backups")}
	if err := os.Symlink("/", filepath.Join(own.Data, "link")); err != nil {
		t.Fatal(err)
	}
	if list := found(own); len(list) > 0 {
		t.Errorf("where all is well: %v", list)
	}
	for check, change := range map[string]func(*config.Config, string){
		"data":   func(c *config.Config, path string) { c.Data = path },
		"keys":   func(c *config.Config, path string) { c.Keys = path },
		"backup": func(c *config.Config, path string) { c.BackupFolder = path },
	} {
		c, two := own, ofTwo(t, place("two"))
		change(&c, two)
		if list := found(c); !has(list, Finding{Warn, check, "belong to another user than the folder", "--reference=" + two}) {
			t.Errorf("%s: %v", check, list)
		}
	}
	if os.Geteuid() != 0 {
		return // a folder can be given away by root only
	}
	state := place("state")
	c := config.Config{Data: filepath.Join(state, "data"), Keys: filepath.Join(state, "keys"), BackupFolder: filepath.Join(state, "backups")}
	for path, user := range map[string]int{c.Data: 12345, c.Keys: 12345, c.BackupFolder: 0, state: 12345} {
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(path, user, user); err != nil {
			t.Fatal(err)
		}
	}
	if list := found(c); len(list) != 1 || !has(list, Finding{Warn, "backup", "backups first", "siegel agency list"}) {
		t.Errorf("a backup folder of root's: %v", list)
	}
}

// The whole doctor says it too.
func TestTheDoctorLooksAtOwners(t *testing.T) {
	h, check := newHealthy(t, testkit.SQLite(t)), "backup"
	if os.Geteuid() == 0 {
		ofTwo(t, h.Set["backup_folder"])
	} else {
		h.Set["data"], h.Set["keys"], h.Set["backup_folder"], check = ofTwo(t, h.Set["data"]), "/siegel-keys", "/siegel-backups", "data"
	}
	if findings := h.examined(t); !has(findings, Finding{Warn, check, "belong to another user", "siegel agency list"}) {
		t.Errorf("%v", findings)
	}
}
