package api

import "siegel/internal/counsel"

type relinkBody struct {
	ToCase counsel.ID  `json:"to_case"`
	Grant  caseGrant   `json:"grant"`
	Method counsel.Way `json:"method"`
	Auth   [32]byte    `json:"auth"`
}

// caseGrant is a case's key for a person, as it comes in.
type caseGrant struct {
	ID    counsel.ID `json:"id"`
	Epoch int64      `json:"epoch"`
	File  []byte     `json:"file"`
}

// relink shares a case with another account of the person who wrote in it, against the password.
func relink(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b relinkBody
	if err := c.body(&b); err != nil { // kill: S.Relink.relink-asks-body
		return nil, err
	}
	p := proofBody{b.Method, b.Auth}
	if err := first(p.check(), must(b.Grant.Epoch >= 0, "grant.epoch"), ageFile("grant", b.Grant.File)); err != nil { // kill: S.Relink.relink-asks-check
		return nil, err
	}
	return nil, c.proving(b.Method, func() error { // kill: S.Relink.relink-asks-proving
		return c.store().Relink(c.r.Context(), c.by, counsel.Relink{
			Case: id, ToCase: b.ToCase, Grant: counsel.Grant{ID: b.Grant.ID, Epoch: b.Grant.Epoch, File: b.Grant.File}, Proof: p.proof(),
		})
	})
}
