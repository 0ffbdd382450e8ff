package spec

import (
	"regexp"
	"slices"
	"time"
)

// shape says whether a parsed value has the form that a format asks for.
type shape func(v any) bool

func text(v any) bool { _, ok := v.(string); return ok }
func num(v any) bool  { _, ok := v.(int64); return ok }

// positive is a count that begins at 1.
func positive(v any) bool { n, ok := v.(int64); return ok && n > 0 }

var hybrid = regexp.MustCompile(`^age1pq1[02-9ac-hj-np-z]+$`)

// rcpt is a recipient; only the post-quantum kind exists.
func rcpt(v any) bool { s, ok := v.(string); return ok && len(s) == 1959 && hybrid.MatchString(s) }

func yes(v any) bool { _, ok := v.(bool); return ok }

// date is a day of the calendar, 2026-11-22.
func date(v any) bool {
	s, _ := v.(string)
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// moment is a second in UTC, 2026-11-22T10:11:12Z.
func moment(v any) bool {
	s, _ := v.(string)
	t, err := time.Parse(time.RFC3339, s)
	return err == nil && t.UTC().Format("2006-01-02T15:04:05Z") == s
}

// b64 is n bytes in base64url, any number if n is negative.
func b64(n int) shape {
	return func(v any) bool {
		s, ok := v.(string)
		b, good := dec64(s)
		return ok && good && (n < 0 || len(b) == n)
	}
}

func oneOf(words ...string) shape {
	return func(v any) bool { s, ok := v.(string); return ok && slices.Contains(words, s) }
}

func null(is shape) shape { return func(v any) bool { return v == nil || is(v) } }

func list(is shape) shape {
	return func(v any) bool {
		l, ok := v.([]any)
		return ok && !slices.ContainsFunc(l, func(v any) bool { return !is(v) })
	}
}

// dict is an object with keys of one shape and values of another.
func dict(key, is shape) shape {
	return func(v any) bool {
		o, ok := v.(object)
		for k, v := range o {
			ok = ok && key(k) && is(v)
		}
		return ok
	}
}

// keys is an object with exactly these keys.
type keys map[string]shape

func (k keys) is(v any) bool {
	o, ok := v.(object)
	if !ok || len(o) != len(k) {
		return false
	}
	for name, is := range k {
		if v, there := o[name]; !there || !is(v) {
			return false
		}
	}
	return true
}

var (
	id       = b64(16)
	roleKey  = keys{"kid": b64(8), "rcpt": rcpt}.is
	signKey  = keys{"kid": b64(8), "pub": b64(32)}.is
	seed     = keys{"kid": b64(8), "seed": b64(32)}.is
	roleWord = oneOf("counsellor", "intake", "lead", "supervisor", "admin")

	envelopeShape = keys{"typ": text, "payload": b64(-1), "sigs": list(keys{"kid": b64(8), "sig": b64(64)}.is)}.is

	rootShape = keys{"v": num, "agency": id, "origin": text, "also": list(text), "n": positive, "prev": null(b64(32)),
		"signers": list(keys{"kid": b64(8), "pub": b64(32), "label": text}.is), "threshold": positive, "at": date}.is

	manifestShape = keys{"v": num, "agency": id, "origin": text, "seq": positive, "prev": null(b64(32)), "root": positive, "at": date, "renew": date,
		"roles":   keys{"intake": roleKey, "continuity": null(roleKey), "archive": null(roleKey)}.is,
		"members": dict(id, b64(32)),
		"policy": keys{"retention": oneOf("none", "doc"), "years": num, "close_days": num, "continuity": yes, "supervision": oneOf("off", "logged"),
			"relink": oneOf("off", "confirmed"), "groups": yes, "live": oneOf("keep", "drop"), "erase_wait": num}.is,
		"contact":   keys{"phone": text, "emergency": list(keys{"label": text, "number": text}.is)}.is,
		"min_suite": num}.is

	memberShape = keys{"v": num, "agency": id, "uid": id, "alias": text, "roles": list(roleWord), "enc": roleKey, "sig": signKey, "since": date}.is

	keyringShape = keys{"v": num, "realm": oneOf("seeker", "staff"), "name": text,
		"gens": keys{"pw": null(num), "rc": null(num), "prf": dict(b64(-1), num)}.is,
		"enc":  list(seed), "sig": null(seed), "pin": null(seed),
		"roles": keys{"intake": list(seed), "continuity": list(seed), "archive": list(seed)}.is}.is

	vaultShape = keys{"v": num, "dir": keys{"root_fp": text, "n": num, "seq": num, "hash": b64(32), "suite": num}.is,
		"cases": dict(id, keys{"epoch": num, "ck_id": id, "nk_id": null(id), "profile": num, "pin": null(b64(32))}.is),
		"seen":  dict(id, num), "invites": list(keys{"t": id, "roles": list(roleWord), "until": date}.is),
		"drafts": dict(id, num), "lang": text}.is

	draftShape = keys{"v": num, "msg_id": id, "text": text, "lang": text, "at": moment}.is

	tabShape = keys{"v": num, "uk": b64(32), "keyring": num, "vault": num, "mseq": num}.is

	grantShape = keys{"v": num, "agency": id, "obj": text, "id": id, "epoch": num, "ck": b64(32), "ck_id": id, "nk": null(b64(32)), "nk_id": null(id),
		"to": recipient, "to_kid": b64(8), "by": id, "by_kid": null(b64(8)), "why": text, "mseq": null(num), "until": null(date),
		"link": null(b64(32)), "at": date}.is

	agencyKeyShape = keys{"v": num, "agency": id, "obj": text, "id": id, "epoch": num, "purpose": oneOf("intake", "continuity", "archive"),
		"kid": b64(8), "seed": b64(32), "old": list(seed),
		"to": recipient, "to_kid": b64(8), "by": id, "by_kid": null(b64(8)), "why": text, "mseq": null(num), "until": null(date),
		"link": null(b64(32)), "at": date}.is

	messageShape = keys{"v": num, "ts": moment, "lang": text, "mseq": null(num), "text": text,
		"files": list(fileShape), "reply": null(id)}.is

	profileShape = keys{"v": num, "name": text, "age": null(text), "gender": null(text), "alias": null(text), "lang": text,
		"answers": list(keys{"q": text, "a": text}.is), "enc": roleKey, "pin": signKey, "enc_sig": b64(64)}.is
)

var pickedShape = keys{"v": num, "msg_id": id, "files": list(keys{"id": id, "key": b64(32), "name": text, "type": text, "size": num, "sha256": b64(32), "whole": yes}.is), "at": moment}.is

var fileShape = keys{"id": id, "key": b64(32), "name": text, "type": text, "size": num, "sha256": b64(32)}.is

// recipient is a person or a role.
func recipient(v any) bool {
	return keys{"uid": id}.is(v) || keys{"role": oneOf("intake", "continuity", "archive")}.is(v)
}
