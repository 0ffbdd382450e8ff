package api

import "siegel/internal/counsel"

type staffAnswer struct {
	Staff []memberAnswer `json:"staff"`
}

type memberAnswer struct {
	UID   counsel.ID           `json:"uid"`
	State counsel.AccountState `json:"state"`
}

// getStaff gives a lead the accounts of the agency's staff. Who they are stands in the directory.
func getStaff(c *call) (any, error) {
	found, err := c.store().Staff(c.r.Context(), c.by)
	out := staffAnswer{make([]memberAnswer, len(found))}
	for i, m := range found {
		out.Staff[i] = memberAnswer{m.UID, m.State}
	}
	return out, err
}

type staffStateBody struct {
	State counsel.AccountState `json:"state"`
}

// putStaffState stops a member of staff at once, or lets her in again.
func putStaffState(c *call) (any, error) {
	uid, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b staffStateBody
	if err := c.body(&b); err != nil { // kill: S.Staff.put-staff-state-asks-body
		return nil, err
	}
	return nil, c.store().SetStaffState(c.r.Context(), c.by, uid, b.State)
}
