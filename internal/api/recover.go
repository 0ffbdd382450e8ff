package api

import "siegel/internal/counsel"

type recoverBody struct {
	Agency string        `json:"agency"`
	Realm  counsel.Realm `json:"realm"`
	RcID   [16]byte      `json:"rc_id"`
	Auth   [32]byte      `json:"auth"`
}

// recoverAccount opens the way to a new password for whoever has the return code. There is no session yet: the code is asked again with what is new.
func recoverAccount(c *call) (any, error) {
	var b recoverBody
	if err := c.body(&b); err != nil { // kill: S.Recover.recover-asks-body
		return nil, err
	}
	a, l, err := c.recovering(b)
	if err != nil {
		return nil, err
	}
	in, err := c.store().Recover(c.r.Context(), a.ID, l)
	return toSession(in), err
}

type recoveredBody struct {
	Agency   string        `json:"agency"`
	Realm    counsel.Realm `json:"realm"`
	RcID     [16]byte      `json:"rc_id"`
	Auth     [32]byte      `json:"auth"`
	Keyring  sentBox       `json:"keyring"`
	Password *newPassword  `json:"password"`
	Code     newCode       `json:"code"`
}

// recovered takes a new password and a new code in place of the one that was used, and signs in.
func recovered(c *call) (any, error) {
	var b recoveredBody
	if err := c.body(&b); err != nil { // kill: S.Recover.recovered-asks-body
		return nil, err
	}
	r := rekeying(b.Keyring, b.Password, &b.Code)
	if err := c.checkRekeying(r); err != nil { // kill: S.Recover.recovered-asks-check
		return nil, err
	}
	a, l, err := c.recovering(recoverBody{b.Agency, b.Realm, b.RcID, b.Auth})
	if err != nil {
		return nil, err
	}
	in, err := c.store().Recovered(c.r.Context(), a.ID, l, r)
	return c.welcome(in, err)
}

// recovering gives the agency and the code as a way to sign in. It is never slowed: a code cannot be guessed (PROTOCOL 2.13).
func (c *call) recovering(b recoverBody) (a counsel.Agency, l counsel.Login, err error) {
	if err := c.isRealm(b.Realm); err != nil { // kill: S.Recover.asks-is-realm
		return a, l, err
	}
	a, err = c.agency(b.Agency)
	return a, counsel.Login{Realm: b.Realm, Way: counsel.ByCode, RcID: b.RcID[:], Auth: b.Auth[:], Cookie: readCookie(c.r, c.realm)}, err
}
