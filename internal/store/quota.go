package store

import (
	"context"

	"siegel/internal/counsel"
)

// Used is how much of its quota an agency takes, as the quota counts it.
type Used struct {
	counsel.Quota
	Max counsel.Quota
}

// running are the states that count as cases for a quota.
const running = `state IN ('open', 'taken', 'rest')`

// Used gives what an agency has and may have. Errors: not_found.
func (s *Store) Used(ctx context.Context, agency counsel.ID) (u Used, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.agency(agency)
		if err != nil {
			return err
		}
		u.Max = a.Quota
		if u.Staff, err = t.staffAndInvites(agency); err != nil {
			return err
		}
		_, err = t.get(`SELECT COALESCE((SELECT CAST(sum(length) AS BIGINT) FROM files WHERE agency = $1), 0), (SELECT count(*) FROM cases WHERE agency = $1 AND `+running+`)`,
			args{agency}, &u.Files, &u.Cases)
		return err
	})
	return u, err
}

// SetQuota says how much an agency may have from now on. What it has already stays. Errors: not_found.
func (s *Store) SetQuota(ctx context.Context, agency counsel.ID, q counsel.Quota) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`UPDATE agencies SET quota = $2, max_staff = $3, max_cases = $4 WHERE agency = $1`, agency, q.Files, q.Staff, q.Cases)
		if err == nil && n == 0 {
			err = counsel.Refuse(counsel.NotFound) // kill: S.Quota.set-quota-not-found
		}
		return err
	})
}

// full says whether an agency has as many cases as it may. Two enquiries at the same instant may both be the last one.
func (t *tx) full(a counsel.Agency) (bool, error) {
	var n int
	_, err := t.get(`SELECT count(*) FROM cases WHERE agency = $1 AND `+running, args{a.ID}, &n)
	return n >= a.Quota.Cases, err
}

// roomForStaff asks after somebody has been added: the transaction is undone where she is one too many. Errors: full (staff).
func (t *tx) roomForStaff(agency counsel.ID) error {
	a, err := t.agency(agency)
	if err != nil || a.Quota.Staff == 0 {
		return err
	}
	n, err := t.staffAndInvites(agency)
	if err != nil {
		return err
	}
	return a.Quota.RoomForStaff(n) // kill: S.Quota.room-for-staff-asks
}

// staffAndInvites counts who may sign in or has been invited to.
func (t *tx) staffAndInvites(agency counsel.ID) (n int, err error) {
	_, err = t.get(`SELECT (SELECT count(*) FROM accounts WHERE agency = $1 AND realm = $2 AND state <> $3)
		+ (SELECT count(*) FROM invites WHERE agency = $1 AND kind = $4 AND state = $5 AND until >= $6)`,
		args{agency, counsel.Staff, counsel.Stopped, counsel.InviteJoin, counsel.InviteOpen, counsel.Day(t.now)}, &n)
	return n, err
}
