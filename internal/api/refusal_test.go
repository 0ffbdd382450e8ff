package api_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// Keys are bound to the one origin: a call under another host name gets nowhere.
func TestOtherHost(t *testing.T) {
	w := testkit.SQLite(t)
	for host, status := range map[string]int{"kiz.example": 204, "KIZ.example": 204, "other.example": 403} {
		r := httptest.NewRequest("POST", "/api/1/auth/logout", strings.NewReader("{}"))
		r.Host = host
		r.Header.Set("Siegel-Realm", "seeker")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Content-Type", "application/json")
		got := httptest.NewRecorder()
		api.New(api.Options{Store: w.Store, Host: "kiz.example"}).ServeHTTP(got, r)
		if got.Code != status {
			t.Errorf("%s: %d", host, got.Code)
		}
	}
}

// A body that breaks off is not read as an empty one.
func TestBodyBreaksOff(t *testing.T) {
	w := testkit.SQLite(t)
	r := httptest.NewRequest("POST", "/api/1/csp", io.MultiReader(strings.NewReader("[]"), broken{}))
	got := httptest.NewRecorder()
	api.New(api.Options{Store: w.Store}).ServeHTTP(got, r)
	if got.Code != http.StatusBadRequest {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

// What is asked before the database is: each name and realm in its form, each way of signing in with what belongs to it.
func TestSignInForms(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	seeker := h.browser(counsel.Seekers)
	pre := body{"agency": "kiz", "realm": "seeker", "name": "sonne-42"}
	seeker.post("auth/pre", pre.but("realm", "staff")).at(counsel.BadRequest, "realm")
	seeker.post("auth/pre", pre.but("name", "So nne  42")).at(counsel.BadRequest, "name")
	login := body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": "sonne-42", "rc_id": nil, "auth": b64(testkit.Bytes(32))}
	seeker.post("auth/login", login.but("name", "Sonne-42")).at(counsel.BadRequest, "name") // capitals are folded by browsers
	seeker.post("auth/login", login).refused(counsel.SignInFailed)
	seeker.header.Set("Content-Type", "application/json; x")
	seeker.post("auth/login", login).refused(counsel.Unsupported)
}

func TestRegistrationForms(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	seeker, reg := h.browser(counsel.Seekers), h.registration("kiz", counsel.Seekers, "sonne-42")
	code := []any{map[string]any{"method": "rc", "gen": 1, "kdf": 0, "wrap": box(32)}}
	nameless := reg.but("name", nil).but("auth", nil).but("kdf", 0).but("salt16", nil).but("wraps", code)
	seeker.post("auth/register", nameless.but("rc_id", nil).but("auth_rc", nil).but("wraps", []any{})).at(counsel.BadRequest, "auth_rc")
	seeker.post("auth/register", nameless.but("kdf", 1)).at(counsel.BadRequest, "kdf")
	both := append(code, map[string]any{"method": "pw", "gen": 1, "kdf": 0, "wrap": box(32)})
	seeker.post("auth/register", nameless.but("auth", hash(7)).but("wraps", both)).at(counsel.BadRequest, "auth")
	m, invite := testkit.NewMember(s.signed.Agency, "Eva", counsel.Counsellor), testkit.ID()
	s.lead.post("invites", body{"id": invite, "until": "2026-11-29"}).is(201)
	answer := body{"id": invite, "record": m.Record, "mac": hash(1)}
	h.browser(counsel.Staff).post("auth/register", nameless.but("realm", "staff").but("uid", m.UID).but("invite", answer)).at(counsel.BadRequest, "name")
	seeker.post("auth/register", nameless).is(201)
}

// A line feed in an address is not passed over, and a tab is not opened by a body that is none.
func TestAddressesAndBodies(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	s.lead.get("members/" + strings.Repeat("A", 42) + "%0A").refused(counsel.NotFound)
	tab := testkit.ID().String()
	s.lead.put("session/tabs/"+tab, body{"box": letter(), "where": nil}).is(204)
	s.lead.post("session/tabs/"+tab+"/opening", `{"x":1}`).refused(counsel.BadRequest)
	s.lead.post("session/tabs/"+tab+"/opening", body{}).is(200)
}
