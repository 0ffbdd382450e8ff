package api_test

import (
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// inTheChain counts the entries of an action that a lead is given, and says whether the chain names somebody.
func (s *staffed) inTheChain(action string, whom any) (n int, named bool) {
	s.h.t.Helper()
	if _, err := s.h.AppendAudit(s.h.t.Context()); err != nil {
		s.h.t.Fatal(err)
	}
	got := s.lead.get("audit?after=0").is(200)
	for _, e := range got["entries"].([]any) {
		if e.(map[string]any)["action"] == action {
			n++
		}
	}
	return n, strings.Contains(mustJSON(got), mustJSON(whom))
}

// A lead is given the chain with its head, and leaves up to where her browser has checked it; nobody else, and nothing else.
func TestAuditHead(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		if n, _ := s.inTheChain("manifest", "nobody"); n != 1 {
			t.Fatalf("%d manifests", n)
		}
		got := s.lead.get("audit?after=0").is(200)
		entries, head := got["entries"].([]any), got["head"].(map[string]any)
		last := entries[len(entries)-1].(map[string]any)
		if head["seq"] != last["seq"] || head["hash"] != last["hash"] || head["at"] != last["at"] || last["root"] != nil {
			t.Errorf("head %v, last %v", head, last)
		}
		send := body{"seq": head["seq"], "hash": head["hash"], "body": "signed", "anew": false}
		seeker.put("audit/head", send).refused(counsel.Refused)
		h.browser(counsel.Staff).put("audit/head", send).refused(counsel.SignedOut)
		s.lead.put("audit/head", send.but("more", 1)).refused(counsel.BadRequest)
		s.lead.put("audit/head", send.but("hash", b64(testkit.Bytes(31)))).at(counsel.BadRequest, "hash")
		s.lead.put("audit/head", send.but("body", "")).at(counsel.BadRequest, "head")
		s.lead.put("audit/head", send.but("hash", b64(testkit.Bytes(32)))).refused(counsel.Conflict)
		s.lead.put("audit/head", send).is(204)
		seeker.get("audit/heads").refused(counsel.Refused)
		signed := s.lead.get("audit/heads").is(200)["heads"].([]any)
		if one := signed[0].(map[string]any); len(signed) != 1 || one["seq"] != head["seq"] || one["hash"] != head["hash"] || one["body"] != "signed" || len(one) != 4 {
			t.Errorf("signed: %v", signed)
		}
		if n, _ := s.inTheChain("anew", "nobody"); n != 0 {
			t.Error("it says anew")
		}
		_ = s.lead.get("audit?after=0").is(200)
		now := s.lead.get("audit?after=9007199254740991").is(200)
		if len(now["entries"].([]any)) != 0 {
			t.Error("entries behind the last")
		}
		newest := now["head"].(map[string]any)
		s.lead.put("audit/head", body{"seq": newest["seq"], "hash": newest["hash"], "body": "signed", "anew": true}).is(204)
		want := 0
		if newest["seq"] != head["seq"] {
			want = 1
		}
		if n, _ := s.inTheChain("anew", "nobody"); n != want {
			t.Errorf("it says anew %d times, want %d", n, want)
		}
	})
}
