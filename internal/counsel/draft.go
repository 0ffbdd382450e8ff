package counsel

// DraftKind says what a draft is going to be.
type DraftKind string

// The kinds of draft. DraftEarlier keeps an older version that was crossed by a newer one, so that nothing typed is lost. DraftFiles is no text: it
// names what was picked for the next message.
const (
	DraftMessage DraftKind = "message"
	DraftEarlier DraftKind = "earlier"
	DraftNote    DraftKind = "note"
	DraftFiles   DraftKind = "files"
)

// Draft names a text that its author is still writing, sealed for the author alone. There is one per account, case and kind.
type Draft struct {
	Case    ID
	Kind    DraftKind
	Version int64
}

// MaxFirstDrafts is how many drafts a seeker may keep of cases that do not exist yet.
const MaxFirstDrafts = 8

// MayDraft allows messages and what goes along to everybody, and notes to staff. Errors: not_found (no such kind), refused.
func (a Actor) MayDraft(k DraftKind) error {
	switch k {
	case DraftMessage, DraftEarlier, DraftFiles:
		return nil
	case DraftNote:
		if a.Realm == Seekers {
			return Refuse(Refused) // kill: S.Draft.may-draft-refused
		}
		return nil
	}
	return Refuse(NotFound) // kill: S.Draft.may-draft-not-found
}

// MayDraftFirst allows a draft of a case that the actor does not have: to a seeker, who may be writing a first letter. Whether
// somebody else has a case of that id makes no difference.
func (a Actor) MayDraftFirst() error {
	if a.Realm == Seekers && a.State == Active {
		return nil
	}
	return Refuse(NotFound) // kill: S.Draft.may-draft-first-not-found
}

// MoreFirstDrafts allows one more beside n of them.
func MoreFirstDrafts(n int) error {
	if n >= MaxFirstDrafts {
		return RefuseField(Conflict, "case") // kill: S.Draft.more-first-drafts-case
	}
	return nil
}

// DraftOf gives the kind of draft that a message of a kind has been.
func DraftOf(k Kind) DraftKind {
	if k == KindNote {
		return DraftNote
	}
	return DraftMessage
}
