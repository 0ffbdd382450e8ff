package jobs_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/jobs"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// An answer given during one run of the server goes out in the next one, at the start, once; and one that is not yet due at its second.
// Two nodes at it do not disturb each other.
func TestHeld(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		answer(t, w.Store, s.Lead, id, 1)
		if err := w.Store.Close(); err != nil {
			t.Fatal(err)
		}
		w.Clock.Pass(time.Minute)

		ctx, stop := context.WithCancel(t.Context())
		var nodes sync.WaitGroup
		var node *store.Store
		for range 2 {
			one, err := store.Open(ctx, store.Options{Database: w.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
			if err != nil {
				t.Fatal(err)
			}
			defer one.Close()
			nodes.Go(func() { jobs.Held(ctx, one, w.Clock.Now, slog.New(slog.DiscardHandler)) })
			node = one
		}
		until(t, func() bool { return out(t, node, seeker, id) == 2 })
		answer(t, node, s.Lead, id, 2)
		for range 2 { // the loop looks all the time
			time.Sleep(look)
			if n := out(t, node, seeker, id); n != 2 {
				t.Fatalf("%d messages during the hold", n)
			}
		}
		w.Clock.Pass(counsel.HoldFor + time.Second)
		until(t, func() bool { return out(t, node, seeker, id) == 3 })
		stop()
		nodes.Wait()
	})
}

// A database that is away is reported once, not every second, and without a word of what was asked.
func TestHeldWithoutDatabase(t *testing.T) {
	w := testkit.SQLite(t)
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var log bytes.Buffer
	var done sync.WaitGroup
	done.Go(func() { jobs.Held(ctx, w.Store, w.Clock.Now, slog.New(slog.NewTextHandler(&log, nil))) })
	time.Sleep(3 * look)
	stop()
	done.Wait()
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("%d lines: %s", n, log.String())
	}
}

const look = time.Second

func answer(t *testing.T, s *store.Store, by counsel.Actor, id counsel.ID, seq int64) {
	t.Helper()
	m := counsel.Message{ID: testkit.ID(), Case: id, Role: counsel.Counsellor, AuthorSeq: seq, Kind: counsel.KindMessage, Box: testkit.Letter()}
	if _, err := s.AddMessage(t.Context(), by, m); err != nil {
		t.Fatal(err)
	}
}

func out(t *testing.T, s *store.Store, by counsel.Actor, id counsel.ID) int {
	t.Helper()
	got, err := s.Messages(t.Context(), by, id, counsel.Before(0))
	if err != nil {
		t.Fatal(err)
	}
	return len(got.Messages)
}

// until waits for a state, generously.
func until(t *testing.T, is func() bool) {
	t.Helper()
	for range 600 {
		if is() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("it does not happen")
}
