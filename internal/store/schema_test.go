package store_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
	"siegel/internal/visits"
)

// table is what a database says of one of its tables.
type table struct {
	name     string
	primary  []string
	unique   [][]string // other unique keys
	foreign  []reference
	nullable []string
}

type reference struct {
	to      string
	columns []string
	cascade bool
}

// exempt tables have no agency: the server's own.
var exempt = []string{"server_keys", "goose_db_version", "sqlite_sequence"}

// late tables are empty here until a lead's browser or a night has done something, so that they go is shown by their foreign keys alone
// (TestSchemaIsBehindTheWall).
var late = []string{"audit_roots", "audit_counts", "audit_heads"}

// Every table is behind the agency wall (PROTOCOL 2.15): the agency comes first in all its keys, nothing is NULL, and when the agency
// goes, it goes.
func TestSchemaIsBehindTheWall(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		tables := readTables(t, w)
		if len(tables) < 13 {
			t.Fatalf("only %d tables", len(tables))
		}
		reaches := map[string]bool{"agencies": true}
		for range tables { // as often as the longest chain may be
			for _, tb := range tables {
				for _, f := range tb.foreign {
					reaches[tb.name] = reaches[tb.name] || f.cascade && reaches[f.to]
				}
			}
		}
		for _, tb := range tables {
			if len(tb.nullable) > 0 {
				t.Errorf("%s: may be NULL: %v", tb.name, tb.nullable)
			}
			if slices.Contains(exempt, tb.name) {
				continue
			}
			if len(tb.primary) == 0 || tb.primary[0] != "agency" {
				t.Errorf("%s: primary key %v does not begin with agency", tb.name, tb.primary)
			}
			if !reaches[tb.name] {
				t.Errorf("%s: does not go with its agency", tb.name)
			}
			for _, u := range tb.unique {
				if u[0] != "agency" && !(tb.name == "agencies" && u[0] == "short") { // the short name is what finds the agency
					t.Errorf("%s: unique key %v does not begin with agency", tb.name, u)
				}
			}
			for _, f := range tb.foreign {
				if f.columns[0] != "agency" || !f.cascade {
					t.Errorf("%s: foreign key %v", tb.name, f)
				}
			}
		}
	})
}

// When an agency's row goes, no row of it stays anywhere; the other agency loses nothing.
func TestAgencyGoesWhole(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		withNotices(t, w)
		a, b := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		for _, s := range []*testkit.Scene{a, b} {
			seeker, _ := s.Seeker("sonne-42")
			id := s.Case(seeker, s.Lead, 2)
			no(t, w.PutDraft(ctx, seeker, id, counsel.DraftMessage, version(1)))
			attached(t, w, seeker, id)
			gone, _ := attached(t, w, seeker, id)
			no(t, w.DropFile(ctx, seeker, gone.ID))
			no(t, w.AddInvite(ctx, s.Lead, testkit.ID(), w.Clock.Now().Truncate(24*3600e9)))
			no(t, w.AddVisits(ctx, 1, map[counsel.ID][]visits.Cell{s.Agency.ID: {cell(20, 10, 1, "5", 4)}}))
			_, err := w.AddMessage(ctx, s.Lead, letterOf(id, counsel.Counsellor, 1))
			no(t, err)
		}
		w.Clock.Pass(11 * time.Second) // the answers go out, and the notifier is to be told
		_, err := w.ReleaseHeld(ctx)
		no(t, err)
		ended(t, w, a, b)
		had := map[string]int{}
		for _, tb := range readTables(t, w) {
			had[tb.name] = count(t, w, tb.name)
		}
		pool, _ := w.Pools()
		query := `DELETE FROM agencies WHERE agency = $1`
		if !w.Postgres {
			query = strings.ReplaceAll(query, "$1", "?1")
		}
		if _, err := pool.Exec(query, a.Agency.ID[:]); err != nil {
			t.Fatal(err)
		}
		for name, n := range had {
			if slices.Contains(exempt, name) {
				continue
			}
			if n == 0 && !slices.Contains(late, name) {
				t.Errorf("%s: the test wrote nothing there", name)
			}
			if got := count(t, w, name); got*2 != n {
				t.Errorf("%s: %d rows of %d stay", name, got, n)
			}
		}
	})
}

// ended lets a case of each agency end by the clock, holds another, and orders the deletion of a third: what such things leave has tables of its own.
func ended(t *testing.T, w *testkit.World, list ...*testkit.Scene) {
	t.Helper()
	for _, s := range list {
		seeker, _ := s.Seeker("regen-9")
		over, held := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		for _, id := range []counsel.ID{over, held} {
			no(t, w.SetState(ctx, s.Lead, id, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 1}))
		}
		no(t, w.PutHold(ctx, s.Lead, counsel.Hold{Case: held, Until: counsel.Day(w.Clock.Now()).AddDate(0, 11, 0), Reason: counsel.BecauseCourt}))
		no(t, w.RenameAgency(ctx, s.Agency.ID, s.Agency.Short+"-neu"))
	}
	w.Clock.Pass(182 * aDay)
	_, err := w.EndDue(ctx)
	no(t, err)
	_, err = w.AppendAudit(ctx)
	no(t, err)
	for _, s := range list {
		seeker, _ := s.Seeker("wind-3")
		o := ordered{w: w, s: s, seeker: seeker, id: s.Case(seeker, s.Lead, 2)}
		o.order, o.proof = o.signed(t, s.Signed.Lead, o.id, "delete", false), counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[s.Lead.UID]}
		noted := s.Case(seeker, s.Lead, 3)
		note := letterOf(noted, counsel.Counsellor, 1)
		note.Kind = counsel.KindNote
		_, err := w.AddMessage(ctx, s.Lead, note)
		no(t, err)
		o.give(t)
		twice := sharedIn(w, s)
		twice.share(t)
		no(t, w.Rotate(ctx, s.Lead, newKeys(twice, twice.now.UID)))
	}
}

func readTables(t *testing.T, w *testkit.World) []*table {
	t.Helper()
	pool, _ := w.Pools()
	if w.Postgres {
		return postgresTables(t, pool)
	}
	return sqliteTables(t, pool)
}

func words(t *testing.T, db *sql.DB, query string, a ...any) (out [][]string) {
	t.Helper()
	rows, err := db.Query(query, a...)
	no(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	no(t, err)
	for rows.Next() {
		line, into := make([]string, len(columns)), make([]any, len(columns))
		for i := range line {
			into[i] = &line[i]
		}
		no(t, rows.Scan(into...))
		out = append(out, line)
	}
	no(t, rows.Err())
	return out
}

func sqliteTables(t *testing.T, db *sql.DB) (out []*table) {
	for _, line := range words(t, db, `SELECT name FROM sqlite_master WHERE type = 'table'`) {
		tb := &table{name: line[0]}
		for _, c := range words(t, db, `SELECT name, "notnull", pk FROM pragma_table_info(?1) ORDER BY pk`, tb.name) {
			if c[2] != "0" {
				tb.primary = append(tb.primary, c[0])
			}
			if c[1] == "0" && !slices.Contains(exempt, tb.name) {
				tb.nullable = append(tb.nullable, c[0])
			}
		}
		for _, i := range words(t, db, `SELECT name FROM pragma_index_list(?1) WHERE "unique" = 1`, tb.name) {
			var columns []string
			for _, c := range words(t, db, `SELECT name FROM pragma_index_info(?1) ORDER BY seqno`, i[0]) {
				columns = append(columns, c[0])
			}
			tb.unique = append(tb.unique, columns)
		}
		for _, f := range words(t, db, `SELECT "table", group_concat("from"), on_delete FROM (SELECT * FROM pragma_foreign_key_list(?1) ORDER BY id, seq) GROUP BY id, "table", on_delete`, tb.name) {
			tb.foreign = append(tb.foreign, reference{f[0], strings.Split(f[1], ","), f[2] == "CASCADE"})
		}
		out = append(out, tb)
	}
	return out
}

func postgresTables(t *testing.T, db *sql.DB) (out []*table) {
	const columns = `(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(%) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON a.attrelid = x AND a.attnum = k.num)`
	for _, line := range words(t, db, `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`) {
		tb := &table{name: line[0]}
		for _, c := range words(t, db, `SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attnotnull AND NOT attisdropped`, tb.name) {
			if !slices.Contains(exempt, tb.name) {
				tb.nullable = append(tb.nullable, c[0])
			}
		}
		indexes := `SELECT ` + strings.ReplaceAll(strings.ReplaceAll(columns, "%", "indkey"), "x AND", "indrelid AND") + `, indisprimary::text FROM pg_index WHERE indisunique AND indrelid = $1::regclass`
		for _, i := range words(t, db, indexes, tb.name) {
			if i[1] == "true" {
				tb.primary = strings.Split(i[0], ",")
			} else {
				tb.unique = append(tb.unique, strings.Split(i[0], ","))
			}
		}
		keys := `SELECT confrelid::regclass::text, ` + strings.ReplaceAll(strings.ReplaceAll(columns, "%", "conkey"), "x AND", "conrelid AND") + `, confdeltype::text FROM pg_constraint WHERE contype = 'f' AND conrelid = $1::regclass`
		for _, f := range words(t, db, keys, tb.name) {
			tb.foreign = append(tb.foreign, reference{f[0], strings.Split(f[1], ","), f[2] == "c"})
		}
		out = append(out, tb)
	}
	return out
}
