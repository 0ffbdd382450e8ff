package sg1

import (
	"strconv"
	"unicode/utf8"
)

// The reader of spec/json.md. The standard decoder is not used: it ignores the case of keys, keeps the last of two and repairs
// bad UTF-8, so that one signed text could mean two things.

type kind int

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindString
	kindArray
	kindObject
)

// value is one parsed JSON value. Only the fields of its kind are set.
type value struct {
	kind    kind
	yes     bool
	number  uint64
	text    string
	items   []value
	members []member
}

type member struct {
	key   string
	value value
}

// parser reads one text. With loose it passes over white space between tokens, refuses U+0000, which not every database takes, and
// bounds how many values there are.
type parser struct {
	data  []byte
	at    int
	depth int
	count int // of values so far
	loose bool
}

func parse(data []byte, loose bool) (value, error) {
	if len(data) > MaxJSON {
		return value{}, ErrTooLong // kill: S.Json.parse-too-long
	}
	p := &parser{data: data, loose: loose}
	p.space()
	v, err := p.value("")
	if err != nil {
		return value{}, err
	}
	p.space()
	if p.at != len(data) {
		return value{}, fieldError("", "bytes after the end") // kill: S.Json.parse-bytes-after-the-end
	}
	return v, nil
}

func (p *parser) space() {
	for p.loose && p.at < len(p.data) {
		switch p.data[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// peek gives the next byte, or 0 at the end (0 begins no token).
func (p *parser) peek() byte {
	if p.at < len(p.data) {
		return p.data[p.at]
	}
	return 0
}

func (p *parser) take(c byte) bool {
	if p.peek() != c {
		return false // kill: S.Json.take
	}
	p.at++
	return true
}

func (p *parser) word(w string) bool {
	if len(p.data)-p.at < len(w) || string(p.data[p.at:p.at+len(w)]) != w {
		return false // kill: S.Json.word
	}
	p.at += len(w)
	return true
}

func (p *parser) value(path string) (value, error) {
	if p.count++; p.loose && p.count > maxValues {
		return value{}, ErrTooLong // kill: S.Json.value-too-long
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(path)
	case c == '[':
		return p.array(path)
	case c == '"':
		s, err := p.string(path)
		return value{kind: kindString, text: s}, err
	case c >= '0' && c <= '9':
		return p.integer(path)
	case p.word("null"):
		return value{kind: kindNull}, nil
	case p.word("true"):
		return value{kind: kindBool, yes: true}, nil
	case p.word("false"):
		return value{kind: kindBool}, nil
	}
	return value{}, fieldError(path, "not JSON") // kill: S.Json.value-not-json
}

func (p *parser) enter(path string) error {
	p.at++
	p.depth++
	if p.depth > maxDepth {
		return fieldError(path, "too deep") // kill: S.Json.enter-too-deep
	}
	return nil
}

func (p *parser) object(path string) (value, error) {
	if err := p.enter(path); err != nil {
		return value{}, err
	}
	v := value{kind: kindObject}
	seen := map[string]bool{}
	for p.space(); !p.take('}'); p.space() {
		if len(v.members) > 0 {
			if !p.take(',') {
				return value{}, fieldError(path, "not JSON") // kill: S.Json.object-not-json
			}
			p.space()
		}
		m, err := p.member(path)
		if err != nil {
			return value{}, err
		}
		if seen[m.key] {
			return value{}, fieldError(join(path, m.key), "twice") // kill: S.Json.object-twice
		}
		seen[m.key] = true
		v.members = append(v.members, m)
	}
	p.depth--
	return v, nil
}

func (p *parser) member(path string) (member, error) {
	key, err := p.string(path)
	if err != nil {
		return member{}, err
	}
	if key == "__proto__" { // has a meaning of its own in JavaScript
		return member{}, fieldError(path, "key not allowed") // kill: S.Json.member-key-not-allowed
	}
	p.space()
	if !p.take(':') {
		return member{}, fieldError(path, "not JSON") // kill: S.Json.member-not-json
	}
	p.space()
	v, err := p.value(join(path, key))
	return member{key: key, value: v}, err
}

func (p *parser) array(path string) (value, error) {
	if err := p.enter(path); err != nil {
		return value{}, err
	}
	v := value{kind: kindArray, items: []value{}}
	for p.space(); !p.take(']'); p.space() {
		if len(v.items) > 0 {
			if !p.take(',') {
				return value{}, fieldError(path, "not JSON") // kill: S.Json.array-not-json
			}
			p.space()
		}
		item, err := p.value(join(path, strconv.Itoa(len(v.items))))
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, item)
	}
	p.depth--
	return v, nil
}

// integer reads 0 to 2^53-1 in plain digits. What follows a number must begin another token, so "2.0" and "1e3" fail there.
func (p *parser) integer(path string) (value, error) {
	start := p.at
	var n uint64
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		n = n*10 + uint64(c-'0')
		if n > maxInteger {
			return value{}, fieldError(path, "number too large") // kill: S.Json.integer-number-too-large
		}
		p.at++
	}
	if p.data[start] == '0' && p.at-start > 1 {
		return value{}, fieldError(path, "number with a leading zero") // kill: S.Json.integer-number-with-a-leading-zero
	}
	return value{kind: kindNumber, number: n}, nil
}

// string reads one string, valid UTF-8 and without lone surrogates.
func (p *parser) string(path string) (string, error) {
	if !p.take('"') {
		return "", fieldError(path, "not JSON") // kill: S.Json.string-begins
	}
	var out []byte
	for {
		n := plain(p.data[p.at:])
		text := p.data[p.at : p.at+n]
		p.at += n
		c := p.peek()
		if c == '"' && out == nil { // most strings are one plain run
			p.at++
			return string(text), nil
		}
		out = append(out, text...)
		switch {
		case c == '"':
			p.at++
			return string(out), nil
		case c == '\\':
			r, ok := p.escape()
			if !ok {
				return "", fieldError(path, "bad escape") // kill: S.Json.string-bad-escape
			}
			if r == 0 && p.loose {
				return "", fieldError(path, "character not allowed") // kill: S.Json.string-character-not-allowed
			}
			out = utf8.AppendRune(out, r)
		case c < 0x20: // also the end of the text
			return "", fieldError(path, "not JSON") // kill: S.Json.string-control
		default:
			r, size := utf8.DecodeRune(p.data[p.at:])
			if r == utf8.RuneError && size == 1 {
				return "", fieldError(path, "not UTF-8") // kill: S.Json.string-not-utf-8
			}
			out = append(out, p.data[p.at:p.at+size]...)
			p.at += size
		}
	}
}

// plain is how many bytes at the beginning stand for themselves in a string.
func plain(data []byte) int {
	for i, c := range data {
		if c < 0x20 || c >= 0x80 || c == '"' || c == '\\' {
			return i
		}
	}
	return len(data)
}

var shortEscapes = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads what follows a backslash; false for an unknown letter, bad digits or half a surrogate pair.
func (p *parser) escape() (rune, bool) {
	p.at++
	if r, ok := shortEscapes[p.peek()]; ok {
		p.at++
		return r, true
	}
	r, ok := p.unit()
	if !ok || r >= 0xdc00 && r <= 0xdfff {
		return 0, false // kill: S.Json.escape-lone-low
	}
	if r < 0xd800 || r > 0xdbff {
		return r, true
	}
	if !p.take('\\') {
		return 0, false // kill: S.Json.escape-lone-high
	}
	low, ok := p.unit()
	if !ok || low < 0xdc00 || low > 0xdfff {
		return 0, false // kill: S.Json.escape-bad-pair
	}
	return 0x10000 + (r-0xd800)<<10 + (low - 0xdc00), true
}

// unit reads u and four hex digits: one UTF-16 unit.
func (p *parser) unit() (rune, bool) {
	if !p.take('u') || len(p.data)-p.at < 4 {
		return 0, false // kill: S.Json.unit-short
	}
	var r rune
	for range 4 {
		c := p.data[p.at]
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 + rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 + rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			r = r<<4 + rune(c-'A') + 10
		default:
			return 0, false // kill: S.Json.unit-digit
		}
		p.at++
	}
	return r, true
}
