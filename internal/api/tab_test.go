package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

func tabOf(id counsel.ID) string { return "session/tabs/" + id.String() }

// leave sends what a page's last beacon sends.
func (b *browser) leave(realm counsel.Realm, id counsel.ID) answer {
	b.t.Helper()
	header := b.header
	defer func() { b.header = header }()
	b.header = http.Header{"Sec-Fetch-Site": {"same-origin"}, "Content-Type": {"text/plain;charset=UTF-8"}}
	return b.post("session/tab/leaving", mustJSON(body{"realm": realm, "tab_id": id}))
}

// What a page leaves comes back once, to the same session only.
func TestTab(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, reg := h.seeker("kiz", "sonne-42")
		elsewhere := h.browser(counsel.Seekers)
		elsewhere.post("auth/login", byCode(reg)).is(200)
		id := testkit.ID()
		left := body{"box": letter(), "where": letter()}
		sending{seeker, "PUT", tabOf(id), left, 204, map[string]int{"box": kib, "where": kib}}.tried(t)
		for _, stranger := range []*browser{elsewhere, s.lead} {
			stranger.post(tabOf(id)+"/opening", body{}).refused(counsel.NotFound)
			stranger.remove(tabOf(id)).is(204)
			stranger.leave(stranger.realm, id).is(204)
		}
		h.Clock.Pass(2 * time.Minute)
		got := seeker.post(tabOf(id)+"/opening", body{}).is(200)
		if got["box"] != left["box"] || got["where"] != left["where"] || len(got) != 2 {
			t.Errorf("%v", got)
		}
		seeker.post(tabOf(id)+"/opening", body{}).refused(counsel.NotFound)
		seeker.put(tabOf(id), left.but("where", nil)).is(204)
		if got := seeker.post(tabOf(id)+"/opening", body{}).is(200); got["where"] != nil {
			t.Errorf("%v", got)
		}
		seeker.put(tabOf(id), left).is(204)
		seeker.remove(tabOf(id)).is(204)
		seeker.post(tabOf(id)+"/opening", body{}).refused(counsel.NotFound)
		for _, path := range []string{"session/tabs/x", "session/tabs/AAAAAAAAAAAAAAAAAAAAAA"} {
			seeker.put(path, left).refused(counsel.NotFound)
			seeker.remove(path).refused(counsel.NotFound)
			seeker.post(path+"/opening", body{}).refused(counsel.NotFound)
		}
	})
}

// Four tabs of a session, the newest; another session's do not count.
func TestFourTabs(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		neighbour, _ := h.seeker("kiz", "wolke-7")
		theirs := testkit.ID()
		neighbour.put(tabOf(theirs), body{"box": letter(), "where": nil}).is(204)
		ids := []counsel.ID{testkit.ID(), testkit.ID(), testkit.ID(), testkit.ID(), testkit.ID(), testkit.ID()}
		for i, id := range ids {
			seeker.put(tabOf(id), body{"box": letter(), "where": nil}).is(204)
			if i == 3 { // the first one is in use, and so becomes the newest
				seeker.put(tabOf(ids[0]), body{"box": letter(), "where": nil}).is(204)
			}
		}
		for i, there := range []bool{true, false, false, true, true, true} {
			got := seeker.post(tabOf(ids[i])+"/opening", body{})
			if (got.status == 200) != there {
				t.Errorf("tab %d: %d %s", i, got.status, got.text)
			}
		}
		neighbour.post(tabOf(theirs)+"/opening", body{}).is(200)
	})
}

// After the page has said that it goes, its tab lives for a minute. Saying it again does not make it longer; coming back does.
func TestLeaving(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id, other := testkit.ID(), testkit.ID()
		left := body{"box": letter(), "where": nil}
		seeker.put(tabOf(id), left).is(204)
		seeker.put(tabOf(other), left).is(204)
		seeker.leave(counsel.Seekers, id).is(204)
		h.Clock.Pass(59 * time.Second)
		seeker.leave(counsel.Seekers, id).is(204)
		seeker.post(tabOf(id)+"/opening", body{}).is(200)
		seeker.put(tabOf(id), left).is(204)
		seeker.leave(counsel.Seekers, id).is(204)
		h.Clock.Pass(30 * time.Second)
		seeker.leave(counsel.Seekers, id).is(204)
		h.Clock.Pass(30 * time.Second)
		seeker.post(tabOf(id)+"/opening", body{}).refused(counsel.NotFound)
		seeker.put(tabOf(id), left).is(204)
		seeker.leave(counsel.Seekers, id).is(204)
		seeker.put(tabOf(id), left).is(204) // it has come back from the browser's memory
		h.Clock.Pass(2 * time.Minute)
		seeker.post(tabOf(id)+"/opening", body{}).is(200)
		seeker.post(tabOf(other)+"/opening", body{}).is(200)
		seeker.leave(counsel.Staff, other).is(204) // no cookie of that realm
		seeker.post("auth/logout", body{}).is(204)
		seeker.leave(counsel.Seekers, other).is(204)
	})
}

// The beacon brings no header of ours. The browser must say that it comes from a page of this site, and it is no use of the session.
func TestLeavingFromElsewhere(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	seeker, _ := h.seeker("kiz", "sonne-42")
	id := testkit.ID()
	seeker.put(tabOf(id), body{"box": letter(), "where": nil}).is(204)
	say := mustJSON(body{"realm": "seeker", "tab_id": id})
	header := seeker.header
	for what, c := range map[string]struct {
		site, origin string
		ok           bool
	}{
		"cross-site": {"cross-site", h.server.URL, false}, "same-site": {"same-site", h.server.URL, false}, "typed in": {"none", h.server.URL, false}, "nothing": {"", "", false},
		"other origin": {"", "https://evil.example", false}, "opaque": {"", "null", false}, "own origin": {"", h.server.URL, true}, "same origin": {"same-origin", "", true},
	} {
		seeker.header = http.Header{}
		if c.site != "" {
			seeker.header.Set("Sec-Fetch-Site", c.site)
		}
		if c.origin != "" {
			seeker.header.Set("Origin", c.origin)
		}
		if got := seeker.post("session/tab/leaving", say); c.ok {
			got.is(204)
		} else if got.status != 403 {
			t.Errorf("%s: %d %s", what, got.status, got.text)
		}
	}
	seeker.header = http.Header{"Sec-Fetch-Site": {"same-origin"}}
	for _, bad := range []string{"", "x", "{}", `{"realm":"seeker"}`, strings.Replace(say, "seeker", "admin", 1), strings.Replace(say, "}", `,"x":1}`, 1), say + "x"} {
		seeker.post("session/tab/leaving", bad).refused(counsel.BadRequest)
	}
	seeker.post("session/tab/leaving", say+strings.Repeat(" ", 512*kib)).refused(counsel.TooLong)
	h.Clock.Pass(22 * time.Minute)
	seeker.post("session/tab/leaving", say).is(204)
	h.Clock.Pass(4 * time.Minute)
	seeker.header = header
	seeker.get("session").refused(counsel.SignedOut)
}

// However a session ends, what its pages left is gone from memory.
func TestTabsGoWithTheSession(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		h.seeker("kiz", "wolke-7")
		ben, lead := s.hire("Ben", counsel.Counsellor), testkit.ID()
		ben.put(tabOf(testkit.ID()), body{"box": letter(), "where": nil}).is(204)
		s.lead.put(tabOf(lead), body{"box": letter(), "where": nil}).is(204)
		s.lead.put("staff/"+ben.uid.String()+"/state", body{"state": "stopped"}).is(204)
		if n := h.tabs.Count(); n != 1 {
			t.Errorf("a stopped account: %d tabs", n)
		}
		s.lead.remove(tabOf(lead)).is(204)
		ends := map[string]func(b *browser, login body){
			"log-out": func(b *browser, _ body) { b.post("auth/logout", body{}).is(204) },
			"ended elsewhere": func(_ *browser, login body) {
				other := h.browser(counsel.Seekers)
				other.post("auth/login", login).is(200)
				other.remove("sessions").is(204)
			},
			"one ended": func(b *browser, _ body) {
				own := b.get("sessions").is(200)["sessions"].([]any)[0].(map[string]any)["handle"].(string)
				b.remove("sessions/" + own).is(204)
			},
			"another account": func(b *browser, _ body) {
				b.post("auth/register", h.registration("kiz", counsel.Seekers, newName())).is(201)
			},
			"idle end": func(*browser, body) { h.Clock.Pass(time.Hour); h.tabs.Sweep() },
			"another process": func(b *browser, _ body) {
				h.Listen(func([]counsel.Event) {}) // its events do not come here
				b.post("auth/logout", body{}).is(204)
				h.tabs.Sweep()
				h.Listen(h.hear)
			},
		}
		for what, end := range ends {
			b, reg := h.seeker("kiz", newName())
			b.put(tabOf(testkit.ID()), body{"box": letter(), "where": nil}).is(204)
			b.put(tabOf(testkit.ID()), body{"box": letter(), "where": nil}).is(204)
			h.tabs.Sweep()
			if n := h.tabs.Count(); n != 2 {
				t.Fatalf("%s: %d tabs before", what, n)
			}
			end(b, byCode(reg))
			if n := h.tabs.Count(); n != 0 {
				t.Errorf("%s: %d tabs stay", what, n)
			}
		}
	})
}

// A page that left and never came back is forgotten although nobody asks for it.
func TestSweep(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	seeker, _ := h.seeker("kiz", "sonne-42")
	id := testkit.ID()
	seeker.put(tabOf(id), body{"box": letter(), "where": nil}).is(204)
	seeker.put(tabOf(testkit.ID()), body{"box": letter(), "where": nil}).is(204)
	seeker.leave(counsel.Seekers, id).is(204)
	for _, c := range []struct {
		pass time.Duration
		left int
	}{{0, 2}, {59 * time.Second, 2}, {time.Second, 1}, {4 * time.Minute, 1}} {
		h.Clock.Pass(c.pass)
		if h.tabs.Sweep(); h.tabs.Count() != c.left {
			t.Errorf("after %v: %d tabs, want %d", c.pass, h.tabs.Count(), c.left)
		}
	}
}

// Where the agency wants the password after a reload, nothing is kept.
func TestNoReload(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.settings = func(s *counsel.Settings) { s.Reload = new(bool) }
	s := h.setUp("kiz", true)
	s.lead.put(tabOf(testkit.ID()), body{"box": letter(), "where": nil}).refused(counsel.Refused)
	if n := h.tabs.Count(); n != 0 {
		t.Errorf("%d tabs", n)
	}
}

func byCode(reg body) body {
	return body{"agency": "kiz", "realm": "seeker", "method": "rc", "name": nil, "rc_id": reg["rc_id"], "auth": reg["auth_rc"]}
}
