package spec

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"strconv"
	"testing"
)

const overhead = 82

var errBox = errors.New("box does not open") // one error for every cause

func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return aead
}

func boxKeys(k, salt, ad []byte) (aead cipher.AEAD, nonce, commit []byte) {
	okm := deriveSalted(k, salt, append([]byte("sg1/box"), sha(ad)...), 76)
	return gcm(okm[:32]), okm[32:44], okm[44:]
}

// seal is Box(k, ad, plain) with a given salt; only vectors fix the salt.
func seal(k, salt, ad, plain []byte) []byte {
	aead, nonce, commit := boxKeys(k, salt, ad)
	head := append(append([]byte{1, 1}, salt...), commit...)
	return aead.Seal(head, nonce, plain, ad)
}

func open(k, ad, box []byte) ([]byte, error) {
	if len(box) < overhead || box[0] != 1 || box[1] != 1 {
		return nil, errBox
	}
	aead, nonce, commit := boxKeys(k, box[2:34], ad)
	if !bytes.Equal(commit, box[34:66]) {
		return nil, errBox
	}
	plain, err := aead.Open(nil, nonce, box[66:], ad)
	if err != nil {
		return nil, errBox
	}
	return plain, nil
}

// padme by the formula of box.md, with logarithms taken by counting.
func padme(n int) int {
	if n < 2 {
		return n
	}
	e, s := log2(n), 0
	s = log2(e) + 1
	m := 1<<(e-s) - 1
	return (n + m) &^ m
}

func log2(n int) int {
	e := 0
	for n > 1 {
		n, e = n/2, e+1
	}
	return e
}

func pad(plain []byte) []byte {
	out := append(bytes.Clone(plain), 0x80)
	return append(out, make([]byte, max(512, padme(len(out)))-len(out))...)
}

func unpad(padded []byte) ([]byte, error) {
	if n := len(padded); n < 512 || padme(n) != n {
		return nil, errBox
	}
	stripped := bytes.TrimRight(padded, "\x00")
	if len(stripped) == 0 || stripped[len(stripped)-1] != 0x80 {
		return nil, errBox
	}
	return stripped[:len(stripped)-1], nil
}

func TestUKWrap(t *testing.T) {
	v := loadBase(t)
	want := ad("sg1/uk", "pw", origin, agency, seeker, 1, []byte{1}, []byte(v.KDF.SaltSrv))
	same(t, "ad", v.UKWrap.AD, want)
	same(t, "box", seal(v.KDF.KEK, salt7, want, v.UKWrap.UK), v.UKWrap.Box)
	plain, err := open(v.KDF.KEK, want, v.UKWrap.Box)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "uk", plain, v.UKWrap.UK)
}

// TestBitFlips: no single wrong bit of a box goes unnoticed.
func TestBitFlips(t *testing.T) {
	v := loadBase(t)
	bits := len(v.UKWrap.Box) * 8
	if bits != 912 {
		t.Fatalf("%d bits, want 912", bits)
	}
	for i := range bits {
		box := bytes.Clone(v.UKWrap.Box)
		box[i/8] ^= 1 << (i % 8)
		if _, err := open(v.KDF.KEK, v.UKWrap.AD, box); err == nil {
			t.Errorf("bit %d flipped: opens", i)
		}
	}
}

func TestBoxRefuses(t *testing.T) {
	v := loadBase(t)
	box, adOf := []byte(v.UKWrap.Box), []byte(v.UKWrap.AD)
	other := bytes.Clone(adOf)
	other[len(other)-1] ^= 1
	for what, c := range map[string]struct{ key, ad, box []byte }{
		"other key": {v.UKWrap.UK, adOf, box},
		"other ad":  {v.KDF.KEK, other, box},
		"cut":       {v.KDF.KEK, adOf, box[:len(box)-1]},
		"longer":    {v.KDF.KEK, adOf, append(bytes.Clone(box), 0)},
		"81 bytes":  {v.KDF.KEK, adOf, box[:81]},
		"nothing":   {v.KDF.KEK, adOf, nil},
	} {
		if _, err := open(c.key, c.ad, c.box); err == nil {
			t.Errorf("%s: opens", what)
		}
	}
}

func TestPadme(t *testing.T) {
	for n, want := range loadBase(t).Padme {
		length, err := strconv.Atoi(n)
		if err != nil {
			t.Fatal(err)
		}
		if got := padme(length); got != want {
			t.Errorf("padme(%d) = %d, want %d", length, got, want)
		}
	}
	if padme(0) != 0 {
		t.Error("padme(0) is not 0")
	}
}
