package shred

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A snapshot is one JSON text a line, the same from both databases: the name of the store, keys (boxed under k_rest), the journal.
type line struct {
	Meta    string `json:"meta,omitempty"`
	Kind    Kind   `json:"kind,omitempty"`
	Agency  []byte `json:"agency,omitempty"`
	ID      []byte `json:"id,omitempty"`
	Box     []byte `json:"box,omitempty"`
	Deleted int64  `json:"deleted,omitempty"` // Unix ms; a line of the journal
	Arch    bool   `json:"arch,omitempty"`    // the key of a sealed case, boxed under k_arch; in a snapshot of its own
}

// Snapshot writes all of it, as it stands at one moment. It is not sealed any further: the backup is.
func (s *Store) Snapshot(ctx context.Context, w io.Writer) error {
	return s.snapshot(ctx, w, []part{
		{`SELECT name, value FROM shred_meta ORDER BY name`, func(l *line) []any { return []any{&l.Meta, &l.Box} }},
		{`SELECT agency, kind, id, box FROM shred_keys ORDER BY agency, kind, id`, func(l *line) []any { return []any{&l.Agency, &l.Kind, &l.ID, &l.Box} }},
		{`SELECT agency, kind, id, at FROM journal ORDER BY agency, kind, id`, func(l *line) []any { return []any{&l.Agency, &l.Kind, &l.ID, &l.Deleted} }},
	})
}

// SnapshotArch writes the archive's part, whose backups are kept for longer: the keys of sealed cases.
func (s *Store) SnapshotArch(ctx context.Context, w io.Writer) error {
	return s.snapshot(ctx, w, []part{
		{`SELECT 1 = 1, agency, kind, id, box FROM arch_keys ORDER BY agency, kind, id`, func(l *line) []any { return []any{&l.Arch, &l.Agency, &l.Kind, &l.ID, &l.Box} }},
	})
}

// part is what is read from one table, and where it goes in a line.
type part struct {
	query string
	into  func(l *line) []any
}

func (s *Store) snapshot(ctx context.Context, w io.Writer, parts []part) error {
	t, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.unchanging()})
	if err != nil {
		return bad(err)
	}
	defer func() { _ = t.Rollback() }()
	out := json.NewEncoder(w)
	for _, part := range parts {
		if err := write(ctx, t, part.query, part.into, out); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) unchanging() sql.IsolationLevel {
	if s.postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault // SQLite has one level only
}

func write(ctx context.Context, t *sql.Tx, query string, into func(l *line) []any, out *json.Encoder) error {
	rows, err := t.QueryContext(ctx, query)
	if err != nil {
		return bad(err)
	}
	defer rows.Close()
	for rows.Next() {
		var l line
		if err := rows.Scan(into(&l)...); err != nil {
			return bad(err)
		}
		if err := out.Encode(l); err != nil {
			return err // of the writer: a full disk
		}
	}
	return bad(rows.Err())
}

// ErrInUse says that there is something in a store that was to be filled from a snapshot.
var ErrInUse = errors.New("shred: the store is not empty")

// Load fills an empty store from a snapshot, all or nothing.
func (s *Store) Load(ctx context.Context, r io.Reader) error {
	return s.loadInto(ctx, `SELECT (SELECT count(*) FROM shred_keys) + (SELECT count(*) FROM journal) + (SELECT count(*) FROM shred_meta)`, false, r)
}

// LoadArch fills an empty archive's part from its snapshot, all or nothing; before Load, after it, or alone.
func (s *Store) LoadArch(ctx context.Context, r io.Reader) error {
	return s.loadInto(ctx, `SELECT count(*) FROM arch_keys`, true, r)
}

// loadInto refuses a place where counted finds something.
func (s *Store) loadInto(ctx context.Context, counted string, arch bool, r io.Reader) error {
	return s.inOne(ctx, func(t *sql.Tx) error {
		var n int
		if err := t.QueryRowContext(ctx, counted).Scan(&n); err != nil {
			return bad(err)
		}
		if n > 0 {
			return ErrInUse // kill: S.Snapshot.load-in-use
		}
		lines := json.NewDecoder(bufio.NewReader(r))
		lines.DisallowUnknownFields()
		for {
			var l line
			if err := lines.Decode(&l); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return fmt.Errorf("shred: the snapshot is damaged: %w", err) // kill: S.Snapshot.load-damaged
			}
			if l.Arch != arch {
				return errors.New("shred: the snapshot is that of another part") // kill: S.Snapshot.load-into-other-part
			}
			if err := s.load(ctx, t, l); err != nil {
				return err
			}
		}
	})
}

func (s *Store) load(ctx context.Context, t *sql.Tx, l line) error {
	query, a := `INSERT INTO shred_keys (agency, kind, id, box) VALUES ($1, $2, $3, $4)`, []any{l.Agency, l.Kind, l.ID, l.Box}
	switch {
	case l.Arch:
		query = `INSERT INTO arch_keys (agency, kind, id, box) VALUES ($1, $2, $3, $4)`
	case l.Meta != "":
		query, a = `INSERT INTO shred_meta (name, value) VALUES ($1, $2)`, []any{l.Meta, l.Box}
	case l.Deleted != 0:
		query, a = `INSERT INTO journal (agency, kind, id, at) VALUES ($1, $2, $3, $4)`, []any{l.Agency, l.Kind, l.ID, l.Deleted}
	}
	_, err := t.ExecContext(ctx, s.text(query), a...)
	return bad(err)
}

// SetMeta keeps a value that the store knows about itself.
func (s *Store) SetMeta(ctx context.Context, name string, value []byte) error {
	_, err := s.db.ExecContext(ctx, s.text(`INSERT INTO shred_meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`), name, value)
	return bad(err)
}

// Meta gives a value that the store knows about itself, nil if there is none; first is kept where there is none yet.
func (s *Store) Meta(ctx context.Context, name string, first []byte) (value []byte, err error) {
	if first != nil {
		if _, err := s.db.ExecContext(ctx, s.text(`INSERT INTO shred_meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`), name, first); err != nil {
			return nil, bad(err)
		}
	}
	err = s.db.QueryRowContext(ctx, s.text(`SELECT value FROM shred_meta WHERE name = $1`), name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return value, bad(err)
}
