package spec

import (
	"bytes"
	"slices"
	"testing"
)

type padCase struct {
	What   string  `json:"what"`
	Padded string  `json:"padded"`
	Plain  *string `json:"plain,omitempty"`
	Refuse *string `json:"refuse"`
}

type boxCase struct {
	What   string  `json:"what"`
	Key    string  `json:"key"`
	AD     string  `json:"ad"`
	Box    string  `json:"box"`
	Refuse *string `json:"refuse"`
}

type boxFile struct {
	About string    `json:"about"`
	Padme [][2]int  `json:"padme"`
	Pad   []padCase `json:"pad"`
	Boxes []boxCase `json:"boxes"`
}

var noBox = "box"

func padCases() (out []padCase) {
	add := func(what string, padded []byte, plain *string) {
		c := padCase{What: what, Padded: pieces(string(padded)), Plain: plain}
		if plain == nil {
			c.Refuse = &noBox
		}
		out = append(out, c)
	}
	text := func(s string) *string { p := pieces(s); return &p }
	zeros := func(n int) []byte { return make([]byte, n) }
	filled := func(n int) []byte { return append(append([]byte("abc"), 0x80), zeros(n-4)...) }
	add("nothing", pad(nil), text(""))
	add("three bytes", pad([]byte("abc")), text("abc"))
	add("511 bytes, the most for 512", pad(bytes.Repeat([]byte{'a'}, 511)), text(string(bytes.Repeat([]byte{'a'}, 511))))
	add("512 bytes need 544", pad(bytes.Repeat([]byte{'a'}, 512)), text(string(bytes.Repeat([]byte{'a'}, 512))))
	add("text that ends like padding", pad([]byte("a\x80\x00")), text("a\x80\x00"))
	add("filled further than needed", filled(1024), text("abc"))
	add("no byte at all", nil, nil)
	add("256 bytes: below the smallest size", filled(256), nil)
	add("511 bytes: no padded size", filled(511), nil)
	add("513 bytes: no padded size", filled(513), nil)
	add("4096 and 1 bytes: no padded size", filled(4097), nil)
	add("zeros only", zeros(512), nil)
	add("80 missing", append([]byte("abc"), zeros(509)...), nil)
	add("ends without a zero and without 80", bytes.Repeat([]byte{'a'}, 512), nil)
	add("81 in place of 80", append([]byte("abc\x81"), zeros(508)...), nil)
	return out
}

func boxCases(t testing.TB) (out []boxCase) {
	v := loadBase(t)
	key, context, box := []byte(v.KDF.KEK), []byte(v.UKWrap.AD), []byte(v.UKWrap.Box)
	add := func(refuse *string, what string, key, ad, box []byte) {
		out = append(out, boxCase{what, pieces(string(key)), pieces(string(ad)), pieces(string(box)), refuse})
	}
	set := func(at int, b byte) []byte { c := bytes.Clone(box); c[at] = b; return c }
	add(nil, "as it should be", key, context, box)
	add(nil, "empty text", key, context, seal(key, salt7, context, nil))
	add(&noBox, "first version byte 2", key, context, set(0, 2))
	add(&noBox, "second version byte 2", key, context, set(1, 2))
	add(&noBox, "first version byte 0", key, context, set(0, 0))
	add(&noBox, "last byte missing", key, context, box[:len(box)-1])
	add(&noBox, "one byte more", key, context, append(bytes.Clone(box), 0))
	add(&noBox, "81 bytes", key, context, box[:81])
	add(&noBox, "nothing", key, context, nil)
	add(&noBox, "commit of zeros", key, context, slices.Concat(box[:34], make([]byte, 32), box[66:]))
	add(&noBox, "commit of another key", key, context, slices.Concat(box[:34], seal(v.UK.UK, salt7, context, nil)[34:66], box[66:]))
	add(&noBox, "another key", v.UK.UK, context, box)
	add(&noBox, "ad with a byte more", key, append(bytes.Clone(context), 0), box)
	add(&noBox, "ad empty", key, nil, box)
	gen := ad("sg1/uk", "pw", origin, agency, seeker, 2, []byte{1}, []byte(v.KDF.SaltSrv))
	add(&noBox, "ad of the next generation", key, gen, box)
	return out
}

func TestBoxVectors(t *testing.T) {
	file := boxFile{
		About: "Box and padding (box.md). Bytes are hex, pieces joined by ', ', a run of one byte as '61 x 1000'. padme: length before, length after. pad: padded, and what it gives or that it is refused. boxes: key, ad, box.",
		Pad:   padCases(), Boxes: boxCases(t),
	}
	for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, 255, 256, 257, 511, 512, 513, 544, 545, 999, 1023, 1024, 1025, 4095, 4096, 4097, 65535, 65536, 65537, 150_000, 196_526, 196_608, 1 << 20, 1<<20 + 1} {
		file.Padme = append(file.Padme, [2]int{n, padme(n)})
	}
	save(t, "box.json", file)
	for _, c := range file.Pad {
		got, err := unpad(unpieces(t, c.Padded))
		if (err != nil) != (c.Refuse != nil) {
			t.Errorf("%s: %v", c.What, err)
		}
		if c.Plain != nil {
			same(t, c.What, got, unpieces(t, *c.Plain))
		}
	}
	for _, c := range file.Boxes {
		if _, err := open(unpieces(t, c.Key), unpieces(t, c.AD), unpieces(t, c.Box)); (err != nil) != (c.Refuse != nil) {
			t.Errorf("%s: %v", c.What, err)
		}
	}
}
