package config

import (
	"path/filepath"
	"strings"
)

// Folders are those that commands write to: absolute, as they were set, and with no link followed.
type Folders struct {
	State    string   // around the data folder
	Server   []string // the first is the data folder
	Notifier string
}

// FoldersOf reads them from settings that need not be in order otherwise. What lies in a database or an S3 store has none.
func FoldersOf(v Values) Folders {
	data := absolute(v["data"].Text)
	if data == "" {
		return Folders{Notifier: absolute(v["notifier_folder"].Text)}
	}
	f := Folders{State: filepath.Dir(data), Server: []string{data}, Notifier: absolute(v["notifier_folder"].Text)}
	for name, usual := range map[string]string{
		"keys": "", "backup_folder": "", "shred": filepath.Join(f.State, shredFolder), "files": "", "access_record_folder": filepath.Join(f.State, recordFolder),
	} {
		path := absolute(v[name].Text)
		if v[name].Text == "" {
			path = usual
		}
		if path != "" {
			f.Server = append(f.Server, path)
		}
	}
	return f
}

// absolute gives "" for what is no folder.
func absolute(text string) string {
	path, err := filepath.Abs(text)
	if text == "" || err != nil || isPostgres(text) || strings.HasPrefix(text, "s3+") {
		return ""
	}
	return path
}
