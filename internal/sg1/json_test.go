package sg1

import (
	"bytes"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

type jsonCase struct {
	What, Hex    string
	Refuse, Body *string
}

type jsonDoc struct {
	N int64                `json:"n"`
	T string               `json:"t"`
	B bool                 `json:"b"`
	X *int64               `json:"x"`
	H counsel.ID           `json:"h"`
	L []string             `json:"l"`
	M map[counsel.ID]int64 `json:"m"`
}

func TestJSONVectors(t *testing.T) {
	var file struct{ Values, Docs []jsonCase }
	load(t, "json.json", &file)
	if len(file.Values) < 100 || len(file.Docs) < 20 {
		t.Error("cases are missing")
	}
	for _, c := range file.Values {
		c.check(t, func(text []byte, loose bool) error {
			_, err := parse(text, loose)
			return err
		})
	}
	for _, c := range file.Docs {
		c.check(t, func(text []byte, loose bool) error {
			var d jsonDoc
			if loose {
				return DecodeBody(text, &d)
			}
			return Decode(text, &d)
		})
	}
}

func (c jsonCase) check(t *testing.T, read func(text []byte, loose bool) error) {
	text := c.text(t)
	if err := read(text, false); (err != nil) != (c.Refuse != nil) {
		t.Errorf("%s, signed: %v", c.What, err)
	}
	if err := read(text, true); (err != nil) != (c.Body != nil) {
		t.Errorf("%s, body: %v", c.What, err)
	}
}

func (c jsonCase) text(t testing.TB) []byte {
	var out []byte
	for _, piece := range strings.Split(c.Hex, ", ") {
		out = append(out, unhex(t, piece)...)
	}
	return out
}

func TestDecodeFillsEverything(t *testing.T) {
	var got struct {
		Name  string  `json:"name"`
		Bytes []byte  `json:"bytes"`
		Four  [4]byte `json:"four"`
		Small int32   `json:"small"`
		Big   int64   `json:"big"`
		None  *string `json:"none"`
		Some  *string `json:"some"`
		Inner struct {
			On bool `json:"on"`
		} `json:"inner"`
		Free map[string][]int `json:"free"`
	}
	text := `{"name":"\ud83e\udd81 \u00e4\n","bytes":"AQI","four":"AQIDBA","small":2147483647,"big":9007199254740991,"none":null,"some":"x",` +
		`"inner":{"on":true},"free":{"Any Key":[1,2],"":[]}}`
	if err := Decode([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Name != "🦁 ä\n" || !bytes.Equal(got.Bytes, []byte{1, 2}) || got.Four != [4]byte{1, 2, 3, 4} || got.Small != 1<<31-1 || got.Big != 1<<53-1 {
		t.Errorf("%+v", got)
	}
	if got.None != nil || got.Some == nil || *got.Some != "x" || !got.Inner.On || len(got.Free["Any Key"]) != 2 || got.Free[""] == nil {
		t.Errorf("%+v", got)
	}
}

// TestFieldNamesThePlace: an error leads to the key, and repeats nothing that came from outside and is no key of ours.
func TestFieldNamesThePlace(t *testing.T) {
	type inner struct {
		A int32 `json:"a"`
	}
	type outer struct {
		One inner           `json:"one"`
		All []inner         `json:"all"`
		By  map[string]bool `json:"by"`
		Raw [2]byte         `json:"raw"`
	}
	for text, want := range map[string]string{
		`{"one":{"a":1},"all":[],"by":{},"raw":"AQI"}`:                                    "-",
		`{"one":{"a":"x"},"all":[],"by":{},"raw":"AQI"}`:                                  "one.a",
		`{"one":{"a":2147483648},"all":[],"by":{},"raw":"AQI"}`:                           "one.a",
		`{"one":{"a":1},"all":[{"a":1},{}],"by":{},"raw":"AQI"}`:                          "all.1.a",
		`{"one":{"a":1},"all":[],"by":{"k":1},"raw":"AQI"}`:                               "by.k",
		`{"one":{"a":1},"all":[],"by":{"Müller, geheim":1},"raw":"AQI"}`:                  "by.?",
		`{"one":{"a":1},"all":[],"by":{},"raw":"AQID"}`:                                   "raw",
		`{"one":{"a":1},"all":[],"by":{},"raw":5}`:                                        "raw",
		`{"one":{"a":1},"all":[],"by":{},"raw":"AQI","geheim":{"x":1}}`:                   "geheim",
		`{"one":{"a":1},"all":[],"by":{},"raw":"AQI","Ganz Geheim":1}`:                    "?",
		`{"one":{"a":1},"one":{"a":1},"all":[],"by":{},"raw":"AQI"}`:                      "one",
		`{"one":{"a":1},"all":[],"by":{},"raw":"AQI"} `:                                   "",
		`{"one":[],"all":[],"by":{},"raw":"AQI"}`:                                         "one",
		`{"one":{"a":1},"all":[],"by":[],"raw":"AQI"}`:                                    "by",
		`{"one":{"a":1},"all":{},"by":{},"raw":"AQI"}`:                                    "all",
		`{"one":{"a":1},"all":[],"by":{},"raw":"A_-"}`:                                    "raw",
		`{"one":{"a":1},"all":[],"by":{},"raw":"AR"}`:                                     "raw",
		`{"one":{"a":1},"all":[],"by":{"__proto__":true},"raw":"AQI"}`:                    "by",
		`{"one":{"a":1},"all":[],"by":{"k":true},"raw":"AQI","one.a":true}`:               "?",
		`{"one":{"a":1},"all":[],"by":{"":1},"raw":"AQI"}`:                                "by.?",
		`{"one":{"a":1},"all":[],"by":{"` + strings.Repeat("a", 32) + `":1},"raw":"AQI"}`: "by." + strings.Repeat("a", 32),
		`{"one":{"a":1},"all":[],"by":{"` + strings.Repeat("a", 33) + `":1},"raw":"AQI"}`: "by.?",
	} {
		var v outer
		err := Decode([]byte(text), &v)
		got := "-"
		if err != nil {
			got = err.(*FieldError).Field
		}
		if got != want {
			t.Errorf("%s: field %q, want %q", text, got, want)
		}
	}
}

// TestBytes: one text for one value.
func TestBytes(t *testing.T) {
	for text, ok := range map[string]bool{
		`"AQI"`: true, `""`: true, `"-_8"`: true, `"AQID"`: true,
		`"AR"`: false, `"AQ=="`: false, `"AQ\n"`: false, `"AQ I"`: false, `"+/8"`: false, `"A"`: false, `5`: false, `null`: false, `true`: false, `[1]`: false,
	} {
		var b []byte
		if err := Decode([]byte(text), &b); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// anyText takes every text, also an empty one: that a number is none must be seen before it is asked.
type anyText struct{}

func (anyText) UnmarshalText([]byte) error { return nil }

func TestTextsOfTheirOwn(t *testing.T) {
	var a anyText
	if err := Decode([]byte(`"x"`), &a); err != nil {
		t.Error(err)
	}
	for _, text := range []string{`5`, `null`, `{}`} {
		if Decode([]byte(text), &a) == nil {
			t.Errorf("%s taken for a text", text)
		}
	}
}

// TestMistakesPanic: a struct that cannot be decoded is a mistake of the programmer, and shows at the first try.
func TestMistakesPanic(t *testing.T) {
	for what, try := range map[string]func(){
		"no tag": func() { Decode([]byte(`{}`), &struct{ A string }{}) },
		"tag with option": func() {
			Decode([]byte(`{"a,omitempty":"x"}`), &struct {
				A string `json:"a,omitempty"`
			}{})
		},
		"float": func() { Decode([]byte(`1`), new(float64)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", what)
				}
			}()
			try()
		}()
	}
}

func TestDecodeTooLong(t *testing.T) {
	var s string
	if err := DecodeBody([]byte(`"`+strings.Repeat("a", MaxJSON)), &s); err != ErrTooLong {
		t.Errorf("%v, want ErrTooLong", err)
	}
}
