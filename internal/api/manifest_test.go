package api_test

import (
	"fmt"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// The first directory: each refusal is of one that is otherwise right and rightly signed.
func TestSetUpChecks(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s, set := h.almost("kiz", true)
		lead := s.signed.Lead
		signed := func(change func(d *testkit.Signed)) body {
			d := *s.signed
			d.Seq, d.Prev = 0, ""
			change(&d)
			d.Sign()
			return set.but("manifest", d.Manifest)
		}
		policy := func(old, new string) body {
			return signed(func(d *testkit.Signed) { d.Policy = swap(t, d.Policy, old, new) })
		}
		stranger := testkit.NewMember(s.signed.Agency, "Eva", counsel.Lead)
		plain := func(signed func(func(*testkit.Signed)) body, other *testkit.Member) body {
			me := *lead
			me.Record = swap(t, me.Record, `,"lead"`, "")
			return signed(func(d *testkit.Signed) { d.Members = []*testkit.Member{&me, other} }).but("records", []string{me.Record, other.Record})
		}
		for what, c := range map[string]struct {
			body  body
			field string
		}{
			"signed by nobody who may": {set.but("manifest", stranger.Envelope("sg1/manifest", first(*s.signed))), "D5"},
			"another agency's root":    {set.but("root", testkit.NewSigned(testkit.ID(), testkit.Origin, lead, true).Root), "D6"},
			"another agency":           {signed(func(d *testkit.Signed) { d.Agency = testkit.ID() }), "D6"},
			"another origin":           {signed(func(d *testkit.Signed) { d.Origin = "https://evil.example" }), "D6"},
			"not the first":            {signed(func(d *testkit.Signed) { d.Seq = 1 }), "D7"},
			"white space":              {set.but("manifest", set["manifest"].(string)+" "), "D1"},
			"duty without an archive":  {policy(`"retention":"none","years":0`, `"retention":"doc","years":7`), "D1"},
			"years without duty":       {policy(`"years":0`, `"years":1`), "D1"},
			"supervision":              {policy(`"supervision":"off"`, `"supervision":"logged"`), "policy"},
			"groups":                   {policy(`"groups":false`, `"groups":true`), "policy"},
			"no record":                {set.but("records", []string{}), "record"},
			"another record":           {set.but("records", []string{stranger.Record}), "record"},
			"record of another text":   {set.but("records", []string{strings.Replace(lead.Record, "Ilse", "Else", 1)}), "record"},
			"somebody else is lead":    {signed(func(d *testkit.Signed) { d.Members = []*testkit.Member{stranger} }).but("records", []string{stranger.Record}), "record"},
			"she herself is none":      {plain(signed, stranger), "record"},
		} {
			got := s.lead.post("setup", c.body)
			if v := got.refused(counsel.BadSignature); v["field"] != c.field {
				t.Errorf("%s: %v, want %s", what, v["field"], c.field)
			}
		}
		s.lead.post("setup", set.but("sheet", false)).at(counsel.BadRequest, "sheet")
		other := h.setUp("sos", true)
		other.lead.post("setup", set).refused(counsel.BadSignature)
		h.browser(counsel.Seekers).post("auth/register", h.registration("kiz", counsel.Seekers, "sonne-42")).refused(counsel.NotReady)
		if got := h.browser(counsel.Seekers).get("agencies/kiz").is(200); got["setup"] != "new" || got["trial"] != true {
			t.Errorf("setup: %v, trial: %v", got["setup"], got["trial"])
		}
		s.lead.post("setup", set).is(201)
		if got := h.browser(counsel.Seekers).get("agencies/kiz").is(200); got["setup"] != "ready" || got["trial"] != false {
			t.Errorf("setup: %v, trial: %v", got["setup"], got["trial"])
		}
		d := h.browser(counsel.Seekers).get("agencies/kiz/directory").is(200)
		if d["manifest"] != set["manifest"] || d["roots"].([]any)[0] != set["root"] || d["origin"] != testkit.Origin {
			t.Errorf("directory: %v", d)
		}
	})
}

// first gives the payload that Sign has signed first.
func first(d testkit.Signed) string {
	d.Seq, d.Prev = 1, ""
	return d.Payload()
}

func swap(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("%q is not in %q", old, text)
	}
	return strings.Replace(text, old, new, 1)
}

// The next manifest: each refusal is of one that is otherwise right and rightly signed.
func TestManifestChecks(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		ben := s.hire("Ben", counsel.Counsellor, counsel.Intake)
		clara := testkit.NewMember(s.signed.Agency, "Clara", counsel.Counsellor)
		send := func(by *browser, change func(d *testkit.Signed), records ...string) answer {
			t.Helper()
			d := *s.signed
			change(&d)
			d.Sign()
			return by.post("manifest", body{"manifest": d.Manifest, "records": append([]string{}, records...), "grants": []any{}, "invites": []any{}})
		}
		same := func(*testkit.Signed) {}
		send(ben, same).refused(counsel.Refused)
		seeker, _ := h.seeker("kiz", "sonne-42")
		send(seeker, same).refused(counsel.Refused)
		for what, c := range map[string]struct {
			change  func(d *testkit.Signed)
			records []string
			field   string
		}{
			"signed by a lead who is no root signer": {func(d *testkit.Signed) { d.Lead = clara }, nil, "D5"},
			"another agency":                         {func(d *testkit.Signed) { d.Agency = testkit.ID() }, nil, "D6"},
			"another origin":                         {func(d *testkit.Signed) { d.Origin = "https://evil.example" }, nil, "D6"},
			"another predecessor":                    {func(d *testkit.Signed) { d.Prev = hash(7) }, nil, "D7"},
			"no predecessor":                         {func(d *testkit.Signed) { d.Prev = "" }, nil, "D7"},
			"groups":                                 {func(d *testkit.Signed) { d.Policy = swap(t, d.Policy, `"groups":false`, `"groups":true`) }, nil, "policy"},
			"archive": {func(d *testkit.Signed) {
				d.Roles = swap(t, d.Roles, `"archive":null`, `"archive":{"kid":"AAAAAAAAAAA","rcpt":"`+testkit.Recipient()+`"}`)
			}, nil, "D1"},
			"documentation without an archive": {func(d *testkit.Signed) {
				d.Policy = swap(t, d.Policy, `"retention":"none","years":0`, `"retention":"doc","years":10`)
			}, nil, "D1"},
			"nobody is a lead":       {func(d *testkit.Signed) { d.Members = d.Members[1:2:2] }, nil, "record"},
			"member without record":  {func(d *testkit.Signed) { d.Members = append(d.Members[:2:2], clara) }, nil, "record"},
			"record without member":  {same, []string{clara.Record}, "record"},
			"record of another text": {func(d *testkit.Signed) { d.Members = append(d.Members[:2:2], clara) }, []string{strings.Replace(clara.Record, "Clara", "Carla", 1)}, "record"},
			"record of another agency": {func(d *testkit.Signed) {
				d.Members = append(d.Members[:2:2], testkit.NewMember(testkit.ID(), "Dora", counsel.Counsellor))
			}, nil, "record"},
		} {
			got := send(s.lead, c.change, c.records...)
			if v := got.refused(counsel.BadSignature); v["field"] != c.field {
				t.Errorf("%s: %v, want %s", what, v["field"], c.field)
			}
		}
		send(s.lead, func(d *testkit.Signed) { d.Seq++ }).refused(counsel.Conflict)
		send(s.lead, func(d *testkit.Signed) { d.Seq -= 2 }).refused(counsel.Conflict)

		classic := strings.Replace(string(testkit.AgeFile()), "mlkem768x25519", "scrypt", 1)
		admission := s.admission(clara, testkit.ID())
		s.lead.post("manifest", admission).refused(counsel.Conflict) // nobody answered that invite
		admission["invites"] = []counsel.ID{}
		s.lead.post("manifest", admission.but("grants", []any{body{"id": testkit.ID(), "to_uid": ben.uid, "file": b64([]byte(classic))}})).at(counsel.BadVersion, "grants")
		s.lead.post("manifest", admission.but("grants", []any{body{"id": testkit.ID(), "to_uid": testkit.ID(), "file": b64(testkit.AgeFile())}})).at(counsel.BadRequest, "grants")
		if got := s.lead.post("manifest", admission).is(201); got["seq"] != 3.0 {
			t.Errorf("%v", got)
		}
		if got := ben.get("session").is(200); got["manifest"] != admission["manifest"] {
			t.Error("an open page does not get the newest manifest")
		}
	})
}

// Who is no longer in the manifest is out at once, and cannot come back in.
func TestLeaver(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		m, invite := testkit.NewMember(s.signed.Agency, "Ben", counsel.Counsellor, counsel.Intake), testkit.ID()
		s.lead.post("invites", body{"id": invite, "until": "2026-11-29"}).is(201)
		ben, reg := h.browser(counsel.Staff), h.joining("kiz", m, invite)
		ben.post("auth/register", reg).is(201)
		s.lead.post("manifest", s.admission(m, invite)).is(201)
		ben.get("desk").is(200)
		s.signed.Members = s.signed.Members[:1]
		s.lead.post("manifest", body{"manifest": s.signed.Sign(), "records": []string{}, "grants": []any{}, "invites": []any{}}).is(201)
		ben.get("desk").refused(counsel.SignedOut)
		login := body{"agency": "kiz", "realm": "staff", "method": "pw", "name": reg["name"], "rc_id": nil, "auth": reg["auth"]}
		ben.post("auth/login", login).refused(counsel.SignInFailed)
		ben.post("auth/register", reg).refused(counsel.SignInFailed)
		unknown := ben.post("auth/login", login.but("name", "niemand"))
		if got := ben.post("auth/login", login); got.text != unknown.text {
			t.Errorf("stopped: %s, unknown: %s", got.text, unknown.text)
		}
	})
}

// The link of an invite says what it is for, to whoever holds it, and is good once.
func TestInviteLinks(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		token, err := h.CreateAgency(t.Context(), testkit.NewAgency("neu"))
		if err != nil {
			t.Fatal(err)
		}
		nobody := h.browser(counsel.Staff)
		setup := testkit.InviteID(t, token).String()
		if got := nobody.get("invites/" + setup + "?agency=neu").is(200); got["kind"] != "setup" || got["state"] != "open" {
			t.Errorf("%v", got)
		}
		nobody.get("invites/" + setup + "?agency=kiz").refused(counsel.NotFound)
		m, invite := testkit.NewMember(s.signed.Agency, "Ben", counsel.Counsellor), testkit.ID()
		path := "invites/" + invite.String()
		nobody.get(path + "?agency=kiz").refused(counsel.NotFound)
		s.lead.post("invites", body{"id": invite, "until": "2026-11-23"}).is(201)
		if got := nobody.get(path + "?agency=" + s.signed.Agency.String()).is(200); got["kind"] != "join" || got["state"] != "open" {
			t.Errorf("%v", got)
		}
		reg := h.joining("kiz", m, invite)
		for what, record := range map[string]string{
			"not hers":  testkit.NewMember(s.signed.Agency, "Eva", counsel.Counsellor).Record,
			"no record": "{}", "other roles": strings.Replace(m.Record, "counsellor", "queen", 1), "spaced": strings.Replace(m.Record, ",", ", ", 1),
		} {
			if got := nobody.post("auth/register", reg.but("invite", body{"id": invite, "record": record, "mac": b64(testkit.Bytes(32))})); got.status != 400 {
				t.Errorf("%s: %s", what, got.text)
			} else {
				got.at(counsel.BadSignature, "record")
			}
		}
		nobody.post("auth/register", reg.but("invite", nil)).at(counsel.BadRequest, "invite")
		ben := h.browser(counsel.Staff)
		ben.post("auth/register", reg).is(201)
		if got := nobody.get(path + "?agency=kiz").is(200); got["state"] != "answered" {
			t.Errorf("%v", got)
		}
		list := s.lead.get("invites").is(200)["invites"].([]any)
		if got := list[0].(map[string]any); len(list) != 1 || got["uid"] != m.UID.String() || got["record"] != m.Record || got["until"] != "2026-11-23" || got["mac"] == nil {
			t.Errorf("%v", list)
		}
		ben.get("invites").refused(counsel.Refused)
		s.lead.remove(path).is(204)
		s.lead.remove(path).refused(counsel.NotFound)
		ben.get("session").refused(counsel.SignedOut)
		late := testkit.ID()
		s.lead.post("invites", body{"id": late, "until": "2026-11-22"}).is(201)
		h.Clock.Pass(14 * 3600e9) // the next day
		nobody.get("invites/" + late.String() + "?agency=kiz").refused(counsel.NotFound)
	})
}

// Other keys of intake or continuity: what was sealed to those of before is refused, with a word by which the browser knows what to do. Another manifest alone changes nothing.
func TestKeysOfBefore(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		next := func() {
			t.Helper()
			s.lead.post("manifest", body{"manifest": s.signed.Sign(), "records": []string{}, "grants": []any{}, "invites": []string{}}).is(201)
		}
		for i, role := range []counsel.Role{"", counsel.Intake, counsel.Continuity} {
			seeker, _ := h.seeker("kiz", fmt.Sprintf("sonne-%d", i))
			if role != "" {
				s.signed.Rekeys(role)
			}
			next()
			letter := s.enquiry(2)
			if role == "" {
				seeker.post("enquiries", letter).is(201)
				continue
			}
			seeker.post("enquiries", letter).at(counsel.Conflict, "grants")
			for _, g := range letter["grants"].([]any) {
				g.(body)["mseq"] = s.signed.Seq
			}
			seeker.post("enquiries", letter).is(201)
		}
	})
}
