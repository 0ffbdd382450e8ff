package store

import (
	"context"
	"errors"

	"siegel/internal/counsel"
)

// What the clock ends: orders that have waited, closed cases, sealed ones, accounts without a case. Each is found by a question of its own and done in a
// transaction of its own, which locks first and asks again: of several nodes one wins, and whatever a crash leaves undone is found at the next look.

// atATime is how many ends of a kind are looked for at once.
const atATime = 64

// due is an end that is to come.
type due struct{ agency, id counsel.ID }

// EndDue does all of it that is due, and says how many there were. After an error the others are done all the same. Errors: ErrClock, and nothing is done.
func (s *Store) EndDue(ctx context.Context) (done int, err error) {
	if err := s.Plausible(ctx); err != nil {
		return 0, err
	}
	for _, k := range []struct {
		query string
		end   func(t *tx, d due) (bool, error)
	}{
		{dueOrders, (*tx).endOrder},
		{dueClosed, (*tx).endClosed},
		{dueSealed, (*tx).endSealed},
		{dueUnused, (*tx).endUnusedAccount},
	} {
		n, bad := s.endAll(ctx, k.query, k.end)
		done, err = done+n, errors.Join(err, bad)
	}
	return done, errors.Join(err, s.write(ctx, (*tx).forgetOld))
}

// endAll goes on until nothing new is found: what fails is tried again at the next call.
func (s *Store) endAll(ctx context.Context, query string, end func(*tx, due) (bool, error)) (done int, err error) {
	for {
		list, bad := s.dueNow(ctx, query)
		if bad != nil {
			return done, errors.Join(err, bad)
		}
		ended := 0
		for _, d := range list {
			var did bool
			bad := s.write(ctx, func(t *tx) (err error) {
				did, err = end(t, d)
				return err
			})
			if err = errors.Join(err, bad); bad == nil && did {
				ended++
			}
		}
		if done += ended; len(list) < atATime || ended == 0 {
			return done, err
		}
	}
}

// day is 24 hours in the database's milliseconds; days are those of UTC, so no day is longer.
const day = `CAST(86400000 AS BIGINT)`

const (
	held = `EXISTS (SELECT 1 FROM holds h WHERE h.agency = c.agency AND h.case_id = c.id AND h.until + ` + day + ` > $1)`
	// Nobody can answer an order while the agency is suspended, so none runs.
	dueOrders = `SELECT o.agency, o.case_id FROM erase_orders o JOIN agencies a ON a.agency = o.agency WHERE o.runs_at <= $1 AND a.state <> 'suspended' ORDER BY o.runs_at LIMIT $2`
	dueClosed = `SELECT c.agency, c.id FROM cases c JOIN agencies a ON a.agency = c.agency WHERE c.state = 'closed' AND a.close_days > 0
		AND c.locked_until = 0 AND c.closed + (a.close_days + 1) * ` + day + ` <= $1 AND NOT ` + held + ` ORDER BY c.closed LIMIT $2`
	dueSealed = `SELECT c.agency, c.id FROM cases c WHERE c.state = 'sealed' AND c.sealed_until + ` + day + ` <= $1 AND NOT ` + held + ` ORDER BY c.sealed_until LIMIT $2`
	// What counsel.UnusedDue says: last_seen is the Monday of the last sign-in, whose session may have ended 7 days after it; 30 days after that, and the day itself, make 38.
	dueUnused = `SELECT a.agency, a.uid FROM accounts a WHERE a.realm = 'seeker' AND a.created + 31 * ` + day + ` <= $1 AND a.last_seen + 38 * ` + day + ` <= $1
		AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.agency = a.agency AND c.seeker = a.uid AND c.state <> 'sealed')
		AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.agency = a.agency AND r.uid = a.uid AND r.at + 31 * ` + day + ` > $1) LIMIT $2`
)

func (s *Store) dueNow(ctx context.Context, query string) (list []due, err error) {
	err = s.read(ctx, func(t *tx) error {
		list = nil
		var d due
		return t.fill(query, args{t.now, atATime}, []any{&d.agency, &d.id}, func() { list = append(list, d) })
	})
	return list, err
}

// still locks a case and asks once more whether its end has come.
func (t *tx) still(query string, d due) (by counsel.Actor, c counsel.Case, yes bool, err error) {
	by = counsel.Actor{Agency: d.agency}
	if err = t.lockCase(by, d.id); err != nil {
		return by, c, false, err
	}
	if c, err = t.caseByID(by, d.id); err != nil {
		if counsel.CodeOf(err) == counsel.NotFound {
			err = nil
		}
		return by, c, false, err
	}
	yes, err = t.get(`SELECT 1 FROM (`+query+`) AS due WHERE agency = $3 AND id = $4`, args{t.now, 1 << 40, d.agency, d.id}, new(int))
	return by, c, yes, err
}

// endOrder runs an order that nobody has answered. One that no longer fits the policy is dropped: what was told to the seeker is not what would happen.
func (t *tx) endOrder(d due) (bool, error) {
	by := counsel.Actor{Agency: d.agency}
	of := counsel.Actor{Agency: d.agency, Realm: counsel.Seekers}
	if _, err := t.get(`SELECT seeker FROM cases WHERE agency = $1 AND id = $2`, args{d.agency, d.id}, &of.UID); err != nil { // it never changes
		return false, err
	}
	if err := t.lockWhole(of); err != nil { // the account before its cases, as everywhere; this case is one of them
		return false, err
	}
	o, err := t.order(d.agency, d.id)
	if err != nil || o == nil || o.RunsAt.After(t.now) {
		return false, err
	}
	c, err := t.caseByID(by, d.id)
	if err != nil {
		return false, err
	}
	ran, err := t.runOrder(by, c, *o)
	if err == nil && !ran {
		err = t.dropOrder(by, c, *o, counsel.BecausePolicy)
	}
	return err == nil, err
}

// endClosed lets a closed case go the way of a deletion; its seeker's account stays, and is told.
func (t *tx) endClosed(d due) (bool, error) {
	by, c, yes, err := t.still(dueClosed, d)
	if err != nil || !yes {
		return false, err
	}
	p, err := t.policy(d.agency)
	if err != nil {
		return false, err
	}
	n, err := t.ending(d.agency, c, p)
	if err != nil {
		return false, err
	}
	if err := t.end(by, c, n, counsel.BecauseClosed); err != nil {
		return false, err
	}
	return true, t.receipt(d.agency, c.Seeker, counsel.ActorSystem, n.Until)
}

// endSealed destroys a sealed case.
func (t *tx) endSealed(d due) (bool, error) {
	by, c, yes, err := t.still(dueSealed, d)
	if err != nil || !yes {
		return false, err
	}
	count, err := t.countOf(d.agency, c.ID)
	if err != nil {
		return false, err
	}
	if err := t.recordCount(by, counsel.ActExpire, c.ID, counsel.BecauseDay, count); err != nil {
		return false, err
	}
	return true, t.deleteCase(d.agency, c.ID)
}

// endUnusedAccount deletes an account without a case.
func (t *tx) endUnusedAccount(d due) (bool, error) {
	of := counsel.Actor{Agency: d.agency, UID: d.id, Realm: counsel.Seekers}
	if err := t.lockWhole(of); err != nil {
		return false, err
	}
	yes, err := t.get(`SELECT 1 FROM (`+dueUnused+`) AS due WHERE agency = $3 AND uid = $4`, args{t.now, 1 << 40, d.agency, d.id}, new(int))
	if err != nil || !yes {
		return false, err
	}
	return true, t.eraseAccount(counsel.Actor{Agency: d.agency}, of, counsel.BecauseUnused)
}

// forgetOld takes away what counsellors have been told for long enough, and holds that are over.
func (t *tx) forgetOld() error {
	today := counsel.Day(t.now)
	if _, err := t.exec(`DELETE FROM erased WHERE at < $1`, today.AddDate(0, 0, -counsel.ShownDays)); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM holds WHERE until < $1`, today); err != nil {
		return err
	}
	return t.cutAudit(today.AddDate(-auditYears, 0, 0))
}
