package live

import (
	"encoding/json"
	"slices"
	"strconv"

	"siegel/internal/counsel"
)

// Frame is a piece of an event stream, ready to be written to any number of them.
type Frame struct {
	chunk    []byte // as HTTP/1.1 sends it in chunks
	from, to int    // the text itself
}

func newFrame(text string) Frame {
	size := strconv.FormatInt(int64(len(text)), 16)
	return Frame{chunk: []byte(size + "\r\n" + text + "\r\n"), from: len(size) + 2, to: len(size) + 2 + len(text)}
}

// Text is the piece without any framing.
func (f Frame) Text() []byte { return f.chunk[f.from:f.to] }

var (
	again = frameOf(counsel.Event{Kind: counsel.EventAgain})
	alive = newFrame(":\n\n")
)

// said is what a page hears (spec/api.md, 7).
type said struct {
	Kind counsel.EventKind `json:"kind"`
	Case *counsel.ID       `json:"case"`
}

func frameOf(e counsel.Event) Frame {
	s := said{Kind: e.Kind}
	if e.Case != (counsel.ID{}) {
		s.Case = &e.Case
	}
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // ids and words of ours
	}
	return newFrame("data: " + string(text) + "\n\n")
}

// burst is how many streams are told to fetch anew at once. What concerns everybody is spread over seconds, or all of them would ask at the same moment.
const burst = 500

// deliver writes an event to those whom it concerns.
func (h *Hub) deliver(e counsel.Event) {
	list, frame := h.whom(e), frameOf(e)
	if e.Kind == counsel.EventAgain && len(list) > burst {
		h.late = list // whoever still waited for an earlier one is among them
		return
	}
	for _, s := range list {
		if !s.greeted && e.Kind != counsel.EventOut { // an end is not said twice
			continue // `again` follows, and the page fetches after it
		}
		h.send(s, frame)
		if e.Kind == counsel.EventOut {
			h.finish(s)
		}
	}
	if e.Kind == counsel.EventDirectory {
		h.kick(e.Agency)
	}
}

// whom gives the streams that an event concerns. An event that names nobody goes to nobody, but for the few kinds that speak to all.
func (h *Hub) whom(e counsel.Event) (list []*Stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	in := h.halls[e.Agency]
	switch {
	case e.Kind == counsel.EventAgain && e.Agency == (counsel.ID{}):
		return h.wheel.all()
	case in == nil:
		return nil
	case e.Kind == counsel.EventOut && e.Session != (counsel.ID{}):
		return slices.DeleteFunc(slices.Clone(h.bySess[e.Session]), func(s *Stream) bool { return s.agency != e.Agency })
	case e.To != (counsel.ID{}):
		return append(list, in.people[e.To]...)
	}
	for s := range in.staff {
		if e.Kind == counsel.EventDirectory || e.Kind == counsel.EventPool && s.intake {
			list = append(list, s)
		}
	}
	return list
}
