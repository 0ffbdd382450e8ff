package address

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// trace is one form in which something could have been kept.
type trace struct {
	of    string // the address, or the name of a key
	form  string
	bytes []byte
	short bool // of 32 bits only: chance makes matches in large files, so that they are counted against what chance makes
}

// forms collects the traces of one thing.
type forms struct {
	of  string
	all []trace
}

func (f *forms) text(form, text string) {
	f.exact(form, []byte(text))
	f.exact(form+", UTF-16", utf16le(text))
	f.based(form, []byte(text))
}

func (f *forms) exact(form string, b []byte) {
	f.all = append(f.all, trace{f.of, form, b, len(b) < 5})
}

// hex has 8 digits or more: 8 are no more than 32 bits.
func (f *forms) hex(form string, b []byte) {
	text := hex.EncodeToString(b)
	f.all = append(f.all, trace{f.of, form + ", hex", []byte(text), len(b) < 5})
	if upper := strings.ToUpper(text); upper != text {
		f.all = append(f.all, trace{f.of, form + ", HEX", []byte(upper), len(b) < 5})
	}
}

// based are the characters that are the same whatever stands before and after, at each of the three places in a group, in both alphabets.
func (f *forms) based(form string, b []byte) {
	for shift := range 3 {
		whole := base64.StdEncoding.EncodeToString(append(make([]byte, shift), b...))
		from, to := (shift*8+5)/6, (shift+len(b))*8/6
		if to-from < 8 { // of fewer characters there is too much by chance
			continue
		}
		std := whole[from:to]
		f.exact(form+", base64", []byte(std))
		if other := strings.NewReplacer("+", "-", "/", "_").Replace(std); other != std {
			f.exact(form+", base64url", []byte(other))
		}
	}
}

func utf16le(text string) (out []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

func reversed(b []byte) []byte {
	out := slices.Clone(b)
	slices.Reverse(out)
	return out
}

// tracesOf are the forms of an address.
func tracesOf(a netip.Addr) []trace {
	f := &forms{of: a.String()}
	if a.Is4() {
		f.four(a.As4())
	} else {
		f.six(a)
	}
	slices.SortStableFunc(f.all, func(a, b trace) int { return bytes.Compare(a.bytes, b.bytes) })
	return slices.CompactFunc(f.all, func(a, b trace) bool { return bytes.Equal(a.bytes, b.bytes) })
}

func (f *forms) four(b [4]byte) {
	join := func(format, sep string, b ...byte) string {
		var parts []string
		for _, n := range b {
			parts = append(parts, fmt.Sprintf(format, n))
		}
		return strings.Join(parts, sep)
	}
	dotted := join("%d", ".", b[:]...)
	f.text("text", dotted)
	f.exact("text of the last three", []byte(join("%d", ".", b[1:]...)))
	f.exact("text of the first three", []byte(join("%d", ".", b[:3]...)+"."))
	f.text("reversed text", string(reversed([]byte(dotted))))
	f.text("reversed for the DNS", join("%d", ".", b[3], b[2], b[1], b[0]))
	for _, sep := range []string{"-", "_", ",", ", ", " ", ":", "%2E", "%2e", `\.`} {
		f.exact("text with "+sep, []byte(join("%d", sep, b[:]...)))
	}
	f.exact("escaped", []byte(escaped(dotted)))
	f.exact("with zeros", []byte(join("%03d", ".", b[:]...)))
	f.exact("octal", []byte(join("0%o", ".", b[:]...)))
	f.exact("hex with 0x", []byte(join("0x%02x", ".", b[:]...)))
	f.exact("hex with colons", []byte(join("%02x", ":", b[:]...)))
	f.exact("in IPv6", []byte(fmt.Sprintf("%02x%02x:%02x%02x", b[0], b[1], b[2], b[3])))
	f.exact("number", []byte(strconv.FormatUint(uint64(binary.BigEndian.Uint32(b[:])), 10)))
	f.exact("number, the other way round", []byte(strconv.FormatUint(uint64(binary.LittleEndian.Uint32(b[:])), 10)))
	f.exact("bytes", b[:])
	f.exact("reversed bytes", reversed(b[:]))
	f.exact("bytes in IPv6", append([]byte{0, 0, 0xff, 0xff}, b[:]...))
	f.exact("bytes of PostgreSQL's inet", append([]byte{2, 32}, b[:]...))
	f.exact("bytes with their length", append([]byte{0, 0, 0, 4}, b[:]...))
	f.hex("bytes", b[:])
	f.hex("reversed bytes", reversed(b[:]))
}

func (f *forms) six(a netip.Addr) {
	b := a.As16()
	expanded := a.StringExpanded()
	for _, text := range []string{a.String(), expanded, strings.ToUpper(a.String()), strings.ToUpper(expanded)} {
		f.text("text", text)
		f.exact("reversed text", reversed([]byte(text)))
		f.exact("escaped", []byte(url.QueryEscape(text)))
		f.exact("escaped", []byte(strings.ToLower(url.QueryEscape(text))))
		f.exact("escaped", []byte(escaped(text)))
	}
	for _, sep := range []string{":", "-", "_", "."} {
		f.exact("text of the network", []byte(strings.ReplaceAll(expanded[:19], ":", sep)))
	}
	f.exact("bytes", b[:])
	f.exact("bytes of the network", b[:8])
	f.exact("reversed bytes", reversed(b[:]))
	f.exact("reversed bytes of the network", reversed(b[:8]))
	f.based("bytes", b[:])
	f.based("bytes of the network", b[:8])
	f.hex("bytes of the network", b[:8])
	f.hex("reversed bytes", reversed(b[:]))
	nibbles := strings.Split(hex.EncodeToString(b[:8]), "")
	slices.Reverse(nibbles)
	f.exact("reversed for the DNS", []byte(strings.Join(nibbles, ".")))
}

// escaped writes every character as a browser may.
func escaped(text string) string {
	var out strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&out, "%%%02X", c)
	}
	return out.String()
}

// tracesOfKey are the forms of a key or a bucket; any half of it counts.
func tracesOfKey(name string, key []byte) []trace {
	f := &forms{of: name}
	for _, part := range [][]byte{key[:len(key)/2], key[len(key)/2:]} {
		f.exact("bytes", part)
		f.exact("reversed bytes", reversed(part))
		f.hex("bytes", part)
		f.based("bytes", part)
	}
	return f.all
}
