package opener

import (
	"errors"
	"slices"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// Errors of one text; the others are read all the same.
var (
	errRefused = errors.New("opener: it opened, and is not what it should be")
	errGap     = errors.New("opener: something before it is missing")
)

// How a line can be read, as the browser names it.
const (
	stateOpen      = "open"
	stateUnchecked = "unchecked" // it follows a gap: its place in the order could not be checked
	stateSealed    = "sealed"    // it did not open
)

// entry is a message as far as the order goes (E4). hash is nil if its box did not open: then nobody knows what its author sent.
type entry struct {
	order, seq int64
	author     counsel.ID
	hash       *sg1.Hash
	accepted   bool
}

// stateOf is how a line can be read, by what step gave.
func stateOf(err error) string {
	switch {
	case err == nil:
		return stateOpen
	case errors.Is(err, errGap):
		return stateUnchecked
	}
	return stateSealed
}

// walk goes along the messages, or the notes, of a case.
type walk struct {
	log   []entry
	last  int64
	epoch int64
	gap   bool
}

// step takes the next message. open gives what is inside it; the letter is that, as far as it came. Errors: errBox, errRefused, errGap.
func (w *walk) step(m counsel.Message, open func(counsel.Message) (letter, error)) (l letter, err error) {
	e := entry{order: m.Order, seq: m.AuthorSeq, author: m.Author}
	defer func() { e.accepted = err == nil; w.log = append(w.log, e) }()
	if m.Order <= w.last {
		return l, errRefused // kill: S.E4.step-order
	}
	w.gap = w.gap || m.Order != w.last+1
	w.last = m.Order
	l, err = open(m)
	if l.hash != (sg1.Hash{}) {
		hash := l.hash
		e.hash = &hash
	}
	if err != nil {
		return l, err
	}
	if m.Epoch < w.epoch {
		return l, errRefused // kill: S.E4.step-epoch
	}
	w.epoch = m.Epoch
	if !w.gap && w.repeats(m) {
		return l, errRefused // kill: S.E4.step-repeats
	}
	if w.gap = w.gap || !w.follows(m); w.gap {
		return l, errGap // kill: S.E4.step-gap
	}
	return l, nil
}

func (w *walk) repeats(m counsel.Message) bool {
	return slices.ContainsFunc(w.log, func(e entry) bool { return e.accepted && e.author == m.Author && e.seq >= m.AuthorSeq }) // kill: S.E4.repeats
}

// follows says whether nothing before a message is missing: neither a number of its author nor the message that it names. One whose box did not open may stand
// for one unknown name, and for one only.
func (w *walk) follows(m counsel.Message) bool {
	var own []int64
	var last int64
	var unread *entry
	named := false
	for i := range w.log {
		e := &w.log[i]
		switch {
		case e.hash == nil:
			unread = e
		case *e.hash == sg1.Hash(m.PrevHash):
			named = true
		}
		if e.author == m.Author {
			own = append(own, e.seq)
			if e.accepted {
				last = max(last, e.seq)
			}
		}
	}
	for seq := last + 1; seq < m.AuthorSeq; seq++ {
		if !slices.Contains(own, seq) {
			return false // kill: S.E4.follows-own
		}
	}
	if m.PrevHash == [32]byte{} {
		return len(w.log) == 0 || m.Kind == counsel.KindNote && m.AuthorSeq == 1 // kill: S.E4.follows-first
	}
	if !named && unread != nil {
		hash := sg1.Hash(m.PrevHash)
		unread.hash, named = &hash, true
	}
	return named // kill: S.E4.follows
}
