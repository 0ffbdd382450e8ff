package counsel

import "time"

// Why says for what reason a key is granted (PROTOCOL 2.5).
type Why string

// The reasons of this version.
const (
	WhyEnquiry    Why = "enquiry"    // made by the seeker, to a role
	WhyRelease    Why = "release"    // made by staff, to the intake role: a case put back into the pool
	WhyContinuity Why = "continuity" // made by staff, to the continuity role
	WhyRole       Why = "role"       // an agency key, to a member of staff
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
	File   []byte
}

// FitEnquiry checks that an enquiry grants to exactly the roles the agency has: intake, and continuity if the manifest names it.
func FitEnquiry(grants []Grant, continuity bool) error {
	want := map[Role]bool{Intake: true}
	if continuity {
		want[Continuity] = true
	}
	return fit(grants, want) // kill: S.Grant.fit-enquiry-asks-fit
}

// FitAcceptance checks that an acceptance grants to continuity if the agency has that role, and to nobody else.
func FitAcceptance(grants []Grant, continuity bool) error {
	want := map[Role]bool{}
	if continuity {
		want[Continuity] = true
	}
	return fit(grants, want) // kill: S.Grant.fit-acceptance-asks-fit
}

// FitRelease checks that a case put back is granted to intake, and to nobody else.
func FitRelease(grants []Grant) error { return fit(grants, map[Role]bool{Intake: true}) } // kill: S.Grant.fit-release-asks-fit

func fit(grants []Grant, want map[Role]bool) error {
	if len(grants) != len(want) {
		return RefuseField(BadRequest, "grants") // kill: S.Grant.how-many
	}
	for _, g := range grants {
		if !want[g.ToRole] {
			return RefuseField(BadRequest, "grants") // kill: S.Grant.to-whom
		}
		delete(want, g.ToRole)
	}
	return nil
}
