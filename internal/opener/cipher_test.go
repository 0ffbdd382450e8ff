package opener_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"siegel/internal/opener"
	"siegel/internal/testkit"
)

// Each is a box that is right but for one thing.
func TestOpenBoxRefuses(t *testing.T) {
	key, ad, text := testkit.Bytes(32), []byte("context"), []byte("Bitte heben Sie das auf.")
	whole := box(key, ad, text)
	at := func(n int, by byte) []byte {
		out := bytes.Clone(whole)
		out[(n+len(out))%len(out)] ^= by
		return out
	}
	for what, one := range map[string]struct {
		box, ad []byte
		opens   bool
	}{
		"as it should be":    {whole, ad, true},
		"nothing":            {nil, ad, false},
		"too short":          {whole[:60], ad, false},
		"another version":    {at(0, 3), ad, false},
		"another suite":      {at(1, 3), ad, false},
		"another salt":       {at(2, 1), ad, false},
		"another commitment": {at(34, 1), ad, false},
		"a byte changed":     {at(-1, 1), ad, false},
		"another context":    {whole, []byte("kontext"), false},
	} {
		if plain, err := opener.OpenBox(key, one.ad, one.box); (err == nil) != one.opens || one.opens && !bytes.Equal(plain, text) {
			t.Errorf("%s: %q, %v", what, plain, err)
		}
	}
	if _, err := opener.OpenBox(testkit.Bytes(32), ad, whole); err == nil {
		t.Error("it opens with another key")
	}
}

// A text is padded to the lengths of spec/box.md and ends with a mark; otherwise its length would say something, or nobody knew where it ends.
func TestOpenPaddedRefuses(t *testing.T) {
	key, ad, text := testkit.Bytes(32), []byte("context"), []byte("Danke")
	for what, one := range map[string]struct {
		plain []byte
		opens bool
	}{
		"as it should be":  {padded(text), true},
		"another length":   {append(padded(text), 0), false},
		"too short":        {append(bytes.Clone(text), 0x80), false},
		"without the mark": {append(bytes.Clone(text), make([]byte, 512-len(text))...), false},
		"nothing but nil":  {make([]byte, 512), false},
		"empty":            {nil, false},
	} {
		if plain, err := opener.OpenPadded(key, ad, box(key, ad, one.plain)); (err == nil) != one.opens || one.opens && !bytes.Equal(plain, text) {
			t.Errorf("%s: %q, %v", what, plain, err)
		}
	}
}

// Each is a file that is right but for one thing (F1, F2).
func TestOpenFileRefuses(t *testing.T) {
	const chunk = 64 << 10
	key, ad, text := testkit.Bytes(32), []byte("context"), []byte(strings.Repeat("a", 2*chunk)) // two whole chunks
	const first, second = 70, 70 + chunk + 16
	whole := sealFile(key, ad, text)
	flipped := func(n int) []byte {
		out := bytes.Clone(whole)
		out[n] ^= 1
		return out
	}
	for what, one := range map[string]struct {
		file  []byte
		opens bool
	}{
		"as it should be":           {whole, true},
		"nothing":                   {nil, false},
		"cut in the commitment":     {whole[:60], false},
		"another commitment":        {flipped(40), false},
		"of another version":        {sealChunks(key, ad, "SGF1\x02\x10", text[:chunk], text[chunk:]), false},
		"no such file":              {sealChunks(key, ad, "SGF2\x01\x10", text[:chunk], text[chunk:]), false},
		"a chunk changed":           {flipped(first), false},
		"the last chunk changed":    {flipped(len(whole) - 1), false},
		"cut at a chunk":            {whole[:second], false},
		"something behind it":       {append(bytes.Clone(whole), 0), false},
		"two chunks changed places": {slices.Concat(whole[:first], whole[second:], whole[first:second]), false},
		"an empty chunk at the end": {sealChunks(key, ad, fileMagic, text[:chunk], text[chunk:], nil), false},
	} {
		if plain, err := opener.OpenFile(key, ad, one.file); (err == nil) != one.opens || one.opens && !bytes.Equal(plain, text) {
			t.Errorf("%s: %d bytes, %v", what, len(plain), err)
		}
	}
	if plain, err := opener.OpenFile(key, ad, sealFile(key, ad, nil)); err != nil || len(plain) != 0 {
		t.Errorf("an empty file: %d bytes, %v", len(plain), err)
	}
}
