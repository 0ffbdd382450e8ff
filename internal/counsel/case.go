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
	NKID       ID // zero until somebody has taken it
	Created    time.Time
	ConfirmDue time.Time // zero: confirmed, or not taken
	LastOrder  int64
	LastNote   int64
	LastTime   time.Time
	LastRole   Role
	Seeker     ID
	Counsellor ID
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
		c.State, c.Counsellor, c.NKID, c.ConfirmDue = Open, ID{}, ID{}, time.Time{}
	}
	return c
}

func (c Case) lapsed(now time.Time) bool {
	return c.State == TakenOver && !c.ConfirmDue.IsZero() && !now.Before(c.ConfirmDue)
}

// For gives the case as the actor may see it. What a stranger asks for does not exist. Call it on At.
func (c Case) For(a Actor) (Case, error) {
	switch {
	case a.State != Active:
		return Case{}, Refuse(NotFound)
	case a.Realm == Seekers && c.Seeker == a.UID:
		c.NKID = ID{} // a seeker learns nothing about notes
		return c, nil
	case a.Holds(Counsellor) && c.State != Open && c.Counsellor == a.UID:
		return c, nil
	}
	return Case{}, Refuse(NotFound)
}

// MayWrite allows a message to the seeker and to the confirmed counsellor, in a role the actor has. Call it on At.
func (c Case) MayWrite(a Actor, as Role) error {
	if _, err := c.For(a); err != nil {
		return err
	}
	if c.State == Closed || a.Realm == Staff && !c.ConfirmDue.IsZero() {
		return Refuse(Conflict)
	}
	if a.Realm == Seekers && as == SeekerRole || a.Realm == Staff && a.Holds(as) {
		return nil
	}
	return Refuse(Refused)
}

// MayNote allows a note to the confirmed counsellor.
func (c Case) MayNote(a Actor, as Role) error {
	if err := c.MayReadNotes(a); err != nil {
		return err
	}
	return c.MayWrite(a, as)
}

// MayReadNotes allows staff only.
func (c Case) MayReadNotes(a Actor) error {
	if _, err := c.For(a); err != nil {
		return err
	}
	if a.Realm == Seekers {
		return Refuse(Refused)
	}
	return nil
}

// MayChangeProfile allows the seeker, and nobody else: staff pin its keys.
func (c Case) MayChangeProfile(a Actor) error {
	if _, err := c.For(a); err != nil {
		return err
	}
	if a.Realm != Seekers {
		return Refuse(Refused)
	}
	return nil
}

// InPool says whether intake may open it, or who has it. Call it on At.
func (c Case) InPool() error {
	if c.State != Open {
		return TakenBy(c.Counsellor)
	}
	return nil
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
		return RefuseField(Conflict, "case")
	}
	return nil
}
