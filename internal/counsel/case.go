package counsel

import "time"

// CaseState is where a case stands.
type CaseState string

// The states of a case.
const (
	Open      CaseState = "open"   // an enquiry in the pool
	TakenOver CaseState = "taken"  // a counsellor has it
	AtRest    CaseState = "rest"   // quiet; writing wakes it
	Closed    CaseState = "closed" // the retention period runs
	Sealed    CaseState = "sealed" // only the archive opens it
)

// ConfirmWithin is how long the taker's browser has to show that its stored copy of the key opens (PROTOCOL 2.8.10, 4).
const ConfirmWithin = 2 * time.Minute

// MaxOpenEnquiries is how many enquiries of one account may wait in the pool (PROTOCOL 2.13).
const MaxOpenEnquiries = 3

// Case is what the server knows of an enquiry or case. Profile and Self are sealed.
type Case struct {
	ID         ID
	State      CaseState // as stored; ask At for the state that holds
	Topic      string
	Lang       string
	Epoch      int64
	CKID       ID
	NKID       ID   // zero until somebody has taken it
	PutBack    bool // taken before, and in the pool again: NKID stays
	Created    time.Time
	ConfirmDue time.Time // zero: confirmed, or not taken
	LastOrder  int64
	LastNote   int64
	LastTime   time.Time
	LastRole   Role
	PromisedAt time.Time // by when the oldest unanswered letter was promised an answer; zero: nothing is open or promised
	LateAt     time.Time // the new moment, once PromisedAt has passed
	Marks      []Mark
	Closed     time.Time // the day

	SealedUntil time.Time // the last day, once it is sealed
	LockedUntil time.Time // an erase order waits until then; zero: none

	Seeker     ID
	Counsellor ID
	Shared     Share      // with another account of the person who writes
	Back       []BackLink // of every epoch from 1 on
	Profile    Versioned
	Self       []byte // the caller's own copy of the key; nil if there is none
}

// Versioned is a sealed box that replaces its predecessor only one version at a time.
type Versioned struct {
	Version int64
	Box     []byte
}

// At gives the case as it stands at a moment: an acceptance that was not confirmed in time is back in the pool.
func (c Case) At(now time.Time) Case {
	if c.lapsed(now) {
		c.State, c.Counsellor, c.ConfirmDue = Open, ID{}, time.Time{}
		if !c.PutBack { // that key was the lapsed taker's, and nobody has used it
			c.NKID = ID{}
		}
	}
	return c
}

func (c Case) lapsed(now time.Time) bool {
	return c.State == TakenOver && !c.ConfirmDue.IsZero() && (!now.Before(c.ConfirmDue) || c.ConfirmDue.After(LatestConfirm(now))) // kill: S.Case.lapsed
}

// LatestConfirm is the latest moment until which an acceptance can wait for its confirmation now. One that would wait for longer was stored under another
// clock; the minute is for nodes whose clocks differ (see IsDue).
func LatestConfirm(now time.Time) time.Time { return now.Add(ConfirmWithin + time.Minute) }

// For gives the case as the actor may see it. What a stranger asks for does not exist. Call it on At.
func (c Case) For(a Actor) (Case, error) {
	switch {
	case c.State == Sealed: // only the archive opens it
		return Case{}, Refuse(NotFound) // kill: S.Case.for-sealed
	case a.State != Active:
		return Case{}, Refuse(NotFound) // kill: S.Case.for-inactive
	case a.Realm == Seekers && c.Seeker == a.UID:
		return c.asSeeker().withheld(), nil
	case a.Realm == Seekers && !c.Shared.Own.IsZero() && c.LockedUntil.IsZero(): // to read, and no more
		return c.asSeeker(), nil
	case a.Holds(Counsellor) && c.State != Open && c.Counsellor == a.UID:
		return c.withheld(), nil
	}
	return Case{}, Refuse(NotFound) // kill: S.Case.for-stranger
}

// asSeeker gives a case without what a seeker learns nothing of: notes, what staff think is urgent, and that they have laid it aside.
func (c Case) asSeeker() Case {
	c.NKID, c.Marks = ID{}, nil
	if c.State == AtRest {
		c.State = TakenOver
	}
	return c
}

// withheld gives a locked case without the copy of its key: until the erase order is answered or has run, nobody reads.
func (c Case) withheld() Case {
	if !c.LockedUntil.IsZero() {
		c.Self = nil
	}
	return c
}

// MayWrite allows a message to the seeker, always, and to the confirmed counsellor unless it is closed, in a role the actor has. Call it on At.
func (c Case) MayWrite(a Actor, as Role) error {
	if _, err := c.For(a); err != nil { // kill: S.Case.may-write-asks-for
		return err
	}
	if err := c.Unlocked(); err != nil { // kill: S.Case.may-write-asks-unlocked
		return err
	}
	if a.Realm == Staff && (c.State == Closed || !c.ConfirmDue.IsZero()) { // a seeker's message reopens
		return Refuse(Conflict) // kill: S.Case.may-write-conflict
	}
	if a.Realm == Seekers && as == SeekerRole && !c.Borrowed(a) || a.Realm == Staff && a.Holds(as) {
		return nil
	}
	return Refuse(Refused) // kill: S.Case.may-write-refused
}

// MayNote allows a note to the confirmed counsellor.
func (c Case) MayNote(a Actor, as Role) error {
	if err := c.MayReadNotes(a); err != nil { // kill: S.Case.may-note-asks-may-read-notes
		return err
	}
	return c.MayWrite(a, as) // kill: S.Case.may-note-asks-may-write
}

// MayReadNotes allows staff only.
func (c Case) MayReadNotes(a Actor) error {
	if _, err := c.For(a); err != nil { // kill: S.Case.may-read-notes-asks-for
		return err
	}
	if a.Realm == Seekers {
		return Refuse(Refused) // kill: S.Case.may-read-notes-refused
	}
	return c.Unlocked() // kill: S.Case.may-read-notes-asks-unlocked
}

// MayChangeProfile allows the seeker, and nobody else: staff pin its keys.
func (c Case) MayChangeProfile(a Actor) error {
	if _, err := c.For(a); err != nil { // kill: S.Case.may-change-profile-asks-for
		return err
	}
	if a.Realm != Seekers || c.Borrowed(a) {
		return Refuse(Refused) // kill: S.Case.may-change-profile-refused
	}
	return c.Unlocked() // kill: S.Case.may-change-profile-asks-unlocked
}

// InPool says whether intake may open it, or who has it. Call it on At.
func (c Case) InPool() error {
	if c.State != Open {
		return TakenBy(c.Counsellor) // kill: S.Case.in-pool-taken
	}
	return c.Unlocked() // kill: S.Case.in-pool-asks-unlocked
}

// MayGrantAnew allows a lead to grant a case again that lies in the pool because somebody put it back. Call it on At. Errors: refused, taken, conflict.
func (c Case) MayGrantAnew(a Actor) error {
	if err := a.need(Lead); err != nil { // kill: S.Case.may-grant-anew-lead
		return err
	}
	if err := c.InPool(); err != nil { // kill: S.Case.may-grant-anew-asks-in-pool
		return err
	}
	if !c.PutBack { // an enquiry is granted by its seeker: that holds
		return Refuse(Conflict) // kill: S.Case.may-grant-anew-conflict
	}
	return nil
}

// MayTake allows an acceptance of an enquiry in the pool. One that was put back keeps its key for notes. Call it on At. Errors: taken, bad_request.
func (c Case) MayTake(acc Acceptance) error {
	if err := c.InPool(); err != nil { // kill: S.Case.may-take-asks-in-pool
		return err
	}
	if c.PutBack && acc.NKID != c.NKID {
		return RefuseField(BadRequest, "nk_id") // kill: S.Case.may-take-nk-id
	}
	return nil
}

// MayConfirm allows the taker to confirm; done says that it has been. Call it on At. Errors: conflict (too late), taken.
func (c Case) MayConfirm(a Actor) (done bool, err error) {
	switch {
	case c.State == Open:
		return false, Refuse(Conflict) // kill: S.Case.may-confirm-conflict
	case c.Counsellor != a.UID:
		return false, TakenBy(c.Counsellor) // kill: S.Case.may-confirm-taken
	}
	return c.ConfirmDue.IsZero(), nil
}

// MoreEnquiries allows one more enquiry beside a seeker's cases. Call it on cases after At.
func MoreEnquiries(cases []Case) error {
	open := 0
	for _, c := range cases {
		if c.State == Open {
			open++
		}
	}
	if open >= MaxOpenEnquiries {
		return RefuseField(Conflict, "case") // kill: S.Case.more-enquiries
	}
	return nil
}
