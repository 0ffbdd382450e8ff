package api_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// Who is signed in proves again who it is: by password or by code, whatever way the session began; nothing else fits.
func TestProof(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b, reg := h.seeker("kiz", "sonne-42")
		other, theirs := h.seeker("kiz", "wolke-7")
		wraps := reg["wraps"].([]any)
		byPw, byRc := body{"method": "pw", "auth": reg["auth"]}, body{"method": "rc", "auth": reg["auth_rc"]}
		for i, proof := range []body{byPw, byRc} {
			got := b.post("me/proof", proof).is(200)["wrap"].(map[string]any)
			if want := wraps[i].(map[string]any); got["wrap"] != want["wrap"] || got["method"] != want["method"] || got["gen"] != float64(1) {
				t.Errorf("%v", got)
			}
		}
		for what, wrong := range map[string]body{
			"another's": {"method": "pw", "auth": theirs["auth"]}, "of the other way": {"method": "rc", "auth": reg["auth"]}, "made up": {"method": "rc", "auth": b64(testkit.Bytes(32))},
		} {
			t.Run(what, func(t *testing.T) { b.post("me/proof", wrong).refused(counsel.SignInFailed) })
		}
		b.post("me/proof", byPw.but("method", "prf")).at(counsel.BadRequest, "method")
		b.post("me/proof", byPw.but("auth", "x")).at(counsel.BadRequest, "auth")
		h.browser(counsel.Seekers).post("me/proof", byPw).refused(counsel.SignedOut)
		other.post("me/proof", byPw).refused(counsel.SignInFailed)
	})
}

// A return-code account has no password that would fit.
func TestProofWithoutPassword(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b, reg := h.browser(counsel.Seekers), h.nameless("kiz")
		b.post("auth/register", reg).is(201)
		b.post("me/proof", body{"method": "rc", "auth": reg["auth_rc"]}).is(200)
		b.post("me/proof", body{"method": "pw", "auth": reg["auth_rc"]}).refused(counsel.SignInFailed)
		b.post("me/proof", body{"method": "pw", "auth": b64(make([]byte, 32))}).refused(counsel.SignInFailed)
	})
}

// A page that was left open is no place to guess: it waits as at the sign-in. A code cannot be guessed, and is never refused.
func TestGuessingBehindASession(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b, reg := h.seeker("kiz", "sonne-42")
		right, code := body{"method": "pw", "auth": reg["auth"]}, body{"method": "rc", "auth": reg["auth_rc"]}
		wrong := right.but("auth", b64(testkit.Bytes(32)))
		for range 5 {
			b.post("me/proof", wrong).refused(counsel.SignInFailed)
		}
		b.post("me/proof", wrong).refused(counsel.Wait)
		b.post("me/proof", right).refused(counsel.Wait)
		b.post("me/proof", code).is(200)
		h.Clock.Pass(2 * time.Second)
		b.post("me/proof", right).is(200)
		for range 60 {
			if b.post("me/proof", right).status == 429 {
				b.post("me/proof", code).is(200)
				return
			}
		}
		t.Error("one sender may try more than 60 passwords in 10 minutes")
	})
}
