package counsel

import "slices"

// NewEpoch is new keys of a case (PROTOCOL 2.8.12, step 4): everything of them in one step.
type NewEpoch struct {
	Case    ID
	Epoch   int64 // the one before + 1
	CKID    ID
	NKID    ID
	Self    []byte // the counsellor's own copy
	Back    BackLink
	Profile Versioned // sealed anew, of the next version: nobody's change of before may come after it
	Grants  []Grant   // to every remaining reader
}

// MayRotate allows new keys to the case's confirmed counsellor; done says that they are there. shared are the accounts that read along, to those of which that
// are named no grant their reading ends. Call it on At. Errors: not_found, refused, conflict, sequence, bad_request (grants).
func (c Case) MayRotate(a Actor, n NewEpoch, shared []ID, to Recipients) (done bool, err error) {
	if err := c.MayKeep(a); err != nil { // kill: S.Epoch.may-rotate-asks-may-keep
		return false, err
	}
	if c.Epoch == n.Epoch && c.CKID == n.CKID {
		return true, nil
	}
	if n.Epoch != c.Epoch+1 {
		return false, Refuse(Sequence) // kill: S.Epoch.sequence
	}
	if n.Profile.Version != c.Profile.Version+1 {
		return false, RefuseField(Conflict, "profile") // kill: S.Epoch.profile
	}
	return false, c.fitEpoch(n.Grants, shared, to) // kill: S.Epoch.may-rotate-asks-fit-epoch
}

// fitEpoch wants one grant to the seeker, and those to roles that an acceptance has; others it lets pass to accounts that read along, one for each.
func (c Case) fitEpoch(grants []Grant, shared []ID, to Recipients) error {
	var roles []Grant
	people := map[ID]bool{}
	for _, g := range grants {
		switch {
		case g.ToRole != "":
			roles = append(roles, g)
		case people[g.ToUID] || g.ToUID != c.Seeker && !slices.Contains(shared, g.ToUID):
			return RefuseField(BadRequest, "grants") // kill: S.Epoch.to-whom
		default:
			people[g.ToUID] = true
		}
	}
	if !people[c.Seeker] {
		return RefuseField(BadRequest, "grants") // kill: S.Epoch.seeker-left-out
	}
	return FitAcceptance(roles, to) // kill: S.Epoch.fit-epoch-asks-fit-acceptance
}

// RotatedWhy is for what reason a grant of new keys is made: a role keeps its own, because its grants are judged by the day they were made.
func (g Grant) RotatedWhy() Why {
	switch g.ToRole {
	case Continuity:
		return WhyContinuity
	case Archive:
		return WhyArchive
	}
	return WhyRotate
}
