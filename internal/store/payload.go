package store

import (
	"encoding/base64"
	"errors"
	"slices"

	"siegel/internal/counsel"
)

// A payload of NOTIFY is text of less than 8000 bytes: base64url of the 8 bytes of the node that speaks, and its events. An event is a byte for its kind,
// a byte that says which of the four ids follow, and those.

// maxEvents fit into a payload whatever ids they hold: (8 + 88 × 66) × 4 ÷ 3 < 8000.
const maxEvents = 88

// kinds are never renumbered: nodes of two releases speak to each other while one is being replaced.
var kinds = []counsel.EventKind{counsel.EventAgain, counsel.EventCase, counsel.EventPool, counsel.EventDirectory, counsel.EventOut}

func payload(node [8]byte, events []counsel.Event) string {
	raw := node[:]
	for _, e := range events {
		kind := slices.Index(kinds, e.Kind)
		if kind < 0 {
			continue
		}
		raw = append(raw, byte(kind), 0)
		which := len(raw) - 1
		for i, id := range [4]counsel.ID{e.Agency, e.Case, e.To, e.Session} {
			if id != (counsel.ID{}) {
				raw[which] |= 1 << i
				raw = append(raw, id[:]...)
			}
		}
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// heard gives the events of another node; of one's own, none. What is not understood may be anything, so everybody fetches anew.
func heard(node [8]byte, text string) []counsel.Event {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < len(node) {
		return []counsel.Event{{Kind: counsel.EventAgain}}
	}
	if [8]byte(raw) == node {
		return nil
	}
	events := []counsel.Event{}
	for raw = raw[len(node):]; len(raw) > 0; {
		e, rest, err := readEvent(raw)
		if err != nil {
			return []counsel.Event{{Kind: counsel.EventAgain}}
		}
		events, raw = append(events, e), rest
	}
	return events
}

var errPayload = errors.New("store: a payload is not understood")

func readEvent(raw []byte) (e counsel.Event, rest []byte, err error) {
	if len(raw) < 2 || int(raw[0]) >= len(kinds) || raw[1] >= 1<<4 {
		return e, nil, errPayload // kill: S.Payload.read-event-head
	}
	e.Kind = kinds[raw[0]]
	which, raw := raw[1], raw[2:]
	for i, id := range []*counsel.ID{&e.Agency, &e.Case, &e.To, &e.Session} {
		if which&(1<<i) == 0 {
			continue
		}
		if len(raw) < len(id) {
			return e, nil, errPayload // kill: S.Payload.read-event-id
		}
		raw = raw[copy(id[:], raw):]
	}
	return e, raw, nil
}
