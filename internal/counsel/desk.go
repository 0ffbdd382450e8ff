package counsel

import (
	"slices"
	"strings"
	"time"
)

// Mark is a word that staff put on a case for its order at the desk.
type Mark string

// Acute asks for an answer before others.
const Acute Mark = "acute"

// FitMarks checks marks: of the list, each once.
func FitMarks(marks []Mark) error {
	if len(marks) > 1 || len(marks) == 1 && marks[0] != Acute {
		return RefuseField(BadRequest, "marks") // kill: S.Desk.fit-marks
	}
	return nil
}

// MarkList writes marks as one text, for a row.
func MarkList(marks []Mark) string {
	words := make([]string, len(marks))
	for i, m := range marks {
		words[i] = string(m)
	}
	return strings.Join(words, " ")
}

// ParseMarks reads what MarkList wrote.
func ParseMarks(s string) (marks []Mark) {
	for _, w := range strings.Fields(s) {
		marks = append(marks, Mark(w))
	}
	return marks
}

// How much one answer about cases may hold.
const (
	MaxPool     = 1000 // of the pool, those due first
	ClosedPage  = 50
	MaxNamed    = 50 // cases whose names are opened at once
	MaxPromises = 200
)

// Row is a case in a list: nothing sealed in it.
type Row struct {
	ID         ID
	State      CaseState
	Topic      string
	Lang       string
	Created    time.Time
	LastOrder  int64
	LastTime   time.Time
	LastRole   Role
	PromisedAt time.Time
	LateAt     time.Time
	Marks      []Mark
	Counsellor ID
	ConfirmDue time.Time // zero: confirmed, or not taken
}

// At is Case.At for a row: what was not confirmed in time is back in the pool.
func (r Row) At(now time.Time) Row {
	c := Case{State: r.State, ConfirmDue: r.ConfirmDue}
	if c.lapsed(now) {
		r.State, r.Counsellor = Open, ID{}
	}
	return r
}

// Load is how much one person has: how many cases that are not closed, how many of them wait for an answer, are overdue, are at rest.
type Load struct {
	UID                           ID
	Cases, Waiting, Overdue, Rest int
}

// Overview is what the lead sees of the work: numbers and dates, no content.
type Overview struct {
	People []Load
	Pool   Load // no UID
	Rows   []Row
}

// MayUseDesk allows the desk to active staff.
func (a Actor) MayUseDesk() error {
	if a.Realm == Staff && a.State == Active {
		return nil
	}
	return Refuse(Refused) // kill: S.Desk.may-use-desk-refused
}

// MayOversee allows the overview to a lead.
func (a Actor) MayOversee() error { return a.need(Lead) } // kill: S.Desk.may-oversee-asks-need

// MayListOwn allows the list of one's own letters to a seeker.
func (a Actor) MayListOwn() error { return a.MayAsk() } // kill: S.Desk.may-list-own-asks-may-ask

// MayKeep allows its counsellor to put a case back, to let it rest, to close it, to mark it. Call it on At. Errors: not_found, refused, conflict
// (the acceptance is not confirmed).
func (c Case) MayKeep(a Actor) error {
	if _, err := c.For(a); err != nil { // kill: S.Desk.may-keep-asks-for
		return err
	}
	if a.Realm != Staff {
		return Refuse(Refused) // kill: S.Desk.may-keep-refused
	}
	if !c.ConfirmDue.IsZero() {
		return Refuse(Conflict) // kill: S.Desk.may-keep-conflict
	}
	return c.Unlocked() // kill: S.Desk.may-keep-asks-unlocked
}

// MayPutBack allows a case that is not closed to go back into the pool.
func (c Case) MayPutBack(a Actor) error {
	if err := c.MayKeep(a); err != nil { // kill: S.Desk.may-put-back-asks-may-keep
		return err
	}
	if c.State == Closed {
		return Refuse(Conflict) // kill: S.Desk.may-put-back-conflict
	}
	return nil
}

// kept are the states between which its counsellor moves a case.
var kept = []CaseState{TakenOver, AtRest, Closed}

// Move is a change of state.
type Move struct {
	From, To CaseState
	Seen     int64 // the newest order number that the page shows
}

// Fit checks the words. Errors: bad_request.
func (m Move) Fit() error {
	if !slices.Contains(kept, m.From) {
		return RefuseField(BadRequest, "from") // kill: S.Desk.fit-from
	}
	if !slices.Contains(kept, m.To) {
		return RefuseField(BadRequest, "to") // kill: S.Desk.fit-to
	}
	return nil
}

// MayMove allows a move from the state in which the case is, by whoever has seen its newest message. done: it is there already.
func (c Case) MayMove(a Actor, m Move) (done bool, err error) {
	if err := c.MayKeep(a); err != nil { // kill: S.Desk.may-move-asks-may-keep
		return false, err
	}
	if c.State == m.To {
		return true, nil
	}
	if c.State != m.From || c.LastOrder > m.Seen {
		return false, Refuse(Conflict) // kill: S.Desk.may-move-conflict
	}
	return false, nil
}
