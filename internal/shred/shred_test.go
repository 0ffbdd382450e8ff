package shred_test

import (
	"bytes"
	"context"
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

// What is forgotten is in no file any more, stands in the journal, and comes back by nothing.
func TestForget(t *testing.T) {
	each(t, func(t *testing.T, place string, keys *rest.Keys) {
		s := open(t, place, keys)
		gone, stays := name(shred.Account), name(shred.Case)
		for _, n := range []shred.Name{gone, stays} {
			_, err := s.Make(ctx, n)
			no(t, err)
		}
		before := boxes(t, s)
		day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		sealed := shred.Deletion{Name: shred.Name{Agency: stays.Agency, Kind: shred.Sealed, ID: stays.ID}, At: day}
		for range 2 {
			no(t, s.Forget(ctx, []shred.Deletion{{Name: gone, At: day}, sealed}))
		}
		_, err := s.Key(ctx, gone)
		if !errors.Is(err, shred.ErrNone) {
			t.Error(err)
		}
		if _, err := s.Key(ctx, stays); err != nil {
			t.Error(err)
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
			for _, box := range before {
				if box != after[0] && found(t, place, box) {
					t.Error("the key that is gone still lies in the file")
				}
				if box == after[0] && !found(t, place, box) {
					t.Error("the search finds nothing, not even what is there")
				}
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
