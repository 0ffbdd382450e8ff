package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"unicode/utf8"
)

// The strict reader of json.md, a second time: tokens by a regular expression, grammar by the standard library, and what both
// let through (duplicate keys, half surrogate pairs, depth) by hand.

var errJSON = errors.New("not strict JSON")

type object = map[string]any

var token = regexp.MustCompile(`^(?:[{}\[\],:]|true|false|null|[0-9]+|"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")`)

// readStrict reads a signed payload of one shape.
func readStrict(text []byte, is shape) (object, error) {
	v, err := parseStrict(text)
	if err != nil {
		return nil, err
	}
	o, ok := v.(object)
	if !ok || !is(v) {
		return nil, errJSON
	}
	return o, nil
}

// parseStrict reads any value: object, []any, string, int64, bool or nil.
func parseStrict(text []byte) (any, error) {
	if len(text) > 512<<10 || !utf8.Valid(text) || !json.Valid(text) || !soundTokens(text) {
		return nil, errJSON
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return value(d, 0)
}

// soundTokens reports whether text is tokens and nothing between them.
func soundTokens(text []byte) bool {
	for len(text) > 0 {
		m := token.Find(text)
		if m == nil || m[0] == '"' && halfPair(m) {
			return false
		}
		text = text[len(m):]
	}
	return true
}

var unit = regexp.MustCompile(`\\(?:u([0-9a-fA-F]{4})|.)`)

// halfPair reports whether a string's escapes hold a surrogate without its other half right behind it.
func halfPair(s []byte) bool {
	wantLowAt := -1
	for _, m := range unit.FindAllSubmatchIndex(s, -1) {
		n := uint64(0)
		if m[2] >= 0 {
			n, _ = strconv.ParseUint(string(s[m[2]:m[3]]), 16, 16)
		}
		low := n >= 0xdc00 && n <= 0xdfff
		if low != (wantLowAt == m[0]) || wantLowAt >= 0 && !low {
			return true
		}
		wantLowAt = -1
		if n >= 0xd800 && n <= 0xdbff {
			wantLowAt = m[1]
		}
	}
	return wantLowAt >= 0
}

func value(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, errJSON
	}
	switch t := t.(type) {
	case json.Number:
		n, err := strconv.ParseInt(t.String(), 10, 64)
		if err != nil || n > 1<<53-1 {
			return nil, errJSON
		}
		return n, nil
	case json.Delim:
		if depth == 8 {
			return nil, errJSON
		}
		if t == '{' {
			return members(d, depth+1)
		}
		return items(d, depth+1)
	}
	return t, nil
}

func members(d *json.Decoder, depth int) (any, error) {
	o := object{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, errJSON
		}
		name := key.(string)
		if _, twice := o[name]; twice || name == "__proto__" {
			return nil, errJSON
		}
		if o[name], err = value(d, depth); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return o, err
}

func items(d *json.Decoder, depth int) (any, error) {
	list := []any{}
	for d.More() {
		v, err := value(d, depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}
