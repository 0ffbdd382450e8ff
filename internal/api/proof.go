package api

import "siegel/internal/counsel"

// proofBody is how a call proves again who asks: by the login key of the account's password or return code.
type proofBody struct {
	Method counsel.Way `json:"method"`
	Auth   [32]byte    `json:"auth"`
}

func (b proofBody) proof() counsel.Proof { return counsel.Proof{Way: b.Method, Auth: b.Auth[:]} }

func (b proofBody) check() error {
	return must(b.Method == counsel.ByPassword || b.Method == counsel.ByCode, "method") // kill: S.Proof.method
}

// prove gives the wrap of a way of signing in to whoever has its login key.
func prove(c *call) (any, error) {
	var b proofBody
	if err := c.body(&b); err != nil { // kill: S.Proof.prove-asks-body
		return nil, err
	}
	if err := b.check(); err != nil { // kill: S.Proof.prove-asks-check
		return nil, err
	}
	var w counsel.Wrap
	err := c.proving(b.Method, func() (err error) { // kill: S.Proof.prove-asks-proving
		w, err = c.store().Prove(c.r.Context(), c.by, b.proof())
		return err
	})
	return struct {
		Wrap wrapAnswer `json:"wrap"`
	}{wrapAnswer{w.Way, w.Gen, w.KDF, w.Box}}, err
}

// proving acts on a login key that the call has brought, and makes whoever guesses wait as at the sign-in. Errors: wait, those of act.
func (c *call) proving(way counsel.Way, act func() error) error {
	attempt, err := c.s.throttle.prove(c, way)
	if err != nil {
		return err
	}
	err = act()
	attempt.done(err)
	return err
}
