package store

import (
	"context"
	"slices"
	"strconv"

	"siegel/internal/counsel"
)

// Overview gives a lead who has how much, and what is due first: numbers and dates. Errors: refused.
func (s *Store) Overview(ctx context.Context, by counsel.Actor) (o counsel.Overview, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayOversee(); err != nil { // kill: S.Overview.overview-asks-may-oversee
			return err
		}
		if o.People, o.Pool, err = t.loads(a.Agency); err != nil {
			return err
		}
		o.Rows, err = t.rows(nil, a.Agency, nil, `promised_at > 0 ORDER BY promised_at LIMIT `+strconv.Itoa(counsel.MaxPromises))
		return err
	})
	return o, err
}

// loads counts in the database. An acceptance that has lapsed counts for the pool.
func (t *tx) loads(agency counsel.ID) (people []counsel.Load, pool counsel.Load, err error) {
	staff, err := t.staff(agency)
	if err != nil {
		return nil, pool, err
	}
	of := map[counsel.ID]*counsel.Load{}
	for _, m := range staff {
		of[m.UID] = &counsel.Load{UID: m.UID}
	}
	err = t.each(`SELECT CASE WHEN state = 'open' OR confirm_due > 0 AND (confirm_due <= $2 OR confirm_due > $4) THEN $3 ELSE counsellor END, count(*),
		count(CASE WHEN last_role = 'seeker' THEN 1 END), count(CASE WHEN promised_at > 0 AND promised_at <= $2 THEN 1 END), count(CASE WHEN state = 'rest' THEN 1 END)
		FROM cases WHERE agency = $1 AND state IN ('open', 'taken', 'rest') GROUP BY 1`, args{agency, t.now, []byte{}, counsel.LatestConfirm(t.now)}, func(scan func(...any) error) error {
		var l counsel.Load
		err := scan(&l.UID, &l.Cases, &l.Waiting, &l.Overdue, &l.Rest)
		if l.UID == (counsel.ID{}) {
			pool = l
		} else {
			of[l.UID] = &l
		}
		return err
	})
	for _, m := range staff {
		if l := of[m.UID]; l.Cases > 0 || slices.Contains(m.Roles, counsel.Counsellor) {
			people = append(people, *l)
		}
	}
	return people, pool, err
}
