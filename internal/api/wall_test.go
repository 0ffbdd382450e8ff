package api_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// The wall, route by route: whatever is another agency's or another person's is answered like what does not exist, byte for byte, and stays as it is.
// The routes are those of the program. A new one stops TestEveryRouteIsDecided until it stands in one of the three lists below.

// namesNothing are routes in whose address and body stands no id of anybody; they speak of the caller, of the caller's agency, or of what everybody may see.
var namesNothing = map[string]string{
	"GET agencies/{agency}":           "public",
	"GET agencies/{agency}/directory": "public",
	"POST auth/pre":                   "a pure function of the name: probing_test.go",
	"POST auth/work":                  "says nothing of anybody",
	"POST auth/logout":                "the cookie's own session",
	"GET session":                     "the cookie's own session",
	"POST session/alive":              "the cookie's own session",
	"GET sessions":                    "one's own",
	"DELETE sessions":                 "one's own",
	"GET me/keyring":                  "one's own",
	"PUT me/keyring":                  "one's own",
	"GET me/vault":                    "one's own",
	"PUT me/vault":                    "one's own",
	"GET me/stored":                   "one's own",
	"GET me/drafts":                   "one's own",
	"GET me/notice":                   "one's own",
	"PUT me/notice":                   "one's own",
	"DELETE me/notice":                "one's own",
	"POST me/notice/confirmation":     "one's own",
	"POST me/proof":                   "one's own",
	"PUT me/wraps":                    "one's own",
	"GET me/keys":                     "one's own",
	"GET desk":                        "one's own and the agency's pool",
	"GET desk/closed":                 "one's own",
	"GET desk/erased":                 "one's own, under ids of nothing",
	"DELETE me":                       "one's own",
	"GET me/erasure":                  "one's own",
	"GET me/receipts":                 "one's own",
	"GET audit":                       "the agency's",
	"GET audit/heads":                 "the agency's",
	"PUT audit/head":                  "the agency's",
	"GET overview":                    "the agency's",
	"GET cases":                       "one's own",
	"POST setup":                      "checked against the agency's own ids before anything else: manifest_test.go",
	"GET manifests/{seq}":             "a number, of the agency's own",
	"GET invites":                     "the agency's",
	"GET staff":                       "the agency's",
	"GET me/grants":                   "one's own",
	"GET events":                      "one's own and the agency's: events_test.go, and internal/live",
	"POST alarms":                     "a word, counted for all agencies together",
	"POST visit":                      "public",
	"POST visit/end":                  "public",
	"GET visits":                      "the agency's",
	"PUT visits":                      "the agency's",
	"GET archive":                     "the agency's",
	"GET unarchived":                  "one's own, and a number of the agency's",
	"PUT retention/reason":            "the agency's",
	"POST csp":                        "a browser's report",
}

// byAddress are routes with an id in the address, and what to send with it.
var byAddress = map[string]func(w *wall) any{
	"DELETE sessions/{id}":                        nil,
	"PUT session/tabs/{id}":                       func(*wall) any { return body{"box": letter(), "where": nil} },
	"POST session/tabs/{id}/opening":              func(*wall) any { return body{} },
	"DELETE session/tabs/{id}":                    nil,
	"GET me/drafts/{id}/{kind}":                   nil,
	"PUT me/drafts/{id}/{kind}":                   func(*wall) any { return body{"version": 1, "box": letter()} },
	"DELETE me/drafts/{id}/{kind}":                nil,
	"GET enquiries/{id}":                          nil,
	"POST enquiries/{id}/acceptance":              func(w *wall) any { return w.a.acceptance() },
	"POST enquiries/{id}/acceptance/confirmation": func(*wall) any { return body{} },
	"POST cases/{id}/release":                     func(*wall) any { return released() },
	"PUT cases/{id}/release":                      func(*wall) any { return released() },
	"PUT cases/{id}/state":                        func(*wall) any { return body{"from": "taken", "to": "closed", "last_order": 9} },
	"PUT cases/{id}/marks":                        func(*wall) any { return body{"marks": []string{"acute"}} },
	"GET cases/{id}":                              nil,
	"GET cases/{id}/messages":                     nil,
	"POST cases/{id}/messages":                    func(w *wall) any { return message(w.role, 1, "message") },
	"DELETE cases/{id}/messages/{message}":        nil,
	"GET cases/{id}/notes":                        nil,
	"POST cases/{id}/notes":                       func(w *wall) any { return message(w.role, 1, "note") },
	"PUT cases/{id}/profile":                      func(*wall) any { return body{"version": 2, "box": letter()} },
	"PUT cases/{id}/self": func(w *wall) any {
		return body{"epoch": 0, "box": box(map[counsel.Role]int{counsel.SeekerRole: 32}[w.role] + 64*len(w.staffs()))}
	},
	"POST archive/{id}/opening": func(*wall) any {
		return body{"reason": "drill", "export": false, "after": 0, "notes_after": 0, "method": "pw", "auth": b64(testkit.Bytes(32))}
	},
	"POST archive/{id}/files/{file}": func(*wall) any {
		return body{"reason": "drill", "export": false, "method": "pw", "auth": b64(testkit.Bytes(32))}
	},
	"POST cases/{id}/erasure": func(*wall) any {
		return body{"id": testkit.ID(), "order": "{}", "method": "pw", "auth": b64(testkit.Bytes(32))}
	},
	"GET cases/{id}/erasure":         nil,
	"DELETE cases/{id}/erasure":      nil,
	"POST cases/{id}/erasure/answer": func(*wall) any { return body{"answer": "keep"} },
	"PUT cases/{id}/hold":            func(*wall) any { return body{"until": 1795305600000, "reason": "court"} }, // the day on which tests are
	"DELETE cases/{id}/hold":         nil,
	"PUT cases/{id}/archive": func(*wall) any {
		return body{"id": testkit.ID(), "role": "archive", "mseq": mseq, "file": b64(testkit.AgeFile())}
	},
	"PUT cases/{id}/epoch": func(*wall) any {
		return body{"epoch": 1, "ck_id": testkit.ID(), "nk_id": testkit.ID(), "self": box(64), "back": body{"ck": box(32), "nk": box(32)}, "profile": body{"version": 2, "box": letter()}, "grants": []any{}, "people": []any{}}
	},
	"POST cases/{id}/relink": func(w *wall) any {
		return body{"to_case": testkit.ID(), "grant": body{"id": testkit.ID(), "epoch": 0, "file": b64(testkit.AgeFile())}, "method": "pw", "auth": b64(testkit.Bytes(32))}
	},
	"PUT files/{id}/parts/{n}": func(*wall) any { return "a part" },
	"GET files/{id}":           nil,
	"DELETE files/{id}":        nil,
	"GET members/{hash}":       nil,
	"DELETE invites/{id}":      nil,
	"GET invites/{id}":         nil,
	"PUT staff/{id}/state":     func(*wall) any { return body{"state": "stopped"} },
	"DELETE me/grants/{id}":    nil,
}

// byBody are routes that name ids of others in what is sent. Each gives what to send about an id.
var byBody = map[string]func(w *wall, id string) body{
	"POST auth/register": func(w *wall, id string) body {
		record := w.b.signed.Lead.Record
		return w.registration.but("invite", body{"id": id, "record": record, "mac": hash(7)}).but("uid", w.b.signed.Lead.UID)
	},
	"POST auth/login": func(w *wall, id string) body {
		return body{"agency": w.b.short, "realm": w.by.realm, "method": "rc", "name": nil, "rc_id": id, "auth": hash(7)}
	},
	"PUT me/keys": func(_ *wall, id string) body {
		return body{"method": "rc", "auth": hash(7), "keyring": keyringOf(2), "vault": keyringOf(2), "password": nil, "code": codeOf(2), "drafts": []any{},
			"cases": []any{body{"id": id, "epoch": 0, "self": box(32), "profile": body{"version": 2, "box": letter()}}}}
	},
	"POST auth/recover": func(w *wall, id string) body {
		return body{"agency": w.b.short, "realm": w.by.realm, "rc_id": id, "auth": hash(7)}
	},
	"PUT auth/recover": func(w *wall, id string) body {
		return body{"agency": w.b.short, "realm": w.by.realm, "rc_id": id, "auth": hash(7), "keyring": keyringOf(2), "password": nil, "code": codeOf(2)}
	},
	"POST session/tab/leaving": func(w *wall, id string) body { return body{"realm": w.by.realm, "tab_id": id} },
	"POST desk/cases":          func(_ *wall, id string) body { return body{"cases": []string{id}} },
	"POST invites":             func(_ *wall, id string) body { return body{"id": id, "until": "2026-11-29"} },
	"POST manifest": func(w *wall, id string) body {
		return body{"manifest": w.next, "records": []string{}, "invites": []string{id}, "grants": []any{body{"id": id, "to_uid": id, "file": w.file}}}
	},
	"POST files": func(_ *wall, id string) body { return body{"id": testkit.ID(), "case": id, "length": 86} },
	"POST enquiries": func(w *wall, id string) body { // the ids are the sender's to choose
		e := w.b.enquiry(99).but("case", id).but("message.id", id)
		return e.but("message.box", w.box)
	},
}

func TestEveryRouteIsDecided(t *testing.T) {
	var all []string
	for _, r := range api.Routes() {
		name := r[0] + " " + r[1]
		all = append(all, name)
		_, one := namesNothing[name]
		_, two := byAddress[name]
		_, three := byBody[name]
		if n := len(slices.DeleteFunc([]bool{one, two, three}, func(in bool) bool { return !in })); n != 1 {
			t.Errorf("%s stands in %d of the lists of wall_test.go: say how it is kept from telling what is another's", name, n)
		}
		if strings.Contains(r[1], "{id}") != two && !strings.Contains(r[1], "{hash}") {
			t.Errorf("%s: an id in the address", name)
		}
	}
	for _, list := range [][]string{namesOf(namesNothing), namesOf(byAddress), namesOf(byBody)} {
		for _, name := range list {
			if !slices.Contains(all, name) {
				t.Errorf("%s is no route", name)
			}
		}
	}
}

func namesOf[V any](m map[string]V) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// wall is who calls, from where, and what the calls need.
type wall struct {
	a, b         *staffed // of a is what must not be told
	by           *browser
	role         counsel.Role
	registration body
	next         string // b's next manifest
	file, box    string
	hashes       []string
}

func (w *wall) staffs() []int {
	if w.by.realm == counsel.Staff {
		return []int{1}
	}
	return nil
}

// furnished is an agency with one of everything, and people of it who are not part of the case.
type furnished struct {
	*staffed
	neighbour, colleague *browser
	id                   string     // of the lead's case
	tab                  counsel.ID // of the lead's page, in memory only
}

func (h *house) furnished(short string) furnished {
	h.t.Helper()
	s, tab := h.setUp(short, true), testkit.ID()
	seeker, _ := h.seeker(short, "sonne-42")
	id := s.counselled(seeker, 2)
	seeker.post("enquiries", s.enquiry(3)).is(201)
	closed := s.counselled(seeker, 4)
	s.lead.put("cases/"+closed+"/state", body{"from": "taken", "to": "closed", "last_order": 1}).is(204)
	s.lead.post("cases/"+id+"/messages", message(counsel.Counsellor, 1, "message")).is(201) // held
	s.lead.post("cases/"+id+"/notes", message(counsel.Counsellor, 1, "note")).is(201)
	s.lead.put("me/drafts/"+id+"/message", body{"version": 1, "box": letter()}).is(204)
	file, _ := seeker.attach(id)
	seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, 2, "message").but("files", []counsel.ID{file})).is(201)
	s.lead.attach(id)
	s.lead.put("session/tabs/"+tab.String(), body{"box": letter(), "where": nil}).is(204)
	s.lead.post("invites", body{"id": testkit.ID(), "until": "2026-11-29"}).is(201)
	s.hire("Ben", counsel.Counsellor, counsel.Intake)
	neighbour, _ := h.seeker(short, "wolke-7")
	colleague := s.hire("Eva", counsel.Counsellor)
	for _, g := range colleague.get("me/grants").is(200)["grants"].([]any) {
		colleague.remove("me/grants/" + g.(map[string]any)["id"].(string)).is(204) // adopted: what is left is others'
	}
	return furnished{s, neighbour, colleague, id, tab}
}

// Every route with every id that another agency or person has: status, headers and body are those of an id that nobody has, and nothing of theirs changes.
func TestForeignIsUnknown(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		a, b := h.furnished("kiz"), h.furnished("sos")
		before := h.Dump(t)
		if before.Count(a.signed.Agency, "grants") == 0 || before.Count(a.signed.Agency, "drafts") == 0 {
			t.Fatal("nothing to be found")
		}
		ids := append(before.IDs(a.signed.Agency), a.tab)
		calls := 0
		for _, who := range []struct {
			what string
			by   *browser
			role counsel.Role
			in   furnished
		}{
			{"another agency's lead", b.lead, counsel.Counsellor, b}, {"another agency's seeker", b.neighbour, counsel.SeekerRole, b},
			{"a neighbour", a.neighbour, counsel.SeekerRole, a}, {"a colleague", a.colleague, counsel.Counsellor, a},
		} {
			own := who.by.get("session").is(200)["handle"].(string)
			foreign := slices.DeleteFunc(slices.Clone(ids), func(id counsel.ID) bool { return id == who.by.uid || id.String() == own })
			w := &wall{a: a.staffed, b: who.in.staffed, by: who.by, role: who.role, registration: h.registration(who.in.short, who.by.realm, "blume 9"), next: who.in.signed.Manifest,
				file: b64(testkit.AgeFile()), box: letter(), hashes: before.Hashes(a.signed.Agency)}
			if who.in.staffed == a.staffed {
				w.hashes = nil // records are the agency's
			}
			for _, r := range api.Routes() {
				if who.in.staffed == a.staffed && slices.Contains(ownAgencys, r[0]+" "+r[1]) {
					continue
				}
				calls += w.try(t, who.what, r, foreign)
			}
			calls += w.try(t, who.what, [2]string{"DELETE", "cases/" + who.in.id + "/messages/{message}"}, foreign)
			if d := before.Differs(h.Dump(t), a.signed.Agency, who.by.uid); d != "" {
				t.Fatalf("%s changed something: %s", who.what, d)
			}
		}
		a.lead.get("session").is(200)
		a.lead.post("session/tabs/"+a.tab.String()+"/opening", body{}).is(200)
		if len(ids) < 25 || calls < 1500 {
			t.Errorf("only %d ids in %d calls", len(ids), calls)
		}
		t.Logf("%d routes, %d foreign ids, %d calls", len(api.Routes()), len(ids), calls)
	})
}

// ownAgencys take ids of one's own agency, by anybody of it or by nobody, and so tell that they are there: 128 random bits that whoever asks has to know.
var ownAgencys = []string{"GET invites/{id}", "GET members/{hash}", "POST auth/register", "POST enquiries"}

// try asks one route about every foreign id, and about ids that nobody has.
func (w *wall) try(t *testing.T, who string, r [2]string, ids []counsel.ID) (calls int) {
	t.Helper()
	name := r[0] + " " + r[1]
	ask := func(id string) string {
		calls++
		path := strings.NewReplacer("{id}", id, "{hash}", id, "{message}", id, "{file}", id, "{kind}", "message", "{n}", "0").Replace(r[1])
		if strings.HasSuffix(r[1], "/parts/{n}") {
			w.by.header.Set("Content-Type", "application/octet-stream")
			defer w.by.header.Del("Content-Type")
		}
		if r[1] == "invites/{id}" && r[0] == "GET" {
			path += "?agency=" + w.b.short
		}
		var send any
		if of := byBody[name]; of != nil {
			send = of(w, id)
		} else if of := byAddress[name]; of != nil {
			send = of(w)
		}
		got := w.by.do(r[0], path, send)
		switch name { // what is one's own to make is taken away again, so that no later call finds it
		case "PUT me/drafts/{id}/{kind}", "PUT session/tabs/{id}":
			w.by.do("DELETE", path, nil)
		case "POST invites":
			w.by.do("DELETE", "invites/"+id, nil)
		}
		return plainAnswer(got, id)
	}
	if _, nothing := namesNothing[name]; nothing {
		return 0
	}
	if r[1] == "members/{hash}" {
		for _, h := range w.hashes {
			if foreign, unknown := ask(h), ask(b64(testkit.Bytes(32))); foreign != unknown {
				t.Errorf("%s by %s: %s, of nothing: %s", name, who, foreign, unknown)
			}
		}
		return calls
	}
	for _, id := range ids {
		if foreign, unknown := ask(id.String()), ask(testkit.ID().String()); foreign != unknown {
			t.Errorf("%s by %s: %.400s, of nothing: %.400s", name, who, foreign, unknown)
		}
	}
	return calls
}

var anySecret = regexp.MustCompile(`(__Host-siegel[a-z-]*=)[A-Za-z0-9_-]+`)

// plainAnswer is status, headers but the date, and body. The id that was asked for stands in it as ID; a cookie's value is random.
func plainAnswer(a answer, id string) string {
	h := a.header.Clone()
	h.Del("Date")
	return strings.ReplaceAll(fmt.Sprint(a.status, " ", headerText(h), " ", anySecret.ReplaceAllString(a.text, "$1")), id, "ID")
}

func headerText(h http.Header) string {
	var lines []string
	for name, values := range h {
		lines = append(lines, name+": "+anySecret.ReplaceAllString(strings.Join(values, ", "), "$1"))
	}
	slices.Sort(lines)
	return strings.Join(lines, "; ")
}
