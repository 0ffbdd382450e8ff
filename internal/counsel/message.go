package counsel

import (
	"math"
	"time"
)

// Kind tells a message from a note; they are stored apart and count apart.
type Kind string

// The kinds.
const (
	KindMessage Kind = "message"
	KindNote    Kind = "note"
)

// Message is a sealed text in a case, or a note. The server orders it and cannot read it.
type Message struct {
	ID        ID
	Case      ID
	Order     int64 // 1, 2, 3 per case and kind; 0 while it is held
	Time      time.Time
	Epoch     int64
	Author    ID
	Role      Role
	AuthorSeq int64 // 1, 2, 3 per author, case and kind
	PrevHash  [32]byte
	Kind      Kind
	Box       []byte
	Files     []ID      // the attachments that it announces, as it is sent; not read back with it
	HeldUntil time.Time // until then its author can take it back; zero once it is out
	Newest    int64     // order number of the case's newest message when it was written; 0 unless it is held
}

// Fits says whether the message is the author's next one in this epoch.
func (m Message) Fits(c Case, lastSeq int64) error {
	if m.Epoch != c.Epoch || m.AuthorSeq != lastSeq+1 {
		return Refuse(Sequence) // kill: S.Message.fits-sequence
	}
	return nil
}

// HoldFor is how long a staff message can be taken back (PROTOCOL 2.6).
const HoldFor = 10 * time.Second

// HeldFrom gives until when a message is held that comes now. The second is rounded up: nobody has less time than was said.
func HeldFrom(now time.Time) time.Time {
	return now.UTC().Add(HoldFor + time.Second - time.Nanosecond).Truncate(time.Second)
}

// IsDue says whether something held until a moment goes out now. One that would be held for longer than any message is has been stored under
// another clock: who has turned it back must not make people wait. A minute is for the clocks of several nodes, which are never quite the same.
func IsDue(heldUntil, now time.Time) bool {
	return !heldUntil.After(now) || heldUntil.Sub(now) > HoldFor+time.Minute
}

// IsHeld says whether a message waits before it goes out. Those of seekers do not, and nobody else reads notes.
func (m Message) IsHeld() bool { return m.Kind == KindMessage && m.Role != SeekerRole } // kill: S.Message.is-held

// MayGoOut says whether a held message still goes out: its author must be what she was when she wrote it. A person whom the agency has
// stopped meanwhile no longer speaks for it, and browsers would refuse her message (check E2).
func (m Message) MayGoOut(author Actor) bool { return author.Holds(m.Role) }

// WaitUntil refuses something before a moment.
func WaitUntil(t, now time.Time) error {
	return &Error{Code: Wait, Wait: max(1, int(math.Ceil(t.Sub(now).Seconds())))}
}

// Stretch is the part of a case that is asked for.
type Stretch struct {
	From  int64 // an order number
	Older bool  // the newest below From, 0 being the end; otherwise all above it
}

// After asks for what comes after an order number.
func After(n int64) Stretch { return Stretch{From: n} }

// Before asks for the newest before an order number; before 0: of all.
func Before(n int64) Stretch { return Stretch{From: n, Older: true} }

// MaxOlder is how many messages or notes one answer to Before holds.
const MaxOlder = 50

// Excerpt is a part of a case as one answer gives it, in order.
type Excerpt struct {
	Messages []Message
	Held     []Message // the reader's own that are not out yet; never of notes
	More     bool      // there are others in the direction that was asked for
}

// Enquiry is a first letter with everything that makes it a case; one request, one transaction.
type Enquiry struct {
	Case    ID
	Topic   string
	Lang    string
	CKID    ID
	Profile []byte
	Message Message
	Self    []byte
	Grants  []Grant
	Vault   Versioned
}

// Acceptance is what the taker's browser makes of an enquiry.
type Acceptance struct {
	Case   ID
	NKID   ID
	Self   []byte
	Grants []Grant
}
