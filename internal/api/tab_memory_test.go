package api

import (
	"context"
	"testing"

	"siegel/internal/counsel"
)

func idOf(n int) (id counsel.ID) {
	for i := range 4 {
		id[i] = byte(n >> (8 * i))
	}
	id[15] = 1
	return id
}

// The memory of tabs is bounded. Who is the first to come goes first, and nobody else.
func TestTabsAreBounded(t *testing.T) {
	tabs := NewTabs(nil, func(context.Context, counsel.ID) (map[counsel.ID]counsel.Actor, error) { return nil, nil })
	for n := range maxTabs + 10 {
		tabs.put(tab{session: idOf(n), id: idOf(n)})
	}
	if n := tabs.Count(); n != maxTabs || len(tabs.of) != maxTabs {
		t.Errorf("%d tabs of %d sessions", n, len(tabs.of))
	}
	for n, there := range map[int]bool{0: false, 9: false, 10: true, maxTabs + 9: true} {
		if _, _, ok := tabs.take(idOf(n), idOf(n)); ok != there {
			t.Errorf("tab %d is there: %v", n, ok)
		}
	}
}
