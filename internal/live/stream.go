package live

import (
	"slices"

	"siegel/internal/counsel"
)

// Stream is one open page that listens.
type Stream struct {
	line    Line
	agency  counsel.ID
	account counsel.ID
	session counsel.ID // its handle
	staff   bool
	intake  bool // guarded by Hub.mu: roles change
	gone    bool // guarded by Hub.mu
	greeted bool // used by the writing goroutine alone: `again` comes first of all
	over    bool // used by the writing goroutine alone
	slot    int  // of the wheel
	place   int  // in the slot
}

// How many streams a session and an account may have: one a browser and realm is meant, the others are of tabs that do not share, and of
// connections that broke without a word. The oldest goes. A sign-in by return code never waits, so without the second number one account
// could use up the server's connections, and its browsers that do not read the time of the one goroutine that writes.
const (
	PerSession = 8
	PerAccount = 32
)

// hall is where the people of one agency listen.
type hall struct {
	people map[counsel.ID][]*Stream // by account
	staff  map[*Stream]struct{}
}

// Open adds a stream. The first that it gets is `again`. False: the hub is closed, and the line is not used.
func (h *Hub) Open(by counsel.Actor, session counsel.ID, line Line) (*Stream, bool) {
	s := &Stream{line: line, agency: by.Agency, account: by.UID, session: session, staff: by.Realm == counsel.Staff, intake: by.Holds(counsel.Intake)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, false
	}
	if old := h.bySess[session]; len(old) >= PerSession {
		h.drop(old[0])
	}
	if in := h.halls[s.agency]; in != nil && len(in.people[s.account]) >= PerAccount {
		h.drop(in.people[s.account][0])
	}
	h.add(s)
	h.todo = append(h.todo, task{greet: s})
	h.poke()
	return s, true
}

// drop lets a stream go: at once from the lists, and soon from its browser. Call it with Hub.mu.
func (h *Hub) drop(s *Stream) {
	h.todo = append(h.todo, task{drop: s})
	h.remove(s)
}

// Break ends all streams that are open now: nothing would reach them. Their browsers connect again, by a way that may lead to another node.
func (h *Hub) Break() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.wheel.all() {
		h.drop(s)
	}
	h.poke()
}

// Remove forgets a stream whose browser is gone.
func (h *Hub) Remove(s *Stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remove(s)
}

// Streams is how many are open.
func (h *Hub) Streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.wheel.count
}

func (h *Hub) add(s *Stream) {
	in := h.halls[s.agency]
	if in == nil {
		in = &hall{map[counsel.ID][]*Stream{}, map[*Stream]struct{}{}}
		h.halls[s.agency] = in
	}
	in.people[s.account] = append(in.people[s.account], s)
	if s.staff {
		in.staff[s] = struct{}{}
	}
	h.bySess[s.session] = append(h.bySess[s.session], s)
	h.wheel.add(s)
}

func (h *Hub) remove(s *Stream) {
	if s.gone {
		return
	}
	s.gone = true
	in := h.halls[s.agency]
	without(in.people, s.account, s)
	delete(in.staff, s)
	if len(in.people) == 0 {
		delete(h.halls, s.agency)
	}
	without(h.bySess, s.session, s)
	h.wheel.remove(s)
}

// without takes a stream out of a list of a map, and the list out of the map when nothing is left in it.
func without(m map[counsel.ID][]*Stream, key counsel.ID, s *Stream) {
	list := m[key]
	if i := slices.Index(list, s); i >= 0 {
		list = slices.Delete(list, i, i+1)
	}
	if len(list) == 0 {
		delete(m, key)
		return
	}
	m[key] = list
}

// streams gives all of them.
func (h *Hub) streams() []*Stream {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.wheel.all()
}
