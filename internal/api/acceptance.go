package api

import "siegel/internal/counsel"

type acceptanceBody struct {
	NKID   counsel.ID  `json:"nk_id"`
	Self   []byte      `json:"self"`
	Grants []roleGrant `json:"grants"`
}

type acceptanceAnswer struct {
	Case caseAnswer `json:"case"`
}

// accept takes an enquiry over. Who is slower learns by whom.
func accept(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b acceptanceBody
	if err := c.body(&b); err != nil { // kill: S.Acceptance.accept-asks-body
		return nil, err
	}
	if err := exact("self", b.Self, selfStaff); err != nil { // kill: S.Acceptance.accept-asks-exact
		return nil, err
	}
	grants, err := roleGrants(b.Grants)
	if err != nil {
		return nil, err
	}
	taken, err := c.store().Accept(c.r.Context(), c.by, counsel.Acceptance{Case: id, NKID: b.NKID, Self: b.Self, Grants: grants})
	return acceptanceAnswer{toCase(taken)}, err
}

// confirm says that the stored copy of the key opens.
func confirm(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	if err := c.body(&nothing{}); err != nil { // kill: S.Acceptance.confirm-asks-body
		return nil, err
	}
	return nil, c.store().Confirm(c.r.Context(), c.by, id)
}
