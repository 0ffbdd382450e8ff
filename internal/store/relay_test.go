package store_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// secondNode opens the database of a world once more, as another process would.
func secondNode(t testing.TB, w *testkit.World) *store.Store {
	t.Helper()
	s, err := reopen(w, store.Options{Keys: w.Keys})
	no(t, err)
	t.Cleanup(func() { no(t, s.Close()) })
	return s
}

// connected waits until a node listens: it says `again` to its own pages then.
func connected(t testing.TB, s *store.Store) *ears {
	t.Helper()
	e := newEars()
	s.Listen(e.hear)
	e.await(t, counsel.Event{Kind: counsel.EventAgain})
	return e
}

func say(t testing.TB, s *store.Store, events ...counsel.Event) {
	t.Helper()
	no(t, s.Write(ctx, func(tx *store.Tx) error {
		for _, e := range events {
			tx.Tell(e)
		}
		return nil
	}))
}

// Two nodes on one PostgreSQL hear each other, and each event once.
func TestEventsReachOtherNodes(t *testing.T) {
	w := testkit.Postgres(t)
	other := secondNode(t, w)
	here, there := connected(t, w.Store), connected(t, other)
	var said []counsel.Event
	for range 500 { // more than a payload holds
		said = append(said, counsel.Event{Kind: counsel.EventOut, Agency: testkit.ID(), Case: testkit.ID(), To: testkit.ID(), Session: testkit.ID()})
	}
	last := eventOf(counsel.EventPool)
	say(t, w.Store, append(slices.Clone(said), last)...)
	there.await(t, last)
	back := eventOf(counsel.EventDirectory)
	say(t, other, back)
	here.await(t, back)
	for _, e := range append(said, last, back) {
		if h, o := here.heard()[e], there.heard()[e]; h != 1 || o != 1 {
			t.Fatalf("%s was heard %d times here and %d times there", e.Kind, h, o)
		}
	}
}

// A node that says something and ends at once, like a command of the operator, is heard.
func TestLastWords(t *testing.T) {
	w := testkit.Postgres(t)
	there := connected(t, w.Store)
	command, err := reopen(w, store.Options{Keys: w.Keys})
	no(t, err)
	e := eventOf(counsel.EventOut)
	say(t, command, e)
	no(t, command.Close())
	there.await(t, e)
}

// A node whose connections break says `again` to its own pages, because nobody knows what it has missed, and hears and is heard afterwards.
func TestLostListener(t *testing.T) {
	w := testkit.Postgres(t)
	other := secondNode(t, w)
	here, there := connected(t, w.Store), connected(t, other)
	first := eventOf(counsel.EventCase)
	say(t, w.Store, first)
	there.await(t, first)
	writers, _ := w.Pools()
	var broken int
	no(t, writers.QueryRow(`SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE application_name = 'siegel events' AND datname = current_database()) AS gone`).Scan(&broken))
	if broken != 3 { // two that listen, one that has spoken
		t.Errorf("%d connections for events", broken)
	}
	second := eventOf(counsel.EventCase)
	say(t, w.Store, second)
	again := counsel.Event{Kind: counsel.EventAgain}
	for _, e := range []*ears{here, there} {
		for e.heard()[again] < 2 {
			<-e.more
		}
	}
	third := eventOf(counsel.EventCase)
	say(t, w.Store, third)
	there.await(t, third)
	back := eventOf(counsel.EventCase)
	say(t, other, back)
	here.await(t, back)
}

// anyEvent has some ids and lacks others.
func anyEvent(kinds []counsel.EventKind) counsel.Event {
	id := func() counsel.ID {
		if rand.N(2) == 0 {
			return counsel.ID{}
		}
		return testkit.ID()
	}
	return counsel.Event{Kind: kinds[rand.N(len(kinds))], Agency: id(), Case: id(), To: id(), Session: id()}
}

// Whatever is said in a payload is heard, by others only, and no payload is too long for NOTIFY.
func TestPayload(t *testing.T) {
	kinds := []counsel.EventKind{counsel.EventAgain, counsel.EventCase, counsel.EventPool, counsel.EventDirectory, counsel.EventOut}
	for n := range 10 * store.MaxEvents {
		events := []counsel.Event{}
		for range n % (store.MaxEvents + 1) {
			events = append(events, anyEvent(kinds))
		}
		text := store.Payload([8]byte{1}, events)
		if got := store.Heard([8]byte{2}, text); !slices.Equal(got, events) {
			t.Fatalf("heard %v, said %v", got, events)
		}
		if got := store.Heard([8]byte{1}, text); got != nil {
			t.Fatalf("heard itself: %v", got)
		}
	}
	full := counsel.Event{Kind: counsel.EventOut, Agency: testkit.ID(), Case: testkit.ID(), To: testkit.ID(), Session: testkit.ID()}
	if n := len(store.Payload([8]byte{1}, slices.Repeat([]counsel.Event{full}, store.MaxEvents))); n >= 8000 {
		t.Errorf("a full payload has %d bytes", n)
	}
}

// What a node does not understand, of a newer release or of a stranger on the channel, makes its pages fetch anew.
func TestForeignPayload(t *testing.T) {
	good := store.Payload([8]byte{1}, []counsel.Event{eventOf(counsel.EventCase)})
	if len(store.Heard([8]byte{2}, good)) != 1 {
		t.Fatal("the control is not understood")
	}
	for what, text := range map[string]string{
		"nothing": "", "no base64": "ä", "too short": "AAAA", "cut off": good[:len(good)-4], "an unknown kind": good[:11] + "_" + good[12:],
	} {
		if got := store.Heard([8]byte{2}, text); !slices.Equal(got, []counsel.Event{{Kind: counsel.EventAgain}}) {
			t.Errorf("%s: %v", what, got)
		}
	}
}
