package api

import "siegel/internal/counsel"

type sessionRow struct {
	Handle  counsel.ID `json:"handle"`
	Own     bool       `json:"own"`
	EndsAt  int64      `json:"ends_at"`
	LastUse int64      `json:"last_use"`
}

type sessionsAnswer struct {
	Sessions []sessionRow `json:"sessions"`
}

// getSessions lists where the caller is signed in, this browser first.
func getSessions(c *call) (any, error) {
	sessions, err := c.store().Sessions(c.r.Context(), c.by, c.session.Handle)
	out := make([]sessionRow, len(sessions))
	for i, s := range sessions {
		out[i] = sessionRow{s.Handle, s.Handle == c.session.Handle, millis(s.EndsAt), millis(s.LastUse)}
	}
	return sessionsAnswer{out}, err
}

// endSession ends one of the caller's own.
func endSession(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	return nil, c.store().EndSession(c.r.Context(), c.by, id)
}

// endOthers ends all of them but this one.
func endOthers(c *call) (any, error) {
	return nil, c.store().EndOthers(c.r.Context(), c.by, c.session.Handle)
}
