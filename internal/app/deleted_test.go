package app

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/shred"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// Somebody deletes her account after a backup of the database. That backup comes back, with the newest shred store: she does not.
func TestDeletedStaysDeleted(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		ctx := context.Background()
		secret, public := offlineKey(t)
		old, s, r, id := livedIn(t, w, public)
		stays, other := s.Seeker("stieglitz")
		kept := s.Case(stays, s.Lead, 2)
		before := well(t, old, "backup", "create")
		in, err := w.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "kanarienvogel", Auth: r.Auth})
		if err != nil {
			t.Fatal(err)
		}
		shown, err := w.Erasure(ctx, in.Actor)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.EraseAccount(ctx, in.Actor, counsel.Proof{Way: counsel.ByPassword, Auth: r.Auth}, shown.Manifest)
		_, shredErr := w.Shred(ctx)
		if err := errors.Join(err, shredErr); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second) // archives are named by the second
		after := well(t, old, "backup", "create")
		keysFile := filepath.Join(t.TempDir(), "keys.age")
		well(t, old, "keys", "backup", "--out", keysFile)

		database := ""
		if w.Postgres {
			database = testkit.EmptyPostgres(t)
		}
		empty := installation(t.TempDir(), database, public)
		well(t, empty, "keys", "restore", keysFile, "--identity", secret)
		well(t, empty, "restore", archiveName.FindString(before), "--identity", secret)
		well(t, empty, "shred", "restore", shredName.FindString(after), "--identity", secret)
		server := start(t, empty...)
		server.stop()
		<-server.code
		if database == "" {
			database = filepath.Join(empty[1], "siegel.db")
		}
		back := opened(t, database, empty[3])
		if _, err := back.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "kanarienvogel", Auth: r.Auth}); counsel.CodeOf(err) != counsel.SignInFailed {
			t.Errorf("a deleted account is back: %v", err)
		}
		if _, err := back.Messages(ctx, s.Lead, id, counsel.Stretch{}); counsel.CodeOf(err) != counsel.NotFound {
			t.Errorf("a deleted case is back: %v", err)
		}
		still, err := back.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "stieglitz", Auth: other.Auth})
		if err != nil {
			t.Fatal("somebody else is gone", err)
		}
		if list, err := back.Messages(ctx, still.Actor, kept, counsel.Stretch{}); err != nil || len(list.Messages) != 1 {
			t.Errorf("her letter: %v %v", list, err)
		}
	})
}

// opened opens a database beside the shred store of its machine, as the server does.
func opened(t *testing.T, database, keys string) *store.Store {
	t.Helper()
	k, err := rest.Load(keys)
	if err != nil {
		t.Fatal(err)
	}
	own, err := shred.Open(t.Context(), filepath.Join(filepath.Dir(keys), "shred"), k)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Database: database, Keys: k, Shred: own, Clock: testkit.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
