package counsel

import "time"

// Ending is what a deletion makes of one case.
type Ending struct {
	Case     ID
	Taken    bool // somebody has counselled in it
	Messages int64
	Files    int64
	Until    time.Time // the last day that it stays, sealed; zero: it is deleted
}

// Erasure is what deleting an account would do now, or has done.
type Erasure struct {
	Policy       Policy
	Manifest     [32]byte // of the newest manifest's payload: the policy that the person is shown
	At           time.Time
	Cases        []Ending
	Drafts       int64
	BackupsUntil time.Time
}

// Staying are the cases that stay sealed.
func (e Erasure) Staying() (ids []ID) {
	for _, n := range e.Cases {
		if !n.Until.IsZero() {
			ids = append(ids, n.Case)
		}
	}
	return ids
}

// BackupDays is how long keys stay in backups (PROTOCOL 2.11).
const BackupDays = 7

// BackupsUntil is the day from whose end on no backup can bring back what is deleted now.
func BackupsUntil(now time.Time) time.Time { return Day(now).AddDate(0, 0, BackupDays) }

// Total counts what is deleted: cases, messages, files of those that do not stay.
func (e Erasure) Total() (cases, messages, files int64) {
	for _, c := range e.Cases {
		if c.Until.IsZero() {
			cases, messages, files = cases+1, messages+c.Messages, files+c.Files
		}
	}
	return cases, messages, files
}

// MayErase allows the deletion of the own account to a seeker. Staff leave by the next manifest.
func (a Actor) MayErase() error {
	if a.Realm == Seekers && a.State == Active {
		return nil
	}
	return Refuse(Refused) // kill: S.Erase.may-erase-refused
}

// Order is a counsellor's order to delete a case at the seeker's request; its text is verified before it comes here (spec/erase.md).
type Order struct {
	ID       ID
	Case     ID
	Mode     Retention // what the policy of Manifest says
	Manifest [32]byte
	Request  ID // the letter in which the seeker asks; zero: asked outside
	Account  bool
	By       ID
	Role     Role // in which it was ordered
	Text     string
	RunsAt   time.Time // zero until it is kept
}

// RunsAt is when an order runs that is given now: when the days of the policy are over, up to 15 minutes later, never earlier.
func (p Policy) RunsAt(now time.Time) time.Time {
	return Quarter(now.Add(15*time.Minute-time.Millisecond)).AddDate(0, 0, p.EraseWait)
}

// MayOrder allows an erase order to the case's confirmed counsellor, and to a lead where nobody has the case. Call it on At. It gives the role in which the
// actor orders. Errors: not_found for whoever else asks, conflict (not confirmed).
func (c Case) MayOrder(a Actor) (Role, error) {
	switch {
	case c.State == Sealed || a.Realm != Staff:
	case c.State != Open && c.Counsellor == a.UID && a.Holds(Counsellor):
		if !c.ConfirmDue.IsZero() {
			return "", Refuse(Conflict) // kill: S.Erase.may-order-conflict
		}
		return Counsellor, nil
	case c.State == Open && a.Holds(Lead):
		return Lead, nil
	}
	return "", Refuse(NotFound) // kill: S.Erase.may-order-not-found
}

// MaySeeOrder allows the order of a case to its seeker, its counsellor and the leads.
func (c Case) MaySeeOrder(a Actor) error {
	if a.Holds(Lead) && c.State != Sealed {
		return nil
	}
	if c.Borrowed(a) {
		return Refuse(NotFound) // kill: S.Erase.may-see-order-not-found
	}
	_, err := c.For(a) // kill: S.Erase.may-see-order-asks-for
	return err
}

// MayAnswer allows the answer to an order to the case's seeker alone.
func (c Case) MayAnswer(a Actor) error {
	if a.Realm != Seekers || c.Borrowed(a) {
		return Refuse(NotFound) // kill: S.Erase.may-answer-not-found
	}
	_, err := c.For(a) // kill: S.Erase.may-answer-asks-for
	return err
}

// Holds says whether an order may still run as it was signed: the policy has not changed its mind since.
func (o Order) Holds(p Policy) bool { return o.Mode == p.Retention }

// AnswerToOrder is what the seeker says to an order.
type AnswerToOrder string

// The answers.
const (
	EraseNow AnswerToOrder = "now"
	KeepIt   AnswerToOrder = "keep"
)

// Told is what a seeker whose account stays is told of a case that is gone.
type Told struct {
	At    time.Time // day
	Role  string    // of who ordered it, or ActorSystem
	Until time.Time // sealed until; zero: nothing stays
}

// Erased is what a counsellor is told of a case of hers that is gone.
type Erased struct {
	ID     ID // not the case's
	At     time.Time
	Why    Reason
	Sealed bool
}
