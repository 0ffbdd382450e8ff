package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// promised lets every agency of the house promise two working days, and ask one question.
func promised(h *house) {
	h.settings = func(s *counsel.Settings) {
		s.Promise, s.Holidays = counsel.Promise{WorkingDays: 2, Closing: "18:00"}, counsel.Holidays{Region: "AT-9"}
		s.Ask.Questions = []counsel.Question{{Code: "before", Text: map[string]string{"de": "Schon früher?"}, Why: map[string]string{"de": "Damit wir nicht fragen."}}}
		s.Form = "du"
	}
}

// tuesday is what is promised to whoever writes when the test's clock begins, 18:00 in Vienna.
var tuesday = float64(time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC).UnixMilli())

// mseq is the manifest by whose keys tests grant to roles: no scene changes those by itself.
const mseq = 1

func released() body {
	return body{"grants": []body{{"id": testkit.ID(), "role": "intake", "mseq": mseq, "file": b64(testkit.AgeFile())}}}
}

// keys are the names in a JSON object.
func keys(v any) (names []string) {
	for name := range v.(map[string]any) {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// A day at the desk over HTTP: the list, the names, put back, taken again, rest, closed, reopened; the lead's overview.
func TestDeskStory(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.settings = func(s *counsel.Settings) { s.Promise = counsel.Promise{Hours: 1, Weekdays: []string{"sun", "mon"}} }
		eleven := float64(time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC).UnixMilli()) // reckoned from the rounded time
		s := h.setUp("kiz", true)
		ben := s.hire("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2) // the lead's
		desk := s.lead.get("desk").is(200)
		rows := desk["rows"].([]any)
		if len(rows) != 1 || desk["now"] != float64(h.Clock.Now().UnixMilli()) {
			t.Fatalf("desk: %v", desk)
		}
		row := rows[0].(map[string]any)
		want := []string{"counsellor", "created", "id", "lang", "last_order", "last_role", "last_time", "late_at", "marks", "promised_at", "state", "topic"}
		if !slices.Equal(keys(row), want) || row["promised_at"] != eleven || row["late_at"] != nil || row["counsellor"] != s.lead.uid.String() || len(row["marks"].([]any)) != 0 {
			t.Errorf("row: %v", row)
		}
		s.lead.put("cases/"+id+"/marks", body{"marks": []string{"acute"}}).is(204)
		c := s.lead.get("cases/" + id).is(200)["case"].(map[string]any)
		if c["promised_at"] != eleven || c["late_at"] != nil || c["marks"].([]any)[0] != "acute" {
			t.Errorf("case: %v", c)
		}
		if own := seeker.get("cases").is(200)["cases"].([]any)[0].(map[string]any); own["promised_at"] != eleven || len(own["marks"].([]any)) != 0 {
			t.Errorf("the seeker's: %v", own)
		}

		give := released()
		s.lead.post("cases/"+id+"/release", give).is(204)
		s.lead.post("cases/"+id+"/release", give).is(204)
		s.lead.get("cases/" + id).refused(counsel.NotFound)
		named := ben.post("desk/cases", body{"cases": []string{id}}).is(200)["cases"].([]any)[0].(map[string]any)
		if g := named["grant"].(map[string]any); g["why"] != "release" || g["by"] != s.lead.uid.String() || g["file"] != give["grants"].([]body)[0]["file"] {
			t.Errorf("grant: %v", g)
		}
		acc := s.acceptance()
		ben.post("enquiries/"+id+"/acceptance", acc).at(counsel.BadRequest, "nk_id")
		ben.post("enquiries/"+id+"/acceptance", acc.but("nk_id", c["nk_id"])).is(200)
		ben.post("enquiries/"+id+"/acceptance/confirmation", body{}).is(204)

		for range 3 { // nobody is signed out
			h.Clock.Pass(20 * time.Minute)
			s.lead.get("desk").is(200)
			ben.get("desk").is(200)
		}
		monday := float64(time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC).UnixMilli()) // noon in Vienna
		if late := ben.get("desk").is(200)["rows"].([]any)[0].(map[string]any); late["promised_at"] != eleven || late["late_at"] != monday {
			t.Errorf("late: %v", late)
		}
		o := s.lead.get("overview").is(200)
		if !slices.Equal(keys(o), []string{"now", "people", "pool", "rows"}) || len(o["rows"].([]any)) != 1 || len(o["people"].([]any)) != 2 {
			t.Errorf("overview: %v", o)
		}
		for _, p := range o["people"].([]any) {
			load := p.(map[string]any)
			n := 0.0
			if load["uid"] == ben.uid.String() {
				n = 1
			}
			if load["cases"] != n || load["waiting"] != n || load["overdue"] != n || load["rest"] != 0.0 {
				t.Errorf("load: %v", load)
			}
		}
		ben.get("overview").refused(counsel.Refused)

		ben.put("cases/"+id+"/state", body{"from": "taken", "to": "rest", "last_order": 1}).is(204)
		ben.put("cases/"+id+"/state", body{"from": "rest", "to": "closed", "last_order": 0}).refused(counsel.Conflict)
		ben.put("cases/"+id+"/state", body{"from": "rest", "to": "closed", "last_order": 1}).is(204)
		if rows := ben.get("desk").is(200)["rows"].([]any); len(rows) != 0 {
			t.Errorf("still at the desk: %v", rows)
		}
		closed := ben.get("desk/closed?skip=0").is(200)
		if len(closed["rows"].([]any)) != 1 || closed["more"] != false {
			t.Errorf("closed: %v", closed)
		}
		for _, skip := range []string{"-1", "x", "9223372036854775808", "1.0"} {
			ben.get("desk/closed?skip="+skip).at(counsel.BadRequest, "skip")
		}
	})
}

// The public answer tells by when whoever writes now gets an answer, and how the agency speaks.
func TestAgencyPromises(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("sos", true)
		a := h.browser(counsel.Seekers).get("agencies/sos").is(200)
		if a["promise"] != nil || a["zone"] != "Europe/Vienna" || a["form"] != "sie" || a["reload"] != true || len(a["ask"].(map[string]any)["questions"].([]any)) != 0 {
			t.Errorf("without: %v", a)
		}
		promised(h)
		h.setUp("kiz", true)
		a = h.browser(counsel.Seekers).get("agencies/kiz").is(200)
		q := a["ask"].(map[string]any)["questions"].([]any)[0].(map[string]any)
		if a["promise"] != tuesday || a["form"] != "du" || q["code"] != "before" || q["why"].(map[string]any)["de"] == nil {
			t.Errorf("with: %v", a)
		}
	})
}

// The lead stops a colleague: from that moment on nothing is served to her.
func TestStaffIsStopped(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		ben := s.hire("Ben", counsel.Counsellor, counsel.Intake)
		sending{s.lead, "PUT", "staff/" + ben.uid.String() + "/state", body{"state": "stopped"}, 204, nil}.tried(t)
		ben.get("desk").refused(counsel.SignedOut)
		list := s.lead.get("staff").is(200)["staff"].([]any)
		found := slices.ContainsFunc(list, func(v any) bool {
			m := v.(map[string]any)
			return m["uid"] == ben.uid.String() && m["state"] == "stopped" && len(m) == 2
		})
		if !found || len(list) != 2 {
			t.Errorf("%v", list)
		}
		s.lead.put("staff/"+s.lead.uid.String()+"/state", body{"state": "stopped"}).refused(counsel.Refused)
		s.lead.put("staff/"+ben.uid.String()+"/state", body{"state": "gone"}).at(counsel.BadRequest, "state")
		s.lead.put("staff/"+ben.uid.String()+"/state", body{"state": "active"}).is(204)
		ben.get("desk").refused(counsel.SignedOut) // the session has ended
	})
}

// What is wrong with the form of a body is refused, and only that.
func TestDeskShapes(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		sending{s.lead, "POST", "desk/cases", body{"cases": []string{id}}, 200, nil}.tried(t)
		s.lead.post("desk/cases", body{"cases": []string{"x"}}).refused(counsel.BadRequest)
		s.lead.post("desk/cases", body{"cases": slices.Repeat([]string{id}, 51)}).at(counsel.BadRequest, "cases")
		s.lead.post("desk/cases", body{"cases": slices.Repeat([]string{id}, 50)}).is(200)
		sending{s.lead, "PUT", "cases/" + id + "/marks", body{"marks": []string{"acute"}}, 204, nil}.tried(t)
		s.lead.put("cases/"+id+"/marks", body{"marks": []string{"urgent"}}).at(counsel.BadRequest, "marks")
		sending{s.lead, "PUT", "cases/" + id + "/state", body{"from": "taken", "to": "rest", "last_order": 1}, 204, nil}.tried(t)
		s.lead.put("cases/"+id+"/state", body{"from": "rest", "to": "open", "last_order": 1}).at(counsel.BadRequest, "to")
		give := released()
		s.lead.post("cases/"+id+"/release", body{"grants": []body{}}).at(counsel.BadRequest, "grants")
		broken := released()
		broken["grants"].([]body)[0]["file"] = b64([]byte("age-encryption.org/v1\n" + strings.Repeat("x", 900)))
		s.lead.post("cases/"+id+"/release", broken).refused(counsel.BadVersion)
		sending{s.lead, "POST", "cases/" + id + "/release", give, 204, nil}.tried(t)
	})
}
