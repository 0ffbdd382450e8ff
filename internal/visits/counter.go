package visits

import (
	"sync"
	"time"

	"siegel/internal/counsel"
)

// Bounds of a visit, and of how many are known at a time. Who comes when the table is full is not counted as a visit.
const (
	MaxVisits = 10_000
	silence   = 15 * time.Minute
	longest   = 4 * time.Hour
)

// Counter holds what has been counted since midnight, and the visits that go on. It may be used from any goroutine. A restart loses it.
type Counter struct {
	clock func() time.Time

	mu       sync.Mutex
	visits   map[ID]*visit
	agencies map[counsel.ID]*tally
	taken    time.Time // until when the days have gone to the database
}

// visit knows no session, no account and no sender.
type visit struct {
	agency      counsel.ID
	first, last time.Time
	pages       map[Page]bool
}

// tally is what one agency has so far.
type tally struct {
	zone  *time.Location
	cells map[Cell]*sum // counts of 0: the key
	there map[Cell]*sum // who was there in an hour: key of day and hour only
}

// sum is one number. Whom it came from is known while the hour lasts, and only until it is known that there were enough.
type sum struct {
	count, bytes int64
	senders      []Sender
	many         int
}

// New makes an empty counter.
func New(clock func() time.Time) *Counter {
	return &Counter{clock: clock, visits: map[ID]*visit{}, agencies: map[counsel.ID]*tally{}, taken: clock()}
}

// Count counts one answered request of an agency whose calendar is zone's.
func (c *Counter) Count(s *Seen, zone *time.Location, from Sender, status int, bytes int64) {
	if s == nil || s.agency == (counsel.ID{}) || s.file == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now, t := c.clock(), c.tally(s.agency, zone)
	at := t.hour(now)
	one(t.there, at).by(from)
	at.Kind, at.What, at.Outcome, at.Family = Access, s.file, Outcome(status), s.family
	access := one(t.cells, at)
	access.count++
	access.bytes += bytes
	access.by(from)
	if status < 400 {
		c.visit(s, now)
	}
}

func (c *Counter) tally(agency counsel.ID, zone *time.Location) *tally {
	t := c.agencies[agency]
	if t == nil {
		t = &tally{cells: map[Cell]*sum{}, there: map[Cell]*sum{}}
		c.agencies[agency] = t
	}
	t.zone = zone
	return t
}

func (t *tally) hour(at time.Time) Cell {
	wall := at.In(t.zone)
	return Cell{Day: time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC), From: wall.Hour(), Hours: 1}
}

func one(sums map[Cell]*sum, at Cell) *sum {
	s := sums[at]
	if s == nil {
		s = &sum{}
		sums[at] = s
	}
	return s
}

// by notes a sender, unless it is known or enough are. The scrubber's keys change within an hour, so one is known by either name.
func (s *sum) by(from Sender) {
	if s.many >= Fewest {
		return
	}
	for i, known := range s.senders {
		if known.Now == from.Now || known.Now == from.Before {
			s.senders[i] = from
			return
		}
	}
	s.senders = append(s.senders, from)
	if s.many = len(s.senders); s.many == Fewest {
		s.forget()
	}
}

func (s *sum) forget() {
	clear(s.senders)
	s.senders = nil
}

// visit begins, goes on with or ends a visit.
func (c *Counter) visit(s *Seen, now time.Time) {
	if s.visit == nil {
		return
	}
	v := c.visits[*s.visit]
	if v != nil && (v.agency != s.agency || v.over(now)) {
		c.end(*s.visit, v)
		v = nil
	}
	if v == nil {
		if s.leaves || len(c.visits) >= MaxVisits {
			return
		}
		v = &visit{agency: s.agency, first: now, pages: map[Page]bool{}}
		c.visits[*s.visit] = v
	}
	v.last = now
	if s.page != "" {
		v.pages[s.page] = true
	}
	if s.leaves {
		c.end(*s.visit, v)
	}
}

func (v *visit) over(now time.Time) bool {
	return now.Sub(v.last) >= silence || now.Sub(v.first) >= longest
}

// end counts a visit up, for the hour in which it began, and forgets it. One that began on a day that has been written counts from there on.
func (c *Counter) end(id ID, v *visit) {
	delete(c.visits, id)
	t := c.agencies[v.agency]
	if t == nil {
		return // the agency has stopped counting
	}
	began := v.first
	if began.Before(c.taken) {
		began = c.taken
	}
	at := t.hour(began)
	at.Kind, at.What = Length, lengthOf(v.last.Sub(v.first))
	one(t.cells, at).count++
	at.Kind = Shown
	for p := range v.pages {
		at.What = string(p)
		one(t.cells, at).count++
	}
}

// Sweep ends visits that have fallen silent, and forgets who was there in hours that are over. To be called at least every minute.
func (c *Counter) Sweep() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sweep(c.clock())
}

func (c *Counter) sweep(now time.Time) {
	for id, v := range c.visits {
		if v.over(now) {
			c.end(id, v)
		}
	}
	for _, t := range c.agencies {
		hour := t.hour(now)
		for _, sums := range []map[Cell]*sum{t.cells, t.there} {
			for at, s := range sums {
				if at.Day != hour.Day || at.From != hour.From {
					s.forget()
				}
			}
		}
	}
}

// Take gives the cells of all days that are over in their agency's calendar, folded, and forgets them.
func (c *Counter) Take() map[counsel.ID][]Cell {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock()
	c.sweep(now)
	c.taken = now
	out := map[counsel.ID][]Cell{}
	for agency, t := range c.agencies {
		if cells := fold(t.take(t.hour(now).Day)); len(cells) > 0 {
			out[agency] = cells
		}
	}
	return out
}

// take moves out what was counted before a day. How many senders a visit's cell had is not known; those of its hour are.
func (t *tally) take(today time.Time) (cells []raw) {
	for at, s := range t.cells {
		if !at.Day.Before(today) {
			continue
		}
		r := raw{Cell: at, bytes: s.bytes, senders: s.many}
		r.Count = s.count
		if at.Kind != Access {
			if there := t.there[Cell{Day: at.Day, From: at.From, Hours: 1}]; there != nil {
				r.senders = there.many
			}
		}
		cells = append(cells, r)
		delete(t.cells, at)
	}
	for at := range t.there {
		if at.Day.Before(today) {
			delete(t.there, at)
		}
	}
	return cells
}

// Drop forgets everything of an agency that no longer counts.
func (c *Counter) Drop(agency counsel.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.agencies, agency)
	for id, v := range c.visits {
		if v.agency == agency {
			delete(c.visits, id)
		}
	}
}
