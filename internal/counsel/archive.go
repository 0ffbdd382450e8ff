package counsel

import "slices"

// KeepReason says to seekers why cases are kept: a code of a closed list, with its words in locales. It is shown, not signed: what is done stands in the policy.
type KeepReason string

// The reasons for keeping. None is "".
const (
	KeepLaw        KeepReason = "law"        // a duty by law
	KeepProfession KeepReason = "profession" // rules of the profession
	KeepFunder     KeepReason = "funder"     // who pays for the work asks for it
)

// Fit checks a reason that a lead has chosen.
func (r KeepReason) Fit() error {
	if r != KeepLaw && r != KeepProfession && r != KeepFunder {
		return RefuseField(BadRequest, "reason") // kill: S.Archive.keep-reason
	}
	return nil
}

// OpenReasons are the reasons for opening a sealed case.
var OpenReasons = []Reason{BecauseRequest, BecauseCourt, BecauseComplaint, BecauseLaw, BecauseDrill, BecauseOther}

// Opening is a lead's wish to read a sealed case.
type Opening struct {
	Case   ID
	Reason Reason
	Export bool // to take it along as a file
	Proof  Proof
	After  int64 // order number of the message from which to go on; 0: from the beginning
	Notes  int64 // the same for notes
}

// Fit checks the reason.
func (o Opening) Fit() error {
	if !slices.Contains(OpenReasons, o.Reason) {
		return RefuseField(BadRequest, "reason") // kill: S.Archive.open-reason
	}
	return nil
}

// Action is how the audit chain names it.
func (o Opening) Action() Action {
	if o.Export {
		return ActExport
	}
	return ActOpen
}

// Opened is a sealed case with its grant to the archive, and stretches of what was written in it.
type Opened struct {
	Case     Case
	Grant    Grant
	Messages Excerpt
	Notes    Excerpt
}

// Shelf is a sealed case as the list of the archive shows it: nothing in it names anybody.
type Shelf struct {
	Case Case
	Hold *Hold
}

// MayUseArchive allows leads to list and open what is sealed. Whether it opens depends on the key, which only they hold.
func (a Actor) MayUseArchive() error { return a.need(Lead) } // kill: S.Archive.may-use-archive-asks-need

// MayArchive allows the confirmed counsellor to grant a case to the archive, where the agency documents. Call it on At. Errors: refused, conflict.
func (c Case) MayArchive(a Actor, to Recipients) error {
	if a.Realm != Staff || c.Counsellor != a.UID {
		return Refuse(Refused) // kill: S.Archive.may-archive-refused
	}
	if !to.Documents || !c.ConfirmDue.IsZero() {
		return Refuse(Conflict) // kill: S.Archive.may-archive-conflict
	}
	return c.Unlocked() // kill: S.Archive.may-archive-asks-unlocked
}

// InArchive says whether a file belongs to this case, and to a message that has gone out: what was never sent was never sealed.
func (f File) InArchive(c Case) error {
	if f.Case != c.ID || !f.Out || !f.Complete() {
		return Refuse(NotFound) // kill: S.Archive.file-in-archive
	}
	return nil
}

// InArchive says whether a case is sealed; any other one is not in the archive.
func (c Case) InArchive() error {
	if c.State != Sealed {
		return Refuse(NotFound) // kill: S.Archive.in-archive
	}
	return nil
}
