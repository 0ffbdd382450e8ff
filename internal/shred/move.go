package shred

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"

	"siegel/internal/rest"
)

// moved is a key of an agency that goes to another machine: boxed as it lies here, so that it opens only where the same key files are.
type moved struct {
	Arch bool   `json:"arch"` // the archive's part
	Kind Kind   `json:"kind"`
	ID   []byte `json:"id"`
	Box  []byte `json:"box"`
}

// SnapshotOf writes the keys of one agency, a JSON text a line.
func (s *Store) SnapshotOf(ctx context.Context, agency [16]byte, w io.Writer) error {
	rows, err := s.db.QueryContext(ctx, s.text(`SELECT 1 = 0, kind, id, box FROM shred_keys WHERE agency = $1 UNION ALL SELECT 1 = 1, kind, id, box FROM arch_keys WHERE agency = $1`), agency[:])
	if err != nil {
		return bad(err)
	}
	defer rows.Close()
	out := json.NewEncoder(w)
	for rows.Next() {
		var m moved
		if err := rows.Scan(&m.Arch, &m.Kind, &m.ID, &m.Box); err != nil {
			return bad(err)
		}
		if err := out.Encode(m); err != nil {
			return err // of the writer: a full disk
		}
	}
	return bad(rows.Err())
}

// LoadOf takes in the keys of an agency that comes from another machine, all or nothing. Each must open here. Errors: rest.ErrBox for other key files.
func (s *Store) LoadOf(ctx context.Context, agency [16]byte, r io.Reader) error {
	return s.inOne(ctx, func(t *sql.Tx) error {
		lines := json.NewDecoder(bufio.NewReader(r))
		lines.DisallowUnknownFields()
		for {
			var m moved
			if err := lines.Decode(&m); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil || len(m.ID) != 16 {
				return errors.New("shred: what came from another machine is damaged") // kill: S.Move.load-of-damaged
			}
			n, table := Name{Agency: agency, Kind: m.Kind, ID: [16]byte(m.ID)}, `shred_keys`
			open, row := s.keys.Open, n.row()
			if m.Arch {
				table, open, row = `arch_keys`, s.keys.OpenArch, n.archRow()
			}
			if plain, err := open(row, m.Box); err != nil || len(plain) != len(rest.Key{}) {
				return rest.ErrBox // kill: S.Move.load-of-other-keys
			}
			if _, err := t.ExecContext(ctx, s.text(`INSERT INTO `+table+` (agency, kind, id, box) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`),
				n.Agency[:], n.Kind, n.ID[:], m.Box); err != nil {
				return bad(err)
			}
		}
	})
}

// Gone says whether the journal knows an agency as deleted: it would go again at the next start.
func (s *Store) Gone(ctx context.Context, agency [16]byte) (bool, error) {
	list, err := s.Deleted(ctx)
	for _, d := range list {
		if d.Kind == Agency && d.Agency == agency {
			return true, err
		}
	}
	return false, err
}
