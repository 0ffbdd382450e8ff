package api_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// handle gives which session a browser has.
func (b *browser) handle() string {
	b.t.Helper()
	return b.get("session").is(200)["handle"].(string)
}

// Where one is signed in: a list with the own one first, each to be ended, or all others.
func TestSessions(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		phone, reg := h.seeker("kiz", "sonne-42")
		neighbour, _ := h.seeker("kiz", "wolke-7")
		laptop, library := h.browser(counsel.Seekers), h.browser(counsel.Seekers)
		laptop.post("auth/login", byCode(reg)).is(200)
		h.Clock.Pass(5 * time.Minute)
		library.post("auth/login", byCode(reg)).is(200)
		list := func(b *browser) (handles []string) {
			t.Helper()
			for i, one := range b.get("sessions").is(200)["sessions"].([]any) {
				s := one.(map[string]any)
				if len(s) != 4 || s["own"] != (i == 0) || s["ends_at"].(float64) <= s["last_use"].(float64) || s["last_use"].(float64) > float64(h.Clock.Now().UnixMilli()) {
					t.Errorf("%v", s)
				}
				handles = append(handles, s["handle"].(string))
			}
			return handles
		}
		own, there := laptop.handle(), library.handle()
		if got := list(laptop); len(got) != 3 || got[0] != own || got[1] != there || got[2] != phone.handle() {
			t.Errorf("%v", got)
		}
		neighbour.remove("sessions/" + own).is(204)
		neighbour.remove("sessions").is(204)
		laptop.remove("sessions/x").refused(counsel.NotFound)
		laptop.remove("sessions/" + testkit.ID().String()).is(204)
		if got := list(laptop); len(got) != 3 {
			t.Errorf("%v", got)
		}
		laptop.remove("sessions/" + there).is(204)
		laptop.remove("sessions/" + there).is(204)
		library.get("session").refused(counsel.SignedOut)
		laptop.remove("sessions").is(204)
		laptop.remove("sessions").is(204)
		phone.get("session").refused(counsel.SignedOut)
		neighbour.get("session").is(200)
		if got := list(laptop); len(got) != 1 || got[0] != own {
			t.Errorf("%v", got)
		}
	})
}

// The lock screen and a further tab sign in with the cookie they have: the session goes on, with what its tabs have left, and no longer than before.
func TestSignInGoesOn(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b, reg := h.seeker("kiz", "sonne-42")
		before := b.get("session").is(200)
		tab := testkit.ID()
		b.put(tabOf(tab), body{"box": letter(), "where": nil}).is(204)
		old := h.browser(counsel.Seekers)
		for name, value := range b.cookies {
			old.cookies[name] = value
		}
		h.Clock.Pass(15 * time.Minute)
		login := body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": "sonne-42", "rc_id": nil, "auth": reg["auth"]}
		b.post("auth/login", login.but("auth", b64(testkit.Bytes(32)))).refused(counsel.SignInFailed)
		b.get("session").is(200)
		in := b.post("auth/login", login).is(200)
		if in["handle"] != before["handle"] || in["ends_at"] != before["ends_at"] || in["wrap"] == nil {
			t.Errorf("%v, then %v", before, in)
		}
		old.get("session").refused(counsel.SignedOut)
		b.post(tabOf(tab)+"/opening", body{}).is(200)
		other, _ := h.seeker("kiz", "wolke-7")
		other.post("auth/login", login).is(200)
		if got := other.handle(); got == before["handle"] {
			t.Error("another person's session goes on")
		}
		b.get("session").is(200)
		h.Clock.Pass(19 * time.Minute)
		for range 25 {
			b.post("auth/login", login).is(200)
			h.Clock.Pass(19 * time.Minute)
		}
		if got := b.post("auth/login", login).is(200); got["handle"] == before["handle"] {
			t.Error("a session outlives its absolute end")
		}
	})
}

// A sign-in of the other realm in the same browser ends nothing.
func TestSignInOfTheOtherRealm(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, reg := h.seeker("kiz", "sonne-42")
		had := seeker.handle()
		for name, value := range s.lead.cookies {
			seeker.cookies[name] = value
		}
		if in := seeker.post("auth/login", byCode(reg)).is(200); in["handle"] != had {
			t.Errorf("%v", in["handle"])
		}
		s.lead.get("session").is(200)
	})
}
