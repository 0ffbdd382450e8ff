package api

import (
	linked "container/list" // there is a list() in this package
	"context"
	"slices"
	"sync"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/live"
)

// Tabs keeps in memory what open pages leave for their own reload (PROTOCOL 2.9.3), sealed under keys that only they have. Nothing of it ever
// reaches a disk, and it goes with its session, however that ends.
type Tabs struct {
	clock    func() time.Time
	watchers live.Watchers

	mu    sync.Mutex
	of    map[counsel.ID][]*linked.Element // by session, oldest first
	all   *linked.List                     // of tab, oldest first
	made  int64                            // tabs so far
	armed bool                             // a sweep will come
}

// tab is what one page has left.
type tab struct {
	agency, uid, session, id counsel.ID
	box, where               []byte
	until                    time.Time // zero: as long as the session
	number                   int64
}

const (
	tabsOfSession = 4
	maxTabs       = 50_000           // of some 1.5 KiB. Beyond it the oldest go, and their pages ask for the password
	leavingLife   = 60 * time.Second // after a page has said that it goes
	sweepEvery    = time.Minute
)

// NewTabs needs a clock, nil being time.Now, and who is signed in. Let Hear hear the store's events.
func NewTabs(clock func() time.Time, watchers live.Watchers) *Tabs {
	if clock == nil {
		clock = time.Now
	}
	return &Tabs{clock: clock, watchers: watchers, of: map[counsel.ID][]*linked.Element{}, all: linked.New()}
}

// put keeps a tab. One of the same id is replaced; a fifth of a session drops its oldest.
func (t *Tabs) put(one tab) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.find(one.session, one.id); e != nil {
		t.drop(e)
	}
	if mine := t.of[one.session]; len(mine) == tabsOfSession {
		t.drop(mine[0])
	}
	if t.all.Len() >= maxTabs {
		t.drop(t.all.Front())
	}
	t.made++
	one.number = t.made
	t.of[one.session] = append(t.of[one.session], t.all.PushBack(&one))
	t.arm()
}

// take gives a tab and forgets it. One whose page left too long ago is not there.
func (t *Tabs) take(session, id counsel.ID) (box, where []byte, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.find(session, id)
	if e == nil {
		return nil, nil, false
	}
	t.drop(e)
	one := of(e)
	return one.box, one.where, !one.over(t.clock())
}

// forget drops a tab.
func (t *Tabs) forget(session, id counsel.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.find(session, id); e != nil {
		t.drop(e)
	}
}

// leave says that the page of a tab goes. It can shorten the tab's life and never lengthen it.
func (t *Tabs) leave(session, id counsel.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.find(session, id); e != nil && of(e).until.IsZero() {
		of(e).until = t.clock().Add(leavingLife)
	}
}

// Hear drops the tabs of sessions that have ended.
func (t *Tabs) Hear(events []counsel.Event) {
	for _, e := range events {
		if e.Kind == counsel.EventOut {
			t.dropIf(func(one *tab) bool {
				return one.agency == e.Agency && (one.session == e.Session || e.Session == (counsel.ID{}) && one.uid == e.To)
			}, e.Session)
		}
	}
}

// end drops all tabs of a session that goes on under other keys or another password.
func (t *Tabs) end(session counsel.ID) {
	t.dropIf(func(*tab) bool { return true }, session)
}

// dropIf drops tabs: of one session, or of all if it is zero.
func (t *Tabs) dropIf(ends func(*tab) bool, session counsel.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if session != (counsel.ID{}) {
		for _, e := range slices.Clone(t.of[session]) {
			if ends(of(e)) {
				t.drop(e)
			}
		}
		return
	}
	for e := t.all.Front(); e != nil; {
		next := e.Next()
		if ends(of(e)) {
			t.drop(e)
		}
		e = next
	}
}

func (t *Tabs) find(session, id counsel.ID) *linked.Element {
	for _, e := range t.of[session] {
		if of(e).id == id {
			return e
		}
	}
	return nil
}

func (t *Tabs) drop(e *linked.Element) {
	session := of(e).session
	t.all.Remove(e)
	if t.of[session] = slices.DeleteFunc(t.of[session], func(other *linked.Element) bool { return other == e }); len(t.of[session]) == 0 {
		delete(t.of, session)
	}
}

func of(e *linked.Element) *tab { return e.Value.(*tab) }

func (one *tab) over(now time.Time) bool { return !one.until.IsZero() && !now.Before(one.until) }

// arm lets a sweep come while there is something to sweep.
func (t *Tabs) arm() {
	if !t.armed && t.all.Len() > 0 {
		t.armed = true
		time.AfterFunc(sweepEvery, t.sweep)
	}
}

// sweep frees what nobody can fetch any more: pages that left, and sessions that ended without an event, by time or by another process.
func (t *Tabs) sweep() {
	now, last, agencies := t.clock(), t.last(), map[counsel.ID]bool{}
	t.dropIf(func(one *tab) bool {
		agencies[one.agency] = true
		return one.over(now)
	}, counsel.ID{})
	for agency := range agencies {
		signedIn, err := t.watchers(context.Background(), agency)
		if err != nil {
			continue // the next sweep asks again; without the database nobody can fetch anything
		}
		t.dropIf(func(one *tab) bool {
			_, lives := signedIn[one.session]
			return one.agency == agency && !lives && one.number <= last // a newer one may be of a session that began meanwhile
		}, counsel.ID{})
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.armed = false
	t.arm()
}

func (t *Tabs) last() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.made
}
