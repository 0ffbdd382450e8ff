package counsel

import (
	"strings"
	"time"
)

// Way is a way of signing in; each has its own wrap and verifier.
type Way string

// The ways.
const (
	ByPassword Way = "pw"
	ByCode     Way = "rc"
)

// Wrap is the user key sealed under what one way of signing in yields.
type Wrap struct {
	Way Way
	Gen int64
	KDF int64
	Box []byte
}

// Registration is a new account as its browser made it.
type Registration struct {
	Realm   Realm
	UID     ID
	Name    string // name_norm, or "" for a return-code account
	KDF     int64
	Salt    [16]byte
	Auth    []byte // nil without password
	RcID    []byte // nil without return code
	AuthRc  []byte
	Wraps   []Wrap
	Keyring []byte
	Vault   []byte
	Invite  *Answer // staff only
	Cookie  []byte  // that the browser has had so far, or nil: its session ends
}

// Login is an attempt to sign in.
type Login struct {
	Realm Realm
	Way   Way
	Name  string
	RcID  []byte
	Auth  []byte

	Cookie []byte // that the browser has had so far, or nil: the session of the same account goes on, any other ends
}

// InviteKind tells an invite of a lead from the operator's set-up link.
type InviteKind string

// The kinds of invite.
const (
	InviteJoin  InviteKind = "join"
	InviteSetup InviteKind = "setup"
)

// InviteState is where an invite stands.
type InviteState string

// The states of an invite. A used one is gone.
const (
	InviteOpen     InviteState = "open"
	InviteAnswered InviteState = "answered"
)

// InviteDays is the longest life of an invite (PROTOCOL 2.8.2, 4).
const InviteDays = 7

// Invite lets one person join. The server knows the id only, never the token it comes from.
type Invite struct {
	ID     ID
	Kind   InviteKind
	State  InviteState
	Until  time.Time // the last day it is good
	UID    ID        // who answered
	Record string
	Mac    []byte
}

// Good says whether it can still be used: until the end of its last day.
func (i Invite) Good(now time.Time) bool { return now.Before(i.Until.AddDate(0, 0, 1)) }

// Answer is what an invited person sends: the member record, and its mac under a key from the token.
type Answer struct {
	ID     ID
	Record string
	Mac    []byte
}

// RoleList writes roles as one text, for the role hint of an account row.
func RoleList(roles []Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

// ParseRoles reads what RoleList wrote.
func ParseRoles(s string) []Role {
	var roles []Role
	for _, w := range strings.Fields(s) {
		roles = append(roles, Role(w))
	}
	return roles
}
