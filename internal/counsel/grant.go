package counsel

import "time"

// Why says for what reason a key is granted (PROTOCOL 2.5).
type Why string

// The reasons of this version.
const (
	WhyEnquiry    Why = "enquiry"    // made by the seeker, to a role
	WhyRelease    Why = "release"    // made by staff, to the intake role: a case put back into the pool
	WhyContinuity Why = "continuity" // made by staff, to the continuity role
	WhyArchive    Why = "archive"    // made by staff, to the archive role
	WhyRole       Why = "role"       // an agency key, to a member of staff
	WhyRotate     Why = "rotate"     // made by staff, to whoever reads on after new keys of the case
	WhyRelink     Why = "relink"     // made by staff, to the new account of a person who wrote in the case
)

// Grant is one age file to one recipient. The readable fields are hints: browsers check the inside.
type Grant struct {
	ID     ID
	Of     ID // the case, or the agency whose key it is
	Epoch  int64
	ToUID  ID   // zero if ToRole is set
	ToRole Role // "" if ToUID is set
	By     ID   // zero: made by the seeker
	Why    Why
	Until  time.Time // zero: without end
	MSeq   int64     // of a grant to a role that comes in: the manifest by whose keys it was made; not kept
	File   []byte
}

// Recipients says to which roles of an agency a case can be granted, beside intake.
type Recipients struct {
	Continuity bool
	Archive    bool
	Documents  bool  // the policy keeps cases: what is taken over must be granted to the archive
	Since      int64 // the manifest since which the roles have their keys
}

// FitEnquiry checks that an enquiry grants to intake, and to continuity if the manifest names it. To the archive it may, if there is one: the grant that counts is
// the staff's, so that neither a faulty browser nor one that has not seen the newest policy keeps anybody from writing.
func FitEnquiry(grants []Grant, to Recipients) error {
	return to.fit(grants, to.roles(Intake), to.Archive) // kill: S.Grant.fit-enquiry-asks-fit
}

// FitAcceptance checks that an acceptance grants to continuity if the agency has that role, to the archive if it documents, and to nobody else.
func FitAcceptance(grants []Grant, to Recipients) error {
	want := to.roles()
	if to.Documents {
		want[Archive] = true
	}
	return to.fit(grants, want, to.Archive) // kill: S.Grant.fit-acceptance-asks-fit
}

func (r Recipients) roles(more ...Role) map[Role]bool {
	want := map[Role]bool{}
	for _, role := range more {
		want[role] = true
	}
	if r.Continuity {
		want[Continuity] = true
	}
	return want
}

// FitRelease checks that a case put back is granted to intake, and to nobody else.
func FitRelease(grants []Grant, to Recipients) error {
	return to.fit(grants, map[Role]bool{Intake: true}, false) // kill: S.Grant.fit-release-asks-fit
}

// fit wants one grant to each of some roles, and lets one to the archive pass where that may come too. A grant to keys that somebody has taken along is a conflict:
// the browser fetches the newer manifest and seals anew. Others than the readable number say nothing of what is inside: this helps honest browsers only.
func (r Recipients) fit(grants []Grant, want map[Role]bool, archive bool) error {
	for _, g := range grants {
		if g.MSeq < r.Since {
			return RefuseField(Conflict, "grants") // kill: S.Grant.keys-of-before
		}
		if !want[g.ToRole] && !(g.ToRole == Archive && archive) {
			return RefuseField(BadRequest, "grants") // kill: S.Grant.to-whom
		}
		delete(want, g.ToRole)
		archive = archive && g.ToRole != Archive
	}
	if len(want) > 0 {
		return RefuseField(BadRequest, "grants") // kill: S.Grant.how-many
	}
	return nil
}

// BackLink is the keys of an epoch's predecessor, sealed under those of the epoch. NK is nil for seekers.
type BackLink struct {
	Epoch  int64
	CK, NK []byte
}
