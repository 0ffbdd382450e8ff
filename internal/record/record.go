// Package record is the access record (PRODUCT S11): one row for each access to an agency's pages, with the fields that privacy notices name and no others.
// Rows wait in memory until several senders have been there, and go into a file in an order that says nothing: the fewer people, the coarser the time.
package record

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Row is one access. There is no place in it for an address, an agency, a session or an id.
type Row struct {
	File    string // pattern of the address, never the address itself
	KiB     int64  // how much was sent, rounded up: the exact length of a list would tell whose it is
	Outcome string // ok, refused, failed
	Browser string // family only
}

// Sender stands for where an access came from, in this hour and the one before (internal/site). It is compared while a span lasts, and never written.
type Sender struct{ Now, Before [16]byte }

// Span is the time that all its rows are given: a quarter of an hour, more where fewer than Fewest senders were there, and at most a day (UTC).
type Span struct {
	From, Until time.Time
	Rows        []Row
}

// Bounds.
const (
	Quarter = 15 * time.Minute // as exact as any other time that the server keeps
	Fewest  = 3                // senders of a span
	MaxRows = 50_000           // that wait at a time; what comes then is not recorded
)

// Record holds the rows that wait. It may be used from any goroutine. Nil records nothing. A crash loses what waits.
type Record struct {
	clock func() time.Time

	mu      sync.Mutex
	now     Span
	hour    time.Time // whose senders are known
	senders []Sender
	company bool // there were enough, in one hour of the span
	due     []Span
	waiting int // rows in now and due
}

// New makes a record in which nothing waits.
func New(clock func() time.Time) *Record { return &Record{clock: clock} }

// Add notes an access.
func (r *Record) Add(row Row, from Sender) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(r.clock())
	if r.waiting >= MaxRows {
		return
	}
	r.now.Rows = append(r.now.Rows, row)
	r.waiting++
	r.by(from)
}

// by notes a sender, unless it is known or there are enough. The keys behind it change within an hour, so one is known by either name.
func (r *Record) by(from Sender) {
	if r.company {
		return
	}
	for i, known := range r.senders {
		if known.Now == from.Now || known.Now == from.Before {
			r.senders[i] = from
			return
		}
	}
	r.senders = append(r.senders, from)
	if r.company = len(r.senders) >= Fewest; r.company {
		r.forget()
	}
}

// forget wipes the senders: nobody is known longer than an hour, and nobody who comes again in the next one makes company for herself.
func (r *Record) forget() {
	clear(r.senders)
	r.senders = nil
}

// turn ends a span whose quarter is over if enough senders were there. Otherwise it grows by the next quarter, until the day is over.
func (r *Record) turn(now time.Time) {
	now = now.UTC()
	at := now.Truncate(Quarter)
	if hour := now.Truncate(time.Hour); hour != r.hour {
		r.hour = hour
		r.forget()
	}
	if midnight(r.now.From) != midnight(at) || r.company && !at.Before(r.now.Until) {
		r.end()
	}
	if len(r.now.Rows) == 0 {
		r.now = Span{From: at, Until: at.Add(Quarter)}
	}
	if at.Before(r.now.From) { // the clock was put back
		r.now.From = at
	}
	if until := at.Add(Quarter); until.After(r.now.Until) {
		r.now.Until = until
	}
}

func midnight(at time.Time) time.Time { return at.Truncate(24 * time.Hour) }

// end hands the span on, its rows in an order that nobody knows. Where too few were there, nothing but the day is said: a lone access could otherwise
// be laid beside a letter.
func (r *Record) end() {
	if !r.company {
		r.now.From = midnight(r.now.From)
		r.now.Until = r.now.From.AddDate(0, 0, 1)
	}
	if rows := r.now.Rows; len(rows) > 0 {
		rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		r.due = append(r.due, r.now)
	}
	r.now, r.company = Span{}, false
	r.forget()
}

// Take gives the spans that are over, and forgets them. last: the server ends, so that the present one is over as well.
func (r *Record) Take(last bool) []Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(r.clock())
	if last {
		r.end()
	}
	due := r.due
	r.due, r.waiting = nil, len(r.now.Rows)
	return due
}
