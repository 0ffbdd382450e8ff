package store_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/files"
	"siegel/internal/rest"
	"siegel/internal/shred"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// reopened opens a world's database again, with the shred store of that folder; "": without one.
func reopened(t *testing.T, w *testkit.World, folder string) (err error) {
	t.Helper()
	no(t, w.Store.Close())
	w.Store, err = openShredded(w, folder)
	return err
}

func openShredded(w *testkit.World, folder string) (*store.Store, error) {
	o := store.Options{Database: w.Database, Keys: w.Keys, Clock: w.Clock.Now, Files: files.NewDisk(w.Files)}
	if folder != "" {
		var err error
		if o.Shred, err = shred.Open(ctx, folder, w.Keys); err != nil {
			return nil, err
		}
	}
	return store.Open(ctx, o)
}

// before makes a new world one of the version that had no shred store.
func before(t *testing.T, w *testkit.World) {
	t.Helper()
	no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`DELETE FROM server_keys WHERE name = 'shred'`) }))
	no(t, reopened(t, w, ""))
}

// journal reads the deletion journal beside the running store.
func journal(t *testing.T, w *testkit.World) (list []shred.Deletion, names []shred.Name) {
	t.Helper()
	keys := w.Shreds(t)
	defer keys.Close()
	var err error
	list, err = keys.Deleted(ctx)
	no(t, err)
	names, err = keys.Names(ctx)
	no(t, err)
	return list, names
}

// A database of the version before meets its shred store: every row is brought under a key of its own, and everybody reads and writes as before. Afterwards no
// row opens under the key of all rows.
func TestRebox(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		before(t, w)
		s := testkit.NewScene(t, w, "kiz", true)
		l := newLeaver(t, w, s)
		was, grants, err := w.Case(ctx, s.Lead, l.taken)
		no(t, err)
		draft, err := w.Draft(ctx, l.by, l.taken, counsel.DraftMessage)
		no(t, err)
		vault, err := w.GetBox(ctx, l.by, store.Vault)
		no(t, err)
		folder := filepath.Join(t.TempDir(), "shred")
		for range 2 { // made, and opened again
			no(t, reopened(t, w, folder))
			after, same, err := w.Case(ctx, s.Lead, l.taken)
			no(t, err)
			equal(t, "own copy", after.Self, was.Self)
			if len(grants) != len(same) {
				t.Errorf("%d grants, then %d", len(grants), len(same))
			}
			again, err := w.Draft(ctx, l.by, l.taken, counsel.DraftMessage)
			no(t, err)
			equal(t, "draft", again.Box, draft.Box)
			box, err := w.GetBox(ctx, l.by, store.Vault)
			no(t, err)
			equal(t, "vault", box.Box, vault.Box)
			_, err = w.Login(ctx, s.Agency.ID, byPassword("sonne-42", l.registration))
			no(t, err)
		}
		if n := underOneKey(t, w); n != 0 {
			t.Errorf("%d rows are under the key of all rows", n)
		}
		neighbour, _ := s.Seeker("wolke-7")
		s.Case(neighbour, s.Lead, 2)
	})
}

// underOneKey counts vaults and grants that open under the key which follows from k_rest alone.
func underOneKey(t *testing.T, w *testkit.World) (n int) {
	t.Helper()
	for query, table := range map[string]string{`SELECT agency, uid, vault FROM accounts`: "accounts", `SELECT agency, id, file FROM grants`: "grants"} {
		rows := 0
		no(t, w.Read(ctx, func(tx *store.Tx) error {
			return tx.Each(query, func(scan func(...any) error) error {
				var agency, id counsel.ID
				var box []byte
				if err := scan(&agency, &id, &box); err != nil {
					return err
				}
				rows++
				if _, err := w.Keys.Open(rest.RowOf(agency, table, id[:]), box); err == nil {
					n++
				}
				return nil
			})
		}))
		if rows == 0 {
			t.Errorf("%s: nothing to look at", table)
		}
	}
	return n
}

// After a deletion the keys are gone and the journal knows it; a copy of the database of the day before, put back, has everything deleted again and opens none of it.
func TestShredAndReapply(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		neighbour, _ := s.Seeker("wolke-7")
		stays := s.Case(neighbour, s.Lead, 2)
		l := newLeaver(t, w, s)
		vault := bytesOf(t, w, `SELECT vault FROM accounts WHERE uid = $1`, l.by.UID)
		_, names := journal(t, w)
		e, err := w.Erasure(ctx, l.by)
		no(t, err)
		_, err = w.EraseAccount(ctx, l.by, l.proof(), e.Manifest, e.Staying())
		no(t, err)
		n, err := w.Shred(ctx)
		no(t, err)
		list, left := journal(t, w)
		if n != 4 || len(list) != 4 || len(left) != len(names)-4 || count(t, w, "shred_notes") != 0 {
			t.Errorf("%d shredded, %d in the journal, %d keys of %d stay", n, len(list), len(left), len(names))
		}
		if _, err := w.Keys.Open(rest.RowOf(s.Agency.ID, "accounts", l.by.UID[:]), vault); err == nil {
			t.Error("an old copy of the vault opens without its key")
		}
		if _, _, err := w.Case(ctx, neighbour, stays); err != nil {
			t.Error(err)
		}

		// The row comes back as from a backup: its key does not.
		m, _ := s.Seeker("regen-9")
		id := s.Case(m, s.Lead, 2)
		back := []shred.Deletion{{Name: shred.Name{Agency: s.Agency.ID, Kind: shred.Account, ID: m.UID}}, {Name: shred.Name{Agency: s.Agency.ID, Kind: shred.Case, ID: id}},
			{Name: shred.Name{Agency: s.Agency.ID, Kind: shred.Case, ID: testkit.ID()}}}
		for i, want := range []int{2, 0} {
			given := [][]shred.Deletion{{back[1], back[0], back[2]}, back}[i]
			if n, err := w.Reapply(ctx, given); err != nil || n != want {
				t.Errorf("reapplied %d, %v; want %d", n, err, want)
			}
		}
		settle(t, w)
		if found := rowsWith(t, w, m.UID, id); len(found) > 0 {
			t.Errorf("still there: %v", found)
		}
	})
}

// Keys of nothing go at the second look; those of accounts and cases stay.
func TestSweepShreds(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	seeker, _ := s.Seeker("sonne-42")
	id := s.Case(seeker, s.Lead, 2)
	keys := w.Shreds(t)
	orphan := shred.Name{Agency: s.Agency.ID, Kind: shred.Case, ID: testkit.ID()}
	_, err := keys.Make(ctx, orphan)
	no(t, err)
	no(t, keys.Close())
	_, all := journal(t, w)
	orphans, err := w.SweepShreds(ctx, nil)
	no(t, err)
	if _, names := journal(t, w); len(names) != len(all) || len(orphans) != 1 || !orphans[orphan] {
		t.Errorf("at the first look %d of %d stay, orphans %v", len(names), len(all), orphans)
	}
	orphans, err = w.SweepShreds(ctx, orphans)
	no(t, err)
	list, names := journal(t, w)
	if len(names) != len(all)-1 || len(orphans) != 0 || len(list) != 0 {
		t.Errorf("at the second look %d of %d stay, orphans %v, journal %v", len(names), len(all), orphans, list)
	}
	if _, _, err := w.Case(ctx, seeker, id); err != nil {
		t.Error(err)
	}
}

// Somebody puts last night's database back, looks at it for hours, and then the newer one: the keys that only the newer one knows are still there. After thirty days they go.
func TestNothingIsSweptByAnOlderDatabase(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		no(t, w.Plausible(ctx))
		const clock = `SELECT key_check FROM server_keys WHERE name = 'clock'`
		old := bytesOf(t, w, clock)
		w.Clock.Pass(8 * time.Hour)
		no(t, w.Plausible(ctx))
		keys := w.Shreds(t)
		newer := shred.Name{Agency: s.Agency.ID, Kind: shred.Case, ID: testkit.ID()}
		_, err := keys.Make(ctx, newer)
		no(t, err)
		no(t, keys.Close())
		there := func() bool {
			_, names := journal(t, w)
			return slices.Contains(names, newer)
		}
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE server_keys SET key_check = $1 WHERE name = 'clock'`, old)
		}))
		no(t, reopened(t, w, w.ShredDir))
		var orphans map[shred.Name]bool
		for range 3 {
			orphans, err = w.SweepShreds(ctx, orphans)
			no(t, err)
			w.Clock.Pass(time.Hour)
		}
		if !there() {
			t.Fatal("a key that the newer database knows is gone")
		}
		no(t, reopened(t, w, w.ShredDir)) // the two agree by now; what was met before still counts
		w.Clock.Pass(29 * 24 * time.Hour)
		confirmClock(t, w)
		for range 2 {
			orphans, err = w.SweepShreds(ctx, orphans)
			no(t, err)
		}
		if !there() {
			t.Fatal("gone after 29 days")
		}
		w.Clock.Pass(24 * time.Hour)
		for range 2 {
			orphans, err = w.SweepShreds(ctx, orphans)
			no(t, err)
		}
		if there() {
			t.Error("a key of nothing is still there after thirty days")
		}
	})
}

// A database that belongs to a shred store opens with no other one, and nothing is made up for a lost one.
func TestOtherShred(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	seeker, _ := s.Seeker("sonne-42")
	if _, err := openShredded(w, filepath.Join(t.TempDir(), "empty")); err == nil || err.Error() != store.ErrOtherShred.Error() {
		t.Errorf("with an empty store: %v", err)
	}
	without, err := store.Open(ctx, store.Options{Database: w.Database, Keys: w.Keys, Clock: w.Clock.Now})
	no(t, err)
	defer without.Close()
	if _, err := without.GetBox(ctx, seeker, store.Vault); err == nil {
		t.Error("without the store a row opens")
	}
	if err := without.PutBox(ctx, seeker, store.Vault, version(2)); err == nil {
		t.Error("without the store a row is sealed under something else")
	}
	if v, err := w.GetBox(ctx, seeker, store.Vault); err != nil || v.Version != 1 {
		t.Errorf("%d %v", v.Version, err)
	}
}

func bytesOf(t *testing.T, w *testkit.World, query string, a ...any) (value []byte) {
	t.Helper()
	no(t, w.Read(ctx, func(tx *store.Tx) error { _, err := tx.Get(query, a, &value); return err }))
	return value
}

// A row whose key was deleted opens under nothing, even if somebody puts one in its place that is sealed as earlier versions sealed: all of those have keys of their own by now.
func TestNoWayBackUnderOneKey(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		keys := w.Shreds(t)
		no(t, keys.Sweep(ctx, []shred.Name{{Agency: s.Agency.ID, Kind: shred.Account, ID: seeker.UID}}))
		no(t, keys.Close())
		no(t, reopened(t, w, w.ShredDir)) // it remembers keys for a minute
		old := w.Keys.Seal(rest.RowOf(s.Agency.ID, "accounts", seeker.UID[:]), testkit.Letter())
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE accounts SET vault = $1 WHERE uid = $2`, old, seeker.UID)
		}))
		if _, err := w.GetBox(ctx, seeker, store.Vault); !errors.Is(err, rest.ErrBox) {
			t.Errorf("%v", err)
		}
	})
}
