package api

import (
	"math/rand/v2"
	"slices"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/work"
)

// workHeader carries a proof of work: it is about the call, not part of what the call says, so the same body may come again with another one.
const workHeader = "Siegel-Work"

// What guessing and floods cost in bits of work (PROTOCOL 2.13). One bit more is twice the work: 2^4 is about 0.3 s on a desktop, 2^7 2.6 s.
const (
	firstBits  = 3 // after the free failures at one account
	mostBits   = 7
	cooling    = 30 * time.Minute // after which an account asks for one bit less
	entryBits  = 4                // a registration, or a first letter
	busyAfter  = 60               // registrations in 10 minutes, from wherever: then they cost the most
	slotsAfter = 20               // failures in 24 hours: then one attempt in each turn
	turn       = 10 * time.Second
	mostInTurn = 1000 // senders that wait for one account
)

// guesses are the wrong login keys of late at one account, from wherever they came. An account that does not exist has them too. They are in
// memory only: kept in the database they would tell which names exist (docs/decisions/0025).
type guesses struct {
	score int       // failures, of which one is forgiven in each cooling time
	at    time.Time // of the newest
	count int       // since
	since time.Time
	slots
}

func (g *guesses) bits(free int, now time.Time) int {
	if g == nil {
		return 0
	}
	over := g.score - int(now.Sub(g.at)/cooling) - free
	if over < 0 {
		return 0
	}
	return min(mostBits, firstBits+over)
}

// slots let one sender try in each turn, drawn among those who asked in the turn before: a stalker with one sender among two keeps the other out
// of half of the turns, and nobody for good.
type slots struct {
	turn    int64
	waiting [][16]byte
	winner  [][16]byte // none or one
}

// draw says whether the sender may try now, and otherwise puts it down for the next turn and gives the seconds until then.
func (s *slots) draw(sender [16]byte, now time.Time) (wait int) {
	if n := now.Unix() / int64(turn/time.Second); n != s.turn {
		s.winner = nil
		if n == s.turn+1 && len(s.waiting) > 0 {
			s.winner = [][16]byte{s.waiting[rand.IntN(len(s.waiting))]}
		}
		s.turn, s.waiting = n, nil
	}
	if slices.Contains(s.winner, sender) {
		s.winner = nil
		return 0
	}
	switch {
	case slices.Contains(s.waiting, sender):
	case len(s.waiting) < mostInTurn:
		s.waiting = append(s.waiting, sender)
	default: // whoever fills the turn drives out others of his own as well
		s.waiting[rand.IntN(mostInTurn)] = sender
	}
	return int((s.turn+1)*int64(turn/time.Second) - now.Unix())
}

// account is what guesses are counted by.
func (t *throttle) account(agency counsel.ID, realm counsel.Realm, name string) mark {
	return t.mark("account", string(agency[:]), string(realm), name)
}

// about is what a task for a sign-in is bound to.
func about(agency counsel.ID, realm counsel.Realm, name string) []byte {
	return []byte(string(agency[:]) + string(realm) + "\x00" + name)
}

// signIn gives the task that the next sign-in under a name asks for, nil for none.
func (t *throttle) signIn(agency counsel.ID, realm counsel.Realm, name string) *work.Task {
	t.mu.Lock()
	bits := t.guessed[t.account(agency, realm, name)].bits(t.limits.Failures, t.clock())
	t.mu.Unlock()
	if bits == 0 {
		return nil
	}
	task := t.work.Ask(work.SignIn, about(agency, realm, name), bits)
	return &task
}

// guess lets a sign-in by password go on when the work that the account asks for is done, and it is its turn. One proof is good for one login key.
func (t *throttle) guess(c *call, agency counsel.ID, l counsel.Login) (attempt, error) {
	a := attempt{t: t, on: t.account(agency, l.Realm, l.Name), account: true}
	t.mu.Lock()
	bits := t.guessed[a.on].bits(t.limits.Failures, t.clock())
	t.mu.Unlock()
	if bits > 0 && t.work.Check(c.r.Context(), c.r.Header.Get(workHeader), work.SignIn, about(agency, l.Realm, l.Name), bits, l.Auth) != nil {
		return a, counsel.Refuse(counsel.Work) // kill: S.Guess.guess-work
	}
	sender, _ := c.s.Buckets(c.r.Context())
	return a, t.ownTurn(a.on, sender) // kill: S.Guess.guess-asks-own-turn
}

func (t *throttle) ownTurn(on mark, sender [16]byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	g, now := t.guessed[on], t.clock()
	if g == nil || g.count < slotsAfter || now.Sub(g.since) >= forgetAfter {
		return nil
	}
	if wait := g.draw(sender, now); wait > 0 {
		return &counsel.Error{Code: counsel.Wait, Wait: wait} // kill: S.Guess.own-turn
	}
	return nil
}

// wrong counts a failure at an account. t.mu is held.
func (t *throttle) wrong(on mark) {
	now := t.clock()
	g := t.guessed[on]
	if g == nil {
		makeRoom(t.guessed, func(g *guesses) bool { return now.Sub(g.at) >= forgetAfter })
		g = &guesses{since: now}
		t.guessed[on] = g
	}
	if now.Sub(g.since) >= forgetAfter {
		g.count, g.since = 0, now
	}
	g.score = max(0, min(g.score, t.limits.Failures+mostBits-firstBits)-int(now.Sub(g.at)/cooling)) + 1
	g.at = now
	g.count++
}

// entry gives the task of a registration or a first letter.
func (t *throttle) entry(a work.Action, agency counsel.ID) work.Task {
	t.mu.Lock()
	bits := entryBits
	if t.clock().Before(t.load.ends) && t.load.count > busyAfter {
		bits = mostBits
	}
	t.mu.Unlock()
	return t.work.Ask(a, agency[:], bits)
}

// entered checks the work of a seeker's registration. Staff bring an invite.
func (t *throttle) entered(c *call, agency, uid counsel.ID) error {
	if t.limits.NoWork || c.realm == counsel.Staff {
		return nil
	}
	if err := t.proof(c); err != nil { // kill: S.Guess.entered-asks-proof
		return err
	}
	if t.work.Check(c.r.Context(), c.r.Header.Get(workHeader), work.Register, agency[:], entryBits, uid[:]) != nil {
		return counsel.Refuse(counsel.Work) // kill: S.Guess.entered-work
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.clock(); !now.Before(t.load.ends) {
		t.load = window{ends: now.Add(10 * time.Minute)}
	}
	t.load.count++
	return nil
}

// proof counts what is handed in, by sender, before it is looked at: a wrong one costs its sender nothing, but this machine as much as a right one. Twice as many as
// tasks are given: one task does for a registration and its first letter.
func (t *throttle) proof(c *call) error {
	return t.bySender(c, "proof", 2*t.limits.Salts, 10*time.Minute) // kill: S.Guess.proof-asks-by-sender
}

// begun checks the work of a first letter: its own, or that of the registration just before.
func (t *throttle) begun(c *call, id counsel.ID) error {
	if t.limits.NoWork {
		return nil
	}
	if err := t.proof(c); err != nil { // kill: S.Guess.begun-asks-proof
		return err
	}
	proof, agency := c.r.Header.Get(workHeader), c.by.Agency
	if t.work.Check(c.r.Context(), proof, work.Enquiry, agency[:], entryBits, id[:]) != nil && t.work.Check(c.r.Context(), proof, work.Register, agency[:], entryBits, c.by.UID[:]) != nil {
		return counsel.Refuse(counsel.Work) // kill: S.Guess.begun-work
	}
	return nil
}

type workBody struct {
	Agency string      `json:"agency"`
	Action work.Action `json:"action"`
}

// askWork gives the task of a seeker's registration or first letter.
func askWork(c *call) (any, error) {
	var b workBody
	if err := c.body(&b); err != nil { // kill: S.Guess.ask-work-asks-body
		return nil, err
	}
	if err := first(must(b.Action == work.Register || b.Action == work.Enquiry, "action"), c.s.throttle.pre(c)); err != nil { // kill: S.Guess.ask-work
		return nil, err
	}
	a, err := c.agency(b.Agency)
	if err != nil {
		return nil, err
	}
	return c.s.throttle.entry(b.Action, a.ID), nil
}
