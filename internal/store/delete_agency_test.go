package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/files"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// An agency goes with its rows, its attachments and its keys; a copy of the database of an earlier day does not bring it back; the other one keeps all.
func TestDeleteAgency(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		var letters [2]counsel.ID
		for i, in := range []*testkit.Scene{s, other} {
			seeker, _ := in.Seeker("sonne-42")
			letters[i] = in.Case(seeker, in.Lead, 2)
			attached(t, w, seeker, letters[i])
		}
		if err := w.DeleteAgency(ctx, s.Agency.ID); err != store.ErrNotSuspended {
			t.Fatalf("an open one: %v", err)
		}
		code(t, w.DeleteAgency(ctx, testkit.ID()), counsel.NotFound)
		no(t, w.SuspendAgency(ctx, s.Agency.ID))
		no(t, w.DeleteAgency(ctx, s.Agency.ID))
		gone(t, w, s.Agency.ID)
		code(t, w.DeleteAgency(ctx, s.Agency.ID), counsel.NotFound)
		if got, err := w.Messages(ctx, other.Lead, letters[1], counsel.Before(0)); err != nil || len(got.Messages) != 1 {
			t.Errorf("the other one: %v %v", got, err)
		}
		if list, err := os.ReadDir(w.Files); err != nil || len(list) != 1 {
			t.Errorf("%d agencies have files: %v", len(list), err)
		}

		pool, _ := w.Pools() // a copy of an earlier day
		_, err := pool.Exec(sqlOf(w, `INSERT INTO agencies (agency, short, name, origin, state, quota, seq, continuity, settings) VALUES ($1, 'kiz', 'Kiz', '', 'ready', 0, 1, FALSE, '{}')`), s.Agency.ID[:])
		no(t, err)
		no(t, files.NewDisk(w.Files).Put(ctx, files.Key(s.Agency.ID, letters[0], testkit.ID(), 0), empty{}, 0))
		withNotices(t, w) // opens it anew
		gone(t, w, s.Agency.ID)
		if _, err := w.AgencyByShort(ctx, "sos"); err != nil {
			t.Error(err)
		}
	})
}

type empty struct{}

func (empty) Read([]byte) (int, error) { return 0, nil }

// gone looks in the database, in the folder of attachments and in the shred store.
func gone(t *testing.T, w *testkit.World, agency counsel.ID) {
	t.Helper()
	if _, err := w.Agency(ctx, agency); counsel.CodeOf(err) != counsel.NotFound {
		t.Errorf("the agency is there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(w.Files, files.Of(agency))); !os.IsNotExist(err) {
		t.Errorf("attachments are there: %v", err)
	}
	shreds := w.Shreds(t)
	defer shreds.Close()
	names, err := shreds.Names(ctx)
	no(t, err)
	for _, n := range names {
		if n.Agency == agency {
			t.Fatal("keys are there")
		}
	}
	if len(names) == 0 {
		t.Error("the other agency has no keys")
	}
}

// Where the store of attachments does not answer, the keys are gone already, and the next call does the rest.
func TestDeleteAgencyLater(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	testkit.NewScene(t, w, "sos", true)
	no(t, w.SuspendAgency(ctx, s.Agency.ID))
	none, err := store.Open(ctx, store.Options{Database: w.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
	no(t, err)
	code(t, none.DeleteAgency(ctx, s.Agency.ID), counsel.Away)
	no(t, none.Close())
	if _, err := w.Agency(ctx, s.Agency.ID); err != nil {
		t.Fatal(err)
	}
	no(t, w.DeleteAgency(ctx, s.Agency.ID))
	gone(t, w, s.Agency.ID)
}

// sqlOf writes a statement as the database takes it.
func sqlOf(w *testkit.World, query string) string {
	if w.Postgres {
		return query
	}
	return strings.ReplaceAll(query, "$", "?")
}
