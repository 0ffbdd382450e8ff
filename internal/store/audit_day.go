package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"siegel/internal/counsel"
)

// What the chain says of a day as a whole once it is over: how many have signed in, how many attempts have failed, and the root over all messages (PROTOCOL 2.12).

// tally counts sign-ins in memory: a failed attempt costs no write (docs/decisions/0025). The writer of the chain takes it down to the database about once a minute; an
// end of the server by force loses what was counted since.
type tally struct {
	mu    sync.Mutex
	since time.Time
	n     map[counsel.ID]map[counsel.Action]int64
}

// tallyFor is how long numbers stay in memory, so that the database does not show when somebody came.
const tallyFor = time.Minute

func (c *tally) count(agency counsel.ID, err error) {
	action := counsel.ActSignIn
	if err != nil {
		if counsel.CodeOf(err) != counsel.SignInFailed {
			return
		}
		action = counsel.ActSignInFailed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[counsel.ID]map[counsel.Action]int64{}
	}
	if c.n[agency] == nil {
		c.n[agency] = map[counsel.Action]int64{}
	}
	c.n[agency][action]++
}

// take gives what was counted and begins anew; due is false as long as it has not waited for long enough.
func (c *tally) take(now time.Time) (n map[counsel.ID]map[counsel.Action]int64, due bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := now.Sub(c.since); 0 <= d && d < tallyFor {
		return nil, false
	}
	n = c.n
	c.since, c.n = now, nil
	return n, true
}

// giveBack counts again what could not be written.
func (c *tally) giveBack(agency counsel.ID, n map[counsel.Action]int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[counsel.ID]map[counsel.Action]int64{}
	}
	for action, more := range c.n[agency] {
		n[action] += more
	}
	c.n[agency] = n
}

// closeDays writes down what was counted, and brings days that are over into the chains.
func (s *Store) closeDays(ctx context.Context) (err error) {
	counted, due := s.tally.take(s.clock())
	if !due {
		return nil
	}
	for agency, n := range counted {
		bad := s.write(ctx, func(t *tx) error { return t.addCounts(agency, n) })
		if bad != nil {
			s.tally.giveBack(agency, n)
		}
		err = errors.Join(err, bad)
	}
	over, bad := s.daysDue(ctx)
	if bad != nil {
		return errors.Join(err, bad)
	}
	for _, agency := range over {
		err = errors.Join(err, s.write(ctx, func(t *tx) error { return t.closeDay(agency) }))
	}
	return err
}

func (t *tx) addCounts(agency counsel.ID, n map[counsel.Action]int64) error {
	there, err := t.get(`SELECT 1 FROM agencies WHERE agency = $1`, args{agency}, new(int))
	if err != nil || !there { // deleted meanwhile
		return err
	}
	for action, count := range n {
		if _, err := t.exec(`INSERT INTO audit_counts (agency, day, action, count) VALUES ($1, $2, $3, $4)
			ON CONFLICT (agency, day, action) DO UPDATE SET count = audit_counts.count + excluded.count`, agency, counsel.Day(t.now), action, count); err != nil {
			return err
		}
	}
	return nil
}

// late is how long after midnight a day is closed: whatever was begun before has been written by then.
const late = time.Hour

// lastClosed is the newest day that is over.
func lastClosed(now time.Time) time.Time { return counsel.Day(now.Add(-late)).AddDate(0, 0, -1) }

// daysDue gives the agencies of which a day that is over is not in the chain yet.
func (s *Store) daysDue(ctx context.Context) (list []counsel.ID, err error) {
	err = s.read(ctx, func(t *tx) error {
		if err := t.plausible(); err != nil { // kill: S.AuditDay.days-due-asks-plausible
			return err
		}
		list = nil
		var id counsel.ID
		return t.fill(`SELECT agency FROM agencies a WHERE EXISTS (SELECT 1 FROM audit e WHERE e.agency = a.agency AND e.at < $1)
			AND NOT EXISTS (SELECT 1 FROM audit e WHERE e.agency = a.agency AND e.action = 'letters' AND e.at >= $2)`,
			args{lastClosed(t.now).AddDate(0, 0, 1), lastClosed(t.now)}, []any{&id}, func() { list = append(list, id) })
	})
	if errors.Is(err, ErrClock) { // the days that it jumped over have not been
		return nil, nil
	}
	return list, err
}

// closeDay brings every day since the last closed one into the chain; of an agency that has none, since its first entry.
func (t *tx) closeDay(agency counsel.ID) error {
	if err := t.lockChain(agency); err != nil {
		return err
	}
	var day time.Time
	found, err := t.get(`SELECT at FROM audit WHERE agency = $1 AND action = 'letters' ORDER BY at DESC LIMIT 1`, args{agency}, &day)
	if err != nil {
		return err
	}
	if found {
		day = day.AddDate(0, 0, 1)
	} else {
		if _, err := t.get(`SELECT min(at) FROM audit WHERE agency = $1`, args{agency}, &day); err != nil {
			return err
		}
		day = counsel.Day(day)
	}
	for ; !day.After(lastClosed(t.now)); day = day.AddDate(0, 0, 1) {
		if err := t.oneDay(agency, day); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) oneDay(agency counsel.ID, day time.Time) error {
	last, err := t.head(agency)
	if err != nil {
		return err
	}
	of := func(action counsel.Action) counsel.Entry {
		return counsel.Entry{At: day, Actor: counsel.ActorSystem, Action: action}
	}
	for _, action := range []counsel.Action{counsel.ActSignIn, counsel.ActSignInFailed} {
		e := of(action)
		if _, err := t.get(`SELECT count FROM audit_counts WHERE agency = $1 AND day = $2 AND action = $3`, args{agency, day, action}, &e.Count); err != nil {
			return err
		}
		if last, err = t.link(agency, last, e); err != nil {
			return err
		}
	}
	e := of(counsel.ActLetters)
	leaves, err := t.leaves(agency, day)
	if err != nil {
		return err
	}
	root := counsel.Root(leaves)
	e.Count, e.Root = int64(len(leaves)), &root
	if _, err := t.link(agency, last, e); err != nil {
		return err
	}
	_, err = t.exec(`DELETE FROM audit_counts WHERE agency = $1 AND day <= $2`, agency, day)
	return err
}

// leaves are the messages of a day that are there when it is over; what was deleted by then stands in no root.
func (t *tx) leaves(agency counsel.ID, day time.Time) (list [][32]byte, err error) {
	var id counsel.ID
	var box []byte
	err = t.fill(`SELECT id, box FROM messages WHERE agency = $1 AND time >= $2 AND time < $3 AND order_no > 0`, args{agency, day, day.AddDate(0, 0, 1)}, []any{&id, &box},
		func() { list = append(list, counsel.Leaf(id, box)) })
	return list, err
}
