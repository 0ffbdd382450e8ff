package api_test

import (
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// registration gives the body of a new account with name, password and return code.
func (h *house) registration(agency string, realm counsel.Realm, name string) body {
	h.t.Helper()
	salt := h.browser(realm).post("auth/pre", body{"agency": agency, "realm": realm, "name": name}).is(200)
	kdf := salt["kdf"]
	return body{
		"agency": agency, "realm": realm, "uid": testkit.ID(), "name": name, "scheme": "split1", "kdf": kdf, "salt16": salt["salt16"],
		"auth": b64(testkit.Bytes(32)), "rc_id": b64(testkit.Bytes(16)), "auth_rc": b64(testkit.Bytes(32)),
		"wraps": []any{
			map[string]any{"method": "pw", "gen": 1, "kdf": kdf, "wrap": box(32)},
			map[string]any{"method": "rc", "gen": 1, "kdf": 0, "wrap": box(32)},
		},
		"keyring": letter(), "vault": letter(), "invite": nil,
	}
}

// nameless gives the body of a new account that only a return code opens.
func (h *house) nameless(agency string) body {
	reg := h.registration(agency, counsel.Seekers, "tanne-111")
	return reg.but("name", nil).but("auth", nil).but("salt16", nil).but("kdf", 0).but("wraps", reg["wraps"].([]any)[1:])
}

// seeker registers a seeker.
func (h *house) seeker(agency, name string) (*browser, body) {
	h.t.Helper()
	b, reg := h.browser(counsel.Seekers), h.registration(agency, counsel.Seekers, name)
	b.post("auth/register", reg).is(201)
	b.uid = reg["uid"].(counsel.ID)
	return b, reg
}

// staffed is an agency that is set up through HTTP.
type staffed struct {
	h      *house
	short  string
	signed *testkit.Signed
	lead   *browser
}

// setUp creates an agency and lets its first lead set it up.
func (h *house) setUp(short string, continuity bool) *staffed {
	h.t.Helper()
	s, send := h.almost(short, continuity)
	s.lead.post("setup", send).is(201)
	return s
}

// almost stops before the set-up is sent.
func (h *house) almost(short string, continuity bool) (*staffed, body) {
	h.t.Helper()
	agency := testkit.NewAgency(short)
	if h.settings != nil {
		h.settings(&agency.Settings)
	}
	token, err := h.CreateAgency(h.t.Context(), agency)
	if err != nil {
		h.t.Fatal(err)
	}
	a, err := h.AgencyByShort(h.t.Context(), short)
	if err != nil {
		h.t.Fatal(err)
	}
	lead := testkit.NewMember(a.ID, "Ilse", counsel.Counsellor, counsel.Intake, counsel.Lead)
	s := &staffed{h: h, short: short, lead: h.join(short, lead, testkit.InviteID(h.t, token))}
	s.signed = testkit.NewSigned(a.ID, testkit.Origin, lead, continuity)
	return s, body{
		"root": s.signed.Root, "manifest": s.signed.Manifest, "records": []string{lead.Record},
		"keyring": body{"version": 2, "box": letter()}, "vault": body{"version": 2, "box": letter()}, "sheet": true,
	}
}

// join answers an invite.
func (h *house) join(short string, m *testkit.Member, invite counsel.ID) *browser {
	h.t.Helper()
	b := h.browser(counsel.Staff)
	b.post("auth/register", h.joining(short, m, invite)).is(201)
	b.uid = m.UID
	return b
}

func (h *house) joining(short string, m *testkit.Member, invite counsel.ID) body {
	h.t.Helper()
	reg := h.registration(short, counsel.Staff, "name "+strings.ToLower(m.Alias))
	return reg.but("uid", m.UID).but("invite", body{"id": invite, "record": m.Record, "mac": b64(testkit.Bytes(32))})
}

// hire invites a person and admits her.
func (s *staffed) hire(alias string, roles ...counsel.Role) *browser {
	s.h.t.Helper()
	m, invite := testkit.NewMember(s.signed.Agency, alias, roles...), testkit.ID()
	s.lead.post("invites", body{"id": invite, "until": "2026-11-29"}).is(201)
	b := s.h.join(s.short, m, invite)
	s.lead.post("manifest", s.admission(m, invite)).is(201)
	return b
}

// admission signs the next manifest with one more member.
func (s *staffed) admission(m *testkit.Member, invite counsel.ID) body {
	s.signed.Members = append(s.signed.Members, m)
	return body{
		"manifest": s.signed.Sign(), "records": []string{m.Record}, "invites": []counsel.ID{invite},
		"grants": []any{body{"id": testkit.ID(), "to_uid": m.UID, "file": b64(testkit.AgeFile())}},
	}
}

// enquiry gives the body of a first letter.
func (s *staffed) enquiry(vault int) body {
	grants := []any{body{"id": testkit.ID(), "role": "intake", "mseq": mseq, "file": b64(testkit.AgeFile())}}
	if s.signed.Continuity {
		grants = append(grants, body{"id": testkit.ID(), "role": "continuity", "mseq": mseq, "file": b64(testkit.AgeFile())})
	}
	return body{
		"case": testkit.ID(), "topic": "partner", "lang": "de", "epoch": 0, "ck_id": testkit.ID(), "profile": body{"version": 1, "box": letter()},
		"message": body{"id": testkit.ID(), "author_seq": 1, "prev_hash": hash(0), "kind": "message", "box": letter()},
		"self":    box(32), "grants": grants, "vault": body{"version": vault, "box": letter()},
	}
}

// acceptance gives the body of a take-over.
func (s *staffed) acceptance() body {
	grants := []any{}
	if s.signed.Continuity {
		grants = append(grants, body{"id": testkit.ID(), "role": "continuity", "mseq": mseq, "file": b64(testkit.AgeFile())})
	}
	return body{"nk_id": testkit.ID(), "self": box(64), "grants": grants}
}

func message(role counsel.Role, seq int, kind string) body {
	return body{"id": testkit.ID(), "epoch": 0, "role": role, "author_seq": seq, "prev_hash": hash(9), "kind": kind, "box": letter(), "files": []string{}}
}

// counselled gives a case that the lead has taken.
func (s *staffed) counselled(seeker *browser, vault int) string {
	s.h.t.Helper()
	e := s.enquiry(vault)
	seeker.post("enquiries", e).is(201)
	id := e["case"].(counsel.ID).String()
	s.lead.post("enquiries/"+id+"/acceptance", s.acceptance()).is(200)
	s.lead.post("enquiries/"+id+"/acceptance/confirmation", body{}).is(204)
	return id
}
