package api_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// rotation is the body of new keys of a case of the first epoch.
func (s *staffed) rotation(seeker *browser) body {
	return body{
		"epoch": 1, "ck_id": testkit.ID(), "nk_id": testkit.ID(), "self": box(64), "back": body{"ck": box(32), "nk": box(32)}, "profile": body{"version": 2, "box": letter()},
		"grants": s.acceptance()["grants"], "people": []any{body{"id": testkit.ID(), "to_uid": seeker.uid, "file": b64(testkit.AgeFile())}},
	}
}

// What is sent as new keys of a case: each is right in everything but one thing. Whether there may be new ones is asked in internal/store.
func TestEpochCalls(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		keys := s.rotation(seeker)
		rotate := func(key string, v any) answer { t.Helper(); return s.lead.put("cases/"+id+"/epoch", keys.but(key, v)) }
		rotate("epoch", 0).at(counsel.BadRequest, "epoch")
		rotate("self", box(32)).at(counsel.BadRequest, "self")
		rotate("back.ck", box(31)).at(counsel.BadRequest, "back")
		rotate("back.nk", box(31)).at(counsel.BadRequest, "back")
		rotate("profile.box", box(7)).at(counsel.BadRequest, "profile.box")
		rotate("people", []any{keys["people"].([]any)[0].(body).but("file", "AAAA")}).at(counsel.BadVersion, "people")
		rotate("more", 1).refused(counsel.BadRequest)
		s.lead.put("cases/"+id+"/epoch", keys).is(204)
	})
}

// What is sent to share a case with a new account, the same way; and whoever guesses the password there waits as at the sign-in.
func TestRelinkCalls(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		s.signed.Relinks(true)
		s.lead.post("manifest", body{"manifest": s.signed.Sign(), "records": []string{}, "invites": []string{}, "grants": []any{}}).is(201)
		before, _ := h.seeker("kiz", "sonne-42")
		now, _ := h.seeker("kiz", "sonne-43")
		id, to := s.counselled(before, 2), s.counselled(now, 2)
		share := body{"to_case": to, "grant": body{"id": testkit.ID(), "epoch": 0, "file": b64(testkit.AgeFile())}, "method": "pw", "auth": b64(testkit.Bytes(32))}
		relink := func(key string, v any) answer {
			t.Helper()
			return s.lead.post("cases/"+id+"/relink", share.but(key, v))
		}
		relink("method", "prf").at(counsel.BadRequest, "method")
		relink("grant.file", "AAAA").at(counsel.BadVersion, "grant")
		relink("more", 1).refused(counsel.BadRequest)
		for range 5 {
			relink("method", "pw").refused(counsel.SignInFailed)
		}
		relink("method", "pw").refused(counsel.Wait)
	})
}
