package store

import (
	"context"
	"strconv"
	"strings"

	"siegel/internal/counsel"
)

// Desk gives a member of staff one list: the pool, if she may read it, and her own cases but the closed ones. No join, no sealed column.
// Errors: refused for seekers.
func (s *Store) Desk(ctx context.Context, by counsel.Actor) (list []counsel.Row, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.deskOf(by)
		if err != nil {
			return err
		}
		list = make([]counsel.Row, 0, 256)
		if a.MayReadPool() == nil { // kill: S.Desk.desk-asks-may-read-pool
			if list, err = t.pool(list, a.Agency); err != nil {
				return err
			}
		}
		if !a.Holds(counsel.Counsellor) { // the cases of who no longer counsels are not served
			return nil
		}
		list, err = t.rows(list, a.Agency, taken, `counsellor = $2 AND state IN ('taken', 'rest')`, a.UID)
		return err
	})
	return list, err
}

// pool gives what nobody has taken or confirmed in time: those due first, then those without a promise.
func (t *tx) pool(list []counsel.Row, agency counsel.ID) ([]counsel.Row, error) {
	list, err := t.rows(list, agency, waiting, `state = 'open' ORDER BY promised_at = 0, promised_at, created LIMIT `+strconv.Itoa(counsel.MaxPool))
	if err != nil {
		return nil, err
	}
	return t.rows(list, agency, waiting, `state = 'taken' AND confirm_due > 0`)
}

// Which rows a list takes. What was not confirmed in time is in the pool, whatever its column says.
func waiting(r counsel.Row) bool { return r.State == counsel.Open }
func taken(r counsel.Row) bool   { return r.State != counsel.Open }

// Closed gives one's own closed cases, newest first, a page from skip on; more says that others follow. Errors: refused for seekers.
func (s *Store) Closed(ctx context.Context, by counsel.Actor, skip int64) (list []counsel.Row, more bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.deskOf(by)
		if err != nil || !a.Holds(counsel.Counsellor) {
			return err
		}
		list, err = t.rows(nil, a.Agency, taken, `counsellor = $2 AND state = 'closed' ORDER BY closed DESC, id LIMIT $3 OFFSET $4`,
			a.UID, counsel.ClosedPage+1, skip)
		if more = len(list) > counsel.ClosedPage; more {
			list = list[:counsel.ClosedPage]
		}
		return err
	})
	return list, more, err
}

// Named is a case of a list with what opens it: for an enquiry in the pool the grant to the intake role.
type Named struct {
	Case  counsel.Case
	Grant *counsel.Grant
}

// Named gives what a browser needs to open the names of cases of its list. Those the actor may not see are left out.
// Errors: refused for seekers, bad_request (more than counsel.MaxNamed).
func (s *Store) Named(ctx context.Context, by counsel.Actor, ids []counsel.ID) (list []Named, err error) {
	if len(ids) > counsel.MaxNamed {
		return nil, counsel.RefuseField(counsel.BadRequest, "cases") // kill: S.Desk.named-cases
	}
	err = s.read(ctx, func(t *tx) error {
		a, err := t.deskOf(by)
		if err != nil || len(ids) == 0 {
			return err
		}
		cases, err := t.cases(a, `c.id IN (`+places(4, len(ids))+`)`, idArgs(ids))
		if err != nil {
			return err
		}
		grants, err := t.intakeGrants(a, ids)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if n, ok := named(a, c, grants); ok {
				list = append(list, n)
			}
		}
		return nil
	})
	return list, err
}

// named gives a case as the actor sees it: her own, or an enquiry in the pool that can be opened. Who may not read the pool has no grants.
func named(a counsel.Actor, c counsel.Case, grants map[counsel.ID]counsel.Grant) (Named, bool) {
	if own, err := c.For(a); err == nil { // kill: S.Desk.named-asks-for
		return Named{Case: own}, true
	}
	g, ok := grants[c.ID]
	if !ok || c.InPool() != nil { // kill: S.Desk.named-asks-in-pool
		return Named{}, false
	}
	return Named{c, &g}, true
}

func (t *tx) intakeGrants(a counsel.Actor, ids []counsel.ID) (map[counsel.ID]counsel.Grant, error) {
	of := map[counsel.ID]counsel.Grant{}
	if a.MayReadPool() != nil { // kill: S.Desk.intake-grants-asks-may-read-pool
		return of, nil
	}
	list, err := t.grants(a.Agency, `to_role = 'intake' AND obj_id IN (`+places(2, len(ids))+`)`, idArgs(ids)...)
	for _, g := range list {
		of[g.Of] = g
	}
	return of, err
}

// deskOf gives the actor as it stands, if it may use the desk.
func (t *tx) deskOf(by counsel.Actor) (counsel.Actor, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, err
	}
	return a, a.MayUseDesk() // kill: S.Desk.desk-of-asks-may-use-desk
}

// places writes $first, $first+1, … for a list in a statement.
func places(first, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = "$" + strconv.Itoa(first+i)
	}
	return strings.Join(words, ", ")
}

func idArgs(ids []counsel.ID) args {
	a := make(args, len(ids))
	for i, id := range ids {
		a[i] = id
	}
	return a
}
