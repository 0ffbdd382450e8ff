package sg1

import "testing"

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
