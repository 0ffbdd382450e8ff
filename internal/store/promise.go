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

// promised gives by when a message that comes now is answered; zero for one of staff. It is reckoned from the rounded time, so that it tells no
// more than the time that is kept.
func (t *tx) promised(agency counsel.ID, m counsel.Message) (time.Time, error) {
	if m.Role != counsel.SeekerRole {
		return time.Time{}, nil
	}
	rule, err := t.rule(agency)
	if err != nil {
		return time.Time{}, err
	}
	return rule.By(m.Time), nil
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
