package shred

import "context"

// Box gives a key as it lies in the store.
func (s *Store) Box(ctx context.Context, n Name) (box []byte, err error) {
	err = s.db.QueryRowContext(ctx, s.text(`SELECT box FROM shred_keys WHERE agency = $1 AND kind = $2 AND id = $3
		UNION ALL SELECT box FROM arch_keys WHERE agency = $1 AND kind = $2 AND id = $3`), n.Agency[:], n.Kind, n.ID[:]).Scan(&box)
	return box, err
}
