package backup_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"siegel/internal/backup"
	"siegel/internal/testkit"
)

// Public keys are wanted, one at least, and all of one sort: the weaker one would decide.
func TestRecipientsRefused(t *testing.T) {
	_, strong, err := backup.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	weak, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := backup.ParseRecipients([]string{strong}); err != nil {
		t.Error(err)
	}
	for says, list := range map[string][]string{"is empty": {}, "a public key is expected": {weak.String()}, "either all of them": {strong, weak.Recipient().String()}} {
		if all, err := backup.ParseRecipients(list); err == nil || all != nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), weak.String()) {
			t.Errorf("%d recipients, %v; wanted: %s", len(all), err, says)
		}
	}
}

// The file of the offline key holds one; what else it holds is not quoted.
func TestNoSecretKey(t *testing.T) {
	for _, text := range []string{"", "# a note\n", "AGE-SECRET-KEY-PQ-1NONE"} {
		path := filepath.Join(t.TempDir(), "offline.key")
		no(t, os.WriteFile(path, []byte(text), 0o600))
		if ids, err := backup.LoadIdentities(path); err == nil || ids != nil || !strings.Contains(err.Error(), "holds no secret key") || strings.Contains(err.Error(), "1NONE") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A place that is in use stays as it is, and so does an empty one to which the key files do not belong.
func TestRestoreRefuses(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		testkit.NewScene(t, w, "kiz", true)
		key, other := newOffline(t), errors.New("other key files")
		whole, _ := made(t, w, key.Public, "")
		restore := func(change func(to *backup.Target)) (backup.Target, error) {
			to := target(t, w.Postgres)
			change(&to)
			_, err := backup.Restore(ctx, bytes.NewReader(whole.Bytes()), key.Secret, to)
			return to, err
		}
		if _, err := restore(func(to *backup.Target) { to.Fits = func(map[string][]byte) error { return other } }); !errors.Is(err, other) {
			t.Errorf("other key files: %v", err)
		}
		full, err := restore(func(to *backup.Target) {
			no(t, os.Mkdir(to.Files, 0o700))
			no(t, os.WriteFile(filepath.Join(to.Files, "there"), []byte("x"), 0o600))
		})
		if text, _ := os.ReadFile(filepath.Join(full.Files, "there")); !errors.Is(err, backup.ErrOccupied) || string(text) != "x" {
			t.Errorf("a folder in use: %v", err)
		}
		file, err := restore(func(to *backup.Target) { no(t, os.WriteFile(to.Files, []byte("x"), 0o600)) })
		if text, _ := os.ReadFile(file.Files); !errors.Is(err, backup.ErrOccupied) || string(text) != "x" {
			t.Errorf("a file in the place of the folder: %v", err)
		}
		if _, err := restore(func(to *backup.Target) { to.Fits = func(map[string][]byte) error { return nil } }); err != nil {
			t.Error(err)
		}
	})
}

// Key files are put back into an empty folder only; whatever lies there stays.
func TestKeysIntoAFullFolder(t *testing.T) {
	folder := t.TempDir()
	there := filepath.Join(folder, "there")
	if err := os.WriteFile(there, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	never := func(string) error { return nil }
	for what, to := range map[string]string{"a folder in use": folder, "a file": there} {
		if _, err := backup.RestoreKeys(strings.NewReader(""), nil, to, never); !errors.Is(err, backup.ErrOccupied) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The note knows the keys that were sealed, and no others.
func TestKeysNoteHas(t *testing.T) {
	n := backup.KeysNote{Checks: map[string][]byte{"k_rest": {1, 2}}}
	if !n.Has([]byte{1, 2}) || n.Has([]byte{1, 3}) || n.Has(nil) {
		t.Error("the note says what it does not know")
	}
}
