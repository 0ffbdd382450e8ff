package counsel

import "time"

// Session is a signed-in browser. The server knows its cookie only by hash.
type Session struct {
	Handle  ID
	EndsAt  time.Time // the absolute end, rounded down to the minute
	LastUse time.Time // rounded down to LastUseStep
}

// LastUseStep is how coarsely the last use is kept (PROTOCOL 2.9.1).
const LastUseStep = 5 * time.Minute

// MaxSessions is how many sessions an account has at once: whoever can sign in must not fill the database by doing so.
const MaxSessions = 64

// Idle is after how long without a call a session ends. Browsers count it exactly.
func Idle(r Realm) time.Duration {
	if r == Staff {
		return 30 * time.Minute
	}
	return 20 * time.Minute
}

// Length is the longest life of a session.
func Length(r Realm) time.Duration {
	if r == Staff {
		return 10 * time.Hour
	}
	return 8 * time.Hour
}

// NewSession starts a session now.
func NewSession(r Realm, handle ID, now time.Time) Session {
	return Session{Handle: handle, EndsAt: now.Add(Length(r)).Truncate(time.Minute), LastUse: now.Truncate(LastUseStep)}
}

// Over says whether the session has ended. The last use is known to LastUseStep only, so the idle end
// comes up to that much late and never early; the absolute end comes up to a minute early and never late.
func (s Session) Over(r Realm, now time.Time) bool {
	return !now.Before(s.EndsAt) || !now.Before(s.LastUse.Add(Idle(r)+LastUseStep))
}
