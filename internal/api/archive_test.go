package api_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// opening is a lead's wish to read a sealed case, right but for the login key.
func opening() body {
	return body{"reason": "court", "export": false, "after": 0, "notes_after": 0, "method": "pw", "auth": b64(testkit.Bytes(32))}
}

// The shapes of what is sent about archive and retention. What may be opened is asked in internal/store.
func TestArchiveCalls(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		path := "archive/" + testkit.ID().String() + "/opening"
		if got := s.lead.get("archive").is(200); len(got["rows"].([]any)) != 0 || got["more"] != false {
			t.Errorf("archive: %v", got)
		}
		s.lead.get("archive?skip=-1").at(counsel.BadRequest, "skip")
		s.lead.get("archive?skip=x").at(counsel.BadRequest, "skip")
		s.lead.post(path, opening().but("after", -1)).at(counsel.BadRequest, "after")
		s.lead.post(path, opening().but("notes_after", -1)).at(counsel.BadRequest, "notes_after")
		s.lead.post(path, opening().but("method", "prf")).at(counsel.BadRequest, "method")
		s.lead.post(path, opening().but("auth", "x")).at(counsel.BadRequest, "auth")
		s.lead.post(path, opening().but("reason", "curious")).at(counsel.BadRequest, "reason")
		s.lead.post(path, opening().but("more", 1)).refused(counsel.BadRequest)

		file := "archive/" + testkit.ID().String() + "/files/" + testkit.ID().String()
		fileOpening := body{"reason": "court", "export": true, "method": "pw", "auth": b64(testkit.Bytes(32))}
		s.lead.post(file, fileOpening.but("method", "prf")).at(counsel.BadRequest, "method")
		s.lead.post(file, fileOpening.but("reason", "curious")).at(counsel.BadRequest, "reason")
		s.lead.post(file, fileOpening.but("after", 0)).refused(counsel.BadRequest)
		s.lead.post(file, fileOpening).refused(counsel.SignInFailed)
		s.lead.post(file+"x", fileOpening).refused(counsel.NotFound)

		grant := body{"id": testkit.ID(), "role": "archive", "mseq": mseq, "file": b64(testkit.AgeFile())}
		to := "cases/" + testkit.ID().String() + "/archive"
		s.lead.put(to, grant.but("role", "intake")).at(counsel.BadRequest, "role")
		s.lead.put(to, grant.but("file", "AAAA")).at(counsel.BadVersion, "grants")
		s.lead.put(to, grant.but("more", 1)).refused(counsel.BadRequest)
		s.lead.put(to, grant).refused(counsel.NotFound)
		if got := s.lead.get("unarchived").is(200); len(got["cases"].([]any)) != 0 || got["all"] != 0.0 {
			t.Errorf("unarchived: %v", got)
		}

		s.lead.put("retention/reason", body{"reason": "because"}).at(counsel.BadRequest, "reason")
		s.lead.put("retention/reason", body{"reason": "law", "more": 1}).refused(counsel.BadRequest)
		s.lead.put("retention/reason", body{"reason": "law"}).is(204)
		if got := h.browser(counsel.Seekers).get("agencies/kiz").is(200); got["keep_reason"] != "law" {
			t.Errorf("keep_reason: %v", got["keep_reason"])
		}
	})
}

// Whoever guesses the password at the archive waits as at the sign-in.
func TestArchiveGuessing(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		path := "archive/" + testkit.ID().String() + "/opening"
		for range 5 {
			s.lead.post(path, opening()).refused(counsel.SignInFailed)
		}
		s.lead.post(path, opening()).refused(counsel.Wait)
	})
}
