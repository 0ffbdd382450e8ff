package backup_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"siegel/internal/backup"
	"siegel/internal/testkit"
)

// said runs a statement on a database of PostgreSQL.
func said(t *testing.T, database, statement string) {
	t.Helper()
	_, err := testkit.Look(t, database).Exec(statement)
	no(t, err)
}

// rows counts those of a table.
func rows(t *testing.T, database, table string) (n int) {
	t.Helper()
	no(t, testkit.Look(t, database).QueryRow(`SELECT count(*) FROM `+table).Scan(&n))
	return n
}

// withFiles is an archive with one attachment.
func withFiles(t *testing.T) (archive []byte, key offline) {
	t.Helper()
	w := testkit.SQLite(t)
	testkit.NewScene(t, w, "kiz", true)
	files := filepath.Join(t.TempDir(), "files")
	no(t, os.MkdirAll(filepath.Join(files, "ab"), 0o700))
	no(t, os.WriteFile(filepath.Join(files, "ab", "part"), []byte("sealed"), 0o600))
	key = newOffline(t)
	out, _ := made(t, w, key.Public, files)
	return out.Bytes(), key
}

// PostgreSQL gets its rows last: where the attachments cannot take their place, or the rows are not taken, neither is there, and the next try succeeds.
func TestPostgresGetsAllOrNothing(t *testing.T) {
	archive, key := withFiles(t)
	to := target(t, true)
	nothing := func(what string) {
		t.Helper()
		if n := rows(t, to.Database, "agencies"); n != 0 {
			t.Errorf("%s: %d agencies are there", what, n)
		}
		for _, path := range []string{to.Files, to.Files + ".restoring"} {
			if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s is there", what, filepath.Base(path))
			}
		}
	}
	tried := func() error {
		_, err := backup.Restore(ctx, bytes.NewReader(archive), key.Secret, to)
		return err
	}
	to.Fits = func(map[string][]byte) error { // somebody comes in between
		return errors.Join(os.Mkdir(to.Files, 0o700), os.WriteFile(filepath.Join(to.Files, "there"), nil, 0o600))
	}
	if err := tried(); err == nil || errors.Is(err, backup.ErrNotKnown) || errors.Is(err, backup.ErrNotUp) {
		t.Errorf("the place of the files was taken in between: %v", err)
	}
	no(t, os.RemoveAll(to.Files))
	nothing("files that cannot take their place")

	to.Fits = nil
	said(t, to.Database, `CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'`)
	said(t, to.Database, `CREATE CONSTRAINT TRIGGER stops AFTER INSERT ON agencies DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stop()`)
	if err := tried(); err == nil || errors.Is(err, backup.ErrNotKnown) || errors.Is(err, backup.ErrNotUp) {
		t.Errorf("rows that are refused when they are to stay: %v", err)
	}
	nothing("rows that are refused")

	said(t, to.Database, `DROP TRIGGER stops ON agencies`)
	no(t, tried())
	if text, err := os.ReadFile(filepath.Join(to.Files, "ab", "part")); err != nil || string(text) != "sealed" || rows(t, to.Database, "agencies") != 1 {
		t.Errorf("the next try: %q %v", text, err)
	}
}

// Where the way to the database breaks when the rows are to stay, nobody knows whether they do: the attachments stay, and that is said.
func TestPostgresThatDoesNotAnswerAtTheEnd(t *testing.T) {
	archive, key := withFiles(t)
	to := target(t, true)
	to.Database = breaking(t, to.Database, to.Files)
	_, err := backup.Restore(ctx, bytes.NewReader(archive), key.Secret, to)
	if !errors.Is(err, backup.ErrNotKnown) {
		t.Errorf("it says: %v", err)
	}
	if _, err := os.Stat(filepath.Join(to.Files, "ab", "part")); err != nil {
		t.Error(err)
	}
}

// breaking gives another address of a database. Behind it nobody answers any more once a file is there.
func breaking(t *testing.T, database, file string) string {
	t.Helper()
	u, err := url.Parse(database)
	no(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	no(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	there := u.Host
	u.Host = listener.Addr().String()
	go func() {
		for here, err := listener.Accept(); err == nil; here, err = listener.Accept() {
			go carry(here, there, func() bool {
				if _, err := os.Stat(file); err != nil {
					return false
				}
				_ = listener.Close()
				return true
			})
		}
	}()
	return u.String()
}

// carry takes bytes there and back until it is broken.
func carry(here net.Conn, there string, broken func() bool) {
	defer here.Close()
	server, err := net.Dial("tcp", there)
	if err != nil {
		return
	}
	defer server.Close()
	go func() { _, _ = io.Copy(here, server) }()
	for b := make([]byte, 64<<10); ; {
		n, err := here.Read(b)
		if err != nil || broken() {
			return
		}
		if _, err := server.Write(b[:n]); err != nil {
			return
		}
	}
}

// A database that cannot be brought up to date holds everything all the same, and that is said.
func TestPostgresThatStaysOld(t *testing.T) {
	g := testkit.Schema2(t)
	secret, err := backup.LoadIdentities(g.Offline)
	no(t, err)
	archive, err := os.ReadFile(g.Backup)
	no(t, err)
	to := target(t, true)
	said(t, to.Database, `CREATE SEQUENCE former_names`) // the name of a table of a later schema
	if _, err := backup.Restore(ctx, bytes.NewReader(archive), secret, to); !errors.Is(err, backup.ErrNotUp) {
		t.Errorf("it says: %v", err)
	}
	if rows(t, to.Database, "messages") == 0 {
		t.Error("it does not hold the letters")
	}
}
