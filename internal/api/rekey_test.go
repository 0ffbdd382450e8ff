package api_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// wrapOf gives a wrap as it is sent.
func wrapOf(method string, gen, kdf int) body {
	return body{"method": method, "gen": gen, "kdf": kdf, "wrap": box(32)}
}

// passwordOf and codeOf give new ways of signing in; keyringOf the keyring that goes with them.
func passwordOf(gen, kdf int) body { return body{"auth": hash(41), "wrap": wrapOf("pw", gen, kdf)} }

func codeOf(gen int) body {
	return body{"rc_id": b64(testkit.Bytes(16)), "auth": b64(testkit.Bytes(32)), "wrap": wrapOf("rc", gen, 0)}
}

func keyringOf(version int) body { return body{"version": version, "box": letter()} }

func byPassword(name string, auth any) body {
	return body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": name, "rc_id": nil, "auth": auth}
}

// A new password opens, the old one does not; the code stays; all other sessions end; the same again acts once.
func TestPasswordChange(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b, reg := h.seeker("kiz", "sonne-42")
		laptop := h.browser(counsel.Seekers)
		laptop.post("auth/login", byCode(reg)).is(200)
		b.put("session/tabs/"+testkit.ID().String(), body{"box": letter(), "where": nil}).is(204)
		change := body{"method": "pw", "auth": reg["auth"], "keyring": keyringOf(2), "password": passwordOf(2, 1), "code": nil}
		refusals := map[string]body{
			"wrong proof": change.but("auth", b64(testkit.Bytes(32))), "proof of the other way": change.but("method", "rc"),
		}
		for what, wrong := range refusals {
			t.Run(what, func(t *testing.T) { b.put("me/wraps", wrong).refused(counsel.SignInFailed) })
		}
		for what, wrong := range map[string]body{
			"a generation left out": change.but("password.wrap.gen", 3), "the same generation": change.but("password.wrap.gen", 1),
			"a version left out": change.but("keyring.version", 3), "the same version": change.but("keyring.version", 1),
		} {
			t.Run(what, func(t *testing.T) { b.put("me/wraps", wrong).refused(counsel.Conflict) })
		}
		for field, wrong := range map[string]body{
			"password": change.but("password", nil), "method": change.but("method", "prf"), "password.wrap.wrap": change.but("password.wrap.wrap", "x"),
		} {
			t.Run(field, func(t *testing.T) { b.put("me/wraps", wrong).at(counsel.BadRequest, field) })
		}
		for what, wrong := range map[string]body{
			"wrap of a code": change.but("password.wrap.method", "rc"), "profile of staff": change.but("password.wrap.kdf", 2), "short wrap": change.but("password.wrap.wrap", box(31)),
			"code as password": change.but("code", passwordOf(2, 1).but("rc_id", b64(testkit.Bytes(16)))),
		} {
			t.Run(what, func(t *testing.T) { b.put("me/wraps", wrong).refused(counsel.BadRequest) })
		}
		if got := b.get("me/keyring").is(200); got["version"] != float64(1) {
			t.Fatalf("refused changes have left something: %v", got)
		}
		laptop.get("session").is(200)

		b.put("me/wraps", change).is(204)
		b.put("me/wraps", change).is(204)
		b.put("me/wraps", change.but("password.auth", hash(42))).refused(counsel.SignInFailed) // not what was stored, and the old proof is void
		b.get("session").is(200)
		laptop.get("session").refused(counsel.SignedOut)
		if h.tabs.Count() != 0 {
			t.Error("what pages left for a reload has stayed")
		}
		again := h.browser(counsel.Seekers)
		again.post("auth/login", byPassword("sonne-42", reg["auth"])).refused(counsel.SignInFailed)
		in := again.post("auth/login", byPassword("sonne-42", hash(41))).is(200)
		if w := in["wrap"].(map[string]any); w["gen"] != float64(2) || w["wrap"] != change["password"].(body)["wrap"].(body)["wrap"] {
			t.Errorf("%v", w)
		}
		if w := again.post("auth/login", byCode(reg)).is(200)["wrap"].(map[string]any); w["gen"] != float64(1) {
			t.Errorf("the code was touched: %v", w)
		}
	})
}

// A new code signs in, the old one does not; no two accounts share one.
func TestNewCode(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b, reg := h.seeker("kiz", "sonne-42")
		_, theirs := h.seeker("kiz", "wolke-7")
		change := body{"method": "pw", "auth": reg["auth"], "keyring": keyringOf(2), "password": nil, "code": codeOf(2)}
		b.put("me/wraps", change.but("code.rc_id", theirs["rc_id"])).at(counsel.Conflict, "code")
		b.put("me/wraps", change).is(204)
		again, code := h.browser(counsel.Seekers), change["code"].(body)
		again.post("auth/login", byCode(reg)).refused(counsel.SignInFailed)
		again.post("auth/login", byCode(body{"rc_id": code["rc_id"], "auth_rc": code["auth"]})).is(200)
		again.post("auth/login", byPassword("sonne-42", reg["auth"])).is(200)

		nameless := h.browser(counsel.Seekers)
		only := h.nameless("kiz")
		nameless.post("auth/register", only).is(201)
		byRc := body{"method": "rc", "auth": only["auth_rc"], "keyring": keyringOf(2), "password": nil, "code": codeOf(2)}
		nameless.put("me/wraps", byRc.but("code", nil).but("password", passwordOf(1, 1))).refused(counsel.Conflict) // there is no password to change
		nameless.put("me/wraps", byRc).is(204)
	})
}

// With the code, without a session: a new password and a new code, once; the old ones open nothing, and every session ends.
func TestRecovery(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		h.setUp("sos", true)
		b, reg := h.seeker("kiz", "sonne-42")
		far := h.browser(counsel.Seekers)
		with := body{"agency": "kiz", "realm": "seeker", "rc_id": reg["rc_id"], "auth": reg["auth_rc"]}
		for what, wrong := range map[string]body{
			"wrong key": with.but("auth", b64(testkit.Bytes(32))), "key of the password": with.but("auth", reg["auth"]), "unknown code": with.but("rc_id", b64(testkit.Bytes(16))),
			"another agency": with.but("agency", "sos"),
		} {
			t.Run(what, func(t *testing.T) { far.post("auth/recover", wrong).refused(counsel.SignInFailed) })
		}
		far.post("auth/recover", with.but("realm", "staff")).at(counsel.BadRequest, "realm")
		far.post("auth/recover", with.but("x", 1)).refused(counsel.BadRequest)
		in := far.post("auth/recover", with).is(200)
		if w := in["wrap"].(map[string]any); w["method"] != "rc" || in["uid"] != reg["uid"].(counsel.ID).String() || in["ends_at"] != float64(0) {
			t.Errorf("%v", in)
		}
		far.get("session").refused(counsel.SignedOut) // the code allows the next step, and nothing else

		whole := body{"agency": "kiz", "realm": "seeker", "rc_id": reg["rc_id"], "auth": reg["auth_rc"], "keyring": keyringOf(2), "password": passwordOf(2, 1), "code": codeOf(2)}
		far.put("auth/recover", whole.but("auth", b64(testkit.Bytes(32)))).refused(counsel.SignInFailed)
		far.put("auth/recover", whole.but("x", 1)).refused(counsel.BadRequest)
		if got := far.put("auth/recover", whole.but("keyring.box", b64(testkit.Bytes(33)))); got.status != 400 {
			t.Errorf("a keyring that is not padded: %d", got.status)
		}
		far.put("auth/recover", whole.but("password", nil)).at(counsel.BadRequest, "password") // the forgotten one would stay
		far.put("auth/recover", whole.but("keyring.version", 3)).refused(counsel.Conflict)
		far.put("auth/recover", whole.but("code.wrap.gen", 3)).refused(counsel.Conflict)
		far.put("auth/recover", whole.but("code.wrap.method", "pw")).at(counsel.BadRequest, "code")
		b.get("session").is(200)

		first := far.put("auth/recover", whole).is(200)
		far.get("session").is(200)
		again := far.put("auth/recover", whole).is(200) // the answer was lost
		if first["keyring"].(map[string]any)["box"] != again["keyring"].(map[string]any)["box"] || again["wrap"].(map[string]any)["gen"] != float64(2) {
			t.Errorf("%v", again)
		}
		b.get("session").refused(counsel.SignedOut)
		other := h.browser(counsel.Seekers)
		other.post("auth/recover", with).refused(counsel.SignInFailed)
		other.post("auth/login", byCode(reg)).refused(counsel.SignInFailed)
		other.post("auth/login", byPassword("sonne-42", reg["auth"])).refused(counsel.SignInFailed)
		other.post("auth/login", byPassword("sonne-42", hash(41))).is(200)
	})
}
