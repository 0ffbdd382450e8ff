package api_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// A thing of another agency is answered byte for byte like one that does not exist, and so is one of a neighbour.
func TestForeignIDs(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		other := h.setUp("sos", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		neighbour, _ := h.seeker("kiz", "wolke-7")
		stranger, _ := h.seeker("sos", "sonne-42")
		id := s.counselled(seeker, 2)
		waiting := s.enquiry(3)
		seeker.post("enquiries", waiting).is(201)
		invite := testkit.ID()
		s.lead.post("invites", body{"id": invite, "until": "2026-11-29"}).is(201)
		foreign := []string{id, waiting["case"].(counsel.ID).String(), invite.String()}

		type try struct {
			by           *browser
			method, path string
			send         any
		}
		var tries []try
		for _, by := range []*browser{other.lead, stranger, neighbour} {
			role := counsel.SeekerRole
			self := box(32)
			if by == other.lead {
				role, self = counsel.Counsellor, box(64)
				tries = append(tries,
					try{by, "GET", "enquiries/ID", nil}, try{by, "POST", "enquiries/ID/acceptance", other.acceptance()},
					try{by, "POST", "enquiries/ID/acceptance/confirmation", body{}}, try{by, "DELETE", "invites/ID", nil},
					try{by, "GET", "invites/ID?agency=sos", nil}, try{by, "DELETE", "me/grants/ID", nil},
					try{by, "PUT", "staff/ID/state", body{"state": "stopped"}})
			}
			tries = append(tries,
				try{by, "GET", "cases/ID", nil}, try{by, "GET", "cases/ID/messages?after=0", nil}, try{by, "GET", "cases/ID/notes", nil},
				try{by, "DELETE", "cases/ID/messages/AAAAAAAAAAAAAAAAAAAAAQ", nil}, try{by, "POST", "cases/ID/release", released()},
				try{by, "PUT", "cases/ID/state", body{"from": "taken", "to": "closed", "last_order": 1}}, try{by, "PUT", "cases/ID/marks", body{"marks": []string{}}},
				try{by, "POST", "cases/ID/messages", message(role, 1, "message")}, try{by, "POST", "cases/ID/notes", message(role, 1, "note")},
				try{by, "PUT", "cases/ID/profile", body{"version": 2, "box": letter()}}, try{by, "PUT", "cases/ID/self", body{"epoch": 0, "box": self}})
		}
		for _, c := range tries {
			unknown := c.by.do(c.method, filled(c.path), c.send)
			unknown.refused(counsel.NotFound)
			for _, f := range foreign {
				got := c.by.do(c.method, replaceID(c.path, f), c.send)
				if got.text != unknown.text || got.status != unknown.status {
					t.Errorf("%s: %d %s, unknown: %s", got.what, got.status, got.text, unknown.text)
				}
			}
			nonsense := c.by.do(c.method, replaceID(c.path, "x"), c.send)
			if nonsense.text != unknown.text {
				t.Errorf("%s: %s", nonsense.what, nonsense.text)
			}
		}
		hash := memberHash(s.signed.Lead.Record)
		if got, unknown := other.lead.get("members/"+hash), other.lead.get(filled("members/HASH")); got.text != unknown.text || got.status != 404 {
			t.Errorf("a foreign member record: %s", got.text)
		}
		neighbour.get("members/" + hash).is(200)
		neighbour.get("members/" + hash + "%0A").refused(counsel.NotFound)
		for _, seq := range []string{"2", "0", "-1", "x", "01", "1.0", "99999999999999999999"} {
			neighbour.get("manifests/" + seq).refused(counsel.NotFound)
		}
		if got := neighbour.get("manifests/1").is(200)["manifest"]; got != s.signed.Manifest {
			t.Error("another manifest")
		}
	})
}

// The same twice acts once and answers the same; other content under the id is refused.
func TestTwice(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s, set := h.almost("kiz", true)
		twice := func(b *browser, method, path string, send body, status int) {
			t.Helper()
			first, second := b.do(method, path, send), b.do(method, path, send)
			first.is(status)
			second.is(status)
			if path != "auth/register" && first.text != second.text {
				t.Errorf("%s %s: %s then %s", method, path, first.text, second.text)
			}
		}
		twice(s.lead, "POST", "setup", set, 201)
		s.lead.post("setup", set.but("root", "x")).at(counsel.BadSignature, "D1")
		m, invite := testkit.NewMember(s.signed.Agency, "Ben", counsel.Counsellor, counsel.Intake), testkit.ID()
		twice(s.lead, "POST", "invites", body{"id": invite, "until": "2026-11-29"}, 201)
		s.lead.post("invites", body{"id": invite, "until": "2026-11-28"}).refused(counsel.SameID)
		ben := h.browser(counsel.Staff)
		twice(ben, "POST", "auth/register", h.joining("kiz", m, invite), 201)
		ben.get("desk").refused(counsel.Refused) // no manifest names him yet
		twice(s.lead, "POST", "manifest", s.admission(m, invite), 201)
		grants := ben.get("me/grants").is(200)["grants"].([]any)
		ben.do("DELETE", "me/grants/"+grants[0].(map[string]any)["id"].(string), nil).is(204)

		reg := h.registration("kiz", counsel.Seekers, "sonne-42")
		seeker := h.browser(counsel.Seekers)
		twice(seeker, "POST", "auth/register", reg, 201)
		seeker.post("auth/register", reg.but("auth", b64(testkit.Bytes(32)))).refused(counsel.SameID)
		seeker.post("auth/register", reg.but("uid", testkit.ID())).refused(counsel.NameTaken)
		twice(seeker, "PUT", "me/vault", body{"version": 2, "box": letter()}, 204)
		seeker.put("me/vault", body{"version": 2, "box": letter()}).refused(counsel.Conflict)

		e := s.enquiry(3)
		id := e["case"].(counsel.ID).String()
		twice(seeker, "POST", "enquiries", e, 201)
		seeker.post("enquiries", e.but("message.box", letter())).refused(counsel.SameID)
		twice(ben, "POST", "enquiries/"+id+"/acceptance", s.acceptance(), 200)
		twice(ben, "POST", "enquiries/"+id+"/acceptance/confirmation", body{}, 204)
		letter1 := message(counsel.Counsellor, 1, "message")
		twice(ben, "POST", "cases/"+id+"/messages", letter1, 201)
		ben.post("cases/"+id+"/messages", letter1.but("box", letter())).refused(counsel.SameID)
		h.goOut()
		twice(ben, "PUT", "cases/"+id+"/marks", body{"marks": []string{"acute"}}, 204)
		twice(ben, "PUT", "cases/"+id+"/state", body{"from": "taken", "to": "closed", "last_order": 2}, 204)
		twice(ben, "PUT", "cases/"+id+"/state", body{"from": "closed", "to": "taken", "last_order": 2}, 204)
		ben.post("cases/"+id+"/messages", message(counsel.Counsellor, 3, "message")).refused(counsel.Sequence)
		note := message(counsel.Counsellor, 1, "note")
		twice(ben, "POST", "cases/"+id+"/notes", note, 201)
		ben.post("cases/"+id+"/notes", note.but("prev_hash", hash(1))).refused(counsel.SameID)
		profile := body{"version": 2, "box": letter()}
		twice(seeker, "PUT", "cases/"+id+"/profile", profile, 204)
		seeker.put("cases/"+id+"/profile", profile.but("box", letter())).refused(counsel.Conflict)
		twice(seeker, "PUT", "cases/"+id+"/self", body{"epoch": 0, "box": box(32)}, 204)
	})
}

// Whether a name exists is answered neither by the salt nor by the answer to a wrong password.
func TestNamesCannotBeProbed(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b := h.browser(counsel.Seekers)
		pre := body{"agency": "kiz", "realm": "seeker", "name": "sonne-42"}
		before := b.post("auth/pre", pre)
		h.seeker("kiz", "sonne-42")
		after := b.post("auth/pre", pre)
		if before.text != after.text {
			t.Errorf("%s before, %s after registering", before.text, after.text)
		}
		if got := before.is(200); len(got) != 4 || got["work"] != nil || got["scheme"] != "split1" || got["kdf"] != 1.0 {
			t.Errorf("%v", got)
		}
		login := func(name string) answer {
			return b.post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": name, "rc_id": nil, "auth": b64(testkit.Bytes(32))})
		}
		known, unknown := login("sonne-42"), login("sonne-43")
		known.refused(counsel.SignInFailed)
		if known.text != unknown.text || known.status != unknown.status || len(known.header) != len(unknown.header) {
			t.Errorf("known: %s, unknown: %s", known.text, unknown.text)
		}
		code := b.post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "rc", "name": nil, "rc_id": b64(testkit.Bytes(16)), "auth": b64(testkit.Bytes(32))})
		if code.text != unknown.text {
			t.Errorf("code: %s", code.text)
		}
	})
}

// A session's answers are its own agency's, whatever the request says.
func TestSession(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, reg := h.seeker("kiz", "sonne-42")
		got := seeker.get("session").is(200)
		if got["uid"] != reg["uid"].(counsel.ID).String() || got["agency"] != s.signed.Agency.String() || got["wrap"] != nil || got["idle_minutes"] != 20.0 ||
			got["state"] != "active" || got["manifest"] != s.signed.Manifest || got["keyring"].(map[string]any)["box"] != reg["keyring"] {
			t.Errorf("%v", got)
		}
		if got := s.lead.get("session").is(200); got["idle_minutes"] != 30.0 || got["realm"] != "staff" {
			t.Errorf("%v", got)
		}
		h.Clock.Pass(8 * 3600e9)
		seeker.get("session").refused(counsel.SignedOut)
	})
}
