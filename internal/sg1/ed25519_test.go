package sg1

import (
	"bytes"
	"testing"
)

func TestVerifyVectors(t *testing.T) {
	type signature struct{ Why, Pub, Msg, Sig string }
	var file struct {
		Ed25519 struct{ Accept, Refuse []signature }
	}
	load(t, "sg1.json", &file)
	run := func(list []signature, want bool) {
		if len(list) == 0 {
			t.Error("no cases")
		}
		for _, c := range list {
			if got := Verify(unhex(t, c.Pub), unhex(t, c.Msg), unhex(t, c.Sig)); got != want {
				t.Errorf("%s: %v, want %v", c.Why, got, want)
			}
		}
	}
	run(file.Ed25519.Accept, true)
	run(file.Ed25519.Refuse, false)
}

// TestVerifyLengths: a key or signature of another length is refused and brings nothing down.
func TestVerifyLengths(t *testing.T) {
	for _, n := range []int{0, 31, 33, 64} {
		if Verify(make([]byte, n), nil, make([]byte, 64)) {
			t.Errorf("key of %d bytes", n)
		}
	}
	var file struct {
		Sig struct{ PK, Sig, Payload string }
	}
	load(t, "sg1.json", &file)
	pub, sig, message := unhex(t, file.Sig.PK), unhex(t, file.Sig.Sig), AD(typRoot, []byte(file.Sig.Payload))
	if !Verify(pub, message, sig) || Verify(pub, message, sig[:63]) || Verify(pub, message, append(sig, 0)) || Verify(pub, message[1:], sig) {
		t.Error("signature of the vectors")
	}
}

// TestIsCanonical: the border is p = 2^255 - 19, whose bytes are ed ff ... ff 7f; the top bit is a sign and does not count.
func TestIsCanonical(t *testing.T) {
	key := func(first, second, last byte) []byte {
		k := bytes.Repeat([]byte{0xff}, 32)
		k[0], k[1], k[31] = first, second, last
		return k
	}
	for _, c := range []struct {
		key  []byte
		want bool
	}{
		{key(0xec, 0xff, 0x7f), true}, {key(0xed, 0xff, 0x7f), false}, {key(0xff, 0xff, 0x7f), false},
		{key(0xec, 0xff, 0xff), true}, {key(0xed, 0xff, 0xff), false},
		{key(0xff, 0xfe, 0x7f), true}, {key(0xff, 0xff, 0x7e), true}, {key(0xff, 0xff, 0xfe), true}, {make([]byte, 32), true},
	} {
		if got := isCanonical(c.key); got != c.want {
			t.Errorf("%x: %v", c.key, got)
		}
	}
}
