package address

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"siegel/internal/testkit"
)

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func text(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // only maps of our own come here
	}
	return string(raw)
}

type object = map[string]any

// post makes a call and reads the answer.
func (p *person) post(path string, body any, headers ...string) (int, object) {
	r := p.ask("POST", "/api/1/"+path, text(body), headers...)
	var got object
	_ = json.Unmarshal([]byte(r.text), &got)
	for _, c := range r.header.Values("Set-Cookie") {
		if value, ok := strings.CutPrefix(c, "__Host-siegel="); ok {
			p.cookie, _, _ = strings.Cut(value, ";")
		}
	}
	return r.status, got
}

// account is everything that an account does: it registers, signs in by code, guesses until it has to wait, writes, listens.
func account(p *person) (effects int) {
	name := "sonne " + p.tag()
	status, salt := p.post("auth/pre", object{"agency": "donau", "realm": "seeker", "name": name})
	if status != 200 {
		p.Errorf("%s: pre: %d", p.front, status)
		return 0
	}
	rcID, authRc := b64(testkit.Bytes(16)), b64(testkit.Bytes(32))
	box := func(n int) string { return b64(testkit.Box(n)) }
	register := object{
		"agency": "donau", "realm": "seeker", "uid": testkit.ID(), "name": name, "scheme": "split1", "kdf": salt["kdf"], "salt16": salt["salt16"],
		"auth": b64(testkit.Bytes(32)), "rc_id": rcID, "auth_rc": authRc,
		"wraps":   []any{object{"method": "pw", "gen": 1, "kdf": salt["kdf"], "wrap": box(32)}, object{"method": "rc", "gen": 1, "kdf": 0, "wrap": box(32)}},
		"keyring": box(512), "vault": box(512), "invite": nil,
	}
	status, _ = p.post("auth/register", register, p.work("register"))
	effects += once(status == 201)
	effects += p.guess(name)
	status, _ = p.post("auth/login", object{"agency": "donau", "realm": "seeker", "method": "rc", "name": nil, "rc_id": rcID, "auth": authRc})
	effects += once(status == 200)
	status, _ = p.post("enquiries", enquiry(box), p.work("enquiry"))
	effects += once(status == 201)
	return effects + p.streams()
}

// work gives the header of a call that costs work.
func (p *person) work(action string) string {
	status, task := p.post("auth/work", object{"agency": "donau", "action": action})
	token, _ := task["token"].(string)
	bits, _ := task["bits"].(float64)
	proof, err := testkit.Proof(token, int(bits))
	if status != 200 || err != nil {
		p.Errorf("%s: work: %d %v", p.front, status, err)
	}
	return "Siegel-Work: " + proof
}

// guess tries wrong passwords until it costs work.
func (p *person) guess(name string) int {
	for range 8 {
		status, _ := p.post("auth/login", object{"agency": "donau", "realm": "seeker", "method": "pw", "name": name, "rc_id": nil, "auth": b64(testkit.Bytes(32))})
		if status == 429 {
			return 1
		}
	}
	return 0
}

func enquiry(box func(int) string) object {
	grant := func(role string) object {
		return object{"id": testkit.ID(), "role": role, "mseq": 1, "file": b64(testkit.AgeFile())}
	}
	return object{
		"case": testkit.ID(), "topic": "partner", "lang": "de", "epoch": 0, "ck_id": testkit.ID(), "profile": object{"version": 1, "box": box(512)},
		"message": object{"id": testkit.ID(), "author_seq": 1, "prev_hash": b64(make([]byte, 32)), "kind": "message", "box": box(512)},
		"self":    box(32), "grants": []any{grant("intake"), grant("continuity")}, "vault": object{"version": 2, "box": box(512)},
	}
}

// streams opens more of them than an account may have, and breaks them; the last two stay until the server ends.
func (p *person) streams() (effects int) {
	for i := range 12 {
		l := p.secured("http/1.1")
		if l == nil {
			return effects
		}
		_, _ = io.WriteString(l, strings.ReplaceAll(p.request("GET", "/api/1/events", "", lines(forgery(p))...), "Connection: close", "Connection: keep-alive"))
		heard := false
		for text := bufio.NewScanner(l); !heard && text.Scan(); {
			heard = strings.Contains(text.Text(), "again")
		}
		effects += once(heard)
		switch {
		case i >= 10:
			p.hold(l)
		case i%2 == 0:
			l.tear()
		default:
			_ = l.Close()
		}
	}
	ctx, stop := context.WithCancel(p.Context())
	answer, err := p.modern(ctx, "GET", "/api/1/events", nil, http.Header{})
	effects += once(err == nil && answer.StatusCode == 200)
	stop()
	return effects
}
