package testkit

import (
	"database/sql"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

// Cell is one value of a row that belongs to an agency: bytes as they are, everything else as text.
type Cell struct{ Table, Column, Value string }

// Dump is all that a database holds, by agency, as somebody reads it who has the file: nothing of the store is used for it.
type Dump struct {
	Rows  map[counsel.ID][]string // one text a row, in order
	Cells map[counsel.ID][]Cell
}

// Look opens a database beside the server that uses it, for reading. Close it.
func Look(t testing.TB, database string) *sql.DB {
	t.Helper()
	driver, name := "pgx", database
	if !strings.HasPrefix(database, "postgres") {
		driver, name = "sqlite", "file:"+database+"?mode=ro&_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Tables lists those that hold agencies' rows.
func Tables(t testing.TB, db *sql.DB, postgres bool) (names []string) {
	t.Helper()
	query := `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'agency' WHERE m.type = 'table' ORDER BY m.name`
	if postgres {
		query = `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'agency' ORDER BY table_name`
	}
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if rows.Err() != nil || len(names) < 10 {
		t.Fatalf("only the tables %v hold an agency: %v", names, rows.Err())
	}
	return names
}

// DumpOf reads all rows of some tables, in one transaction.
func DumpOf(t testing.TB, db *sql.DB, tables []string) Dump {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil { // SQLite has one level only
		if tx, err = db.BeginTx(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	defer func() { _ = tx.Rollback() }()
	d := Dump{map[counsel.ID][]string{}, map[counsel.ID][]Cell{}}
	for _, table := range tables {
		if err := d.read(tx, table); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
	for _, rows := range d.Rows {
		slices.Sort(rows)
	}
	return d
}

func (d Dump) read(tx *sql.Tx, table string) error {
	rows, err := tx.Query(`SELECT * FROM ` + table)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		into, values := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		d.add(table, columns, values)
	}
	return rows.Err()
}

func (d Dump) add(table string, columns []string, values []any) {
	var agency counsel.ID
	var line strings.Builder
	line.WriteString(table)
	cells := make([]Cell, len(columns))
	for i, value := range values {
		text := fmt.Sprint(value)
		if raw, ok := value.([]byte); ok {
			text = string(raw)
		}
		if columns[i] == "agency" {
			copy(agency[:], text)
		}
		cells[i] = Cell{table, columns[i], text}
		fmt.Fprintf(&line, " %s=%q", columns[i], text)
	}
	d.Rows[agency] = append(d.Rows[agency], line.String())
	d.Cells[agency] = append(d.Cells[agency], cells...)
}

// Differs names the first row of an agency that only one of the two dumps has, "" if there is none. Rows of some people may differ.
func (d Dump) Differs(other Dump, agency counsel.ID, but ...counsel.ID) string {
	before, after := d.rowsBut(agency, but), other.rowsBut(agency, but)
	for i, row := range before {
		if i >= len(after) || after[i] != row {
			return "before: " + short(row)
		}
	}
	if len(after) > len(before) {
		return fmt.Sprintf("%d rows instead of %d", len(after), len(before))
	}
	return ""
}

func (d Dump) rowsBut(agency counsel.ID, people []counsel.ID) []string {
	return slices.DeleteFunc(slices.Clone(d.Rows[agency]), func(row string) bool {
		return slices.ContainsFunc(people, func(uid counsel.ID) bool { return strings.Contains(row, fmt.Sprintf("=%q", uid[:])) })
	})
}

func short(row string) string { return row[:min(len(row), 400)] }

// IDs gives every value of an agency that could be an id: 16 bytes, and not the agency's own, each once.
func (d Dump) IDs(agency counsel.ID) []counsel.ID {
	seen := map[counsel.ID]bool{{}: true, agency: true}
	var list []counsel.ID
	for _, c := range d.Cells[agency] {
		if len(c.Value) != 16 || c.Column == "salt16" {
			continue
		}
		if id := counsel.ID([]byte(c.Value)); !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}

// Hashes gives every value of 32 bytes, as they travel.
func (d Dump) Hashes(agency counsel.ID) (list []string) {
	for _, c := range d.Cells[agency] {
		if len(c.Value) == 32 && c.Column != "prev_hash" {
			list = append(list, base64.RawURLEncoding.EncodeToString([]byte(c.Value)))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Count counts an agency's rows of a table.
func (d Dump) Count(agency counsel.ID, table string) (n int) {
	for _, row := range d.Rows[agency] {
		if strings.HasPrefix(row, table+" ") {
			n++
		}
	}
	return n
}

// Dump reads the world's database from beside.
func (w *World) Dump(t testing.TB) Dump {
	t.Helper()
	db := Look(t, w.Database)
	d := DumpOf(t, db, Tables(t, db, w.Postgres))
	_ = db.Close()
	return d
}
