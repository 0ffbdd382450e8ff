package counsel

import "slices"

// Realm is one of the two separate sets of names.
type Realm string

// The realms.
const (
	Seekers Realm = "seeker"
	Staff   Realm = "staff"
)

// Role is what a person does in an agency. Staff roles stand in the signed member record.
type Role string

// The roles. SeekerRole is the author role of a seeker's messages; Continuity and Archive are only ever recipients.
const (
	SeekerRole Role = "seeker"
	Counsellor Role = "counsellor"
	Intake     Role = "intake"
	Lead       Role = "lead"
	Supervisor Role = "supervisor"
	Admin      Role = "admin"
	Continuity Role = "continuity"
	Archive    Role = "archive"
)

// AccountState says what an account may do.
type AccountState string

// The states of an account.
const (
	Active  AccountState = "active"
	Waiting AccountState = "waiting" // invited staff whom no manifest names yet
	Setup   AccountState = "setup"   // the first lead, before the directory exists
	Stopped AccountState = "stopped" // no longer in the manifest: cannot sign in
)

// Actor is who asks. It comes from the session, never from a request.
type Actor struct {
	Agency ID
	UID    ID
	Realm  Realm
	Roles  []Role // staff only, as the current manifest has them
	State  AccountState
}

// Holds says whether an active member of staff has the role.
func (a Actor) Holds(r Role) bool {
	return a.Realm == Staff && a.State == Active && slices.Contains(a.Roles, r) // kill: S.Actor.holds
}

// MayReadPool allows the pool to whoever holds the intake role (README: who sees the pool).
func (a Actor) MayReadPool() error { return a.need(Intake) } // kill: S.Actor.may-read-pool-asks-need

// MayAccept allows taking an enquiry over: the pool must be readable, and a counsellor must come out of it.
func (a Actor) MayAccept() error {
	if err := a.need(Intake); err != nil { // kill: S.Actor.may-accept-intake
		return err
	}
	return a.need(Counsellor) // kill: S.Actor.may-accept-counsellor
}

// MaySignManifest allows a lead to publish the next manifest.
func (a Actor) MaySignManifest() error { return a.need(Lead) } // kill: S.Actor.may-sign-manifest-asks-need

// MayInvite allows a lead to make, see and take back invites.
func (a Actor) MayInvite() error { return a.need(Lead) } // kill: S.Actor.may-invite-asks-need

// MaySetUp allows the first lead to publish root 1 and manifest 1.
func (a Actor) MaySetUp() error {
	if a.Realm == Staff && a.State == Setup {
		return nil
	}
	return Refuse(Refused) // kill: S.Actor.may-set-up-refused
}

// MayAsk allows a seeker to send an enquiry.
func (a Actor) MayAsk() error {
	if a.Realm == Seekers && a.State == Active {
		return nil
	}
	return Refuse(Refused) // kill: S.Actor.may-ask-refused
}

// MayHoldGrants allows members of staff to fetch agency keys that were granted to them.
func (a Actor) MayHoldGrants() error {
	if a.Realm == Staff && a.State == Active {
		return nil
	}
	return Refuse(Refused) // kill: S.Actor.may-hold-grants-refused
}

func (a Actor) need(r Role) error {
	if a.Holds(r) {
		return nil
	}
	return Refuse(Refused) // kill: S.Actor.need-refused
}
