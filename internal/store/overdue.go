package store

import (
	"context"
	"time"

	"siegel/internal/counsel"
)

// NoteOverdue notes for staff which promised times have passed after since: for whoever has the case, and while nobody has it, for whoever reads the
// pool. It gives the moment up to which it has looked. The same twice is one notice: the notifier tells nobody again before the next sign-in.
func (s *Store) NoteOverdue(ctx context.Context, since time.Time) (until time.Time, err error) {
	if !s.notices {
		return since, nil
	}
	var found []overdue
	err = s.read(ctx, func(t *tx) error {
		found, until = nil, t.now
		var one overdue
		return t.fill(`SELECT c.agency, CASE WHEN c.state = 'open' OR c.confirm_due > 0 AND (c.confirm_due <= $2 OR c.confirm_due > $3) THEN $4 ELSE c.counsellor END
			FROM cases c WHERE c.promised_at > $1 AND c.promised_at <= $2 AND c.state IN ('open', 'taken', 'rest') GROUP BY 1, 2`,
			args{since, t.now, counsel.LatestConfirm(t.now), []byte{}}, []any{&one.agency, &one.uid}, func() { found = append(found, one) })
	})
	if err != nil || len(found) == 0 {
		return until, err
	}
	return until, s.write(ctx, func(t *tx) error {
		for _, o := range found {
			if err := t.overdue(o); err != nil {
				return err
			}
		}
		return nil
	})
}

// overdue is somebody with at least one case whose promised time has passed; without uid: whoever reads the pool.
type overdue struct{ agency, uid counsel.ID }

// overdue notes it as no new entry: nothing has come.
func (t *tx) overdue(o overdue) error {
	return t.noticeStaff(o.agency, o.uid, 0)
}
