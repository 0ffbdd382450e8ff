package config

import (
	"path/filepath"
	"strings"
	"testing"
)

// settled gives the place of attachments for some settings, with a data and a keys folder.
func settled(t *testing.T, set map[string]string) (Files, string, error) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	set["public_url"], set["data"], set["keys"], set["listen"] = "https://beratung.example", filepath.Join(root, "data"), filepath.Join(root, "keys"), "127.0.0.1:1"
	for name, text := range set {
		set[name] = strings.ReplaceAll(text, "ROOT", root)
	}
	v, err := Load(set, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Check(v)
	return c.Files, root, err
}

// Attachments lie in the data folder, in another one, or in an S3 store.
func TestPlaceOfFiles(t *testing.T) {
	f, root, err := settled(t, map[string]string{})
	if err != nil || f != (Files{Folder: filepath.Join(root, "data", "files")}) {
		t.Errorf("%+v %v", f, err)
	}
	f, root, err = settled(t, map[string]string{"files": "ROOT/elsewhere"})
	if err != nil || f != (Files{Folder: filepath.Join(root, "elsewhere")}) {
		t.Errorf("%+v %v", f, err)
	}
	f, _, err = settled(t, map[string]string{"files": "s3+https://s3.example:9000/siegel?region=eu-1", "files_access": "a", "files_secret": "s"})
	if err != nil || f != (Files{S3: S3{"https://s3.example:9000", "siegel", "eu-1", "a", "s"}}) {
		t.Errorf("%+v %v", f, err)
	}
}

// What is wrong is said, and never the secret.
func TestPlaceOfFilesRefused(t *testing.T) {
	good := "s3+https://s3.example/siegel?region=eu-1"
	for text, want := range map[string]string{
		"ROOT/keys":       "two folders",
		"ROOT/keys/files": "two folders",
		"ROOT":            "two folders",
		"s3+http://s3.example/siegel?region=eu-1": "must begin with s3+https://",
		"s3+ftp://s3.example/siegel?region=eu-1":  "must begin with s3+https://",
		"s3+https://s3.example?region=eu-1":       "one bucket",
		"s3+https://s3.example/a/b?region=eu-1":   "one bucket",
		"s3+https://s3.example/siegel":            "the region is missing",
		"s3+https://hush@s3.example/b?region=eu":  "settings of their own",
		"s3+x":                                    "is expected",
	} {
		if _, _, err := settled(t, map[string]string{"files": text, "files_access": "a", "files_secret": "hush"}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, set := range []map[string]string{{"files": good}, {"files": good, "files_access": "a"}, {"files": good, "files_secret": "hush"}} {
		if _, _, err := settled(t, set); err == nil || !strings.Contains(err.Error(), "are needed") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%v", err)
		}
	}
	if _, _, err := settled(t, map[string]string{"files": "s3+http://127.0.0.1:9000/siegel?region=eu-1", "files_access": "a", "files_secret": "s"}); err != nil {
		t.Errorf("on loopback: %v", err)
	}
}
