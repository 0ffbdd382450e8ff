package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// ears keeps what was heard.
type ears struct {
	mu     sync.Mutex
	events []counsel.Event
	more   chan struct{}
}

func newEars() *ears { return &ears{more: make(chan struct{}, 1)} }

func (e *ears) hear(events []counsel.Event) {
	e.mu.Lock()
	e.events = append(e.events, events...)
	e.mu.Unlock()
	select {
	case e.more <- struct{}{}:
	default:
	}
}

// heard gives how often each event was heard so far.
func (e *ears) heard() map[counsel.Event]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := map[counsel.Event]int{}
	for _, v := range e.events {
		n[v]++
	}
	return n
}

// await waits until an event has been heard.
func (e *ears) await(t testing.TB, want counsel.Event) {
	t.Helper()
	end := time.After(30 * time.Second)
	for e.heard()[want] == 0 {
		select {
		case <-e.more:
		case <-end:
			t.Fatalf("%s was not heard", want.Kind)
		}
	}
}

func eventOf(kind counsel.EventKind) counsel.Event {
	return counsel.Event{Kind: kind, Agency: testkit.ID(), Case: testkit.ID(), To: testkit.ID()}
}

// What a writer tells is heard once it is on the disk, and nothing is heard of a job that failed in a group of others.
func TestToldAfterCommit(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		said := make([]counsel.Event, 32)
		for i := range said {
			said[i] = eventOf(counsel.EventCase)
		}
		early := 0
		e := newEars()
		w.Listen(func(events []counsel.Event) {
			for _, v := range events {
				if i := slices.Index(said, v); i >= 0 && !exists(w, i) {
					early++
				}
			}
			e.hear(events)
		})
		crowd(w, len(said), func(i int, tx *store.Tx) error {
			tx.Tell(said[i])
			if err := tx.Exec(insertKey, fmt.Sprint("key ", i), []byte{1}); err != nil {
				return err
			}
			if i%4 == 1 {
				return errors.New("broken")
			}
			return nil
		})
		for i, v := range said {
			if got, want := e.heard()[v], map[bool]int{true: 0, false: 1}[i%4 == 1]; got != want {
				t.Errorf("event %d was heard %d times, want %d", i, got, want)
			}
		}
		if early > 0 {
			t.Errorf("%d events were heard before others could read what they speak of", early)
		}
	})
}

func exists(w *testkit.World, i int) (yes bool) {
	_ = w.Read(ctx, func(tx *store.Tx) (err error) {
		var n int
		yes, err = tx.Get(`SELECT 1 FROM server_keys WHERE name = $1`, []any{fmt.Sprint("key ", i)}, &n)
		return err
	})
	return yes
}
