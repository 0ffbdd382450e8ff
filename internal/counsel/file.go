package counsel

import "time"

// Sizes of attachments in bytes (spec/file.md, 3).
const (
	PartSize     = 1 << 20   // a part as it travels; the last one may be shorter
	MaxCaseFiles = 100 << 20 // of a case, as stored
	MaxFiles     = 5         // of a message
)

// AnnounceWithin is how long an attachment waits for the message that names it, or for a list of what is picked (DraftFiles). Then it is removed.
const AnnounceWithin = 24 * time.Hour

// File is an attachment as the server knows it: sealed, without a name or a type.
type File struct {
	ID      ID
	Case    ID
	Author  ID
	Length  int64 // of what is stored
	Parts   int64 // how many have come
	Time    time.Time
	Message ID   // that announces it; zero until then
	Out     bool // that message has gone out
}

// AllParts is how many parts it has.
func (f File) AllParts() int64 { return (f.Length + PartSize - 1) / PartSize }

// PartLength is the exact length of part n, counted from 0.
func (f File) PartLength(n int64) int64 { return min(PartSize, f.Length-n*PartSize) }

// Complete says whether all parts have come.
func (f File) Complete() bool { return f.Parts == f.AllParts() }

// Same says whether a repeated announcement of an upload means this file.
func (f File) Same(g File) bool {
	return f.ID == g.ID && f.Case == g.Case && f.Author == g.Author && f.Length == g.Length // kill: S.File.same
}

// MayFetch allows its author, and once its message is out whoever may read the case.
func (f File) MayFetch(a Actor) error {
	if !f.Complete() || !f.Out && f.Author != a.UID {
		return Refuse(NotFound) // kill: S.File.may-fetch
	}
	return nil
}

// MayPut allows its author to send part n, which has this length. Known says that it has come before. Errors: not_found, bad_request, sequence.
func (f File) MayPut(a Actor, n, length int64) (known bool, err error) {
	switch {
	case f.Author != a.UID:
		return false, Refuse(NotFound) // kill: S.File.may-put-author
	case n >= f.AllParts():
		return false, Refuse(NotFound) // kill: S.File.may-put-number
	case length != f.PartLength(n):
		return false, RefuseField(BadRequest, "length") // kill: S.File.may-put-length
	case n > f.Parts:
		return false, Refuse(Sequence) // kill: S.File.may-put-sequence
	}
	return n < f.Parts, nil
}

// MayDrop allows its author to remove what no message has announced. Errors: not_found, conflict.
func (f File) MayDrop(a Actor) error {
	if f.Author != a.UID {
		return Refuse(NotFound) // kill: S.File.may-drop-author
	}
	if f.Message != (ID{}) {
		return Refuse(Conflict) // kill: S.File.may-drop-announced
	}
	return nil
}

// MayAttach allows an upload to whoever may write in the case: the seeker, and the confirmed counsellor unless it is closed. Call it on At.
func (c Case) MayAttach(a Actor) error {
	as := SeekerRole
	if a.Realm == Staff {
		as = Counsellor
	}
	return c.MayWrite(a, as) // kill: S.File.may-attach-asks-may-write
}

// Room allows an upload beside what lies there: inCase and inAgency in bytes, quota of the agency, 0 being none. Errors: full, with what is full.
func (f File) Room(inCase, inAgency, quota int64) error {
	if inCase+f.Length > MaxCaseFiles {
		return RefuseField(Full, "case") // kill: S.File.room-case
	}
	if quota > 0 && inAgency+f.Length > quota {
		return RefuseField(Full, "agency") // kill: S.File.room-agency
	}
	return nil
}
