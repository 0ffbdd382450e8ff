package counsel

import "time"

// RelinkConfirmed is the policy under which an earlier case may be shared with a new account, after somebody was recognised in conversation.
const RelinkConfirmed = "confirmed"

// Relink shares a case with the account of another one: of a person who lost password and code, and wrote anew (PROTOCOL 2.8.9).
type Relink struct {
	Case   ID // the earlier one
	ToCase ID // of the new account: its profile named the key that the grant is for
	Grant  Grant
	Proof  Proof
}

// Share is what is told of a case that was shared.
type Share struct {
	At  time.Time // the day on which it was shared last; zero: it was not
	Own time.Time // the day on which it was shared with the account that asks; zero: it was not

	Cases []ID // for staff: of the accounts that read along
}

// Borrowed says that the actor has another account's case only to read.
func (c Case) Borrowed(a Actor) bool { return a.Realm == Seekers && c.Seeker != a.UID } // kill: S.Relink.borrowed

// MayRelink allows the earlier case to be shared with the account of another one, to whoever counsels in both, where the signed policy has it. Call it on
// At. Errors: not_found, refused (the policy), conflict (not confirmed, locked), bad_request (the same account).
func (c Case) MayRelink(a Actor, to Case, p Policy) error {
	for _, one := range []Case{c, to} {
		if err := one.MayKeep(a); err != nil { // kill: S.Relink.may-relink-asks-may-keep
			return err
		}
	}
	if p.Relink != RelinkConfirmed {
		return RefuseField(Refused, "policy") // kill: S.Relink.policy
	}
	if c.Seeker == to.Seeker {
		return RefuseField(BadRequest, "to_case") // kill: S.Relink.same-account
	}
	return nil
}
