package api_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// every route once, with a path that leads nowhere.
var everyRoute = []struct{ method, path string }{
	{"GET", "agencies/nix"}, {"GET", "agencies/nix/directory"},
	{"POST", "auth/pre"}, {"POST", "auth/work"}, {"POST", "auth/register"}, {"POST", "auth/login"}, {"POST", "auth/logout"}, {"GET", "session"}, {"POST", "session/alive"}, {"POST", "me/proof"}, {"PUT", "me/wraps"}, {"GET", "me/keys"}, {"PUT", "me/keys"}, {"POST", "auth/recover"}, {"PUT", "auth/recover"},
	{"GET", "sessions"}, {"DELETE", "sessions"}, {"POST", "files"}, {"PUT", "files/ID/parts/0"}, {"GET", "files/ID"}, {"DELETE", "files/ID"}, {"DELETE", "sessions/ID"}, {"PUT", "session/tabs/ID"}, {"POST", "session/tabs/ID/opening"}, {"DELETE", "session/tabs/ID"},
	{"DELETE", "me"}, {"GET", "me/erasure"}, {"GET", "me/stored"}, {"GET", "me/receipts"}, {"GET", "desk/erased"}, {"GET", "audit"}, {"GET", "audit/heads"}, {"PUT", "audit/head"}, {"PUT", "cases/ID/hold"}, {"DELETE", "cases/ID/hold"},
	{"POST", "cases/ID/erasure"}, {"GET", "cases/ID/erasure"}, {"DELETE", "cases/ID/erasure"}, {"POST", "cases/ID/erasure/answer"},
	{"GET", "me/keyring"}, {"PUT", "me/keyring"}, {"GET", "me/vault"}, {"PUT", "me/vault"}, {"GET", "me/grants"}, {"DELETE", "me/grants/ID"},
	{"GET", "me/drafts"}, {"GET", "me/drafts/ID/message"}, {"PUT", "me/drafts/ID/note"}, {"DELETE", "me/drafts/ID/earlier"},
	{"GET", "me/notice"}, {"PUT", "me/notice"}, {"DELETE", "me/notice"}, {"POST", "me/notice/confirmation"},
	{"POST", "enquiries"}, {"GET", "desk"}, {"GET", "desk/closed"}, {"POST", "desk/cases"}, {"GET", "overview"}, {"GET", "enquiries/ID"}, {"POST", "enquiries/ID/acceptance"}, {"POST", "enquiries/ID/acceptance/confirmation"},
	{"GET", "cases"}, {"GET", "cases/ID"}, {"GET", "cases/ID/messages"}, {"POST", "cases/ID/messages"}, {"DELETE", "cases/ID/messages/ID"}, {"GET", "cases/ID/notes"}, {"POST", "cases/ID/notes"},
	{"POST", "cases/ID/release"}, {"PUT", "cases/ID/state"}, {"PUT", "cases/ID/marks"}, {"PUT", "cases/ID/profile"}, {"PUT", "cases/ID/self"},
	{"GET", "staff"}, {"PUT", "staff/ID/state"}, {"GET", "manifests/1"}, {"GET", "members/HASH"}, {"POST", "setup"}, {"POST", "manifest"},
	{"GET", "invites"}, {"POST", "invites"}, {"DELETE", "invites/ID"}, {"GET", "invites/ID?agency=nix"},
	{"POST", "alarms"}, {"POST", "visit"}, {"POST", "visit/end"}, {"GET", "visits"}, {"PUT", "visits"},
	{"GET", "archive"}, {"POST", "archive/ID/opening"}, {"POST", "archive/ID/files/ID"}, {"GET", "unarchived"}, {"PUT", "cases/ID/archive"}, {"PUT", "retention/reason"},
	{"GET", "events"},
}

// open to people without a session.
var public = []string{"agencies/nix", "agencies/nix/directory", "auth/pre", "auth/work", "auth/register", "auth/login", "auth/logout", "auth/recover", "invites/ID?agency=nix", "alarms", "visit", "visit/end"}

func filled(path string) string {
	path = strings.Replace(path, "ID", testkit.ID().String(), 1)
	return strings.Replace(path, "HASH", base64.RawURLEncoding.EncodeToString(testkit.Bytes(32)), 1)
}

// A call from another site, or without our header, gets nowhere, whatever cookie it brings.
func TestCrossSite(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	changes := map[string]func(http.Header){
		"no realm":      func(h http.Header) { h.Del("Siegel-Realm") },
		"other realm":   func(h http.Header) { h.Set("Siegel-Realm", "admin") },
		"cross-site":    func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
		"same-site":     func(h http.Header) { h.Set("Sec-Fetch-Site", "same-site") },
		"other origin":  func(h http.Header) { h.Del("Sec-Fetch-Site"); h.Set("Origin", "https://evil.example") },
		"opaque origin": func(h http.Header) { h.Del("Sec-Fetch-Site"); h.Set("Origin", "null") },
	}
	for _, r := range everyRoute {
		for what, change := range changes {
			if strings.HasSuffix(what, "origin") && r.method == "GET" {
				continue // a GET changes nothing, and its answer cannot be read from there
			}
			b := h.browser(counsel.Staff)
			b.cookies = s.lead.cookies
			change(b.header)
			if got := b.do(r.method, filled(r.path), body{}); got.status != 403 {
				t.Errorf("%s, %s: %d", got.what, what, got.status)
			} else {
				got.refused(counsel.CrossSite)
			}
		}
	}
	s.lead.get("session").is(200)
}

// The public origin may call although the host of the request is another one: a proxy stands between.
func TestTrustedOrigin(t *testing.T) {
	w := testkit.SQLite(t)
	server := httptest.NewServer(api.New(api.Options{Store: w.Store, Origins: []string{testkit.Origin}}))
	defer server.Close()
	h := &house{World: w, t: t, server: server}
	b := h.browser(counsel.Seekers)
	b.header.Del("Sec-Fetch-Site")
	b.header.Set("Origin", testkit.Origin)
	b.post("auth/logout", body{}).is(204)
	b.header.Set("Origin", "https://evil.example")
	b.post("auth/logout", body{}).refused(counsel.CrossSite)
}

// Without a session, with the other realm's cookie, or with a made-up one: signed out, before anything else is looked at.
func TestSignedOut(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	seeker, _ := h.seeker("kiz", "sonne-42")
	for _, r := range everyRoute {
		if slices.Contains(public, r.path) {
			continue
		}
		nobody, crossed, forged := h.browser(counsel.Seekers), h.browser(counsel.Staff), h.browser(counsel.Seekers)
		crossed.cookies = seeker.cookies
		crossed.cookies["__Host-siegel-desk"] = seeker.cookies["__Host-siegel"]
		forged.cookies["__Host-siegel"] = b64(testkit.Bytes(32))
		for _, b := range []*browser{nobody, crossed, forged} {
			b.do(r.method, filled(r.path), body{}).refused(counsel.SignedOut)
		}
	}
	s.lead.get("session").is(200)
}

// A page that holds the keys of one account cannot write into another whose cookie has come into the same browser.
func TestOtherAccount(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	sonne, _ := h.seeker("kiz", "sonne-42")
	for _, r := range everyRoute {
		if slices.Contains(public, r.path) {
			continue
		}
		b := h.browser(counsel.Staff)
		b.cookies = s.lead.cookies
		b.header.Set("Siegel-Uid", testkit.ID().String())
		b.do(r.method, filled(r.path), body{}).refused(counsel.SignedOut)
	}
	sonne.header.Set("Siegel-Uid", sonne.get("session").is(200)["uid"].(string))
	sonne.get("session").is(200)
	sonne.header.Set("Siegel-Uid", "")
	sonne.get("session").is(200)
}

// Addresses and methods that do not exist get problem documents too.
func TestUnknownAddress(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	b := h.browser(counsel.Seekers)
	for _, path := range []string{"", "nix", "agencies", "cases/a/b", "auth", "auth/login/", "agencies//x", "agencies/../x", "agencies/%2e%2e/x"} {
		b.get(path).refused(counsel.NotFound)
	}
	for _, path := range []string{"agencies/%00", "agencies/%ff", "agencies/" + strings.Repeat("a", 5000), "agencies/kiz'--", "agencies/KIZ", "agencies/%0a"} {
		b.get(path).refused(counsel.NotFound)
	}
	for _, path := range []string{"invites/ID", "invites/ID?agency=%ff", "invites/ID?agency=%00"} {
		b.get(filled(path)).refused(counsel.NotFound)
	}
	b.do("DELETE", "auth/login", nil).refused(counsel.Method)
	b.do("PATCH", "me/vault", body{}).refused(counsel.Method)
	got := b.do("POST", "agencies/kiz", body{})
	got.refused(counsel.Method)
	if got.header.Get("Allow") != "GET" {
		t.Errorf("Allow: %q", got.header.Get("Allow"))
	}
}

// The cookie has exactly the attributes of PROTOCOL 2.9.1, comes at sign-in only, and goes by name.
func TestCookies(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		for _, realm := range []counsel.Realm{counsel.Seekers, counsel.Staff} {
			for _, path := range []string{"agencies/kiz", "agencies/kiz/directory"} {
				if got := h.browser(realm).get(path); got.header.Get("Set-Cookie") != "" {
					t.Errorf("%s sets a cookie", path)
				}
			}
		}
		_, reg := h.seeker("kiz", "sonne-42")
		login := body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": "sonne-42", "rc_id": nil, "auth": reg["auth"]}
		b := h.browser(counsel.Seekers)
		first := b.post("auth/login", login)
		form := regexp.MustCompile(`^__Host-siegel=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; Secure; SameSite=Strict$`)
		if got := first.header.Values("Set-Cookie"); len(got) != 1 || !form.MatchString(got[0]) {
			t.Errorf("cookie: %q", got)
		}
		old := b.cookies["__Host-siegel"]
		b.post("auth/login", login).is(200)
		before := h.browser(counsel.Seekers)
		before.cookies["__Host-siegel"] = old
		before.get("session").refused(counsel.SignedOut) // a new sign-in ends the session it replaces

		b.cookies["__Host-siegel-desk"] = "stays"
		out := b.post("auth/logout", body{})
		out.is(204)
		if got := out.header.Values("Set-Cookie"); len(got) != 1 || got[0] != "__Host-siegel=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict" {
			t.Errorf("cookie: %q", got)
		}
		if got := out.header.Values("Clear-Site-Data"); len(got) != 1 || got[0] != `"cache"` {
			t.Errorf("Clear-Site-Data: %q", got)
		}
		if b.cookies["__Host-siegel-desk"] != "stays" {
			t.Error("log-out touched the other realm")
		}
		b.post("auth/logout", body{}).is(204)
	})
}

// A seeker's and a staff session live side by side in one browser.
func TestTwoRealms(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		for name, value := range seeker.cookies {
			s.lead.cookies[name] = value
		}
		seeker.cookies = s.lead.cookies
		if s.lead.get("session").is(200)["realm"] != "staff" || seeker.get("session").is(200)["realm"] != "seeker" {
			t.Error("the realms are mixed up")
		}
		seeker.post("auth/logout", body{}).is(204)
		s.lead.get("session").is(200)
	})
}

// Every code has a status, and the address of a problem's text.
func TestCodes(t *testing.T) {
	for _, c := range counsel.Codes() {
		w := httptest.NewRecorder()
		api.Fail(w, counsel.Refuse(c))
		if w.Code < 400 || (w.Code >= 500) != (c == counsel.Internal || c == counsel.Away || c == counsel.Full) {
			t.Errorf("%s: %d", c, w.Code)
		}
	}
}
