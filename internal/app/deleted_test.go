package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
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
		_, err = w.EraseAccount(ctx, in.Actor, counsel.Proof{Way: counsel.ByPassword, Auth: r.Auth}, shown.Manifest, shown.Staying())
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

// Under "keep": a case that was sealed and whose day is over does not come back with a backup from before that day, whatever the clock of the machine says; nor
// does one that was sealed come back to its people with a backup from before.
func TestSealedStaysSealed(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		ctx := context.Background()
		secret, public := offlineKey(t)
		old, s, r, id := livedIn(t, w, public)
		s.Documents(10)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(w.GrantToArchive(ctx, s.Lead, id, counsel.Grant{ID: testkit.ID(), File: testkit.AgeFile()}))
		keysFile := filepath.Join(t.TempDir(), "keys.age")
		backUp := func() string {
			time.Sleep(time.Second) // archives are named by the second
			return well(t, old, "backup", "create")
		}
		open := backUp()
		in, err := w.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "kanarienvogel", Auth: r.Auth})
		must(err)
		shown, err := w.Erasure(ctx, in.Actor)
		must(err)
		_, err = w.EraseAccount(ctx, in.Actor, counsel.Proof{Way: counsel.ByPassword, Auth: r.Auth}, shown.Manifest, shown.Staying())
		must(err)
		_, err = w.Shred(ctx)
		must(err)
		sealed := backUp()
		well(t, old, "keys", "backup", "--out", keysFile)

		opening := counsel.Opening{Case: id, Reason: counsel.BecauseDrill, Proof: counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[s.Lead.UID]}}
		back := broughtBack(t, w, public, secret, keysFile, open, sealed)
		if _, err := back.Messages(ctx, s.Lead, id, counsel.Stretch{}); counsel.CodeOf(err) != counsel.NotFound {
			t.Errorf("a sealed case is back at the desk: %v", err)
		}
		if got, err := back.OpenArchive(ctx, s.Lead, opening); err != nil || len(got.Messages.Messages) != 1 {
			t.Errorf("the archive has lost it: %v", err)
		}

		for range 11 { // a year at a time: each is a jump that somebody has looked at
			w.Clock.Pass(366 * 24 * time.Hour)
			_, err := w.ConfirmClock(ctx)
			must(err)
			_, err = w.EndDue(ctx)
			must(err)
		}
		_, err = w.Shred(ctx)
		must(err)
		gone := backUp()
		back = broughtBack(t, w, public, secret, keysFile, sealed, gone)
		if _, err := back.OpenArchive(ctx, s.Lead, opening); counsel.CodeOf(err) != counsel.NotFound {
			t.Errorf("a case whose day is over is back: %v", err)
		}
		if list, _, err := back.Archive(ctx, s.Lead, 0); err != nil || len(list) != 0 {
			t.Errorf("and stands in the archive: %v %v", list, err)
		}
	})
}

// broughtBack puts the database of one backup and the keys of accounts and cases of another into an empty place, lets a server start there once, and opens it.
func broughtBack(t *testing.T, w *testkit.World, public, secret, keysFile, main, shreds string) *store.Store {
	t.Helper()
	database := ""
	if w.Postgres {
		database = testkit.EmptyPostgres(t)
	}
	empty := installation(t.TempDir(), database, public)
	well(t, empty, "keys", "restore", keysFile, "--identity", secret)
	well(t, empty, "restore", archiveName.FindString(main), "--identity", secret)
	kept := shredName.FindString(shreds)
	for _, file := range []string{kept, strings.Replace(kept, "siegel-shred-", "siegel-arch-", 1)} {
		well(t, empty, "shred", "restore", file, "--identity", secret)
	}
	server := start(t, empty...)
	server.stop()
	<-server.code
	if database == "" {
		database = filepath.Join(empty[1], "siegel.db")
	}
	return opened(t, database, empty[3])
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
