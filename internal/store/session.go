package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"slices"

	"siegel/internal/counsel"
)

// starter gives whoever signs in a session with a new cookie.
type starter func(counsel.Actor) (counsel.Session, []byte, error)

// replace ends the session of the cookie that the browser has had so far, whosever it is, and starts another: nobody could reach it any more.
func (t *tx) replace(old []byte) starter {
	return func(a counsel.Actor) (counsel.Session, []byte, error) {
		if err := t.endCookie(old); err != nil {
			return counsel.Session{}, nil, err
		}
		return t.newSession(a)
	}
}

// goOn gives the session of that cookie a new one if it is live and of the same account, with the same handle and absolute end: a further tab, a
// lock screen, a password dialog. Else it does as replace. Of two sign-ins with one cookie the first goes on.
func (t *tx) goOn(old []byte) starter {
	return func(a counsel.Actor) (counsel.Session, []byte, error) {
		hash := sha256.Sum256(old)
		b, s, err := t.session(a.Realm, hash)
		if code := counsel.CodeOf(err); err != nil && code != counsel.SignedOut {
			return s, nil, err
		}
		if err != nil || b.Agency != a.Agency || b.UID != a.UID {
			return t.replace(old)(a)
		}
		cookie, next := newCookie()
		s.LastUse = t.now.UTC().Truncate(counsel.LastUseStep)
		n, err := t.exec(`UPDATE sessions SET cookie_hash = $3, last_use = $4 WHERE agency = $1 AND cookie_hash = $2`, a.Agency, hash[:], next[:], s.LastUse)
		if err == nil && n == 0 {
			return t.newSession(a)
		}
		return s, cookie, err
	}
}

func newCookie() (cookie []byte, hash [32]byte) {
	cookie = make([]byte, 32)
	rand.Read(cookie)
	return cookie, sha256.Sum256(cookie)
}

// newSession is the one way in which sessions begin. Errors: not_ready while the agency is suspended.
func (t *tx) newSession(a counsel.Actor) (s counsel.Session, cookie []byte, err error) {
	agency, err := t.agency(a.Agency)
	if err != nil {
		return s, nil, err
	}
	if err := agency.LetsIn(); err != nil { // kill: S.Session.new-session-asks-lets-in
		return s, nil, err
	}
	if err := t.endSessionsWhere(`agency = $1 AND ends_at <= $2`, a.Agency, t.now); err != nil { // of everybody: nothing stays without need
		return s, nil, err
	}
	if err := t.endUnused(a); err != nil {
		return s, nil, err
	}
	var handle counsel.ID
	rand.Read(handle[:])
	cookie, hash := newCookie()
	s = counsel.NewSession(a.Realm, handle, t.now)
	_, err = t.exec(`INSERT INTO sessions (agency, cookie_hash, handle, uid, ends_at, last_use, step_until) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		a.Agency, hash[:], handle, a.UID, s.EndsAt, s.LastUse)
	return s, cookie, err
}

// endUnused makes room for one more session of the account: those unused longest end. Sign-ins in the same instant do not see each other; the next one makes
// up for that.
func (t *tx) endUnused(a counsel.Actor) error {
	var n int
	if _, err := t.get(`SELECT count(*) FROM sessions WHERE agency = $1 AND uid = $2`, args{a.Agency, a.UID}, &n); err != nil || n < counsel.MaxSessions {
		return err
	}
	return t.endSessionsWhere(`agency = $1 AND cookie_hash IN (SELECT cookie_hash FROM sessions WHERE agency = $1 AND uid = $2 ORDER BY last_use, ends_at, handle LIMIT $3)`,
		a.Agency, a.UID, n-counsel.MaxSessions+1)
}

// Session gives the actor of a cookie and counts as a use. This is the one look-up without an agency.
// Errors: signed_out if there is no such session in this realm, or it has ended.
func (s *Store) Session(ctx context.Context, realm counsel.Realm, cookie []byte) (a counsel.Actor, in counsel.Session, err error) {
	hash := sha256.Sum256(cookie)
	var now bool
	err = s.look(ctx, func(t *tx) error {
		a, in, err = t.session(realm, hash)
		now = err == nil && in.LastUse.Before(t.now.Truncate(counsel.LastUseStep))
		return err
	})
	if err != nil || !now {
		return a, in, err
	}
	before := in.LastUse
	err = s.write(ctx, func(t *tx) error {
		in.LastUse = t.now.UTC().Truncate(counsel.LastUseStep)
		_, err := t.exec(`UPDATE sessions SET last_use = $3 WHERE agency = $1 AND cookie_hash = $2`, a.Agency, hash[:], in.LastUse)
		return err
	})
	if counsel.CodeOf(err) == counsel.Full { // whoever only reads can go on; the session ends a little early
		in.LastUse, err = before, nil
	}
	return a, in, err
}

func (t *tx) session(realm counsel.Realm, hash [32]byte) (a counsel.Actor, in counsel.Session, err error) {
	var roles string
	var agency counsel.AgencyState // a sign-in that crossed a suspension may have left a session
	found, err := t.get(`SELECT s.agency, s.uid, s.handle, s.ends_at, s.last_use, a.realm, a.roles, a.state, g.state
		FROM sessions s JOIN accounts a ON a.agency = s.agency AND a.uid = s.uid JOIN agencies g ON g.agency = s.agency WHERE s.cookie_hash = $1 AND a.realm = $2`,
		args{hash[:], realm}, &a.Agency, &a.UID, &in.Handle, &in.EndsAt, &in.LastUse, &a.Realm, &roles, &a.State, &agency)
	if err != nil {
		return a, in, err
	}
	if agency == counsel.AgencySuspended {
		return counsel.Actor{}, counsel.Session{}, counsel.Refuse(counsel.SignedOut) // kill: S.Session.session-suspended
	}
	if !found || a.State == counsel.Stopped || in.Over(a.Realm, t.now) {
		return counsel.Actor{}, counsel.Session{}, counsel.Refuse(counsel.SignedOut) // kill: S.Session.session-signed-out
	}
	a.Roles = counsel.ParseRoles(roles)
	return a, in, nil
}

// Resume gives an open page what a sign-in would give it, without a wrap.
func (s *Store) Resume(ctx context.Context, by counsel.Actor, session counsel.Session) (in SignedIn, err error) {
	err = s.read(ctx, func(t *tx) error {
		in = SignedIn{Session: session}
		if in.Actor, err = t.actor(by); err != nil {
			return err
		}
		return t.fillIn(&in)
	})
	return in, err
}

// Sessions gives the actor's own sessions that have not ended: the one with that handle first, then those used last.
func (s *Store) Sessions(ctx context.Context, by counsel.Actor, own counsel.ID) (list []counsel.Session, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		list = []counsel.Session{}
		return t.each(`SELECT handle, ends_at, last_use FROM sessions WHERE agency = $1 AND uid = $2 ORDER BY last_use DESC, ends_at DESC, handle`, args{a.Agency, a.UID},
			func(scan func(...any) error) error {
				var in counsel.Session
				err := scan(&in.Handle, &in.EndsAt, &in.LastUse)
				switch {
				case in.Over(a.Realm, t.now):
				case in.Handle == own:
					list = slices.Insert(list, 0, in)
				default:
					list = append(list, in)
				}
				return err
			})
	})
	return list, err
}

// EndSession ends one of the actor's own sessions. It is no error if there is none.
func (s *Store) EndSession(ctx context.Context, by counsel.Actor, handle counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		return t.endSessionsWhere(`agency = $1 AND uid = $2 AND handle = $3`, a.Agency, a.UID, handle)
	})
}

// EndOthers ends all of the actor's own sessions but one.
func (s *Store) EndOthers(ctx context.Context, by counsel.Actor, but counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		return t.endSessionsWhere(`agency = $1 AND uid = $2 AND handle <> $3`, a.Agency, a.UID, but)
	})
}

// Logout ends the session of a cookie. A cookie without session is no error.
func (s *Store) Logout(ctx context.Context, cookie []byte) error {
	return s.write(ctx, func(t *tx) error { return t.endCookie(cookie) })
}

func (t *tx) endCookie(cookie []byte) error {
	if len(cookie) == 0 {
		return nil
	}
	hash := sha256.Sum256(cookie)
	return t.endSessionsWhere(`cookie_hash = $1`, hash[:])
}

// endSessions signs an account out everywhere.
func (t *tx) endSessions(agency, uid counsel.ID) error {
	return t.endSessionsWhere(`agency = $1 AND uid = $2`, agency, uid)
}

// endSessionsWhere is the one way in which sessions go, so that their open pages hear it. It takes a condition of ours.
func (t *tx) endSessionsWhere(where string, a ...any) error {
	return t.each(`DELETE FROM sessions WHERE `+where+` RETURNING agency, uid, handle`, a, func(scan func(...any) error) error {
		out := counsel.Event{Kind: counsel.EventOut}
		err := scan(&out.Agency, &out.To, &out.Session)
		t.tell(out)
		return err
	})
}
