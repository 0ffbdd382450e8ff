package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"siegel/internal/backup"
	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/shred"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// installation is one machine's settings for the commands.
func installation(root, database, public string) []string {
	where := []string{"--data", filepath.Join(root, "data"), "--keys", filepath.Join(root, "keys"), "--public-url", testkit.Origin, "--backup-folder", filepath.Join(root, "backups"), "--backup-recipients", public}
	if database != "" {
		where = append(where, "--database", database)
	}
	return where
}

// offlineKey makes a pair with the command, as the operator does.
func offlineKey(t *testing.T) (path, public string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "offline.key")
	code, out, errs := siegel(t, "backup", "key", "--out", path)
	if code != 0 || !strings.HasPrefix(out, "age1pq1") {
		t.Fatal(out, errs)
	}
	if secret, err := os.ReadFile(path); err != nil || strings.Contains(out+errs, "AGE-SECRET") || !bytes.Contains(secret, []byte("AGE-SECRET-KEY-PQ-1")) {
		t.Fatal("the secret key is not where it belongs", err)
	}
	return path, strings.TrimSpace(out)
}

// well runs a command that must succeed, and gives what it prints.
func well(t *testing.T, where []string, args ...string) string {
	t.Helper()
	code, out, errs := siegel(t, append(args, where...)...)
	if code != 0 {
		t.Fatalf("siegel %s: %d %s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// badly runs one that must fail with certain words.
func badly(t *testing.T, where []string, words string, args ...string) {
	t.Helper()
	code, out, errs := siegel(t, append(args, where...)...)
	if code == 0 || !strings.Contains(errs, words) {
		t.Errorf("siegel %s: %d %s%s\nwant: %s", strings.Join(args, " "), code, out, errs, words)
	}
}

// livedIn is a machine with a server that runs and a person who has written.
func livedIn(t *testing.T, w *testkit.World, public string) (where []string, s *testkit.Scene, r counsel.Registration, id counsel.ID) {
	t.Helper()
	s = testkit.NewScene(t, w, "kiz", true)
	seeker, r := s.Seeker("kanarienvogel")
	id = s.Case(seeker, s.Lead, 2)
	root, database := t.TempDir(), w.Database
	if !w.Postgres {
		database = ""
		if err := os.MkdirAll(filepath.Join(root, "data"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(w.Database, filepath.Join(root, "data", "siegel.db")); err != nil {
			t.Fatal(err)
		}
	}
	where = installation(root, database, public)
	where[3] = w.KeysDir
	return append(where, "--shred", w.ShredDir), s, r, id
}

var archiveName = regexp.MustCompile(`(?m)^\S+/siegel-main-\d{8}T\d{6}Z\.age$`)

var shredName = regexp.MustCompile(`(?m)^\S+/siegel-shred-\d{8}T\d{6}Z\.age$`)

// The drill: a backup of a running installation, an empty machine, the way back, and everybody finds what they had.
func TestDrill(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		secret, public := offlineKey(t)
		old, s, r, id := livedIn(t, w, public)
		server := start(t, old...)
		made := well(t, old, "backup", "create")
		archive := archiveName.FindString(made)
		keysFile := filepath.Join(t.TempDir(), "keys.age")
		well(t, old, "keys", "backup", "--out", keysFile)
		server.stop()
		<-server.code
		if out := well(t, nil, "backup", "verify", archive, "--identity", secret); !strings.Contains(out, "In order.") || !strings.Contains(out, "1    accounts") && !strings.Contains(out, "accounts") {
			t.Errorf("verify says %s", out)
		}
		for _, other := range []string{shredName.FindString(made), strings.Replace(shredName.FindString(made), "siegel-shred-", "siegel-arch-", 1), keysFile} {
			if out := well(t, nil, "backup", "verify", other, "--identity", secret); !strings.Contains(out, "In order.") {
				t.Errorf("verify of %s says %s", other, out)
			}
		}
		if _, err := os.Stat(archive + ".verified"); err != nil {
			t.Error(err)
		}
		database := ""
		if w.Postgres {
			database = testkit.EmptyPostgres(t)
		}
		empty := installation(t.TempDir(), database, public)
		badly(t, empty, "holds no key files: put them back first", "restore", archive, "--identity", secret)
		badly(t, empty, "this archive holds something else", "restore", keysFile, "--identity", secret)
		well(t, empty, "keys", "restore", keysFile, "--identity", secret)
		badly(t, empty, "the place is in use", "keys", "restore", keysFile, "--identity", secret)
		if out := well(t, empty, "restore", archive, "--identity", secret); !regexp.MustCompile(`(?m)^ *1  +messages`).MatchString(out) {
			t.Errorf("restore says %s", out)
		}
		badly(t, empty, "the place is in use", "restore", archive, "--identity", secret)
		shreds := shredName.FindString(made)
		badly(t, empty, "put it back from its backup", "serve", "--listen", "127.0.0.1:0")
		badly(t, empty, "this archive holds something else", "shred", "restore", archive, "--identity", secret)
		sealed := strings.Replace(shreds, "siegel-shred-", "siegel-arch-", 1)
		well(t, empty, "shred", "restore", sealed, "--identity", secret)
		well(t, empty, "shred", "restore", shreds, "--identity", secret)
		badly(t, empty, "the place is in use", "shred", "restore", shreds, "--identity", secret)
		again := start(t, empty...)
		if page := again.page(t, "/kiz"); !strings.Contains(page, "Beratung kiz") {
			t.Errorf("the start page: %.300s", page)
		}
		if database == "" {
			database = filepath.Join(empty[1], "siegel.db")
		}
		finds(t, testkit.Golden{Agency: s.Agency.ID, Case: id, Auth: r.Auth}, database, empty[3])
	})
}

// page asks for a page as a browser does that has typed the address of the test agencies.
func (r *running) page(t *testing.T, path string) string {
	t.Helper()
	ask, err := http.NewRequest("GET", "http://"+r.address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Host = strings.TrimPrefix(testkit.Origin, "https://")
	answer, err := http.DefaultTransport.RoundTrip(ask)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// finds signs in beside the running server and reads the old letter.
func finds(t *testing.T, g testkit.Golden, database, keys string) {
	t.Helper()
	ctx := context.Background()
	k, err := rest.Load(keys)
	if err != nil {
		t.Fatal(err)
	}
	keysOfCases, err := shred.Open(ctx, filepath.Join(filepath.Dir(keys), "shred"), k)
	if err != nil {
		t.Fatal(err)
	}
	back, err := store.Open(ctx, store.Options{Database: database, Keys: k, Shred: keysOfCases, Clock: testkit.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = back.Close() }()
	in, err := back.Login(ctx, g.Agency, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "kanarienvogel", Auth: g.Auth})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := back.Messages(ctx, in.Actor, g.Case, counsel.Stretch{}); err != nil || len(list.Messages) == 0 {
		t.Errorf("the old letter: %v %v", list, err)
	}
}

// What is wrong is said in words, and nothing is left behind.
func TestBackupRefusals(t *testing.T) {
	w := testkit.SQLite(t)
	secret, public := offlineKey(t)
	other, _ := offlineKey(t)
	old, _, _, _ := livedIn(t, w, public)
	badly(t, old[:8], "backup_recipients is empty", "backup", "create")
	badly(t, append(old[:8:8], "--backup-recipients", "AGE-SECRET-KEY-1AAAA"), "a secret key never belongs on a server", "backup", "create")
	badly(t, append(old[:8:8], "--backup-recipients", "age1nonsense"), "a public key is expected", "backup", "create")
	badly(t, append(old[:6:6], "--backup-folder", old[1]+"/b", "--backup-recipients", public), "apart from data and keys", "backup", "create")
	badly(t, old, "never lie beside them", "keys", "backup", "--out", filepath.Join(old[1], "keys.age"))
	badly(t, installation(t.TempDir(), "", public), "there is no database yet", "backup", "create")
	overdue, last := filepath.Join(old[7], backup.Name(backup.Shred, time.Now().AddDate(0, 0, -7))), filepath.Join(old[7], backup.Name(backup.Main, time.Now().AddDate(0, 0, -31)))
	for _, path := range []string{overdue, last} {
		if err := errors.Join(os.MkdirAll(old[7], 0o700), os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	badly(t, append(old[:8:8], "--backup-recipients", "age1nonsense", "--shred", w.ShredDir), "a public key is expected", "backup", "create")
	if _, err := os.Stat(overdue); err == nil {
		t.Error("keys of what was deleted stay where no new archive can be made")
	}
	if _, err := os.Stat(last); err != nil {
		t.Errorf("the last archive of the database is gone, and there is no newer one: %v", err)
	}
	archive := archiveName.FindString(well(t, old, "backup", "create"))
	badly(t, nil, "this key does not open the archive", "backup", "verify", archive, "--identity", other)
	badly(t, nil, "holds no secret key", "backup", "verify", archive, "--identity", archive)
	badly(t, nil, "--identity KEYFILE is required", "backup", "verify", archive)
	whole, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.age")
	whole[len(whole)/2] ^= 1
	if err := os.WriteFile(broken, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	badly(t, nil, "the archive is damaged", "backup", "verify", broken, "--identity", secret)
	empty := installation(t.TempDir(), "", public)
	if _, err := rest.Create(empty[3]); err != nil {
		t.Fatal(err)
	}
	badly(t, empty, "the key files do not belong to this backup", "restore", archive, "--identity", secret)
	if left, err := os.ReadDir(empty[1]); err != nil || len(left) > 0 {
		t.Errorf("left in the data folder: %v %v", left, err)
	}
}
