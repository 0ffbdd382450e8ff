package live

import (
	"context"
	"slices"
	"time"

	"siegel/internal/counsel"
)

// sweepEvery is how often the sessions of all streams are looked at. Most ends are told at once; this finds those that the clock has brought, and those
// whose event was lost.
const sweepEvery = time.Minute

// watch sweeps by the clock, and where roles may have changed.
func (h *Hub) watch() {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.ending.Done():
			return
		case <-tick.C:
			h.Sweep(h.ending)
		case agency := <-h.kicks:
			h.sweep(h.ending, agency)
		}
	}
}

// kick asks for a sweep of one agency soon. When too many wait, the clock does it.
func (h *Hub) kick(agency counsel.ID) {
	select {
	case h.kicks <- agency:
	default:
	}
}

// Sweep ends the streams whose session has ended, with one query an agency.
func (h *Hub) Sweep(ctx context.Context) {
	h.mu.Lock()
	agencies := make([]counsel.ID, 0, len(h.halls))
	for id := range h.halls {
		agencies = append(agencies, id)
	}
	h.mu.Unlock()
	for _, id := range agencies {
		h.sweep(ctx, id)
	}
}

// sweep judges only streams that were open before it asked: a session may be younger than the answer. Without an answer nothing is judged; what
// a stream gives away without a session is ids, and every call with them is refused.
func (h *Hub) sweep(ctx context.Context, agency counsel.ID) {
	list := h.listeners(agency)
	live, err := h.watchers(ctx, agency)
	if err != nil {
		return
	}
	var events []counsel.Event
	for _, s := range list {
		by, ok := live[s.session]
		switch {
		case !ok:
			events = append(events, counsel.Event{Kind: counsel.EventOut, Agency: agency, To: s.account, Session: s.session})
		case h.promoted(s, by):
			events = append(events, counsel.Event{Kind: counsel.EventAgain, Agency: agency, To: s.account})
		}
	}
	h.Tell(events)
}

func (h *Hub) listeners(agency counsel.ID) (list []*Stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if in := h.halls[agency]; in != nil {
		for _, of := range in.people {
			list = append(list, of...)
		}
	}
	return slices.Clip(list)
}

// promoted keeps the role that decides about events, and says whether there may be more to see than before.
func (h *Hub) promoted(s *Stream, by counsel.Actor) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := s.intake
	s.intake = by.Holds(counsel.Intake)
	return s.intake && !before
}
