package api

import (
	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/store"
)

type registerBody struct {
	Agency  string        `json:"agency"`
	Realm   counsel.Realm `json:"realm"`
	UID     counsel.ID    `json:"uid"`
	Name    *string       `json:"name"`
	Scheme  string        `json:"scheme"`
	KDF     int64         `json:"kdf"`
	Salt    *[]byte       `json:"salt16"`
	Auth    *[32]byte     `json:"auth"`
	RcID    *[16]byte     `json:"rc_id"`
	AuthRc  *[32]byte     `json:"auth_rc"`
	Wraps   []sentWrap    `json:"wraps"`
	Keyring []byte        `json:"keyring"`
	Vault   []byte        `json:"vault"`
	Invite  *sentAnswer   `json:"invite"`
}

type sentWrap struct {
	Method counsel.Way `json:"method"`
	Gen    int64       `json:"gen"`
	KDF    int64       `json:"kdf"`
	Wrap   []byte      `json:"wrap"`
}

type sentAnswer struct {
	ID     counsel.ID `json:"id"`
	Record string     `json:"record"`
	Mac    [32]byte   `json:"mac"`
}

// register makes an account and signs it in.
func register(c *call) (any, error) {
	var b registerBody
	if err := c.body(&b); err != nil { // kill: S.Register.register-asks-body
		return nil, err
	}
	if err := first(c.isRealm(b.Realm), b.check()); err != nil { // kill: S.Register.register-asks-check
		return nil, err
	}
	a, err := c.agency(b.Agency)
	if err != nil {
		return nil, err
	}
	if b.Invite != nil {
		if len(b.Invite.Record) > maxRecord {
			return nil, counsel.RefuseField(counsel.TooLong, "invite.record") // kill: S.Register.register-invite-record
		}
		if _, err := sg1.CheckRecord(a.ID, b.UID, b.Invite.Record); err != nil {
			return nil, shape(err, "invite.record") // kill: S.Register.register-asks-shape
		}
	}
	if err := c.s.throttle.entered(c, a.ID, b.UID); err != nil { // kill: S.Register.register-asks-entered
		return nil, err
	}
	attempt, err := c.s.throttle.register(c, a.ID, b.UID)
	if err != nil {
		return nil, err
	}
	r := b.registration()
	r.Cookie = readCookie(c.r, c.realm)
	in, err := c.store().Register(c.r.Context(), a.ID, r)
	attempt.done(err)
	if counsel.CodeOf(err) == counsel.NameTaken {
		c.s.throttle.nameTaken(c)
	}
	return c.welcome(in, err)
}

// check looks at everything that does not depend on the database.
func (b registerBody) check() error {
	return first(
		must(b.Scheme == scheme, "scheme"), b.checkName(), b.checkCode(), b.checkWraps(), // kill: S.Register.check-asks-wraps
		padded("keyring", b.Keyring, maxKeyring), padded("vault", b.Vault, maxVault), // kill: S.Register.check-asks-padded
		must((b.Realm == counsel.Staff) == (b.Invite != nil), "invite"), // kill: S.Register.check-asks-must
	)
}

// checkName: name and password come together, and staff always have them.
func (b registerBody) checkName() error {
	if b.Name == nil {
		return first(must(b.Realm == counsel.Seekers, "name"), must(b.Auth == nil, "auth"), must(b.KDF == 0, "kdf")) // kill: S.Register.without-name
	}
	return first(must(sg1.CheckName(*b.Name) == nil, "name"), must(b.Auth != nil, "auth"), must(b.KDF == store.KDF(b.Realm), "kdf"), // kill: S.Register.with-name
		must(b.Salt != nil && len(*b.Salt) == 16, "salt16")) // kill: S.Register.salt
}

func (b registerBody) checkCode() error {
	return first(must(b.Auth != nil || b.AuthRc != nil, "auth_rc"), must((b.RcID == nil) == (b.AuthRc == nil), "rc_id")) // kill: S.Register.code-asks-must
}

// checkWraps: one for each way of signing in, of the first generation.
func (b registerBody) checkWraps() error {
	want := map[counsel.Way]int64{}
	if b.Auth != nil {
		want[counsel.ByPassword] = b.KDF
	}
	if b.AuthRc != nil {
		want[counsel.ByCode] = 0
	}
	if len(b.Wraps) != len(want) {
		return counsel.RefuseField(counsel.BadRequest, "wraps") // kill: S.Register.wraps
	}
	for _, w := range b.Wraps {
		kdf, ok := want[w.Method]
		if err := first(must(ok && w.KDF == kdf && w.Gen == 1, "wraps"), exact("wraps", w.Wrap, wrapSize)); err != nil { // kill: S.Register.wraps-asks-exact
			return err
		}
		delete(want, w.Method)
	}
	return nil
}

func (b registerBody) registration() counsel.Registration {
	r := counsel.Registration{Realm: b.Realm, UID: b.UID, KDF: b.KDF, Keyring: b.Keyring, Vault: b.Vault}
	if b.Name != nil {
		r.Name, r.Salt, r.Auth = *b.Name, [16]byte(*b.Salt), b.Auth[:]
	}
	if b.RcID != nil {
		r.RcID, r.AuthRc = b.RcID[:], b.AuthRc[:]
	}
	for _, w := range b.Wraps {
		r.Wraps = append(r.Wraps, counsel.Wrap{Way: w.Method, Gen: w.Gen, KDF: w.KDF, Box: w.Wrap})
	}
	if b.Invite != nil {
		r.Invite = &counsel.Answer{ID: b.Invite.ID, Record: b.Invite.Record, Mac: b.Invite.Mac[:]}
	}
	return r
}
