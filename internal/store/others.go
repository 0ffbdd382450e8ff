package store

import "context"

// Others says whether another process has written to the database since it was last asked, as the operator's commands do beside a running server:
// nobody tells this one of it. On PostgreSQL it says no, because there every process tells all others.
func (s *Store) Others(ctx context.Context) (wrote bool, err error) {
	if s.d != sqlite {
		return false, nil
	}
	var version int64
	if err := s.w.QueryRowContext(ctx, otherWriters).Scan(&version); err != nil {
		return false, coded(err)
	}
	before := s.seen.Swap(version)
	return before != 0 && before != version, nil
}
