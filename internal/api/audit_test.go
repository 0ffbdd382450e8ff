package api_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// The shapes of what is sent about the audit chain, a hold, the own account's end and a task of work: each is right in everything but one thing.
func TestShapesOfLateCalls(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		for _, after := range []string{"-1", "x", ""} {
			s.lead.get("audit?after="+after).at(counsel.BadRequest, "after")
		}
		hold := body{"until": h.Clock.Now().AddDate(1, 0, 0).UnixMilli(), "reason": "court"}
		to := "cases/" + testkit.ID().String() + "/hold"
		s.lead.put(to, hold).refused(counsel.NotFound)
		s.lead.put(to, hold.but("x", 1)).refused(counsel.BadRequest)

		seeker, reg := h.seeker("kiz", "sonne-42")
		shown := seeker.get("me/erasure").is(200)
		end := body{"manifest": shown["manifest"], "staying": []string{}, "method": "pw", "auth": reg["auth"]}
		seeker.do("DELETE", "me", end.but("more", 1)).refused(counsel.BadRequest)
		seeker.do("DELETE", "me", end.but("method", "prf")).at(counsel.BadRequest, "method")
		seeker.do("DELETE", "me", end).is(200)

		ask := body{"agency": "kiz", "action": "register"}
		h.browser(counsel.Seekers).post("auth/work", ask.but("more", 1)).refused(counsel.BadRequest)
		h.browser(counsel.Seekers).post("auth/work", ask.but("action", "login")).at(counsel.BadRequest, "action")
		h.browser(counsel.Seekers).post("auth/work", ask).is(200)
	})
}

// Whoever guesses the password at the end of an account waits as at the sign-in.
func TestErasingGuessing(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		end := body{"manifest": seeker.get("me/erasure").is(200)["manifest"], "staying": []string{}, "method": "pw", "auth": b64(testkit.Bytes(32))}
		for range 5 {
			seeker.do("DELETE", "me", end).refused(counsel.SignInFailed)
		}
		seeker.do("DELETE", "me", end).refused(counsel.Wait)
	})
}

// Whoever asks for tasks without end waits, like whoever asks for salts.
func TestTasksWait(t *testing.T) {
	h := throttled(t, testkit.SQLite(t))
	h.setUp("kiz", true)
	for range 400 {
		if h.browser(counsel.Seekers).post("auth/work", body{"agency": "kiz", "action": "register"}).status == 429 {
			return
		}
	}
	t.Error("tasks are given without end")
}
