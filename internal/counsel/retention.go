package counsel

import (
	"slices"
	"time"
)

// Retention is what an agency does with a case at its end.
type Retention string

// The two of them (PROTOCOL 2.4.2).
const (
	Erase Retention = "none" // gone at once
	Keep  Retention = "doc"  // sealed for some years
)

// Policy is the part of the signed policy that the server acts on, read off the newest manifest.
type Policy struct {
	Retention Retention
	Years     int    // that a case stays sealed, after the day it was closed
	CloseDays int    // after which a closed case takes the path of a deletion; 0: not known, nothing is done by it
	EraseWait int    // days that an erase order waits
	Relink    string // off or confirmed
	Archive   bool   // the archive role exists
}

// Kept says whether a case stays, sealed, when it goes from its people, and the last day of it. Only a counselling is documented: an enquiry that nobody
// has taken, or whose taker has not confirmed, is not. A case that was put back is, whoever may be taking it now: it has been a counselling before. Not kept
// is a case without a staff-made grant to the archive: nobody could open it, and it began under a policy that promised to erase it. Call it on At; today is
// a day.
func (c Case) Kept(p Policy, granted bool, today time.Time) (until time.Time, kept bool) {
	if c.State == Sealed {
		return c.SealedUntil, true
	}
	counselled := c.PutBack || c.State != Open && c.ConfirmDue.IsZero()
	if p.Retention != Keep || !granted || !counselled {
		return time.Time{}, false // kill: S.Retention.kept
	}
	closed := c.Closed
	if closed.IsZero() {
		closed = today
	}
	until = closed.AddDate(p.Years, 0, 0) // 29 February becomes 1 March: never early
	return until, !until.Before(today)
}

// UnusedDays is how long an account stays that has no case.
const UnusedDays = 30

// dayAfter is the first moment after a day and some more are over.
func dayAfter(day time.Time, days int) time.Time { return day.AddDate(0, 0, days+1) }

// CloseDue is when a closed case takes the path of a deletion: when that many days after the closing day are over.
func CloseDue(closed time.Time, p Policy) time.Time { return dayAfter(closed, p.CloseDays) }

// SealDue is when a sealed case is destroyed: when its last day is over.
func SealDue(until time.Time) time.Time { return dayAfter(until, 0) }

// UnusedDue is when an account without a case is deleted: when 30 days are over after the day it was made, and after the last day on which it may have been used.
// Of the last sign-in only the Monday of its week is kept: it may have been on the Sunday, and have lasted into the day after. Nobody's account goes before the days
// that were promised.
func UnusedDue(created, lastSeen time.Time) time.Time {
	if last := lastSeen.AddDate(0, 0, 7); last.After(created) {
		created = last
	}
	return dayAfter(created, UnusedDays)
}

// ShownDays is how long a counsellor sees that a case of hers is gone.
const ShownDays = 30

// Hold keeps a closed or sealed case beyond its day. It stops the clock, never the seeker.
type Hold struct {
	Case   ID
	Until  time.Time // the last day
	Reason Reason
}

// HoldReasons are the reasons for a hold.
var HoldReasons = []Reason{BecauseCourt, BecauseComplaint, BecauseLaw, BecauseOther}

// HoldMonths is the longest time for one hold; it may be set again and again.
const HoldMonths = 12

// Fit checks a hold: a reason of the list, a day from today on and at most 12 months ahead.
func (h Hold) Fit(today time.Time) error {
	if !slices.Contains(HoldReasons, h.Reason) {
		return RefuseField(BadRequest, "reason") // kill: S.Retention.fit-reason
	}
	if h.Until != Day(h.Until) || h.Until.Before(today) || h.Until.After(today.AddDate(0, HoldMonths, 0)) {
		return RefuseField(BadRequest, "until") // kill: S.Retention.fit-until
	}
	return nil
}

// MayHold allows a lead to hold a case that is closed or sealed. What is open is held by nobody: no clock runs for it.
func (c Case) MayHold(a Actor) error {
	if err := a.need(Lead); err != nil { // kill: S.Retention.may-hold-asks-need
		return err
	}
	if c.State != Closed && c.State != Sealed {
		return Refuse(Conflict) // kill: S.Retention.may-hold-conflict
	}
	return nil
}

// Unlocked refuses whatever reads or writes in a case while an erase order waits (PROTOCOL 2.8.18, 4). Errors: conflict with field locked.
func (c Case) Unlocked() error {
	if !c.LockedUntil.IsZero() {
		return RefuseField(Conflict, "locked") // kill: S.Retention.unlocked
	}
	return nil
}
