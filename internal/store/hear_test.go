package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// event is what an open page learns.
type event struct {
	kind     counsel.EventKind
	case_    counsel.ID
	receiver counsel.ID
}

// hear collects what is told after each commit; what it gives compares what came since the last time, in any order.
func hear(w *testkit.World) func(t *testing.T, when string, want ...event) {
	var mu sync.Mutex
	var got []event
	w.Listen(func(events []counsel.Event) {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range events {
			if e.Kind != counsel.EventAgain { // a line to PostgreSQL that has just been laid
				got = append(got, event{e.Kind, e.Case, e.To})
			}
		}
	})
	return func(t *testing.T, when string, want ...event) {
		t.Helper()
		heard := func() []event {
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(got)
		}
		for end := time.Now().Add(10 * time.Second); len(heard()) < len(want) && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		all := heard()
		for _, e := range want {
			if !slices.Contains(all, e) {
				t.Errorf("%s: %+v was not told", when, e)
			}
		}
		if len(all) != len(want) {
			t.Errorf("%s: told %+v, want %+v", when, all, want)
		}
		mu.Lock()
		defer mu.Unlock()
		got = nil
	}
}
