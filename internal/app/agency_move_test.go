package app

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/files"
	"siegel/internal/testkit"
)

// An agency moves to a machine with the other kind of database, beside another agency that was made there: people sign in and read, the file of a letter is
// there; on the old machine it can go. Whatever does not fit is refused in words, and leaves nothing behind.
func TestAgencyMoves(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		ctx := context.Background()
		secret, public := offlineKey(t)
		old, s, r, id := livedIn(t, w, public)
		part := testkit.Bytes(3000)
		if err := files.NewDisk(filepath.Join(old[1], "files")).Put(ctx, files.Key(s.Agency.ID, id, testkit.ID(), 0), bytes.NewReader(part), int64(len(part))); err != nil {
			t.Fatal(err)
		}
		keysFile, file := filepath.Join(t.TempDir(), "keys.age"), filepath.Join(t.TempDir(), "kiz.age")
		well(t, old, "keys", "backup", "--out", keysFile)

		database := ""
		if !w.Postgres {
			database = testkit.EmptyPostgres(t)
		}
		there := installation(t.TempDir(), database, public)
		well(t, there, "keys", "restore", keysFile, "--identity", secret)
		well(t, there, "agency", "create", "--from", agencyExample)

		badly(t, old, "is open; close it first", "agency", "move", "kiz", "--to", file)
		badly(t, old, "usage: siegel agency move", "agency", "move", "kiz")
		well(t, old, "agency", "suspend", "kiz")
		well(t, old, "agency", "move", "kiz", "--to", file)
		badly(t, old, "file exists", "agency", "move", "kiz", "--to", file)
		sealed, err := os.ReadFile(file)
		if err != nil || bytes.Contains(sealed, []byte("Beratung kiz")) || bytes.Contains(sealed, []byte("agencies")) {
			t.Fatal("the file is not sealed", err)
		}

		other, otherPublic := offlineKey(t)
		alien := installation(t.TempDir(), "", otherPublic)
		well(t, alien, "agency", "create", "--from", agencyExample)
		badly(t, alien, "other key files", "agency", "move", "--from", file, "--identity", secret)
		badly(t, there, "this key does not open", "agency", "move", "--from", file, "--identity", other)
		badly(t, there, "--identity KEYFILE is required", "agency", "move", "--from", file)
		cut := filepath.Join(t.TempDir(), "cut.age")
		if err := os.WriteFile(cut, sealed[:len(sealed)-100], 0o600); err != nil {
			t.Fatal(err)
		}
		badly(t, there, "damaged", "agency", "move", "--from", cut, "--identity", secret)
		badly(t, old, "is here already", "agency", "move", "--from", file, "--identity", secret)

		well(t, there, "agency", "move", "--from", file, "--identity", secret)
		badly(t, there, "is here already", "agency", "move", "--from", file, "--identity", secret)
		well(t, there, "agency", "resume", "kiz")
		if database == "" {
			database = filepath.Join(there[1], "siegel.db")
		}
		arrived := opened(t, database, there[3])
		in, err := arrived.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "kanarienvogel", Auth: r.Auth})
		if err != nil {
			t.Fatal(err)
		}
		list, err := arrived.Messages(ctx, in.Actor, id, counsel.Before(0))
		if err != nil || len(list.Messages) == 0 {
			t.Errorf("%v %v", list, err)
		}
		before, err := w.Messages(ctx, in.Actor, id, counsel.Before(0))
		if err != nil || len(before.Messages) != len(list.Messages) || !bytes.Equal(before.Messages[0].Box, list.Messages[0].Box) {
			t.Errorf("%v %v", before, err)
		}
		agencies, err := arrived.Agencies(ctx)
		if err != nil || len(agencies) != 2 {
			t.Errorf("%d agencies %v", len(agencies), err)
		}
		if err := sameFiles(filepath.Join(old[1], "files"), filepath.Join(there[1], "files")); err != nil {
			t.Error(err)
		}
		if list, err := os.ReadDir(filepath.Join(alien[1], "files")); len(list) > 0 {
			t.Errorf("what was refused has left something: %v %v", list, err)
		}

		well(t, old, "agency", "delete", "kiz", "--name", "Beratung kiz")
		badly(t, old, "was deleted here", "agency", "move", "--from", file, "--identity", secret)
	})
}

// sameFiles compares two folders.
func sameFiles(a, b string) error {
	return filepath.WalkDir(a, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		inside, err := filepath.Rel(a, path)
		if err != nil {
			return err
		}
		x, err := os.ReadFile(path)
		y, bad := os.ReadFile(filepath.Join(b, inside))
		if err := errors.Join(err, bad); err != nil {
			return err
		}
		if !bytes.Equal(x, y) {
			return errors.New(inside + " differs")
		}
		return nil
	})
}
