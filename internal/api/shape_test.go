package api_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

const kib = 1 << 10

// sending is a call with a body that is valid, and the boxes in it with their limits in bytes (0: the size is exact).
type sending struct {
	by           *browser
	method, path string
	valid        body
	status       int
	boxes        map[string]int
}

// tried tries everything that can be wrong with the form of the body, and then sends it as it should be: so each refusal was for
// the one thing that was changed.
func (c sending) tried(t *testing.T) map[string]any {
	t.Helper()
	send := func(v any) answer { t.Helper(); return c.by.do(c.method, c.path, v) }
	for _, path := range paths("", c.valid) {
		send(c.valid.but(path, drop)).at(counsel.BadRequest, path)
		var wrong any = true
		if path == "sheet" {
			wrong = "true"
		}
		send(c.valid.but(path, wrong)).at(counsel.BadRequest, path)
	}
	send(c.valid.but("extra", 1)).at(counsel.BadRequest, "extra")
	text := mustJSON(c.valid)
	bad := map[string]string{
		"empty": "", "no JSON": "x", "null": "null", "a list": "[]", "trailing bytes": text + "x", "cut": text[:len(text)-1], "two": text + text,
		"byte order mark": "\uFEFF" + text, "not UTF-8": withKey(text, "\"\xff\":1"), "deep": strings.Repeat("[", 100_000), "__proto__": withKey(text, `"__proto__":{}`),
		"NUL": withKey(text, `"x":"\u0000"`), "lone surrogate": withKey(text, `"x":"\ud800"`), "huge number": withKey(text, `"x":1e400`),
	}
	if text != "{}" {
		bad["duplicate"] = withKey(text, text[1:len(text)-1])
	}
	for what, b := range bad {
		if got := send(b); got.status != 400 {
			t.Errorf("%s, %s: %d %s", got.what, what, got.status, got.text)
		} else {
			got.refused(counsel.BadRequest)
		}
	}
	send(text + strings.Repeat(" ", 512*kib)).refused(counsel.TooLong)
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "/"} {
		c.by.header.Set("Content-Type", kind)
		send(text).refused(counsel.Unsupported)
	}
	c.by.header.Del("Content-Type")
	c.sealed(send)
	return send(c.valid).is(c.status)
}

// withKey adds a key at the end of an object's text.
func withKey(text, key string) string {
	if text == "{}" {
		return "{" + key + "}"
	}
	return strings.TrimSuffix(text, "}") + "," + key + "}"
}

// sealed tries what can be wrong with the outside of a box.
func (c sending) sealed(send func(any) answer) {
	c.by.t.Helper()
	for path, limit := range c.boxes {
		good, err := base64.RawURLEncoding.DecodeString(c.valid.at(path).(string))
		if err != nil {
			c.by.t.Fatal(err)
		}
		for i := range 2 {
			other := slices.Clone(good)
			other[i] = 2
			send(c.valid.but(path, b64(other))).at(counsel.BadVersion, path)
		}
		for _, wrong := range []string{"", b64(good[:len(good)-1]), b64(good[:81]), b64(good) + "=", b64(good) + "\n", "+" + b64(good)[1:]} {
			send(c.valid.but(path, wrong)).at(counsel.BadRequest, path)
		}
		if limit == 0 {
			send(c.valid.but(path, b64(append(slices.Clone(good), 0)))).at(counsel.TooLong, path)
			continue
		}
		send(c.valid.but(path, box(513))).at(counsel.BadRequest, path) // no padded size
		send(c.valid.but(path, box(limit))).at(counsel.TooLong, path)
	}
}

// at reads a value of a body by its path.
func (b body) at(path string) any {
	var v any
	if err := json.Unmarshal([]byte(mustJSON(b)), &v); err != nil {
		panic(err)
	}
	for _, k := range strings.Split(path, ".") {
		v = v.(map[string]any)[k]
	}
	return v
}

// paths gives all keys of a body, inner ones with dots.
func paths(prefix string, b body) (out []string) {
	var plain map[string]any
	if err := json.Unmarshal([]byte(mustJSON(b)), &plain); err != nil {
		panic(err)
	}
	for k, v := range plain {
		out = append(out, prefix+k)
		if inner, ok := v.(map[string]any); ok {
			out = append(out, paths(prefix+k+".", inner)...)
		}
	}
	slices.Sort(out)
	return out
}

// Every route that takes a body, in the order of the story.
func TestShapes(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s, set := h.almost("kiz", true)
		sending{s.lead, "POST", "setup", set, 201, map[string]int{"keyring.box": 64 * kib, "vault.box": 256 * kib}}.tried(t)

		m, invite := testkit.NewMember(s.signed.Agency, "Ben", counsel.Counsellor, counsel.Intake), testkit.ID()
		sending{s.lead, "POST", "invites", body{"id": invite, "until": "2026-11-29"}, 201, nil}.tried(t)
		ben := h.browser(counsel.Staff)
		sending{ben, "POST", "auth/register", h.joining("kiz", m, invite), 201, map[string]int{"keyring": 64 * kib, "vault": 256 * kib}}.tried(t)
		sending{s.lead, "POST", "manifest", s.admission(m, invite), 201, nil}.tried(t)

		seeker := h.browser(counsel.Seekers)
		sending{seeker, "POST", "auth/pre", body{"agency": "kiz", "realm": "seeker", "name": "sonne-42"}, 200, nil}.tried(t)
		reg := h.registration("kiz", counsel.Seekers, "sonne-42")
		sending{seeker, "POST", "auth/register", reg, 201, map[string]int{"keyring": 64 * kib, "vault": 256 * kib}}.tried(t)
		login := body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": "sonne-42", "rc_id": nil, "auth": reg["auth"]}
		sending{seeker, "POST", "auth/login", login, 200, nil}.tried(t)
		sending{seeker, "PUT", "me/keyring", body{"version": 2, "box": letter()}, 204, map[string]int{"box": 64 * kib}}.tried(t)
		sending{seeker, "PUT", "me/vault", body{"version": 2, "box": letter()}, 204, map[string]int{"box": 256 * kib}}.tried(t)

		e := s.enquiry(3)
		id := e["case"].(counsel.ID).String()
		sending{seeker, "POST", "enquiries", e, 201, map[string]int{"profile.box": 16 * kib, "message.box": 192 * kib, "self": 0, "vault.box": 256 * kib}}.tried(t)
		sending{ben, "POST", "enquiries/" + id + "/acceptance", s.acceptance(), 200, map[string]int{"self": 0}}.tried(t)
		sending{ben, "POST", "enquiries/" + id + "/acceptance/confirmation", body{}, 204, nil}.tried(t)
		sending{ben, "POST", "cases/" + id + "/messages", message(counsel.Counsellor, 1, "message"), 201, map[string]int{"box": 192 * kib}}.tried(t)
		sending{ben, "POST", "cases/" + id + "/notes", message(counsel.Counsellor, 1, "note"), 201, map[string]int{"box": 192 * kib}}.tried(t)
		sending{seeker, "PUT", "cases/" + id + "/profile", body{"version": 2, "box": letter()}, 204, map[string]int{"box": 16 * kib}}.tried(t)
		sending{seeker, "PUT", "cases/" + id + "/self", body{"epoch": 0, "box": box(32)}, 204, map[string]int{"box": 0}}.tried(t)
		sending{seeker, "POST", "session/alive", body{}, 204, nil}.tried(t)
		sending{seeker, "POST", "auth/logout", body{}, 204, nil}.tried(t)
	})
}

// What is of the right type and still not allowed.
func TestValues(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, reg := h.seeker("kiz", "sonne-42")
		fresh := h.registration("kiz", counsel.Seekers, "wolke-7")
		wraps := func(change func(pw, rc body)) []any {
			pw, rc := body{"method": "pw", "gen": 1, "kdf": 1, "wrap": box(32)}, body{"method": "rc", "gen": 1, "kdf": 0, "wrap": box(32)}
			change(pw, rc)
			return []any{pw, rc}
		}
		register := func(path string, v any) answer {
			t.Helper()
			return h.browser(counsel.Seekers).post("auth/register", fresh.but(path, v))
		}
		register("agency", "nix").refused(counsel.NotFound)
		register("agency", testkit.ID()).refused(counsel.NotFound)
		register("realm", "staff").at(counsel.BadRequest, "realm")
		register("uid", strings.Repeat("A", 22)).at(counsel.BadRequest, "uid")
		register("scheme", "split2").at(counsel.BadRequest, "scheme")
		for _, name := range []string{"", "ab", "Sonne", " sonne", "sonne  1", "sonne\u0430", strings.Repeat("a", 33), "a/b"} {
			register("name", name).at(counsel.BadRequest, "name")
		}
		for _, kdf := range []int{0, 2, 3} {
			register("kdf", kdf).at(counsel.BadRequest, "kdf")
		}
		register("salt16", b64(testkit.Bytes(16))).at(counsel.BadRequest, "salt16")
		register("salt16", b64(testkit.Bytes(15))).at(counsel.BadRequest, "salt16")
		register("auth", nil).at(counsel.BadRequest, "auth")
		register("auth", b64(testkit.Bytes(31))).at(counsel.BadRequest, "auth")
		register("rc_id", nil).at(counsel.BadRequest, "rc_id")
		register("invite", body{"id": testkit.ID(), "record": "{}", "mac": b64(testkit.Bytes(32))}).at(counsel.BadRequest, "invite")
		register("wraps", []any{}).at(counsel.BadRequest, "wraps")
		register("wraps", wraps(func(pw, _ body) { pw["method"] = "rc" })).at(counsel.BadRequest, "wraps")
		register("wraps", wraps(func(pw, _ body) { pw["gen"] = 2 })).at(counsel.BadRequest, "wraps")
		register("wraps", wraps(func(_, rc body) { rc["kdf"] = 1 })).at(counsel.BadRequest, "wraps")
		register("wraps", wraps(func(_, rc body) { rc["wrap"] = box(31) })).at(counsel.BadRequest, "wraps")
		register("wraps", wraps(func(_, rc body) { rc["wrap"] = "AgE" + box(32)[3:] })).at(counsel.BadVersion, "wraps")
		h.browser(counsel.Seekers).post("auth/register", fresh.but("wraps", wraps(func(_, _ body) {}))).is(201)

		e := s.enquiry(2)
		enquire := func(path string, v any) answer { t.Helper(); return seeker.post("enquiries", e.but(path, v)) }
		grants := func(change func(intake, continuity body)) []any {
			one, two := body{"id": testkit.ID(), "role": "intake", "mseq": mseq, "file": b64(testkit.AgeFile())}, body{"id": testkit.ID(), "role": "continuity", "mseq": mseq, "file": b64(testkit.AgeFile())}
			change(one, two)
			return []any{one, two}
		}
		enquire("epoch", 1).at(counsel.BadRequest, "epoch")
		enquire("topic", "alles").at(counsel.BadRequest, "topic")
		enquire("lang", "xx").at(counsel.BadRequest, "lang")
		enquire("profile.version", 2).at(counsel.BadRequest, "profile.version")
		enquire("message.author_seq", 2).at(counsel.BadRequest, "message.author_seq")
		enquire("message.prev_hash", hash(1)).at(counsel.BadRequest, "message.prev_hash")
		enquire("message.kind", "note").at(counsel.BadRequest, "message.kind")
		enquire("message.kind", "live").at(counsel.BadRequest, "message.kind")
		enquire("self", box(64)).at(counsel.TooLong, "self")
		enquire("vault.version", 1).refused(counsel.Conflict)
		enquire("vault.version", 3).refused(counsel.Conflict)
		enquire("grants", []any{}).at(counsel.BadRequest, "grants")
		enquire("grants", grants(func(one, _ body) { one["role"] = "lead" })).at(counsel.BadRequest, "grants")
		classic := strings.Replace(string(testkit.AgeFile()), "mlkem768x25519", "X25519", 1)
		enquire("grants", grants(func(one, _ body) { one["file"] = b64([]byte(classic)) })).at(counsel.BadVersion, "grants")
		enquire("grants", grants(func(one, _ body) { one["file"] = b64(append(testkit.AgeFile(), make([]byte, 16*kib)...)) })).at(counsel.TooLong, "grants")
		enquire("grants", grants(func(_, _ body) {})).is(201)

		id := s.counselled(seeker, 3)
		s.lead.post("cases/"+id+"/messages", message(counsel.Counsellor, 1, "note")).at(counsel.BadRequest, "kind")
		s.lead.post("cases/"+id+"/messages", message(counsel.Counsellor, 1, "live")).at(counsel.BadRequest, "kind")
		s.lead.post("cases/"+id+"/notes", message(counsel.Counsellor, 1, "message")).at(counsel.BadRequest, "kind")
		s.lead.post("cases/"+id+"/messages", message(counsel.Counsellor, 0, "message")).at(counsel.BadRequest, "author_seq")
		seeker.put("cases/"+id+"/self", body{"epoch": 0, "box": box(64)}).at(counsel.TooLong, "box")
		s.lead.put("cases/"+id+"/self", body{"epoch": 0, "box": box(32)}).at(counsel.BadRequest, "box")
		for _, version := range []int{0, 1, 3} {
			for _, path := range []string{"me/keyring", "cases/" + id + "/profile"} {
				seeker.put(path, body{"version": version, "box": letter()}).refused(counsel.Conflict)
			}
		}

		pw := body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": "sonne-42", "rc_id": nil, "auth": reg["auth"]}
		for path, v := range map[string]any{"method": "prf", "rc_id": reg["rc_id"], "name": nil, "realm": "staff"} {
			h.browser(counsel.Seekers).post("auth/login", pw.but(path, v)).at(counsel.BadRequest, path)
		}
		for path, v := range map[string]any{"name": "sonne-42", "rc_id": nil} {
			rc := pw.but("method", "rc").but("name", nil).but("rc_id", reg["rc_id"]).but("auth", reg["auth_rc"])
			h.browser(counsel.Seekers).post("auth/login", rc.but(path, v)).at(counsel.BadRequest, path)
		}
		for _, until := range []string{"2026-11-30", "2026-11-21", "29.11.2026", "2026-11-29T00:00:00Z", "", "2026-2-30"} {
			s.lead.post("invites", body{"id": testkit.ID(), "until": until}).at(counsel.BadRequest, "until")
		}
		for _, n := range []string{"-1", "x", "1.5", "+1", "9223372036854775808", "99999999999999999999", "%00"} {
			seeker.get("cases/"+e["case"].(counsel.ID).String()+"/messages?after="+n).at(counsel.BadRequest, "after")
			seeker.get("cases/"+e["case"].(counsel.ID).String()+"/messages?before="+n).at(counsel.BadRequest, "before")
		}
		seeker.get("cases/"+e["case"].(counsel.ID).String()+"/messages?after=1&before=2").at(counsel.BadRequest, "before")
	})
}
