package live

import (
	"slices"
	"time"
)

// A sign of life goes to each stream every 25 seconds, so that proxies keep the connection and a broken one is noticed. They are spread
// evenly: every tenth of a second it is the turn of another slot.
const (
	beatStep = 100 * time.Millisecond
	slots    = 250
)

// wheel holds the streams by the moment of their sign of life. Guarded by Hub.mu.
type wheel struct {
	slots [slots][]*Stream
	next  int // gets the next stream
	at    int // whose turn it is
	count int
}

func (w *wheel) add(s *Stream) {
	s.slot, w.next = w.next, (w.next+1)%slots
	s.place = len(w.slots[s.slot])
	w.slots[s.slot] = append(w.slots[s.slot], s)
	w.count++
}

// remove fills the gap with the last of the slot.
func (w *wheel) remove(s *Stream) {
	list := w.slots[s.slot]
	last := list[len(list)-1]
	list[s.place], last.place = last, s.place
	list[len(list)-1] = nil
	w.slots[s.slot] = list[:len(list)-1]
	w.count--
}

// turn gives those whose turn it is.
func (w *wheel) turn() []*Stream {
	w.at = (w.at + 1) % slots
	return slices.Clone(w.slots[w.at])
}

func (w *wheel) all() []*Stream { return slices.Concat(w.slots[:]...) }

// beat gives a slot of the wheel its sign of life, and some of those who wait for it their `again`.
func (h *Hub) beat() {
	h.mu.Lock()
	turn := h.wheel.turn()
	h.mu.Unlock()
	for _, s := range turn {
		h.send(s, alive)
	}
	n := min(burst, len(h.late))
	for _, s := range h.late[:n] {
		h.send(s, again)
	}
	if h.late = h.late[n:]; len(h.late) == 0 {
		h.late = nil
	}
}
