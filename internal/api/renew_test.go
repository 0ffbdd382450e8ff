package api_test

import (
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// "Somebody knows my password": everything of the account is there under new keys, or nothing has changed.
func TestRenewKeys(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		b, reg := h.seeker("kiz", "sonne-42")
		_, theirs := h.seeker("kiz", "wolke-7")
		laptop := h.browser(counsel.Seekers)
		laptop.post("auth/login", byCode(reg)).is(200)
		e := s.enquiry(2)
		id := e["case"].(counsel.ID).String()
		b.post("enquiries", e).is(201)
		waiting := testkit.ID().String()
		b.put("me/drafts/"+id+"/message", body{"version": 1, "box": letter()}).is(204)
		b.put("me/drafts/"+waiting+"/message", body{"version": 1, "box": letter()}).is(204)

		keyed := b.get("me/keys").is(200)
		cases, drafts := keyed["cases"].([]any), keyed["drafts"].([]any)
		if len(cases) != 1 || len(drafts) != 2 || cases[0].(map[string]any)["self"] != e["self"] {
			t.Fatalf("%v", keyed)
		}
		again := body{"id": id, "epoch": 0, "self": box(32), "profile": body{"version": 2, "box": letter()}}
		kept := body{"case": id, "kind": "message", "version": 1, "box": letter()}
		renewal := body{
			"method": "pw", "auth": reg["auth"], "keyring": keyringOf(2), "vault": body{"version": 3, "box": letter()}, "password": passwordOf(2, 1), "code": codeOf(2),
			"cases": []any{again}, "drafts": []any{kept},
		}
		for what, wrong := range map[string]body{
			"a case left out": renewal.but("cases", []any{}), "one too many": renewal.but("cases", []any{again, again.but("id", testkit.ID())}), "twice the same": renewal.but("cases", []any{again, again}),
			"an old profile": renewal.but("cases", []any{again.but("profile.version", 1)}), "another epoch": renewal.but("cases", []any{again.but("epoch", 1)}),
			"a draft that was saved meanwhile": renewal.but("drafts", []any{kept.but("version", 2)}), "an old vault": renewal.but("vault.version", 2), "an old keyring": renewal.but("keyring.version", 1),
			"a generation left out": renewal.but("code.wrap.gen", 3), "another's code": renewal.but("code.rc_id", theirs["rc_id"]),
		} {
			t.Run(what, func(t *testing.T) { b.put("me/keys", wrong).refused(counsel.Conflict) })
		}
		b.put("me/keys", renewal.but("cases", []any{again.but("id", testkit.ID())})).refused(counsel.NotFound)
		b.put("me/keys", renewal.but("auth", b64(testkit.Bytes(32)))).refused(counsel.SignInFailed)
		b.put("me/keys", renewal.but("x", 1)).refused(counsel.BadRequest)
		b.put("me/keys", renewal.but("method", "prf")).at(counsel.BadRequest, "method")
		b.put("me/keys", renewal.but("password", nil)).at(counsel.BadRequest, "password")
		b.put("me/keys", renewal.but("cases", []any{again.but("self", box(31))})).at(counsel.BadRequest, "cases")
		b.put("me/keys", renewal.but("cases", []any{again.but("profile.box", box(7))})).at(counsel.BadRequest, "cases")
		b.put("me/keys", renewal.but("cases", []any{again.but("profile.version", 0)})).at(counsel.BadRequest, "cases")
		b.put("me/keys", renewal.but("drafts", []any{kept.but("box", box(7))})).at(counsel.BadRequest, "drafts")
		b.put("me/keys", renewal.but("keyring.box", box(7))).at(counsel.BadRequest, "keyring.box")
		b.put("me/keys", renewal.but("vault.box", box(7))).at(counsel.BadRequest, "vault.box")
		b.put("me/keys", renewal.but("code.wrap.kdf", 1)).at(counsel.BadRequest, "code")
		s.lead.get("me/keys").refused(counsel.Refused)
		s.lead.put("me/keys", renewal.but("password", passwordOf(2, 2)).but("cases", []any{})).refused(counsel.Refused)
		if now := b.get("me/keys").is(200); mustJSON(now) != mustJSON(keyed) {
			t.Fatalf("refused renewals have left something: %v", now)
		}
		laptop.get("session").is(200)

		b.put("me/keys", renewal).is(204)
		b.put("me/keys", renewal).is(204)
		b.get("session").is(200)
		if n, named := s.inTheChain("alarm", reg["uid"]); n != 1 || named {
			t.Errorf("the alarm stands %d times in the chain, by name: %t", n, named)
		}
		laptop.get("session").refused(counsel.SignedOut)
		now := b.get("me/keys").is(200)
		mine := now["cases"].([]any)[0].(map[string]any)
		if left := now["drafts"].([]any); len(left) != 1 || left[0].(map[string]any)["box"] != kept["box"] || mine["self"] != again["self"] || mine["profile"].(map[string]any)["version"] != float64(2) {
			t.Errorf("%v", now)
		}
		if got := b.get("me/vault").is(200); got["box"] != renewal["vault"].(body)["box"] {
			t.Errorf("%v", got)
		}
		if got := b.get("cases/" + id).is(200)["case"].(map[string]any); len(got["marks"].([]any)) != 0 {
			t.Errorf("a seeker is shown marks: %v", got)
		}
		if pool := s.lead.get("desk").is(200); !strings.Contains(mustJSON(pool["rows"]), `"marks":["exposed"]`) {
			t.Errorf("staff are not told: %v", pool)
		}
		other := h.browser(counsel.Seekers)
		other.post("auth/login", byCode(reg)).refused(counsel.SignInFailed)
		other.post("auth/login", byPassword("sonne-42", reg["auth"])).refused(counsel.SignInFailed)
		other.post("auth/login", byPassword("sonne-42", hash(41))).is(200)
	})
}

// What staff mark a case with leaves the server's own mark where it is.
func TestExposedStays(t *testing.T) {
	for _, c := range []struct{ before, set, want string }{
		{"exposed", "acute", "acute exposed"}, {"acute exposed", "", "exposed"}, {"acute", "", ""}, {"", "acute", "acute"},
	} {
		if got := counsel.MarkList(counsel.Kept(counsel.ParseMarks(c.before), counsel.ParseMarks(c.set))); got != c.want {
			t.Errorf("%q, then %q: %q", c.before, c.set, got)
		}
	}
}
