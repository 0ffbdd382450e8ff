package api

import (
	"siegel/internal/counsel"
	"siegel/internal/store"
)

// newPassword and newCode are ways of signing in as they are from now on.
type newPassword struct {
	Auth [32]byte `json:"auth"`
	Wrap sentWrap `json:"wrap"`
}

type newCode struct {
	RcID [16]byte `json:"rc_id"`
	Auth [32]byte `json:"auth"`
	Wrap sentWrap `json:"wrap"`
}

// rekeyBody replaces the password, the return code, or both; what is null stays.
type rekeyBody struct {
	Method   counsel.Way  `json:"method"`
	Auth     [32]byte     `json:"auth"`
	Keyring  sentBox      `json:"keyring"`
	Password *newPassword `json:"password"`
	Code     *newCode     `json:"code"`
}

// putWraps changes how one signs in. All other sessions end, and so does what any page of this one has left for a reload.
func putWraps(c *call) (any, error) {
	var b rekeyBody
	if err := c.body(&b); err != nil { // kill: S.Rekey.put-wraps-asks-body
		return nil, err
	}
	p, r := proofBody{b.Method, b.Auth}, rekeying(b.Keyring, b.Password, b.Code)
	if err := first(p.check(), must(len(r.Ways()) > 0, "password"), c.checkRekeying(r)); err != nil { // kill: S.Rekey.put-wraps-asks-check
		return nil, err
	}
	err := c.proving(b.Method, func() error { return c.store().Rekey(c.r.Context(), c.by, c.session.Handle, p.proof(), r) }) // kill: S.Rekey.put-wraps-asks-proving
	if err == nil {
		c.s.Tabs.end(c.session.Handle)
	}
	return nil, err
}

func rekeying(keyring sentBox, password *newPassword, code *newCode) counsel.Rekeying {
	r := counsel.Rekeying{Keyring: keyring.versioned()}
	if p := password; p != nil {
		r.Password = &counsel.NewWay{Auth: p.Auth[:], Wrap: p.Wrap.wrap()}
	}
	if n := code; n != nil {
		r.Code = &counsel.NewWay{Auth: n.Auth[:], RcID: n.RcID[:], Wrap: n.Wrap.wrap()}
	}
	return r
}

func (w sentWrap) wrap() counsel.Wrap {
	return counsel.Wrap{Way: w.Method, Gen: w.Gen, KDF: w.KDF, Box: w.Wrap}
}

// checkRekeying looks at the forms: each wrap of its own way, with the realm's profile.
func (c *call) checkRekeying(r counsel.Rekeying) error {
	if err := padded("keyring.box", r.Keyring.Box, maxKeyring); err != nil { // kill: S.Rekey.check-asks-padded
		return err
	}
	if p := r.Password; p != nil {
		if err := checkWay("password", p.Wrap, counsel.ByPassword, store.KDF(c.realm)); err != nil { // kill: S.Rekey.check-asks-password
			return err
		}
	}
	if n := r.Code; n != nil {
		return checkWay("code", n.Wrap, counsel.ByCode, 0) // kill: S.Rekey.check-asks-code
	}
	return nil
}

func checkWay(field string, w counsel.Wrap, way counsel.Way, kdf int64) error {
	return first(must(w.Way == way && w.KDF == kdf, field), exact(field, w.Box, wrapSize)) // kill: S.Rekey.check-way
}
