package store

import (
	"context"

	"siegel/internal/counsel"
)

// What the operator may ask and do without an account in any agency: numbers, states, the signed directory, and stopping somebody. Never content, never
// a name that a person made up. open_wall_test.go lists them.

// Ping asks whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, func(t *tx) error {
		var agencies int
		_, err := t.get(`SELECT count(*) FROM agencies`, nil, &agencies)
		return err
	})
}

// Count is how much an agency has: numbers only.
type Count struct {
	Short                     string
	State                     counsel.AgencyState
	Seekers, Staff            int // accounts
	Open, Taken, Rest, Closed int // cases by state
	Sealed                    int // which the archive keeps
	Messages                  int
}

// Counts gives the numbers of all agencies, by short name.
func (s *Store) Counts(ctx context.Context) (list []Count, err error) {
	err = s.read(ctx, func(t *tx) error {
		list = nil
		return t.each(`SELECT a.short, a.state,
			(SELECT count(*) FROM accounts x WHERE x.agency = a.agency AND x.realm = $1),
			(SELECT count(*) FROM accounts x WHERE x.agency = a.agency AND x.realm = $2),
			count(c.id) FILTER (WHERE c.state = $3), count(c.id) FILTER (WHERE c.state = $4),
			count(c.id) FILTER (WHERE c.state = $5), count(c.id) FILTER (WHERE c.state = $6), count(c.id) FILTER (WHERE c.state = $7),
			CAST(COALESCE(sum(c.last_order), 0) AS BIGINT)
			FROM agencies a LEFT JOIN cases c ON c.agency = a.agency GROUP BY a.agency, a.short, a.state ORDER BY a.short`,
			args{counsel.Seekers, counsel.Staff, counsel.Open, counsel.TakenOver, counsel.AtRest, counsel.Closed, counsel.Sealed}, func(scan func(...any) error) error {
				var c Count
				err := scan(&c.Short, &c.State, &c.Seekers, &c.Staff, &c.Open, &c.Taken, &c.Rest, &c.Closed, &c.Sealed, &c.Messages)
				list = append(list, c)
				return err
			})
	})
	return list, err
}

// StaffAccount is a member of staff as the operator sees her: who she is stands in the signed directory.
type StaffAccount struct {
	UID   counsel.ID
	State counsel.AccountState
	Roles []counsel.Role // as the newest manifest has them; none for whom it does not name
}

// StaffAccounts gives the staff of an agency, by id.
func (s *Store) StaffAccounts(ctx context.Context, agency counsel.ID) (list []StaffAccount, err error) {
	err = s.read(ctx, func(t *tx) error {
		list, err = t.staff(agency)
		return err
	})
	return list, err
}

// MemberRecords gives all member records that were ever in a manifest of an agency. Their aliases are public to its people.
func (s *Store) MemberRecords(ctx context.Context, agency counsel.ID) (list []string, err error) {
	err = s.read(ctx, func(t *tx) error {
		list, err = t.records(agency)
		return err
	})
	return list, err
}

// StopStaff keeps a member of staff out at once: sessions end, and nothing is served to her any more, until somebody starts her again.
// Errors: not_found.
func (s *Store) StopStaff(ctx context.Context, agency, uid counsel.ID) error {
	return s.write(ctx, func(t *tx) error { return t.stopStaff(counsel.Actor{Agency: agency}, uid) })
}

// StartStaff lets her sign in again. Errors: not_found, conflict if the newest manifest does not name her.
func (s *Store) StartStaff(ctx context.Context, agency, uid counsel.ID) error {
	return s.write(ctx, func(t *tx) error { return t.startStaff(counsel.Actor{Agency: agency}, uid) })
}
