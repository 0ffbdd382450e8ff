package crash

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/shred"
	"siegel/internal/testkit"
)

// strand is one seeker with her case and whoever counsels her: one deed after the other, each insisted on until it is acknowledged, as browsers do. So
// it is known at every moment what has to be there, but for the one deed that is under way.
type strand struct {
	run        *run
	rng        *rand.Rand
	address    func() string // of the server that its people are with
	seeker     person
	rcID, auth []byte
	id         counsel.ID
	counsellor person
	now        *model
	pending    *deed
	until      int64 // when the held answer goes out, Unix ms
	deeds      int
	done       atomic.Int64 // the same, for who looks on
	retired    bool
	files      map[counsel.ID][]byte // what was sent, by attachment
	expired    bool                  // the days of the order are over
	destroyed  []shred.Name          // whose keys have to be gone
}

// life is how many deeds a strand has: fewer letters than have to wait.
const life = 28

func (r *run) newStrand(rng *rand.Rand, address func() string) *strand {
	s := &strand{run: r, rng: rng, address: address, id: testkit.ID(), files: map[counsel.ID][]byte{}, now: (&model{drafts: map[draftKey]draft{}}).clone()}
	s.seeker = person{uid: testkit.ID(), realm: counsel.Seekers}
	s.elsewhere()
	return s
}

// elsewhere gives the seeker another address: what throttles floods is not what is looked at here.
func (s *strand) elsewhere() {
	s.seeker.from = fmt.Sprintf("2001:db8:%x:%x::1", s.rng.IntN(1<<16), s.rng.IntN(1<<16))
}

// live goes on until the strand has lived, or the run is over. A run that is over leaves nothing under way.
func (s *strand) live() error {
	for s.deeds < life && !s.retired && !s.run.over() {
		if s.pending == nil {
			if err := s.hears(); err != nil {
				return err
			}
			s.pending = s.next()
		}
		if err := s.insist(); err != nil {
			return err
		}
		s.run.gate.pass()
	}
	return nil
}

// next chooses a deed that is possible.
func (s *strand) next() *deed {
	m := s.now
	switch {
	case !m.account:
		return s.register()
	case s.seeker.cookie == "":
		return s.signIn()
	case m.state == "" && s.rng.IntN(3) == 0:
		return s.keepDraft(s.seeker, "message")
	case m.state == "":
		return s.enquire()
	case m.unsure:
		return s.confirm()
	case m.ordered && s.rng.IntN(4) > 0: // many an order is not answered before the server goes, and runs out meanwhile
		return s.keepVault()
	case m.ordered:
		return s.decide([]string{"keep", "now"}[s.rng.IntN(2)])
	}
	if next := s.upload(); next != nil {
		return next
	}
	list := []func() *deed{s.send, s.send, func() *deed { return s.keepDraft(s.seeker, "message") }, s.keepVault, s.putProfile, s.signOut}
	if s.run.ends {
		list = append(list, s.attach)
		if s.deeds > 8 {
			list = append(list, s.erase)
		}
	}
	if len(m.drafts) > 0 {
		list = append(list, func() *deed { return s.dropDraft(s.seeker, "message") })
	}
	if m.state == counsel.Open {
		return append(list, s.accept, s.accept, s.accept)[s.rng.IntN(len(list)+3)]()
	}
	list = append(list, s.mark)
	if s.run.ends && s.deeds > 8 {
		list = append(list, s.order, s.order)
	}
	if m.state != counsel.Closed {
		list = append(list, s.note, s.putBack, func() *deed { return s.keepDraft(s.counsellor, "note") })
		if m.held != nil {
			list = append(list, s.takeBack)
		} else {
			list = append(list, s.reply, s.reply, s.reply, func() *deed { return s.keepDraft(s.counsellor, "message") })
		}
	}
	for _, to := range []counsel.CaseState{counsel.TakenOver, counsel.AtRest, counsel.Closed} {
		if to != m.state {
			list = append(list, func() *deed { return s.move(to) })
		}
	}
	return list[s.rng.IntN(len(list))]()
}

// insist sends the pending deed until it is acknowledged, with growing pauses. The gate is passed between two tries.
func (s *strand) insist() error {
	d := s.pending
	began := time.Now()
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		a := s.run.calls.ask(s.address(), d.who, d.method, d.path, d.body)
		if a.done() {
			return s.acknowledged(a)
		}
		if err := s.refused(d, a); err != nil {
			return err
		}
		if s.retired {
			return nil
		}
		if s.pending == nil { // it came too late, and that is known now
			s.done.Add(1)
			return nil
		}
		if time.Since(began) > 4*patience {
			return fmt.Errorf("%s is not accepted in %s: %d %s", d.kind, 4*patience, a.status, a.body)
		}
		if s.run.gate.pass() {
			pause = 10 * time.Millisecond // the server has just been started
		}
		time.Sleep(pause)
	}
}

func (s *strand) acknowledged(a answer) error {
	d := s.pending
	after, err := d.accepted(s.now, a)
	if err != nil {
		return fmt.Errorf("%w: %s", err, a.body)
	}
	s.now = after
	if d.adopt != nil {
		d.adopt(s, a)
	}
	s.pending = nil
	s.deeds++
	s.done.Add(1)
	s.run.acked(d.kind)
	return nil
}

// refused says whether an answer that acknowledges nothing is one that may come.
func (s *strand) refused(d *deed, a answer) error {
	switch {
	case a.status == 0, a.code == "away", a.code == "full":
		return nil
	case a.code == "signed_out" && d.kind == "deletion", a.code == "not_found" && d.kind == "answer now", a.code == "conflict" && d.kind == "answer keep":
		return s.acknowledged(a) // it was done the first time
	case a.code == "conflict" && d.kind == "taking back": // it was out already
		s.now, s.pending = s.now.clone().release(), nil
		return nil
	case a.code == "conflict" && s.now.held != nil && time.Now().UnixMilli() >= s.until: // it went out just now: what was seen is not the newest
		s.now, s.pending = s.now.clone().release(), nil
		return nil
	case a.code == "wait" && (d.kind == "register" || d.kind == "enquiry"):
		s.elsewhere()
		d.who.from = s.seeker.from
		return nil
	case a.code == "wait": // so many tries of one letter that the author has to wait: somebody else goes on
		s.retired = true
		s.done.Add(1)
		return nil
	}
	return fmt.Errorf("%s of %s: %d %s: %w", d.kind, d.path, a.status, a.body, errRefused)
}

// hears waits for a held answer that is due: the clock of the server lets it go out.
func (s *strand) hears() error {
	if s.expired {
		return s.runsOut()
	}
	if s.now.held == nil || time.Now().UnixMilli() < s.until {
		return nil
	}
	id := s.now.held.id
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		s.run.gate.pass()
		a := s.run.calls.ask(s.address(), s.counsellor, "GET", s.path("messages?after=0"), nil)
		if !a.done() {
			if s.run.over() && a.status != 0 && a.code != "away" {
				return fmt.Errorf("the answer of a case is not to be seen: %d %s", a.status, a.body)
			}
			continue
		}
		var list struct {
			Messages []struct{ ID counsel.ID }
		}
		if err := json.Unmarshal(a.body, &list); err != nil {
			return err
		}
		for _, one := range list.Messages {
			if one.ID == id {
				s.now = s.now.clone().release()
				s.run.wentOut()
				return nil
			}
		}
	}
	return fmt.Errorf("an answer that is due has not gone out in %s", patience)
}

// runsOut waits until the clock has deleted a case whose order nobody has answered.
func (s *strand) runsOut() error {
	for end := time.Now().Add(2 * patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		s.run.gate.pass()
		if a := s.run.calls.ask(s.address(), s.seeker, "GET", s.path("messages?after=0"), nil); a.code == "not_found" {
			s.now = s.now.clone().end()
			s.ended()
			return nil
		}
	}
	return fmt.Errorf("a case whose order has run out is still there after %s", 2*patience)
}
