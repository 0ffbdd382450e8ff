package counsel

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"time"
)

// Action is what an entry of the audit chain says was done: a closed list.
type Action string

// The actions.
const (
	ActManifest Action = "manifest" // published; object: none
	ActPolicy   Action = "policy"   // its policy differs from the one before
	ActInvite   Action = "invite"
	ActUninvite Action = "uninvite" // an invite taken back
	ActStop     Action = "stop"     // a member of staff stopped, sessions ended
	ActStart    Action = "start"
	ActGrant    Action = "grant"   // a key made for somebody's reading, by staff; object: the case or the agency; why
	ActUngrant  Action = "ungrant" // taken away again; why
	ActRelink   Action = "relink"  // an old case shared with a new account
	ActOrder    Action = "order"   // an erase order; object: the order's hash, cut to an id
	ActKeep     Action = "keep"    // the seeker keeps the case, or the order was taken back
	ActDelete   Action = "delete"  // a case, an account
	ActSeal     Action = "seal"
	ActExpire   Action = "expire" // a sealed case was destroyed on its day
	ActHold     Action = "hold"
	ActUnhold   Action = "unhold"
	ActOpen     Action = "open" // a sealed case opened from the archive
	ActExport   Action = "export"
	ActRead     Action = "read"   // the chain itself
	ActAlarm    Action = "alarm"  // "somebody knows my password": everything of a seeker's under new keys; object: none
	ActVisits   Action = "visits" // counting of visits switched; reason: on, off
	ActRecord   Action = "record" // the access record of the agency switched; reason: on, off
	ActAnew     Action = "anew"   // a lead goes on with a chain that does not follow what her browser knew

	// What a day has brought, as numbers, once it is over.
	ActSignIn       Action = "signin"        // count: how many have signed in, of both sides
	ActSignInFailed Action = "signin-failed" // count: how many attempts have failed
	ActLetters      Action = "letters"       // count and root: see Root
)

// Reason is why: a code of a closed list, never free text.
type Reason string

// The reasons. None is "".
const (
	BecauseSeeker    Reason = "seeker"    // the seeker did it in the own account
	BecauseOrder     Reason = "order"     // a counsellor, at the seeker's request
	BecauseClosed    Reason = "closed"    // the period after closing was over
	BecauseDay       Reason = "day"       // the day until which it was sealed
	BecauseUnused    Reason = "unused"    // an account without a letter
	BecausePolicy    Reason = "policy"    // the policy has changed since an order was signed
	BecauseJournal   Reason = "journal"   // deleted again after a restored backup
	BecauseCourt     Reason = "court"     // a court or authority
	BecauseComplaint Reason = "complaint" // a complaint is being looked into
	BecauseLaw       Reason = "law"       // a claim at law
	BecauseRequest   Reason = "request"   // the person concerned asks
	BecauseDrill     Reason = "drill"     // the yearly archive drill
	BecauseOther     Reason = "other"

	// Of a key: that of a grant (Why), and why one is taken away.
	BecauseTaken   Reason = "taken"   // a case has been taken over: the copies from which it was made go
	BecauseAdopted Reason = "adopted" // an agency key has come into the keyring of whom it was for

	BecauseOn  Reason = "on"
	BecauseOff Reason = "off"
)

// Others than uids as actors of the chain.
const (
	ActorSeeker = "seeker"
	ActorSystem = "system"
)

// Entry is one link of an agency's audit chain (PROTOCOL 2.12, spec/audit.md). It names no seeker.
type Entry struct {
	Seq    int64     // 1, 2, 3 per agency
	At     time.Time // 15 minutes
	Actor  string    // uid of staff, or ActorSeeker, ActorSystem
	Action Action
	Object ID // zero: none
	Reason Reason
	Count  int64     // messages and notes that went with it; of a day: how many
	Root   *[32]byte // of ActLetters only
	Prev   [32]byte
	Hash   [32]byte
}

// Sum reckons the hash from everything else: SHA-256(LP(prev) || LP(json)).
func (e Entry) Sum() [32]byte {
	object := "null"
	if e.Object != (ID{}) {
		object = `"` + e.Object.String() + `"`
	}
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	json := `{"seq":` + n(e.Seq) + `,"at":` + n(e.At.UnixMilli()) + `,"actor":"` + e.Actor + `","action":"` + string(e.Action) +
		`","object":` + object + `,"reason":"` + string(e.Reason) + `","count":` + n(e.Count)
	if e.Root != nil {
		json += `,"root":"` + base64.RawURLEncoding.EncodeToString(e.Root[:]) + `"`
	}
	json += "}"
	h := sha256.New()
	for _, part := range [][]byte{e.Prev[:], []byte(json)} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	return [32]byte(h.Sum(nil))
}

// Follows says whether the entry is the next one after another; the first follows the zero Entry.
func (e Entry) Follows(before Entry) bool {
	return e.Seq == before.Seq+1 && e.Prev == before.Hash && e.Hash == e.Sum() // kill: S.Audit.follows
}

// Switched is the reason of a switch.
func Switched(on bool) Reason {
	if on {
		return BecauseOn
	}
	return BecauseOff
}

// ActorName is how the chain names who did something: staff by uid, nobody else by anything.
func (a Actor) ActorName() string {
	switch {
	case a.UID == (ID{}):
		return ActorSystem
	case a.Realm == Staff:
		return a.UID.String()
	}
	return ActorSeeker
}

// MayReadAudit allows the audit chain to a lead.
func (a Actor) MayReadAudit() error { return a.need(Lead) } // kill: S.Audit.may-read-audit-asks-need
