package api

import "siegel/internal/counsel"

// Of a tab: two small boxes, in bytes.
const maxTab = 1 << 10

type tabBody struct {
	Box   []byte  `json:"box"`
	Where *[]byte `json:"where"`
}

type tabAnswer struct {
	Box   bin `json:"box"`
	Where bin `json:"where"`
}

// putTab keeps what a page leaves for its reload, unless the agency wants the password then.
func putTab(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b tabBody
	if err := c.body(&b); err != nil { // kill: S.Tab.put-tab-asks-body
		return nil, err
	}
	one := tab{agency: c.by.Agency, uid: c.by.UID, session: c.session.Handle, id: id, box: b.Box}
	if err := padded("box", b.Box, maxTab); err != nil { // kill: S.Tab.box
		return nil, err
	}
	if b.Where != nil {
		one.where = *b.Where
		if err := padded("where", one.where, maxTab); err != nil { // kill: S.Tab.where
			return nil, err
		}
	}
	a, err := c.store().Agency(c.r.Context(), c.by.Agency)
	if err != nil {
		return nil, err
	}
	if !a.GoesOn() {
		return nil, counsel.Refuse(counsel.Refused) // kill: S.Tab.put-tab-refused
	}
	c.s.Tabs.put(one)
	return nil, nil
}

// openTab gives it back, once.
func openTab(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	if err := c.body(&nothing{}); err != nil { // kill: S.Tab.open-tab-asks-body
		return nil, err
	}
	box, where, ok := c.s.Tabs.take(c.session.Handle, id)
	if !ok {
		return nil, counsel.Refuse(counsel.NotFound) // kill: S.Tab.open-tab-not-found
	}
	return tabAnswer{box, where}, nil
}

// deleteTab throws it away.
func deleteTab(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	c.s.Tabs.forget(c.session.Handle, id)
	return nil, nil
}

type leavingBody struct {
	Realm counsel.Realm `json:"realm"`
	TabID counsel.ID    `json:"tab_id"`
}

// leaveTab hears a page that goes, by a beacon: it brings the cookie and cannot bring our header. It is no use of the session.
func leaveTab(c *call) (any, error) {
	var b leavingBody
	if err := c.anyBody(&b); err != nil { // kill: S.Tab.leave-tab-asks-any-body
		return nil, err
	}
	if b.Realm != counsel.Seekers && b.Realm != counsel.Staff {
		return nil, counsel.RefuseField(counsel.BadRequest, "realm") // kill: S.Tab.leave-tab-realm
	}
	cookie := readCookie(c.r, b.Realm)
	if cookie == nil {
		return nil, nil
	}
	_, session, err := c.store().Watch(c.r.Context(), b.Realm, cookie)
	if counsel.CodeOf(err) == counsel.SignedOut {
		return nil, nil // what it meant has gone with its session
	}
	if err != nil {
		return nil, err
	}
	c.s.Tabs.leave(session.Handle, b.TabID)
	return nil, nil
}
