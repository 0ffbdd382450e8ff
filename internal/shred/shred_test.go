package shred_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"siegel/internal/rest"
	"siegel/internal/shred"
	"siegel/internal/testkit"
)

var ctx = context.Background()

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestMain(m *testing.M) { testkit.Main(m) }

// each runs a test on a file and on a PostgreSQL database.
func each(t *testing.T, run func(t *testing.T, place string, keys *rest.Keys)) {
	t.Run("file", func(t *testing.T) { run(t, filepath.Join(t.TempDir(), "shred"), testkit.Keys(t)) })
	t.Run("postgres", func(t *testing.T) { run(t, testkit.EmptyPostgres(t), testkit.Keys(t)) })
}

func open(t *testing.T, place string, keys *rest.Keys) *shred.Store {
	t.Helper()
	s, err := shred.Open(ctx, place, keys)
	no(t, err)
	t.Cleanup(func() { no(t, s.Close()) })
	return s
}

func name(kind shred.Kind) shred.Name {
	return shred.Name{Agency: testkit.ID(), Kind: kind, ID: testkit.ID()}
}

// A key is made once, is the same for everybody who asks, also after a restart, and is another one for each name. Another server cannot read it.
func TestMake(t *testing.T) {
	each(t, func(t *testing.T, place string, keys *rest.Keys) {
		s := open(t, place, keys)
		one, two := name(shred.Account), name(shred.Case)
		_, err := s.Key(ctx, one)
		if !errors.Is(err, shred.ErrNone) {
			t.Fatal(err)
		}
		k, err := s.Make(ctx, one)
		no(t, err)
		other, err := s.Make(ctx, two)
		no(t, err)
		again, err := open(t, place, keys).Make(ctx, one)
		no(t, err)
		if k != again || k == other || k == (rest.Key{}) {
			t.Error("a key is not what it should be")
		}
		if _, err := open(t, place, testkit.Keys(t)).Key(ctx, one); !errors.Is(err, rest.ErrBox) {
			t.Errorf("with the keys of another server: %v", err)
		}
	})
}

// A box that opens and holds no key is none; a store that does not answer says so, without the words of its driver; and no error quotes an address.
func TestNoKey(t *testing.T) {
	each(t, func(t *testing.T, place string, keys *rest.Keys) {
		for _, size := range []int{31, 33} {
			n := name(shred.Account)
			box := keys.Seal(rest.RowOf(n.Agency, "shred_keys", []byte(n.Kind), n.ID[:]), make([]byte, size))
			text, err := json.Marshal(map[string]any{"kind": n.Kind, "agency": n.Agency[:], "id": n.ID[:], "box": box})
			no(t, err)
			s := open(t, filepath.Join(t.TempDir(), "shred"), keys)
			no(t, s.Load(ctx, bytes.NewReader(text)))
			if _, err := s.Key(ctx, n); !errors.Is(err, rest.ErrBox) {
				t.Errorf("%d bytes: %v", size, err)
			}
		}
		s := open(t, place, keys)
		no(t, s.Close())
		if err := s.SetMeta(ctx, "name", []byte("value")); err == nil || !strings.Contains(err.Error(), "does not answer") || strings.Contains(err.Error(), "sql: ") {
			t.Errorf("closed: %v", err)
		}
	})
	for _, place := range []string{"postgres://siegel:geheim@127.0.0.1:port/siegel", "postgresql://siegel:geheim@%zz/siegel"} {
		if _, err := shred.Open(ctx, place, testkit.Keys(t)); err == nil || !strings.Contains(err.Error(), "is not understood") || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%v", err)
		}
	}
}

// The archive's part has snapshots of its own; one never goes into the other's place.
func TestSnapshotOfTheArchive(t *testing.T) {
	each(t, func(t *testing.T, place string, keys *rest.Keys) {
		s := open(t, place, keys)
		_, err := s.Settle(ctx, time.Now())
		no(t, err)
		sealed, runs := name(shred.Case), name(shred.Case)
		for _, n := range []shred.Name{sealed, runs} {
			_, err := s.Make(ctx, n)
			no(t, err)
		}
		want, err := s.Key(ctx, sealed)
		no(t, err)
		no(t, s.Forget(ctx, []shred.Deletion{{Name: shred.Name{Agency: sealed.Agency, Kind: shred.Sealed, ID: sealed.ID}, At: time.Now()}}))
		var ordinary, archive bytes.Buffer
		no(t, s.Snapshot(ctx, &ordinary))
		no(t, s.SnapshotArch(ctx, &archive))
		back := open(t, filepath.Join(t.TempDir(), "back"), keys)
		if err := back.LoadArch(ctx, bytes.NewReader(ordinary.Bytes())); err == nil {
			t.Error("the ordinary part is taken for the archive's")
		}
		if err := back.Load(ctx, bytes.NewReader(archive.Bytes())); err == nil {
			t.Error("the archive's part is taken for the ordinary one")
		}
		no(t, back.LoadArch(ctx, &archive))
		no(t, back.Load(ctx, &ordinary))
		if err := back.LoadArch(ctx, strings.NewReader("")); !errors.Is(err, shred.ErrInUse) {
			t.Error(err)
		}
		if k, err := back.Key(ctx, sealed); err != nil || k != want {
			t.Errorf("the key of the sealed case: %v", err)
		}
		if _, err := back.Key(ctx, runs); err != nil {
			t.Error(err)
		}
	})
}

// What is forgotten is in no file any more, stands in the journal, and comes back by nothing.
func TestForget(t *testing.T) {
	each(t, func(t *testing.T, place string, keys *rest.Keys) {
		s := open(t, place, keys)
		_, err := s.Settle(ctx, time.Now())
		no(t, err)
		gone, stays := name(shred.Account), name(shred.Case)
		for _, n := range []shred.Name{gone, stays} {
			_, err := s.Make(ctx, n)
			no(t, err)
		}
		key, err := s.Key(ctx, stays)
		no(t, err)
		before := boxes(t, s)
		day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		sealed := shred.Deletion{Name: shred.Name{Agency: stays.Agency, Kind: shred.Sealed, ID: stays.ID}, At: day}
		for range 2 {
			no(t, s.Forget(ctx, []shred.Deletion{{Name: gone, At: day}, sealed}))
		}
		_, err = s.Key(ctx, gone)
		if !errors.Is(err, shred.ErrNone) {
			t.Error(err)
		}
		if k, err := s.Key(ctx, stays); err != nil || k != key {
			t.Errorf("the key of the sealed case: %v", err)
		}
		journal, err := s.Deleted(ctx)
		no(t, err)
		if len(journal) != 2 {
			t.Errorf("%+v", journal)
		}
		after := boxes(t, s)
		if len(before) != 2 || len(after) != 1 {
			t.Fatalf("%d boxes, then %d", len(before), len(after))
		}
		if !strings.HasPrefix(place, "postgres") {
			for _, box := range before { // that of the sealed case was boxed anew
				if found(t, place, box) {
					t.Error("the key that is gone still lies in the file")
				}
			}
			if !found(t, place, after[0]) {
				t.Error("the search finds nothing, not even what is there")
			}
		}
		no(t, s.Trim(ctx, day.AddDate(0, 0, shred.JournalDays)))
		if journal, _ := s.Deleted(ctx); len(journal) != 2 {
			t.Error("trimmed too early")
		}
		no(t, s.Trim(ctx, day.AddDate(0, 0, shred.JournalDays+1)))
		if journal, _ := s.Deleted(ctx); len(journal) != 0 {
			t.Error("never trimmed")
		}
		no(t, s.Sweep(ctx, []shred.Name{stays}))
		if names, _ := s.Names(ctx); len(names) != 0 {
			t.Error("not swept")
		}
	})
}

// An address that was given up stands in the journal as a mark alone: it is nothing that was deleted, goes along in a snapshot, and goes with the other lines.
func TestWithdraw(t *testing.T) {
	each(t, func(t *testing.T, place string, keys *rest.Keys) {
		s, day, mark := open(t, place, keys), time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), [16]byte{7}
		for range 2 {
			no(t, s.Withdraw(ctx, [][16]byte{mark}, day))
		}
		if list, err := s.Deleted(ctx); err != nil || len(list) != 0 {
			t.Errorf("deleted: %v, %v", list, err)
		}
		var snapshot bytes.Buffer
		no(t, s.Snapshot(ctx, &snapshot))
		other := open(t, t.TempDir(), keys)
		no(t, other.Load(ctx, &snapshot))
		no(t, s.Trim(ctx, day.AddDate(0, 0, shred.JournalDays)))
		for where, s := range map[string]*shred.Store{"here": s, "after a restore": other} {
			if marks, err := s.Withdrawn(ctx); err != nil || len(marks) != 1 || marks[0] != mark {
				t.Errorf("%s: %v, %v", where, marks, err)
			}
		}
		no(t, s.Trim(ctx, day.AddDate(0, 0, shred.JournalDays+1)))
		if marks, err := s.Withdrawn(ctx); err != nil || len(marks) != 0 {
			t.Errorf("never trimmed: %v, %v", marks, err)
		}
	})
}

// A snapshot of one kind of database fills the other; only an empty one, and only whole.
func TestSnapshot(t *testing.T) {
	each(t, func(t *testing.T, place string, keys *rest.Keys) {
		s := open(t, place, keys)
		n := name(shred.Case)
		k, err := s.Make(ctx, n)
		no(t, err)
		_, err = s.Meta(ctx, "id", []byte("sixteen bytes..."))
		no(t, err)
		no(t, s.Forget(ctx, []shred.Deletion{{Name: name(shred.Account), At: time.UnixMilli(86400000).UTC()}}))
		var copied bytes.Buffer
		no(t, s.Snapshot(ctx, &copied))

		to := open(t, filepath.Join(t.TempDir(), "other"), keys)
		if err := to.Load(ctx, strings.NewReader(copied.String()+"{broken")); err == nil {
			t.Error("a damaged snapshot was loaded")
		}
		if err := to.Load(ctx, strings.NewReader(copied.String()+`{"meta":"more","box":"AAEC","until":1}`)); err == nil {
			t.Error("a snapshot of another program was loaded")
		}
		if names, _ := to.Names(ctx); len(names) != 0 {
			t.Error("half a snapshot stays")
		}
		no(t, to.Load(ctx, bytes.NewReader(copied.Bytes())))
		same, err := to.Key(ctx, n)
		no(t, err)
		journal, err := s.Deleted(ctx)
		no(t, err)
		again, err := to.Deleted(ctx)
		no(t, err)
		id, err := to.Meta(ctx, "id", nil)
		no(t, err)
		if same != k || !reflect.DeepEqual(journal, again) || len(journal) != 1 || string(id) != "sixteen bytes..." {
			t.Error("the copy is another one")
		}
		if err := to.Load(ctx, bytes.NewReader(copied.Bytes())); !errors.Is(err, shred.ErrInUse) {
			t.Error(err)
		}
	})
}

// boxes gives the boxed keys as a snapshot has them.
func boxes(t *testing.T, s *shred.Store) (list []string) {
	t.Helper()
	names, err := s.Names(ctx)
	no(t, err)
	for _, n := range names {
		box, err := s.Box(ctx, n)
		no(t, err)
		list = append(list, string(box))
	}
	return list
}

// found looks through every file of a folder.
func found(t *testing.T, folder, what string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	no(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		no(t, err)
		if bytes.Contains(raw, []byte(what)) {
			return true
		}
	}
	return false
}
