package store

import (
	"context"
	"errors"

	"siegel/internal/counsel"
	"siegel/internal/files"
	"siegel/internal/rest"
	"siegel/internal/shred"
)

// ErrNotSuspended says that an agency is open: people may be writing there.
var ErrNotSuspended = errors.New("store: the agency is open")

// DeleteAgency destroys an agency that is suspended: first its keys, with a line in the journal, so that no backup brings it back; then its attachments; then
// its rows. Whatever fails is done by the next call, or at the next start of a server. Errors: not_found, ErrNotSuspended, away.
func (s *Store) DeleteAgency(ctx context.Context, agency counsel.ID) error {
	a, err := s.Agency(ctx, agency)
	if err != nil {
		return err
	}
	if a.State != counsel.AgencySuspended {
		return ErrNotSuspended // kill: S.DeleteAgency.not-suspended
	}
	if s.shreds != nil {
		if err := s.shreds.ForgetAgency(ctx, agency, counsel.Day(s.clock())); err != nil {
			return away(err)
		}
		s.shreds.forgetAll()
	}
	return s.removeAgency(ctx, agency)
}

// removeAgency takes away what no key opens any more. Attachments go first: while the row is there, it is known whose they are.
func (s *Store) removeAgency(ctx context.Context, agency counsel.ID) error {
	if err := s.files.Delete(ctx, files.Of(agency)); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.endSessionsWhere(`agency = $1`, agency); err != nil { // a restored backup may have brought some back
			return err
		}
		_, err := t.exec(`DELETE FROM agencies WHERE agency = $1`, agency)
		return err
	})
}

// forgetAll forgets every key that was asked of the store.
func (s *shredStore) forgetAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = map[shred.Name]rest.Key{}
}
