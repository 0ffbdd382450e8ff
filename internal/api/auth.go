package api

import (
	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/store"
	"siegel/internal/work"
)

const scheme = "split1"

type preBody struct {
	Agency string        `json:"agency"`
	Realm  counsel.Realm `json:"realm"`
	Name   string        `json:"name"`
}

type preAnswer struct {
	Scheme string `json:"scheme"`
	KDF    int64  `json:"kdf"`
	Salt   bin    `json:"salt16"`
	// Work is what the sign-in has to bring, nil for nothing.
	Work *work.Task `json:"work"`
}

// pre gives the salt of a name, whether the name exists or not.
func pre(c *call) (any, error) {
	var b preBody
	if err := c.body(&b); err != nil { // kill: S.Auth.pre-asks-body
		return nil, err
	}
	if err := first(c.isRealm(b.Realm), must(sg1.CheckName(b.Name) == nil, "name"), c.s.throttle.pre(c)); err != nil { // kill: S.Auth.pre-asks-pre
		return nil, err
	}
	a, err := c.agency(b.Agency)
	if err != nil {
		return nil, err
	}
	p, err := c.store().Pre(c.r.Context(), a.ID, b.Realm, b.Name)
	return preAnswer{scheme, p.KDF, p.Salt[:], c.s.throttle.signIn(a.ID, b.Realm, b.Name)}, err
}

type loginBody struct {
	Agency string        `json:"agency"`
	Realm  counsel.Realm `json:"realm"`
	Method counsel.Way   `json:"method"`
	Name   *string       `json:"name"`
	RcID   *[16]byte     `json:"rc_id"`
	Auth   [32]byte      `json:"auth"`
}

// login signs in by password or by return code.
func login(c *call) (any, error) {
	var b loginBody
	if err := c.body(&b); err != nil { // kill: S.Auth.login-asks-body
		return nil, err
	}
	l, err := b.login()
	if err := first(c.isRealm(b.Realm), err); err != nil { // kill: S.Auth.login-asks-is-realm
		return nil, err
	}
	a, err := c.agency(b.Agency)
	if err != nil {
		return nil, err
	}
	l.Cookie = readCookie(c.r, c.realm)
	attempt, err := c.s.throttle.login(c, a.ID, l)
	if err != nil {
		return nil, err
	}
	in, err := c.store().Login(c.r.Context(), a.ID, l)
	attempt.done(err)
	return c.welcome(in, err)
}

func (b loginBody) login() (counsel.Login, error) {
	l := counsel.Login{Realm: b.Realm, Way: b.Method, Auth: b.Auth[:]}
	switch b.Method {
	case counsel.ByPassword:
		if b.Name == nil || sg1.CheckName(*b.Name) != nil { // kill: S.Auth.login-asks-name
			return l, counsel.RefuseField(counsel.BadRequest, "name") // kill: S.Auth.login-name
		}
		l.Name = *b.Name
		return l, must(b.RcID == nil, "rc_id") // kill: S.Auth.password-without-code
	case counsel.ByCode:
		if b.RcID == nil {
			return l, counsel.RefuseField(counsel.BadRequest, "rc_id") // kill: S.Auth.login-rc-id
		}
		l.RcID = b.RcID[:]
		return l, must(b.Name == nil, "name") // kill: S.Auth.code-without-name
	}
	return l, counsel.RefuseField(counsel.BadRequest, "method") // kill: S.Auth.login-method
}

// logout ends the session. It is no error to have none.
func logout(c *call) (any, error) {
	if err := c.body(&nothing{}); err != nil { // kill: S.Auth.logout-asks-body
		return nil, err
	}
	if cookie := readCookie(c.r, c.realm); cookie != nil {
		if err := c.store().Logout(c.r.Context(), cookie); err != nil {
			return nil, err
		}
	}
	ExpireCookie(c.w, c.realm)
	c.w.Header().Set("Clear-Site-Data", `"cache"`) // "cookies" and "storage" would hit the other realm's pages too (PROTOCOL 2.9.4)
	return nil, nil
}

// alive is an empty sign of life: that the session was found has counted as a use.
func alive(c *call) (any, error) { return nil, c.body(&nothing{}) } // kill: S.Auth.alive-asks-body

type wrapAnswer struct {
	Method counsel.Way `json:"method"`
	Gen    int64       `json:"gen"`
	KDF    int64       `json:"kdf"`
	Wrap   bin         `json:"wrap"`
}

type sessionAnswer struct {
	UID         counsel.ID           `json:"uid"`
	Realm       counsel.Realm        `json:"realm"`
	Agency      counsel.ID           `json:"agency"`
	State       counsel.AccountState `json:"state"`
	Handle      counsel.ID           `json:"handle"`
	EndsAt      int64                `json:"ends_at"`
	IdleMinutes int                  `json:"idle_minutes"`
	Wrap        *wrapAnswer          `json:"wrap"`
	Keyring     versioned            `json:"keyring"`
	Vault       versioned            `json:"vault"`
	Roots       []string             `json:"roots"`
	Manifest    *string              `json:"manifest"`
}

// getSession tells an open page that it is still signed in, and gives it the newest directory.
func getSession(c *call) (any, error) {
	in, err := c.store().Resume(c.r.Context(), c.by, c.session)
	return toSession(in), err
}

// welcome sets the new cookie of a session.
func (c *call) welcome(in store.SignedIn, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	setCookie(c.w, in.Actor.Realm, in.Cookie)
	return toSession(in), nil
}

func toSession(in store.SignedIn) sessionAnswer {
	s := sessionAnswer{
		UID: in.Actor.UID, Realm: in.Actor.Realm, Agency: in.Actor.Agency, State: in.Actor.State,
		Handle: in.Session.Handle, EndsAt: millis(in.Session.EndsAt), IdleMinutes: int(counsel.Idle(in.Actor.Realm).Minutes()),
		Keyring: toVersioned(in.Keyring), Vault: toVersioned(in.Vault), Roots: list(in.Directory.Roots), Manifest: text(in.Directory.Manifest),
	}
	if w := in.Wrap; w != nil {
		s.Wrap = &wrapAnswer{w.Way, w.Gen, w.KDF, w.Box}
	}
	return s
}

// isRealm checks the realm of a body against that of the header: a page signs in to its own realm only.
func (c *call) isRealm(r counsel.Realm) error { return must(r == c.realm, "realm") } // kill: S.Auth.is-realm-asks-must
