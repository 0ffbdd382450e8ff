package store_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// FuzzHeard: what another node says is understood whole or not at all; what is understood is said again alike.
func FuzzHeard(f *testing.F) {
	node := [8]byte{1, 2, 3, 4, 5, 6, 7, 8}
	f.Add(store.Payload(node, []counsel.Event{{Kind: counsel.EventCase, Agency: testkit.ID(), Case: testkit.ID()}, {Kind: counsel.EventOut, Agency: testkit.ID(), To: testkit.ID(), Session: testkit.ID()}}))
	f.Add(store.Payload(node, nil))
	f.Add("AAAA")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		events := store.Heard([8]byte{}, text)
		if len(events) > store.MaxEvents*4 && len(text) < 8000 {
			t.Errorf("%d events in %d bytes", len(events), len(text))
		}
		if len(events) == 1 && events[0].Kind == counsel.EventAgain {
			return // not understood, or said
		}
		again := store.Heard([8]byte{}, store.Payload(node, events))
		if len(again) != len(events) {
			t.Fatalf("%d events, said again %d", len(events), len(again))
		}
		for i := range again {
			if again[i] != events[i] {
				t.Errorf("%+v, said again %+v", events[i], again[i])
			}
		}
	})
}
