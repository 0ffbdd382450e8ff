package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kind is what a column holds. Both databases know these four and no others.
type Kind string

// The kinds, as a backup names them. Their Go values are string, int64, []byte and bool.
const (
	Text  Kind = "text"
	Int   Kind = "int"
	Bytes Kind = "bytes"
	Bool  Kind = "bool"
)

// columnKinds are the declared types of our migrations.
var columnKinds = map[string]Kind{"text": Text, "bigint": Int, "bytea": Bytes, "boolean": Bool}

// Column is a column of a table.
type Column struct {
	Name string
	Kind Kind
}

// Table is a table of the database with its columns.
type Table struct {
	Name    string
	Columns []Column
}

// Snapshot is the whole database at one moment, while others go on writing: everything a copy needs, and the same on both databases.
type Snapshot struct {
	t      *tx
	Schema int64             // number of the newest migration that was applied
	Checks map[string][]byte // check values of the server's keys
	Tables []Table           // in an order in which they can be filled: whoever is referred to comes first
}

// Snapshot calls use with the database as it is now. Neither writers nor migrations are in its way, however long it takes.
func (s *Store) Snapshot(ctx context.Context, use func(*Snapshot) error) error {
	look := func(t *tx) error {
		n := &Snapshot{t: t}
		if err := n.read(); err != nil {
			return err
		}
		return use(n)
	}
	if s.d == postgres {
		return coded(s.transactPostgres(ctx, s.r, beginReading, look))
	}
	return coded(s.transact(ctx, s.r, &sql.TxOptions{ReadOnly: true}, look))
}

func (n *Snapshot) read() (err error) {
	if n.Schema, err = n.t.schema(); err != nil {
		return err
	}
	if n.Checks, err = n.t.checks(); err != nil {
		return err
	}
	n.Tables, err = n.t.tables()
	return err
}

// Rows calls row for each row of a table. The values are good until row returns.
func (n *Snapshot) Rows(table Table, row func(values []any) error) error {
	return n.rows(table, ``, nil, row)
}

// rows takes a condition of ours.
func (n *Snapshot) rows(table Table, where string, a args, row func(values []any) error) error {
	values, into := make([]any, len(table.Columns)), make([]any, len(table.Columns))
	for i, c := range table.Columns {
		into[i] = c.Kind.pointer()
	}
	return n.t.each(`SELECT `+table.list()+` FROM `+table.Name+where, a, func(scan func(...any) error) error {
		if scan(into...) != nil { // the driver's words quote the value
			return fmt.Errorf("store: the table %s holds a value of another kind than its column", table.Name)
		}
		for i, p := range into {
			values[i] = value(p)
		}
		return row(values)
	})
}

func (k Kind) pointer() any {
	switch k {
	case Text:
		return new(string)
	case Int:
		return new(int64)
	case Bool:
		return new(bool)
	}
	return new([]byte)
}

func value(p any) any {
	switch p := p.(type) {
	case *string:
		return *p
	case *int64:
		return *p
	case *bool:
		return *p
	case *[]byte:
		return *p
	}
	return nil
}

func (t Table) list() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// tables lists our tables, those that others refer to first, else by name.
func (t *tx) tables() (list []Table, err error) {
	if err := t.each(t.s.d.columns(), nil, func(scan func(...any) error) error {
		var table, column, declared string
		if err := scan(&table, &column, &declared); err != nil {
			return err
		}
		kind, known := columnKinds[strings.ToLower(declared)]
		if !known {
			return fmt.Errorf("store: %s.%s is of the type %s, which no backup knows", table, column, declared)
		}
		if len(list) == 0 || list[len(list)-1].Name != table {
			list = append(list, Table{Name: table})
		}
		last := &list[len(list)-1]
		last.Columns = append(last.Columns, Column{column, kind})
		return nil
	}); err != nil {
		return nil, err
	}
	needs := map[string][]string{}
	if err := t.each(t.s.d.references(), nil, func(scan func(...any) error) error {
		var from, to string
		err := scan(&from, &to)
		if from != to {
			needs[from] = append(needs[from], to)
		}
		return err
	}); err != nil {
		return nil, err
	}
	return inOrder(list, needs)
}

// inOrder puts each table behind those that it needs.
func inOrder(list []Table, needs map[string][]string) (ordered []Table, err error) {
	done := map[string]bool{}
	for len(ordered) < len(list) {
		before := len(ordered)
		for _, table := range list {
			if !done[table.Name] && !slices.ContainsFunc(needs[table.Name], func(n string) bool { return !done[n] }) {
				done[table.Name], ordered = true, append(ordered, table)
			}
		}
		if len(ordered) == before {
			return nil, errors.New("store: tables refer to each other in a circle")
		}
	}
	return ordered, nil
}

// schema is the number of the newest applied migration; 0: no tables yet.
func (t *tx) schema() (n int64, err error) {
	var tables int
	if _, err := t.get(t.s.d.hasSchema(), nil, &tables); err != nil || tables == 0 {
		return 0, err
	}
	_, err = t.get(`SELECT CAST(COALESCE(max(version_id), 0) AS BIGINT) FROM goose_db_version WHERE is_applied`, nil, &n)
	return n, err
}

// checks gives the check values of the keys that the database belongs to; none: it has never been used.
func (t *tx) checks() (map[string][]byte, error) {
	found := map[string][]byte{}
	return found, t.each(`SELECT name, key_check FROM server_keys WHERE name NOT IN ('shred', 'clock')`, nil, func(scan func(...any) error) error {
		var name string
		var sum []byte
		err := scan(&name, &sum)
		found[name] = sum
		return err
	})
}

// ErrNotEmpty says that a backup would be put over something.
var ErrNotEmpty = errors.New("store: there is a database already; a backup is put back into an empty place only")

// Place opens an empty place for a database that is put back with Load: a file that does not exist yet, or a database of PostgreSQL that was never used.
// Errors: ErrNotEmpty, those of the driver.
func Place(ctx context.Context, database string) (*Store, error) {
	s := &Store{d: dialectOf(database), clock: time.Now}
	if err := s.connect(database); err != nil {
		return nil, err
	}
	if err := s.vacant(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) vacant(ctx context.Context) error {
	return s.read(ctx, func(t *tx) error {
		schema, err := t.schema()
		if err != nil || schema == 0 {
			return err
		}
		checks, err := t.checks()
		if err == nil && len(checks) > 0 {
			err = ErrNotEmpty // kill: S.Snapshot.vacant-not-empty
		}
		return err
	})
}
