package store_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"siegel/internal/store"
	"siegel/internal/testkit"
)

// eachPlace runs a test in an empty place of each kind.
func eachPlace(t *testing.T, run func(t *testing.T, place *store.Store)) {
	t.Helper()
	for kind, database := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "siegel.db"), "postgres": testkit.EmptyPostgres(t)} {
		t.Run(kind, func(t *testing.T) {
			place, err := store.Place(ctx, database)
			no(t, err)
			run(t, place)
			no(t, place.Close())
		})
	}
}

// tablesOf is the shape of a database of this version.
func tablesOf(t *testing.T) (tables []store.Table) {
	t.Helper()
	no(t, testkit.SQLite(t).Snapshot(ctx, func(n *store.Snapshot) error { tables = n.Tables; return nil }))
	return tables
}

// each begins every table, with the columns that change gives it.
func each(tables []store.Table, change func(store.Table) store.Table) func(*store.Load) error {
	return func(l *store.Load) error {
		for _, table := range tables {
			if err := l.Table(change(table)); err != nil {
				return err
			}
		}
		return nil
	}
}

func asItIs(t store.Table) store.Table { return t }

// A schema that this program does not know is not put back, in whatever tables it comes.
func TestLoadOfAnotherSchema(t *testing.T) {
	tables := tablesOf(t)
	eachPlace(t, func(t *testing.T, place *store.Store) {
		for _, schema := range []int64{-1, 0, store.Schema() + 1} {
			if err := place.Load(ctx, schema, each(tables, asItIs)); !errors.Is(err, store.ErrNewerSchema) {
				t.Errorf("schema %d: %v", schema, err)
			}
		}
		no(t, place.Load(ctx, store.Schema(), each(tables, asItIs)))
	})
}

// A place that has become newer than what is put back is not taken down for it.
func TestLoadBelowWhatIsThere(t *testing.T) {
	tables := tablesOf(t)
	eachPlace(t, func(t *testing.T, place *store.Store) {
		no(t, place.BringUp(ctx))
		if err := place.Load(ctx, store.Schema()-1, each(tables, asItIs)); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("%v", err)
		}
	})
}

// A table comes with its own columns: the same names and kinds, in whatever order.
func TestLoadOfAnotherShape(t *testing.T) {
	tables := tablesOf(t)
	changed := func(change func([]store.Column) []store.Column) func(store.Table) store.Table {
		return func(table store.Table) store.Table {
			table.Columns = change(slices.Clone(table.Columns))
			return table
		}
	}
	eachPlace(t, func(t *testing.T, place *store.Store) {
		for what, change := range map[string]func([]store.Column) []store.Column{
			"a column is missing": func(list []store.Column) []store.Column { return list[:len(list)-1] },
			"one too many": func(list []store.Column) []store.Column {
				return append(list, store.Column{Name: "more", Kind: store.Text})
			},
			"one twice":    func(list []store.Column) []store.Column { return append(list, list[0]) },
			"another name": func(list []store.Column) []store.Column { list[0].Name += "_x"; return list },
			"another kind": func(list []store.Column) []store.Column { list[0].Kind = store.Bool; return list },
		} {
			if err := place.Load(ctx, store.Schema(), each(tables, changed(change))); !errors.Is(err, store.ErrOtherShape) {
				t.Errorf("%s: %v", what, err)
			}
		}
		no(t, place.Load(ctx, store.Schema(), each(tables, changed(func(list []store.Column) []store.Column { slices.Reverse(list); return list }))))
	})
}
