package store_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/files"
	"siegel/internal/rest"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// What arrives can bring nothing of another agency, whatever the archive says, and what is refused leaves nothing behind.
func TestArrivalOfOthers(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	id := testkit.ID()
	agencies := store.Table{Name: "agencies"}
	var row []any
	no(t, w.Snapshot(ctx, func(n *store.Snapshot) error {
		for _, table := range n.TablesOf() {
			if table.Name == "agencies" {
				agencies = table
				return n.RowsOf(s.Agency.ID, table, func(values []any) error { row = append(row, values...); return nil })
			}
		}
		return nil
	}))
	named := func(short string, of counsel.ID) []any {
		out := make([]any, len(row))
		for i, c := range agencies.Columns {
			switch out[i] = row[i]; c.Name {
			case "agency":
				out[i] = of[:]
			case "short":
				out[i] = short
			}
		}
		return out
	}
	came := func(a *store.Arrival, rows ...[]any) error {
		if err := a.Table(agencies); err != nil {
			return err
		}
		for _, r := range rows {
			if err := a.Row(r); err != nil {
				return err
			}
		}
		return nil
	}
	part := func(a *store.Arrival, of counsel.ID) error {
		return a.Part(files.Key(of, testkit.ID(), testkit.ID(), 0), 3, strings.NewReader("abc"))
	}
	other := testkit.Keys(t)
	for name, c := range map[string]struct {
		schema int64
		keys   map[string][]byte
		fill   func(a *store.Arrival) error
		want   error
	}{
		"another version":     {store.Schema() - 1, w.Keys.Checks(), func(*store.Arrival) error { return nil }, store.ErrMovedSchema},
		"other keys":          {store.Schema(), other.Checks(), func(*store.Arrival) error { return nil }, store.ErrMovedKeys},
		"a row of another":    {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error { return came(a, named("donau", id), named("elbe", testkit.ID())) }, store.ErrMovedRow},
		"no agency at all":    {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error { return came(a) }, store.ErrMovedRow},
		"a name that is used": {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error { return came(a, named("alt", id)) }, store.ErrMovedThere},
		"a part of another": {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error {
			return errors.Join(came(a, named("donau", id)), part(a, id), part(a, s.Agency.ID))
		}, store.ErrMovedRow},
		"a part of nobody": {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error {
			return errors.Join(came(a, named("donau", id)), a.Part("x", 3, strings.NewReader("abc")))
		}, store.ErrMovedRow},
		"a part in the place of all": {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error {
			err := came(a, named("donau", id))
			if part := a.Part(files.Of(id), 3, strings.NewReader("abc")); !errors.Is(part, store.ErrMovedRow) {
				t.Errorf("a part in the place of all: %v", part)
			}
			return errors.Join(err, store.ErrMovedRow)
		}, store.ErrMovedRow},
		"a table of the server": {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error {
			return a.Table(store.Table{Name: "server_keys", Columns: []store.Column{{Name: "name", Kind: store.Text}, {Name: "key_check", Kind: store.Bytes}}})
		}, store.ErrMovedRow},
		"another origin": {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error {
			return errors.Join(came(a, named("donau", id)), a.SameOrigin("https://elsewhere.example"))
		}, store.ErrMovedOrigin},
		"damaged keys": {store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error { return a.Keys(strings.NewReader(`{"kind":"case"`)) }, nil},
	} {
		if name == "a name that is used" {
			no(t, w.RenameAgency(ctx, s.Agency.ID, "alt"))
			no(t, w.RenameAgency(ctx, s.Agency.ID, "kiz"))
		}
		err := w.Admit(ctx, id, c.schema, c.keys, c.fill)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if _, err := w.Agency(ctx, id); counsel.CodeOf(err) != counsel.NotFound {
			t.Errorf("%s: it is here: %v", name, err)
		}
		none(t, w, id, name)
	}
	if err := w.Admit(ctx, s.Agency.ID, store.Schema(), w.Keys.Checks(), func(*store.Arrival) error { return nil }); !errors.Is(err, store.ErrMovedThere) {
		t.Errorf("one that is here: %v", err)
	}
}

func none(t *testing.T, w *testkit.World, agency counsel.ID, name string) {
	t.Helper()
	no(t, files.NewDisk(w.Files).List(ctx, files.Of(agency), func(string, int64) error {
		t.Errorf("%s: a part is left", name)
		return nil
	}))
}

// Keys that do not open here are refused: they were boxed under a k_rest that this machine does not have.
func TestArrivalOfOtherKeys(t *testing.T) {
	from, to := testkit.SQLite(t), testkit.SQLite(t)
	s := testkit.NewScene(t, from, "kiz", true)
	testkit.NewScene(t, to, "sos", true)
	var keys bytes.Buffer
	no(t, from.Store.Shreds(ctx, s.Agency.ID, &keys))
	if keys.Len() == 0 {
		t.Fatal("no keys")
	}
	err := to.Admit(ctx, s.Agency.ID, store.Schema(), to.Keys.Checks(), func(a *store.Arrival) error { return a.Keys(&keys) })
	if !errors.Is(err, rest.ErrBox) {
		t.Error(err)
	}
}

// An agency that was deleted here does not come back: the journal would delete it again. One that was not comes with the very same rows.
func TestArrivalOfDeleted(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		var tables []store.Table
		var row []any
		no(t, w.Snapshot(ctx, func(n *store.Snapshot) error {
			tables = n.TablesOf()
			at := slices.IndexFunc(tables, func(table store.Table) bool { return table.Name == "agencies" })
			return n.RowsOf(s.Agency.ID, tables[at], func(values []any) error { row = append(row, values...); return nil })
		}))
		no(t, w.SuspendAgency(ctx, s.Agency.ID))
		no(t, w.DeleteAgency(ctx, s.Agency.ID))
		arrives := func(id counsel.ID) error {
			return w.Admit(ctx, id, store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error {
				for _, table := range tables {
					if err := a.Table(table); err != nil {
						return err
					}
					if table.Name != "agencies" {
						continue
					}
					own := slices.Clone(row)
					own[slices.IndexFunc(table.Columns, func(c store.Column) bool { return c.Name == "agency" })] = id[:]
					if err := a.Row(own); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := arrives(s.Agency.ID); !errors.Is(err, store.ErrMovedGone) {
			t.Errorf("%v", err)
		}
		if _, err := w.Agency(ctx, s.Agency.ID); counsel.CodeOf(err) != counsel.NotFound {
			t.Errorf("it is here: %v", err)
		}
		no(t, arrives(testkit.ID()))
	})
}
