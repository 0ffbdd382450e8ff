package api_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// A first letter is begun, saved, found again after a new sign-in, and sent; its draft goes with it.
func TestDraftOfAFirstLetter(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, reg := h.seeker("kiz", "sonne-42")
		e := s.enquiry(2)
		id := e["case"].(counsel.ID).String()
		path := "me/drafts/" + id + "/message"
		seeker.get(path).refused(counsel.NotFound)
		if list := seeker.get("me/drafts").is(200)["drafts"].([]any); len(list) != 0 {
			t.Fatalf("%v", list)
		}
		sending{seeker, "PUT", path, body{"version": 1, "box": letter()}, 204, map[string]int{"box": 192 * kib}}.tried(t)
		saved := body{"version": 2, "box": letter()}
		seeker.put(path, saved).is(204)
		seeker.put(path, saved).is(204)
		seeker.put(path, saved.but("box", letter())).refused(counsel.Conflict)
		for _, version := range []int{0, -1} {
			seeker.put(path, saved.but("version", version)).at(counsel.BadRequest, "version")
		}
		seeker.post("auth/logout", body{}).is(204)
		seeker.post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "rc", "name": nil, "rc_id": reg["rc_id"], "auth": reg["auth_rc"]}).is(200)
		list := seeker.get("me/drafts").is(200)["drafts"].([]any)
		if d := list[0].(map[string]any); len(list) != 1 || len(d) != 3 || d["case"] != id || d["kind"] != "message" || d["version"] != 2.0 {
			t.Fatalf("%v", list)
		}
		if got := seeker.get(path).is(200); got["box"] != saved["box"] || got["version"] != 2.0 || len(got) != 2 {
			t.Fatalf("%v", got)
		}
		seeker.post("enquiries", e).is(201)
		seeker.get(path).refused(counsel.NotFound)
		seeker.put("me/drafts/"+id+"/earlier", body{"version": 1, "box": letter()}).is(204)
		seeker.remove("me/drafts/" + id + "/earlier").is(204)
		seeker.remove("me/drafts/" + id + "/earlier").is(204)
	})
}

// Addresses that are no draft's, and kinds that are not for everybody.
func TestDraftAddresses(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		send := body{"version": 1, "box": letter()}
		for _, b := range []*browser{seeker, s.lead} {
			for _, path := range []string{"me/drafts/" + id + "/letter", "me/drafts/x/message", "me/drafts/AAAAAAAAAAAAAAAAAAAAAA/message", "me/drafts/" + id} {
				b.put(path, send).refused(counsel.NotFound)
				b.get(path).refused(counsel.NotFound)
				b.remove(path).refused(counsel.NotFound)
			}
		}
		seeker.put("me/drafts/"+id+"/note", send).refused(counsel.Refused)
		seeker.get("me/drafts/" + id + "/note").refused(counsel.Refused)
		s.lead.put("me/drafts/"+id+"/note", send).is(204)
		s.lead.put("me/drafts/"+testkit.ID().String()+"/note", send).refused(counsel.NotFound)
		for range counsel.MaxFirstDrafts {
			seeker.put("me/drafts/"+testkit.ID().String()+"/message", send).is(204)
		}
		seeker.put("me/drafts/"+testkit.ID().String()+"/message", send).at(counsel.Conflict, "case")
	})
}
