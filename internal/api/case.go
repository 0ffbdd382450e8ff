package api

import "siegel/internal/counsel"

type caseAnswer struct {
	ID         counsel.ID        `json:"id"`
	State      counsel.CaseState `json:"state"`
	Topic      string            `json:"topic"`
	Lang       string            `json:"lang"`
	Epoch      int64             `json:"epoch"`
	CKID       counsel.ID        `json:"ck_id"`
	NKID       *counsel.ID       `json:"nk_id"`
	Created    int64             `json:"created"`
	LastOrder  int64             `json:"last_order"`
	LastTime   int64             `json:"last_time"`
	LastRole   counsel.Role      `json:"last_role"`
	PromisedAt *int64            `json:"promised_at"`
	LateAt     *int64            `json:"late_at"`
	Marks      []counsel.Mark    `json:"marks"`
	Seeker     counsel.ID        `json:"seeker"`
	Counsellor *counsel.ID       `json:"counsellor"`
	Profile    versioned         `json:"profile"`
	Self       bin               `json:"self"`

	SealedUntil *int64 `json:"sealed_until"`
	LockedUntil *int64 `json:"locked_until"`

	Shared *shareAnswer `json:"shared"`
	Back   []backAnswer `json:"back"`
}

// shareAnswer says that a case was shared with another account of the person who writes, and whether it is the one that asks.
type shareAnswer struct {
	At    int64        `json:"at"`
	Own   bool         `json:"own"`
	Cases []counsel.ID `json:"cases"`
}

func toShare(s counsel.Share) *shareAnswer {
	if s.At.IsZero() {
		return nil
	}
	if s.Own.IsZero() {
		return &shareAnswer{millis(s.At), false, list(s.Cases)}
	}
	return &shareAnswer{millis(s.Own), true, list(s.Cases)}
}

func toCase(c counsel.Case) caseAnswer {
	return caseAnswer{
		ID: c.ID, State: c.State, Topic: c.Topic, Lang: c.Lang, Epoch: c.Epoch, CKID: c.CKID, NKID: optional(c.NKID), Created: millis(c.Created),
		LastOrder: c.LastOrder, LastTime: millis(c.LastTime), LastRole: c.LastRole,
		PromisedAt: moment(c.PromisedAt), LateAt: moment(c.LateAt), Marks: list(c.Marks), Seeker: c.Seeker, Counsellor: optional(c.Counsellor),
		Profile: toVersioned(c.Profile), Self: c.Self, SealedUntil: moment(c.SealedUntil), LockedUntil: moment(c.LockedUntil),
		Shared: toShare(c.Shared), Back: toBack(c.Back),
	}
}

func toCases(cases []counsel.Case) []caseAnswer {
	out := make([]caseAnswer, len(cases))
	for i, c := range cases {
		out[i] = toCase(c)
	}
	return out
}

type casesAnswer struct {
	Cases []caseAnswer `json:"cases"`
}

// getCases gives a seeker's own cases.
func getCases(c *call) (any, error) {
	cases, err := c.store().Cases(c.r.Context(), c.by)
	return casesAnswer{toCases(cases)}, err
}

type oneCaseAnswer struct {
	Case   caseAnswer    `json:"case"`
	Grants []grantAnswer `json:"grants"`
}

type backAnswer struct {
	Epoch int64 `json:"epoch"`
	CK    bin   `json:"ck"`
	NK    bin   `json:"nk"`
}

func toBack(links []counsel.BackLink) []backAnswer {
	out := make([]backAnswer, len(links))
	for i, l := range links {
		out[i] = backAnswer{l.Epoch, l.CK, l.NK}
	}
	return out
}

// getCase gives one case and the grants to the caller.
func getCase(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	found, grants, err := c.store().Case(c.r.Context(), c.by, id)
	return oneCaseAnswer{toCase(found), toGrants(grants)}, err
}

// putProfile replaces the profile.
func putProfile(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b sentBox
	if err := c.body(&b); err != nil { // kill: S.Case.put-profile-asks-body
		return nil, err
	}
	if err := padded("box", b.Box, maxProfile); err != nil { // kill: S.Case.put-profile-asks-padded
		return nil, err
	}
	return nil, c.store().PutProfile(c.r.Context(), c.by, id, b.versioned())
}

type selfBody struct {
	Epoch int64  `json:"epoch"`
	Box   []byte `json:"box"`
}

// putSelf keeps the caller's own copy of the case's key.
func putSelf(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b selfBody
	if err := c.body(&b); err != nil { // kill: S.Case.put-self-asks-body
		return nil, err
	}
	if err := c.self("box", b.Box); err != nil { // kill: S.Case.put-self-asks-self
		return nil, err
	}
	return nil, c.store().PutSelf(c.r.Context(), c.by, id, b.Epoch, b.Box)
}
