package api

import "siegel/internal/counsel"

type grantAnswer struct {
	ID     counsel.ID  `json:"id"`
	Epoch  int64       `json:"epoch"`
	ToUID  *counsel.ID `json:"to_uid"`
	ToRole *string     `json:"to_role"`
	By     *counsel.ID `json:"by"`
	Why    counsel.Why `json:"why"`
	Until  *string     `json:"until"`
	File   bin         `json:"file"`
}

func toGrant(g counsel.Grant) grantAnswer {
	out := grantAnswer{ID: g.ID, Epoch: g.Epoch, ToUID: optional(g.ToUID), ToRole: text(string(g.ToRole)), By: optional(g.By), Why: g.Why, File: g.File}
	if !g.Until.IsZero() {
		out.Until = text(counsel.Date(g.Until))
	}
	return out
}

func toGrants(list []counsel.Grant) []grantAnswer {
	out := make([]grantAnswer, len(list))
	for i, g := range list {
		out[i] = toGrant(g)
	}
	return out
}

// roleGrant is a case's key for a role, as it comes in, with the number of the manifest by whose keys it was made.
type roleGrant struct {
	ID   counsel.ID   `json:"id"`
	Role counsel.Role `json:"role"`
	MSeq int64        `json:"mseq"`
	File []byte       `json:"file"`
}

func roleGrants(list []roleGrant) (out []counsel.Grant, err error) {
	for _, g := range list {
		if err := ageFile("grants", g.File); err != nil { // kill: S.Grant.role-grants-asks-age-file
			return nil, err
		}
		out = append(out, counsel.Grant{ID: g.ID, ToRole: g.Role, MSeq: g.MSeq, File: g.File})
	}
	return out, nil
}

type grantsAnswer struct {
	Grants []grantAnswer `json:"grants"`
}

// getGrants gives the agency keys that wait for the caller.
func getGrants(c *call) (any, error) {
	list, err := c.store().Grants(c.r.Context(), c.by)
	return grantsAnswer{toGrants(list)}, err
}

// deleteGrant removes an agency key that the caller has adopted.
func deleteGrant(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	return nil, c.store().DeleteGrant(c.r.Context(), c.by, id)
}
