package counsel

// Exposed is put on a case by the server when its seeker says that somebody knows her password: who reads along must be shut out by new keys of the case.
const Exposed Mark = "exposed"

// Left is put on a case by the server when a member of staff is stopped who may have known its keys: who has it makes new ones.
const Left Mark = "left"

// Renewal is everything that hangs on a user key, under a new one (PROTOCOL 2.8.7, "somebody knows my password").
type Renewal struct {
	Rekeying
	Vault  Versioned
	Cases  []RenewedCase
	Drafts []RenewedDraft // those that are not named are thrown away
}

// RenewedCase is the own copy of a case's key, and the profile that names a new recipient for later keys; without one where the case is only shared.
type RenewedCase struct {
	ID      ID
	Epoch   int64
	Self    []byte
	Profile Versioned
}

// RenewedDraft is a draft of the version that it had.
type RenewedDraft struct {
	Case    ID
	Kind    DraftKind
	Version int64
	Box     []byte
}

// KeyedCase is a case as far as its keys go: what the own copy is of, and the profile. Seeker: whose case it is; another's is only shared.
type KeyedCase struct {
	Seeker  ID
	ID      ID
	Epoch   int64
	CKID    ID
	Self    []byte
	Profile Versioned
}

// MayRenewKeys allows seekers. What colleagues give to staff goes to the key that a manifest names, so a lead has to take part there.
func (a Actor) MayRenewKeys() error { return a.MayAsk() } // kill: S.Renewal.may-renew-asks-may-ask

// Kept gives the marks that staff have set, with those of the server's own that the case had.
func Kept(before, marks []Mark) []Mark {
	for _, m := range before {
		if m == Exposed || m == Left {
			marks = append(marks, m)
		}
	}
	return marks
}
