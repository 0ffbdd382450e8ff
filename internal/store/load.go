package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrOtherShape says that what is put back does not have the tables and columns of the schema that it names.
var ErrOtherShape = errors.New("store: the tables are not those of the schema")

// Load fills an empty place, in one transaction: all of it or nothing.
type Load struct {
	t      *tx
	tables []Table // of the schema, as they are here
	at     string  // the table that is being filled
	insert string
	rows   int
	Counts map[string]int // rows by table
}

// Load makes the tables of a schema and calls fill. Use it on a Place only; BringUp goes on from there.
// Errors: ErrNewerSchema, ErrNotEmpty, ErrOtherShape.
func (s *Store) Load(ctx context.Context, schema int64, fill func(*Load) error) error {
	if schema < 1 || schema > Schema() {
		return ErrNewerSchema // kill: S.Load.load-newer-schema
	}
	p, err := s.migrator()
	if err != nil {
		return err
	}
	have, err := s.schemaVersion(ctx, p)
	if err != nil {
		return fmt.Errorf("store: schema version: %w", err)
	}
	if have > schema {
		return ErrNotEmpty // kill: S.Load.load-not-empty
	}
	if _, err := p.UpTo(ctx, schema); err != nil {
		return fmt.Errorf("store: migrate: %w", coded(err))
	}
	return coded(s.loadInto(ctx, func(all []Table) []Table { return all }, fill))
}

// BringUp makes the schema of a place that of this program.
func (s *Store) BringUp(ctx context.Context) error { return s.migrate(ctx) }

// loadInto fills those tables that are chosen.
func (s *Store) loadInto(ctx context.Context, choose func([]Table) []Table, fill func(*Load) error) error {
	run := func(t *tx) (err error) {
		if s.d == postgres { // the archive may come slowly
			if _, err := t.exec(`SET LOCAL idle_in_transaction_session_timeout = 0`); err != nil {
				return err
			}
		}
		l := &Load{t: t, Counts: map[string]int{}}
		if l.tables, err = t.tables(); err != nil {
			return err
		}
		l.tables = choose(l.tables)
		if err := fill(l); err != nil {
			return err
		}
		return l.end()
	}
	if s.d == postgres {
		return s.transactPostgres(ctx, s.w, beginWriting, run)
	}
	ctx, err := s.unhurried(ctx)
	if err != nil {
		return err
	}
	return s.transact(ctx, s.w, nil, run)
}

// Table begins or goes on with a table. Its columns must be those of the schema, in any order. Errors: ErrOtherShape.
func (l *Load) Table(table Table) error {
	at := slices.IndexFunc(l.tables, func(t Table) bool { return t.Name == table.Name })
	if at < 0 || !sameColumns(l.tables[at].Columns, table.Columns) {
		return ErrOtherShape // kill: S.Load.table-other-shape
	}
	if err := l.flush(); err != nil {
		return err
	}
	numbers := make([]string, len(table.Columns))
	for i := range numbers {
		numbers[i] = "$" + strconv.Itoa(i+1)
	}
	l.at, l.insert = table.Name, `INSERT INTO `+table.Name+` (`+table.list()+`) VALUES (`+strings.Join(numbers, ", ")+`)`
	l.Counts[table.Name] += 0 // seen, if only empty
	return nil
}

func sameColumns(a, b []Column) bool {
	sorted := func(list []Column) []Column {
		return slices.SortedFunc(slices.Values(list), func(x, y Column) int { return strings.Compare(x.Name, y.Name) })
	}
	return slices.Equal(sorted(a), sorted(b))
}

// together is how many rows go to PostgreSQL at once.
const together = 200

// Row puts a row into the table that was begun, with its values in the order of the columns given there.
func (l *Load) Row(values []any) error {
	l.Counts[l.at]++
	if l.rows++; l.rows%together == 0 {
		_, err := l.t.exec(l.insert, values...)
		return err
	}
	return l.t.later(nil, l.insert, values...)
}

// flush sends what waits.
func (l *Load) flush() error {
	var one int
	_, err := l.t.get(`SELECT 1`, nil, &one)
	return err
}

// end asks whether every table has come. What a table refers to, the database has looked at.
func (l *Load) end() error {
	if len(l.Counts) != len(l.tables) {
		return ErrOtherShape // kill: S.Load.end-other-shape
	}
	return l.flush()
}
