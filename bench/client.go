package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

var b64 = base64.RawURLEncoding

// letterSize is a padded size: a letter of 2 KB with what stands around it.
const letterSize = 2176

// requests gives what a client sends for its next operation.
func (c *client) requests(l *line) func() [][]byte {
	switch c.Does {
	case "send":
		return func() [][]byte { return [][]byte{c.message(l)} }
	case "login":
		body := must(json.Marshal(map[string]any{"agency": c.Agency, "realm": c.Realm, "method": "pw", "name": c.Name, "rc_id": nil, "auth": c.Auth}))
		request := l.request("/api/1/auth/login", who{Realm: c.Realm}, body)
		return func() [][]byte { return [][]byte{request} }
	case "post":
		body := make([]byte, letterSize)
		request := l.request("/", who{}, body)
		return func() [][]byte { return [][]byte{request} }
	}
	var gets [][]byte
	for _, path := range c.Paths {
		gets = append(gets, l.request(path, c.who, nil))
	}
	return func() [][]byte { return gets }
}

// message is the next one of a seeker in her case: sealed, as far as anybody can see.
func (c *client) message(l *line) []byte {
	c.Seq++
	random := make([]byte, 16+32+80+letterSize)
	rand.Read(random)
	box := append([]byte{1, 1}, random[48:]...)
	body := fmt.Appendf(nil, `{"id":"%s","epoch":0,"role":"seeker","author_seq":%d,"prev_hash":"%s","kind":"message","box":"%s","files":[]}`,
		b64.EncodeToString(random[:16]), c.Seq, b64.EncodeToString(random[16:48]), b64.EncodeToString(box))
	return l.request("/api/1/cases/"+c.Case+"/messages", c.who, body)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
