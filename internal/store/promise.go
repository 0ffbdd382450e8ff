package store

import (
	"context"
	"sync"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/promise"
)

// ruleLife is how long a rule read from an agency's settings is used: a send must not cost a look-up, and a changed setting must not wait
// for a restart.
const ruleLife = time.Minute

// rules keeps the rules of the promise by agency.
type rules struct {
	mu sync.RWMutex
	of map[counsel.ID]keptRule
}

type keptRule struct {
	rule  *promise.Rule
	until time.Time
}

// rule gives an agency's rule. One whose settings cannot be reckoned with promises nothing: nobody is refused for that.
func (t *tx) rule(agency counsel.ID) (*promise.Rule, error) {
	if kept, ok := t.s.rules.get(agency, t.now); ok {
		return kept, nil
	}
	a, err := t.agency(agency)
	if err != nil {
		return nil, err
	}
	return t.s.rules.put(a, t.now), nil
}

func (r *rules) get(agency counsel.ID, now time.Time) (*promise.Rule, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	kept, ok := r.of[agency]
	return kept.rule, ok && now.Before(kept.until)
}

func (r *rules) put(a counsel.Agency, now time.Time) *promise.Rule {
	rule, err := promise.New(a.Settings)
	if err != nil {
		rule = promise.Nothing()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = map[counsel.ID]keptRule{}
	}
	r.of[a.ID] = keptRule{rule, now.Add(ruleLife)}
	return rule
}

// Promise gives the moment by which whoever writes to the agency now gets an answer; the zero time if nothing is promised. The store need not
// be asked: what is given here is what a message would be stored with.
func (s *Store) Promise(_ context.Context, a counsel.Agency) time.Time {
	return s.Rule(a).By(counsel.Quarter(s.clock()))
}

// Rule gives the rule of an agency's promise, as it holds for what is written now.
func (s *Store) Rule(a counsel.Agency) *promise.Rule {
	now := s.clock()
	if rule, ok := s.rules.get(a.ID, now); ok {
		return rule
	}
	return s.rules.put(a, now)
}

// promised gives by when there is an answer after a message that goes out now: to itself; after one of staff to the first letter that came while it was held,
// zero if there is none. It is reckoned from the rounded time, so that it tells no more than the time that is kept.
func (t *tx) promised(agency counsel.ID, m counsel.Message) (time.Time, error) {
	from := m.Time
	if m.Role != counsel.SeekerRole {
		var err error
		if from, err = t.cameMeanwhile(agency, m); err != nil || from.IsZero() {
			return time.Time{}, err
		}
	}
	rule, err := t.rule(agency)
	if err != nil {
		return time.Time{}, err
	}
	return rule.By(from), nil
}

// cameMeanwhile gives the time of the first letter of the seeker's that has come since a message was written that is held; zero if none has.
func (t *tx) cameMeanwhile(agency counsel.ID, m counsel.Message) (at time.Time, err error) {
	if m.Newest == 0 { // it is not held: a note
		return at, nil
	}
	_, err = t.get(`SELECT time FROM messages WHERE agency = $1 AND case_id = $2 AND order_no > 0 AND order_no > $3 AND role = 'seeker' ORDER BY order_no LIMIT 1`,
		args{agency, m.Case, m.Newest}, &at)
	return at, err
}

// late gives the new moment beside a promise that has passed, else the zero time.
func (t *tx) late(agency counsel.ID, promised time.Time) (time.Time, error) {
	if promised.IsZero() || t.now.Before(promised) {
		return time.Time{}, nil
	}
	rule, err := t.rule(agency)
	if err != nil {
		return time.Time{}, err
	}
	return rule.Late(promised, t.now), nil
}
