package counsel

// EventKind says what an open page has to fetch anew.
type EventKind string

// The kinds of event. None carries content.
const (
	EventCase      EventKind = "case"      // something in a case
	EventPool      EventKind = "pool"      // the pool
	EventDirectory EventKind = "directory" // a new manifest
	EventOut       EventKind = "out"       // a session has ended
	EventAgain     EventKind = "again"     // events may have been missed
)

// Event tells open pages that something has changed. It is passed on after the commit, and holds ids only.
type Event struct {
	Kind    EventKind
	Agency  ID
	Case    ID // EventCase, EventPool
	To      ID // the account it is for; zero: everybody of the agency's staff who may see it (EventPool: role intake)
	Session ID // EventOut: the handle; zero: all sessions of To
}
