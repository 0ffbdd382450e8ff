package api

import "siegel/internal/counsel"

type keyedCase struct {
	ID      counsel.ID `json:"id"`
	Seeker  counsel.ID `json:"seeker"`
	Epoch   int64      `json:"epoch"`
	CKID    counsel.ID `json:"ck_id"`
	Self    bin        `json:"self"`
	Profile versioned  `json:"profile"`
}

type keyedDraft struct {
	Case    counsel.ID        `json:"case"`
	Kind    counsel.DraftKind `json:"kind"`
	Version int64             `json:"version"`
	Box     bin               `json:"box"`
}

type keyedAnswer struct {
	Cases  []keyedCase  `json:"cases"`
	Drafts []keyedDraft `json:"drafts"`
}

// getKeyed gives everything that has to be sealed anew under another user key.
func getKeyed(c *call) (any, error) {
	cases, drafts, err := c.store().Keyed(c.r.Context(), c.by)
	out := keyedAnswer{make([]keyedCase, len(cases)), make([]keyedDraft, len(drafts))}
	for i, k := range cases {
		out.Cases[i] = keyedCase{k.ID, k.Seeker, k.Epoch, k.CKID, k.Self, toVersioned(k.Profile)}
	}
	for i, d := range drafts {
		out.Drafts[i] = keyedDraft{d.Case, d.Kind, d.Version, d.Box}
	}
	return out, err
}

type renewBody struct {
	Method   counsel.Way    `json:"method"`
	Auth     [32]byte       `json:"auth"`
	Keyring  sentBox        `json:"keyring"`
	Vault    sentBox        `json:"vault"`
	Password *newPassword   `json:"password"`
	Code     newCode        `json:"code"`
	Cases    []renewedCase  `json:"cases"`
	Drafts   []renewedDraft `json:"drafts"`
}

type renewedCase struct {
	ID      counsel.ID `json:"id"`
	Epoch   int64      `json:"epoch"`
	Self    []byte     `json:"self"`
	Profile *sentBox   `json:"profile"` // null: the case is only shared with this account
}

type renewedDraft struct {
	Case    counsel.ID        `json:"case"`
	Kind    counsel.DraftKind `json:"kind"`
	Version int64             `json:"version"`
	Box     []byte            `json:"box"`
}

// renewKeys is "somebody knows my password": everything under a new user key, in one step.
func renewKeys(c *call) (any, error) {
	var b renewBody
	if err := c.body(&b); err != nil { // kill: S.Renew.renew-keys-asks-body
		return nil, err
	}
	p, r := proofBody{b.Method, b.Auth}, b.renewal()
	if err := first(p.check(), c.checkRekeying(r.Rekeying), padded("vault.box", r.Vault.Box, maxVault), b.checkParts()); err != nil { // kill: S.Renew.renew-keys-asks-check
		return nil, err
	}
	err := c.proving(b.Method, func() error { return c.store().RenewKeys(c.r.Context(), c.by, c.session.Handle, p.proof(), r) }) // kill: S.Renew.renew-keys-asks-proving
	if err == nil {
		c.s.Tabs.end(c.session.Handle)
	}
	return nil, err
}

func (b renewBody) checkParts() error {
	for _, one := range b.Cases {
		if err := first(exact("cases", one.Self, selfSeeker), one.checkProfile()); err != nil { // kill: S.Renew.check-case
			return err
		}
	}
	for _, d := range b.Drafts {
		if err := padded("drafts", d.Box, maxDraft); err != nil { // kill: S.Renew.check-draft
			return err
		}
	}
	return nil
}

func (r renewedCase) checkProfile() error {
	if r.Profile == nil {
		return nil
	}
	return first(must(r.Profile.Version > 0, "cases"), padded("cases", r.Profile.Box, maxProfile)) // kill: S.Renew.check-profile
}

func (b renewBody) renewal() counsel.Renewal {
	r := counsel.Renewal{Rekeying: rekeying(b.Keyring, b.Password, &b.Code), Vault: b.Vault.versioned()}
	for _, one := range b.Cases {
		c := counsel.RenewedCase{ID: one.ID, Epoch: one.Epoch, Self: one.Self}
		if one.Profile != nil {
			c.Profile = one.Profile.versioned()
		}
		r.Cases = append(r.Cases, c)
	}
	for _, d := range b.Drafts {
		r.Drafts = append(r.Drafts, counsel.RenewedDraft{Case: d.Case, Kind: d.Kind, Version: d.Version, Box: d.Box})
	}
	return r
}
