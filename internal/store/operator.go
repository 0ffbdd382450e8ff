package store

import "context"

// What the operator may ask and do, without an account in any agency: numbers, states, and stopping somebody. Never content, never a name
// that a person made up. The names of these methods stand in wall_test.go.

// Ping asks whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, func(t *tx) error {
		var agencies int
		_, err := t.get(`SELECT count(*) FROM agencies`, nil, &agencies)
		return err
	})
}
