package api

import "siegel/internal/counsel"

type epochBody struct {
	Epoch   int64         `json:"epoch"`
	CKID    counsel.ID    `json:"ck_id"`
	NKID    counsel.ID    `json:"nk_id"`
	Self    []byte        `json:"self"`
	Back    newLink       `json:"back"`
	Profile sentBox       `json:"profile"`
	Grants  []roleGrant   `json:"grants"`
	People  []peopleGrant `json:"people"`
}

type newLink struct {
	CK []byte `json:"ck"`
	NK []byte `json:"nk"`
}

// peopleGrant is a case's key for somebody who reads on, as it comes in.
type peopleGrant struct {
	ID    counsel.ID `json:"id"`
	ToUID counsel.ID `json:"to_uid"`
	File  []byte     `json:"file"`
}

// putEpoch gives a case new keys, all in one step.
func putEpoch(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b epochBody
	if err := c.body(&b); err != nil { // kill: S.Epoch.put-epoch-asks-body
		return nil, err
	}
	if err := b.check(); err != nil { // kill: S.Epoch.put-epoch-asks-check
		return nil, err
	}
	grants, err := roleGrants(b.Grants)
	if err != nil {
		return nil, err
	}
	for _, g := range b.People {
		grants = append(grants, counsel.Grant{ID: g.ID, ToUID: g.ToUID, File: g.File})
	}
	return nil, c.store().Rotate(c.r.Context(), c.by, counsel.NewEpoch{
		Case: id, Epoch: b.Epoch, CKID: b.CKID, NKID: b.NKID, Self: b.Self, Back: counsel.BackLink{Epoch: b.Epoch, CK: b.Back.CK, NK: b.Back.NK}, Profile: b.Profile.versioned(), Grants: grants,
	})
}

// A back-link holds one key, as a seeker's own copy does.
func (b epochBody) check() error {
	for _, g := range b.People {
		if err := ageFile("people", g.File); err != nil { // kill: S.Epoch.people
			return err
		}
	}
	return first(
		must(b.Epoch > 0, "epoch"), exact("self", b.Self, selfStaff), exact("back", b.Back.CK, selfSeeker), exact("back", b.Back.NK, selfSeeker), // kill: S.Epoch.shapes
		padded("profile.box", b.Profile.Box, maxProfile), // kill: S.Epoch.profile-box
	)
}
