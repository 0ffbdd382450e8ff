package config

import (
	"path/filepath"
	"strings"
	"testing"
)

// Figures are on and the record is off unless somebody says otherwise; a record has a folder of its own and an end.
func TestRecord(t *testing.T) {
	set := func(more map[string]string) (Config, string, error) {
		root, err := filepath.EvalSymlinks(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		flags := map[string]string{"public_url": "https://beratung.example", "data": filepath.Join(root, "data"), "keys": filepath.Join(root, "keys"), "listen": "127.0.0.1:1"}
		for name, text := range more {
			flags[name] = strings.ReplaceAll(text, "ROOT", root)
		}
		v, err := Load(flags, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Check(v)
		return c, root, err
	}
	c, root, err := set(nil)
	if err != nil || !c.Statistics || c.Record != (Record{Folder: filepath.Join(root, "record"), Days: 7}) {
		t.Errorf("%v %+v %v", c.Statistics, c.Record, err)
	}
	c, root, err = set(map[string]string{"access_record": "on", "access_record_days": "30", "access_record_folder": "ROOT/elsewhere"})
	if err != nil || c.Record != (Record{On: true, Folder: filepath.Join(root, "elsewhere"), Days: 30}) {
		t.Errorf("%+v %v", c.Record, err)
	}
	for _, refused := range []map[string]string{
		{"access_record": "yes"}, {"access_record_days": "0"}, {"access_record_days": "31"}, {"access_record_days": "x"},
		{"access_record_folder": "ROOT/data"}, {"access_record_folder": "ROOT/keys/record"}, {"access_record_folder": "ROOT"}, {"access_record_folder": "ROOT/shred"},
		{"access_record_folder": "ROOT/backups", "backup_folder": "ROOT/backups"}, {"access_record_folder": "ROOT/files/record", "files": "ROOT/files"},
	} {
		if _, _, err := set(refused); err == nil || !strings.Contains(err.Error(), "access_record") {
			t.Errorf("%v: %v", refused, err)
		}
	}
}
