package api_test

import (
	"testing"

	"siegel/internal/counsel"
)

// The letter over HTTP: set-up, registering, enquiry, acceptance, answer, note, reading by return code.
func TestStory(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		ben := s.hire("Ben", counsel.Counsellor, counsel.Intake)
		seeker, reg := h.seeker("kiz", "sonne-42")
		e := s.enquiry(2)
		sent := seeker.post("enquiries", e).is(201)
		id := e["case"].(counsel.ID).String()
		if sent["case"] != id || sent["message"].(map[string]any)["order"] != 1.0 {
			t.Fatalf("sent: %v", sent)
		}
		pool := ben.get("desk").is(200)["rows"].([]any)
		if len(pool) != 1 || pool[0].(map[string]any)["state"] != "open" {
			t.Fatalf("pool: %v", pool)
		}
		named := ben.post("desk/cases", body{"cases": []string{id}}).is(200)["cases"].([]any)[0].(map[string]any)
		if named["case"].(map[string]any)["self"] != nil || named["grant"].(map[string]any)["file"] != e["grants"].([]any)[0].(body)["file"] {
			t.Errorf("named in the pool: %v", named)
		}
		opened := ben.get("enquiries/" + id).is(200)
		if got := opened["grant"].(map[string]any)["file"]; got != e["grants"].([]any)[0].(body)["file"] {
			t.Fatal("another grant than the seeker's")
		}
		acc := s.acceptance()
		taken := ben.post("enquiries/"+id+"/acceptance", acc).is(200)["case"].(map[string]any)
		if taken["state"] != "taken" || taken["counsellor"] != ben.uid.String() || taken["self"] != acc["self"] {
			t.Fatalf("taken: %v", taken)
		}
		ben.post("enquiries/"+id+"/acceptance/confirmation", body{}).is(204)
		if by := s.lead.get("enquiries/" + id).refused(counsel.Taken)["by"]; by != ben.uid.String() {
			t.Errorf("taken by %v", by)
		}
		reply := message(counsel.Counsellor, 1, "message")
		if got := ben.post("cases/"+id+"/messages", reply).is(201); got["order"] != 0.0 || got["held_until"] == nil || len(got) != 4 {
			t.Errorf("reply: %v", got)
		}
		h.goOut()
		ben.post("cases/"+id+"/notes", message(counsel.Counsellor, 1, "note")).is(201)
		seeker.post("auth/logout", body{}).is(204)
		seeker.get("session").refused(counsel.SignedOut)

		back := h.browser(counsel.Seekers)
		in := back.post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "rc", "name": nil, "rc_id": reg["rc_id"], "auth": reg["auth_rc"]}).is(200)
		if in["wrap"].(map[string]any)["wrap"] != reg["wraps"].([]any)[1].(map[string]any)["wrap"] || in["manifest"] != s.signed.Manifest {
			t.Error("another wrap or manifest")
		}
		cases := back.get("cases").is(200)["cases"].([]any)
		if c := cases[0].(map[string]any); c["last_role"] != "counsellor" || c["nk_id"] != nil || c["self"] != e["self"] {
			t.Errorf("case: %v", c)
		}
		read := back.get("cases/" + id + "/messages?after=1").is(200)["messages"].([]any)
		if len(read) != 1 || read[0].(map[string]any)["box"] != reply["box"] {
			t.Errorf("read: %v", read)
		}
		back.get("cases/" + id + "/notes").refused(counsel.Refused)
		back.post("cases/"+id+"/messages", message(counsel.SeekerRole, 2, "message")).is(201)
		if notes := ben.get("cases/" + id + "/notes").is(200)["notes"].([]any); len(notes) != 1 {
			t.Errorf("notes: %v", notes)
		}
	})
}
