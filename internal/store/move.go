package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"siegel/internal/counsel"
	"siegel/internal/files"
)

// An agency moves to another machine under the same origin and with the same key files: its keys are bound to the origin, and names and passwords can be found
// only with the keys under which they were hashed (docs/decisions/0034). Rows, boxed keys and sealed parts go as they lie; nothing is opened.

// Errors of a move.
var (
	ErrMovedKeys   = errors.New("store: the agency comes from a server with other key files")
	ErrMovedSchema = errors.New("store: the agency comes from another version of the program")
	ErrMovedThere  = errors.New("store: the agency is here already, or its short name is taken")
	ErrMovedGone   = errors.New("store: the agency was deleted here, and the journal would delete it again")
	ErrMovedOrigin = errors.New("store: the agency was made for another origin")
	ErrMovedRow    = errors.New("store: what came holds a row of another agency")
)

// agencyColumn stands in every table but the server's own.
var agencyColumn = Column{"agency", Bytes}

// TablesOf are the tables that hold something of an agency.
func (n *Snapshot) TablesOf() []Table { return withAgency(n.Tables) }

func withAgency(list []Table) (out []Table) {
	for _, table := range list {
		if slices.Contains(table.Columns, agencyColumn) {
			out = append(out, table)
		}
	}
	return out
}

// RowsOf calls row for each row of an agency in a table. The values are good until row returns.
func (n *Snapshot) RowsOf(agency counsel.ID, table Table, row func(values []any) error) error {
	return n.rows(table, ` WHERE agency = $1`, args{agency}, row)
}

// Parts calls each for every part of an agency's attachments.
func (s *Store) Parts(ctx context.Context, agency counsel.ID, each func(key string, size int64, from io.Reader) error) error {
	return s.files.List(ctx, files.Of(agency), func(key string, size int64) error {
		part, err := s.files.Get(ctx, key)
		if errors.Is(err, files.ErrMissing) { // removed while we read
			return nil
		}
		if err != nil {
			return err
		}
		return errors.Join(each(key, size, part), part.Close())
	})
}

// Shreds writes the boxed keys of an agency's accounts and cases.
func (s *Store) Shreds(ctx context.Context, agency counsel.ID, w io.Writer) error {
	return s.shreds.SnapshotOf(ctx, agency, w)
}

// Arrival takes in an agency that comes from another machine: rows, boxed keys, parts.
type Arrival struct {
	*Load
	s      *Store
	ctx    context.Context
	agency counsel.ID
	at     int // the place of the agency in the rows of the table that is being filled
}

// Admit lets an agency in, in one transaction: all of it or nothing. checks and schema are those of the machine that it comes from.
// Errors: ErrMovedKeys, ErrMovedSchema, ErrMovedThere, ErrMovedGone, ErrMovedRow, ErrOtherShape.
func (s *Store) Admit(ctx context.Context, agency counsel.ID, schema int64, checks map[string][]byte, fill func(*Arrival) error) error {
	if schema != Schema() {
		return ErrMovedSchema // kill: S.Move.admit-schema
	}
	for name, sum := range s.keys.Checks() {
		if !bytes.Equal(checks[name], sum) {
			return ErrMovedKeys // kill: S.Move.admit-keys
		}
	}
	gone, err := s.shreds.Gone(ctx, agency)
	if err != nil {
		return fmt.Errorf("store: deletion journal: %w", err)
	}
	if gone {
		return ErrMovedGone // kill: S.Move.admit-gone
	}
	err = s.loadInto(ctx, withAgency, func(l *Load) error {
		if _, err := l.t.agency(agency); counsel.CodeOf(err) != counsel.NotFound {
			return errors.Join(err, ErrMovedThere) // kill: S.Move.admit-there
		}
		if err := fill(&Arrival{Load: l, s: s, ctx: ctx, agency: agency}); err != nil {
			return err
		}
		a, err := l.t.agency(agency)
		if err != nil {
			return ErrMovedRow // kill: S.Move.admit-not-named
		}
		if l.t.freeName(agency, a.Short) != nil { // kill: S.Move.admit-asks-free-name
			return ErrMovedThere // kill: S.Move.admit-name
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrMovedThere) {
		err = errors.Join(err, s.files.Delete(ctx, files.Of(agency)))
	}
	return err
}

// Table implements the taking in of an archive.
func (a *Arrival) Table(table Table) error {
	a.at = slices.Index(table.Columns, agencyColumn)
	if a.at < 0 {
		return ErrMovedRow // kill: S.Move.table-of-the-server
	}
	return a.Load.Table(table)
}

// Row takes a row of this agency and of no other.
func (a *Arrival) Row(values []any) error {
	if of, _ := values[a.at].([]byte); !bytes.Equal(of, a.agency[:]) {
		return ErrMovedRow // kill: S.Move.row-of-another
	}
	return a.Load.Row(values)
}

// SameOrigin refuses an agency that was made for another origin: its keys are bound to that. Ask when its rows are here.
func (a *Arrival) SameOrigin(origin string) error {
	have, err := a.t.agency(a.agency)
	if err == nil && have.Origin != origin {
		err = ErrMovedOrigin // kill: S.Move.same-origin
	}
	return err
}

// Part takes a part of this agency's attachments.
func (a *Arrival) Part(key string, size int64, from io.Reader) error {
	if len(key) <= len(files.Of(a.agency)) || key[:len(files.Of(a.agency))] != files.Of(a.agency) {
		return ErrMovedRow // kill: S.Move.part-of-another
	}
	return a.s.files.Put(a.ctx, key, from, size)
}

// Keys takes the boxed keys of its accounts and cases.
func (a *Arrival) Keys(from io.Reader) error {
	if err := a.s.shreds.LoadOf(a.ctx, a.agency, from); err != nil {
		return fmt.Errorf("the keys of accounts and cases: %w", err)
	}
	return nil
}
