package spec

import (
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
)

// jsonCase is one text with its verdicts: as a signed payload, and as the body of a request (white space allowed, no U+0000).
type jsonCase struct {
	What   string  `json:"what"`
	Hex    string  `json:"hex"`
	Refuse *string `json:"refuse"`
	Body   *string `json:"body"`
}

type jsonFile struct {
	About  string     `json:"about"`
	Values []jsonCase `json:"values"`
	Docs   []jsonCase `json:"docs"`
}

// pieces writes a text as hex; runs of one byte as "61 x 1000".
func pieces(text string) string {
	var out []string
	for i := 0; i < len(text); {
		run := 1
		for i+run < len(text) && text[i+run] == text[i] {
			run++
		}
		one := hex.EncodeToString([]byte{text[i]})
		switch {
		case run >= 32:
			out = append(out, one+" x "+strconv.Itoa(run))
		case len(out) > 0 && !strings.Contains(out[len(out)-1], "x"):
			out[len(out)-1] += strings.Repeat(one, run)
		default:
			out = append(out, strings.Repeat(one, run))
		}
		i += run
	}
	return strings.Join(out, ", ")
}

func unpieces(t *testing.T, s string) []byte {
	var out []byte
	for _, piece := range strings.Split(s, ", ") {
		var h hexBytes
		if err := h.UnmarshalText([]byte(piece)); err != nil {
			t.Fatal(err)
		}
		out = append(out, h...)
	}
	return out
}

// verdicts are written beside each text: y accepted, n refused; the first as a signed payload, the second as a body.
type verdict struct{ what, text, signed string }

func cases(list []verdict) (out []jsonCase) {
	no := "json"
	mark := func(c byte) *string {
		if c == 'n' {
			return &no
		}
		return nil
	}
	for _, v := range list {
		out = append(out, jsonCase{v.what, pieces(v.text), mark(v.signed[0]), mark(v.signed[1])})
	}
	return out
}

const half = 512 << 10

var jsonValues = []verdict{
	{"empty object", `{}`, "yy"},
	{"empty list", `[]`, "yy"},
	{"a string", `"a"`, "yy"},
	{"zero", `0`, "yy"},
	{"true", `true`, "yy"},
	{"false", `false`, "yy"},
	{"null", `null`, "yy"},
	{"list of all kinds", `[0,"a",true,false,null,{},[]]`, "yy"},
	{"largest integer, 2^53 - 1", `9007199254740991`, "yy"},
	{"2^53", `9007199254740992`, "nn"},
	{"2^64", `18446744073709551616`, "nn"},
	{"a hundred digits", strings.Repeat("9", 100), "nn"},
	{"negative", `-1`, "nn"},
	{"minus zero", `-0`, "nn"},
	{"plus", `+1`, "nn"},
	{"leading zero", `01`, "nn"},
	{"two zeros", `00`, "nn"},
	{"point", `2.0`, "nn"},
	{"point without digits", `2.`, "nn"},
	{"exponent", `1e3`, "nn"},
	{"exponent too large", `1e400`, "nn"},
	{"hexadecimal", `0x10`, "nn"},
	{"NaN", `NaN`, "nn"},
	{"Infinity", `Infinity`, "nn"},
	{"capital True", `True`, "nn"},
	{"word cut", `tru`, "nn"},
	{"word with more", `nulll`, "nn"},
	{"nothing", ``, "nn"},
	{"space only", ` `, "nn"},
	{"leading space", ` {}`, "ny"},
	{"trailing space", `{} `, "ny"},
	{"trailing line feed", "{}\n", "ny"},
	{"space after a colon", `{"a": 1}`, "ny"},
	{"space before a colon", `{"a" :1}`, "ny"},
	{"space after a comma", `[1, 2]`, "ny"},
	{"tab, carriage return and line feed between tokens", "{\t\"a\"\r\n:[ 1 ] }", "ny"},
	{"space in an empty object", `{ }`, "ny"},
	{"space in an empty list", `[ ]`, "ny"},
	{"form feed between tokens", "[\f]", "nn"},
	{"no-break space between tokens", "[\u00a0]", "nn"},
	{"space inside a number", `1 2`, "nn"},
	{"byte order mark", "\ufeff{}", "nn"},
	{"two values", `{}{}`, "nn"},
	{"trailing bracket", `{}}`, "nn"},
	{"trailing zero byte", "{}\x00", "nn"},
	{"object not closed", `{"a":1`, "nn"},
	{"list not closed", `[1`, "nn"},
	{"closed by the other bracket", `[1}`, "nn"},
	{"comma before the end of a list", `[1,]`, "nn"},
	{"comma before the end of an object", `{"a":1,}`, "nn"},
	{"comma at the beginning", `[,1]`, "nn"},
	{"two commas", `[1,,2]`, "nn"},
	{"no comma", `[1"a"]`, "nn"},
	{"no comma in an object", `{"a":1"b":2}`, "nn"},
	{"no colon", `{"a"1}`, "nn"},
	{"no value", `{"a":}`, "nn"},
	{"key without quotes", `{a:1}`, "nn"},
	{"key without its first quote", `{a":1}`, "nn"},
	{"single quotes", `{'a':1}`, "nn"},
	{"number as key", `{1:1}`, "nn"},
	{"comment", `{}/**/`, "nn"},
	{"duplicate key", `{"a":1,"a":1}`, "nn"},
	{"duplicate key, once escaped", `{"a":1,"\u0061":1}`, "nn"},
	{"duplicate key, deeper", `{"o":{"a":1,"b":2,"a":3}}`, "nn"},
	{"the same key in two objects", `[{"a":1},{"a":1}]`, "yy"},
	{"keys that differ in case", `{"a":1,"A":2}`, "yy"},
	{"empty key", `{"":1}`, "yy"},
	{"__proto__ as key", `{"__proto__":1}`, "nn"},
	{"__proto__ as key, escaped", `{"__pr\u006fto__":1}`, "nn"},
	{"__proto__ as text", `["__proto__"]`, "yy"},
	{"constructor as key", `{"constructor":1}`, "yy"},
	{"hasOwnProperty as key", `{"hasOwnProperty":1,"toString":2}`, "yy"},
	{"all short escapes", `"\"\\\/\b\f\n\r\t"`, "yy"},
	{"escape of a letter, small hex", `"\u00e4"`, "yy"},
	{"escape of a letter, capital hex", `"\u00E4"`, "yy"},
	{"unknown escape", `"\a"`, "nn"},
	{"escape of an apostrophe", `"\'"`, "nn"},
	{"escape \\x", `"\x41"`, "nn"},
	{"escape with three digits", `"\u041"`, "nn"},
	{"escape with no hex digits", `"\u00g1"`, "nn"},
	{"escape with a sign", `"\u+041"`, "nn"},
	{"escape without u", `"\0041"`, "nn"},
	{"capital U escape", `"\U0041"`, "nn"},
	{"backslash at the end", `"\`, "nn"},
	{"escape cut by the end", `"\u00`, "nn"},
	{"string not closed", `"a`, "nn"},
	{"line feed in a string", "\"a\nb\"", "nn"},
	{"tab in a string", "\"a\tb\"", "nn"},
	{"zero byte in a string", "\"a\x00b\"", "nn"},
	{"zero byte, escaped", `"a\u0000b"`, "yn"},
	{"zero byte in a key, escaped", `{"a\u0000":1}`, "yn"},
	{"unit separator in a string", "\"a\x1fb\"", "nn"},
	{"delete in a string", "\"a\x7fb\"", "yy"},
	{"line separator in a string", "\"\u2028\"", "yy"},
	{"umlauts, Cyrillic, emoji", `"ä ж 🦁"`, "yy"},
	{"replacement character", "\"\ufffd\"", "yy"},
	{"noncharacter", "\"\uffff\"", "yy"},
	{"byte order mark in a string", "\"\ufeff\"", "yy"},
	{"surrogate pair, escaped", `"\ud83e\udd81"`, "yy"},
	{"high surrogate alone", `"\ud83e"`, "nn"},
	{"high surrogate and a letter", `"\ud83ea"`, "nn"},
	{"high surrogate and another escape", `"\ud83e\u0041"`, "nn"},
	{"high surrogate and a short escape", `"\ud83e\n"`, "nn"},
	{"high surrogate and U+E000", `"\ud83e\ue000"`, "nn"},
	{"high surrogate and half an escape", `"\ud83e\udd8"`, "nn"},
	{"high surrogate and a low one without its backslash", `"\ud83eudd81"`, "nn"},
	{"U+E000, escaped", `"\ue000"`, "yy"},
	{"U+FFFF, escaped", `"\uffff"`, "yy"},
	{"U+D7FF, escaped", `"\ud7ff"`, "yy"},
	{"lowest pair, escaped", `"\ud800\udc00"`, "yy"},
	{"highest pair, escaped", `"\udbff\udfff"`, "yy"},
	{"two high surrogates", `"\ud83e\ud83e"`, "nn"},
	{"low surrogate alone", `"\udd81"`, "nn"},
	{"pair in the wrong order", `"\udd81\ud83e"`, "nn"},
	{"pair and a low surrogate", `"\ud83e\udd81\udd81"`, "nn"},
	{"escaped backslash before u", `"\\ud83e"`, "yy"},
	{"lone surrogate in a key", `{"\ud83e":1}`, "nn"},
	{"surrogate in UTF-8", "\"\xed\xa0\x80\"", "nn"},
	{"pair of surrogates in UTF-8", "\"\xed\xa0\xbe\xed\xb6\x81\"", "nn"},
	{"byte that is never UTF-8", "\"\xff\"", "nn"},
	{"lead byte alone", "\"\xc3\"", "nn"},
	{"continuation byte alone", "\"\x80\"", "nn"},
	{"overlong slash", "\"\xc0\xaf\"", "nn"},
	{"overlong letter of three bytes", "\"\xe0\x81\x81\"", "nn"},
	{"above U+10FFFF", "\"\xf4\x90\x80\x80\"", "nn"},
	{"bad UTF-8 in a key", "{\"\xff\":1}", "nn"},
	{"bad UTF-8 outside of a string", "[\xff]", "nn"},
	{"depth 8", strings.Repeat("[", 8) + strings.Repeat("]", 8), "yy"},
	{"depth 9", strings.Repeat("[", 9) + strings.Repeat("]", 9), "nn"},
	{"depth 8, objects and lists", `{"a":[{"a":[{"a":[{"a":[]}]}]}]}`, "yy"},
	{"depth 9, objects and lists", `{"a":[{"a":[{"a":[{"a":[{}]}]}]}]}`, "nn"},
	{"depth 8 beside depth 8", `[[[[[[[[]]]]]]],[[[[[[[]]]]]]]]`, "yy"},
	{"a thousand brackets", strings.Repeat("[", 1000), "nn"},
	{"512 KiB", `"` + strings.Repeat("a", half-2) + `"`, "yy"},
	{"512 KiB and a byte", `"` + strings.Repeat("a", half-1) + `"`, "nn"},
}

const docText = `{"n":1,"t":"a","b":true,"x":null,"h":"AQEBAQEBAQEBAQEBAQEBAQ","l":["a"],"m":{"AQEBAQEBAQEBAQEBAQEBAQ":1}}`

// docShape is the shape that the second list is read by.
var docShape = keys{"n": num, "t": text, "b": yes, "x": null(num), "h": id, "l": list(text), "m": dict(id, num)}.is

func doc(old, new string) string { return strings.Replace(docText, old, new, 1) }

var jsonDocs = []verdict{
	{"as it should be", docText, "yy"},
	{"other order of keys", `{"m":{},"l":[],"h":"AQEBAQEBAQEBAQEBAQEBAQ","x":7,"b":false,"t":"","n":0}`, "yy"},
	{"missing key", doc(`"n":1,`, ``), "nn"},
	{"missing key that may be null", doc(`"x":null,`, ``), "nn"},
	{"unknown key", doc(`"n":1`, `"n":1,"y":1`), "nn"},
	{"key in capitals", doc(`"n"`, `"N"`), "nn"},
	{"key twice", doc(`"n":1`, `"n":1,"n":1`), "nn"},
	{"null where none may be", doc(`"t":"a"`, `"t":null`), "nn"},
	{"null for a list", doc(`["a"]`, `null`), "nn"},
	{"number for a text", doc(`"t":"a"`, `"t":1`), "nn"},
	{"text for a number", doc(`"n":1`, `"n":"1"`), "nn"},
	{"number for true", doc(`"b":true`, `"b":1`), "nn"},
	{"list for an object", `[1]`, "nn"},
	{"object for a list", doc(`["a"]`, `{}`), "nn"},
	{"null in a list", doc(`["a"]`, `["a",null]`), "nn"},
	{"number in a list of texts", doc(`["a"]`, `[1]`), "nn"},
	{"id too short", doc(`"h":"AQEBAQEBAQEBAQEBAQEBAQ"`, `"h":"AQEBAQEBAQEBAQEBAQEB"`), "nn"},
	{"id too long", doc(`"h":"AQEBAQEBAQEBAQEBAQEBAQ"`, `"h":"AQEBAQEBAQEBAQEBAQEBAQAA"`), "nn"},
	{"id with loose bits at the end", doc(`"h":"AQEBAQEBAQEBAQEBAQEBAQ"`, `"h":"AQEBAQEBAQEBAQEBAQEBAR"`), "nn"},
	{"id with padding", doc(`"h":"AQEBAQEBAQEBAQEBAQEBAQ"`, `"h":"AQEBAQEBAQEBAQEBAQEBAQ=="`), "nn"},
	{"id with a line feed", doc(`"h":"AQEBAQEBAQEBAQEBAQEBAQ"`, `"h":"AQEBAQEBAQEBAQEBAQEBAQ\n"`), "nn"},
	{"id in the other alphabet", doc(`"h":"AQEBAQEBAQEBAQEBAQEBAQ"`, `"h":"//////////////////////A"`), "nn"},
	{"id in hex", doc(`"h":"AQEBAQEBAQEBAQEBAQEBAQ"`, `"h":"00000000000000000000000000000000"`), "nn"},
	{"bad id as a key", doc(`{"AQEBAQEBAQEBAQEBAQEBAQ":1}`, `{"AQEBAQEBAQEBAQEBAQEBAR":1}`), "nn"},
	{"text for a number under a key", doc(`{"AQEBAQEBAQEBAQEBAQEBAQ":1}`, `{"AQEBAQEBAQEBAQEBAQEBAQ":"1"}`), "nn"},
}

func TestJSONVectors(t *testing.T) {
	file := jsonFile{
		About:  "Strict JSON (json.md). hex: pieces joined by ', ', a run of one byte as '61 x 1000'. refuse: null or json, as a signed payload; body: the same as the body of a request. values: any value; docs: read by the shape n integer, t text, b true or false, x integer or null, h 16 bytes, l list of texts, m object from 16 bytes to integer.",
		Values: cases(jsonValues), Docs: cases(jsonDocs),
	}
	save(t, "json.json", file)
	for _, c := range file.Values {
		if _, err := parseStrict(unpieces(t, c.Hex)); (err != nil) != (c.Refuse != nil) {
			t.Errorf("%s: %v", c.What, err)
		}
	}
	for _, c := range file.Docs {
		if _, err := readStrict(unpieces(t, c.Hex), docShape); (err != nil) != (c.Refuse != nil) {
			t.Errorf("%s: %v", c.What, err)
		}
	}
}
