package spec

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// profiles of password.md, 3: memory in KiB, passes.
var profiles = map[byte]struct{ memory, time uint32 }{1: {32 << 10, 4}, 2: {64 << 10, 4}}

func stretch(profile byte, origin string, agency []byte, name string, salt16 []byte, password string) (argonSalt, pmk []byte) {
	argonSalt = sha(ad("sg1/pwsalt", origin, agency, name, salt16))[:16]
	p := profiles[profile]
	return argonSalt, argon2.IDKey(norm.NFKC.Bytes([]byte(password)), argonSalt, p.time, p.memory, 1, 32)
}

func TestPassword(t *testing.T) {
	v := loadBase(t).KDF
	salt, pmk := stretch(1, v.Origin, v.Agency, v.Name, v.SaltSrv, v.Password)
	same(t, "argon_salt", salt, v.ArgonSalt)
	same(t, "pmk", pmk, v.PMK)
	same(t, "auth", derive(pmk, "sg1/pw/auth", 32), v.Auth)
	same(t, "kek", derive(pmk, "sg1/pw/kek", 32), v.KEK)
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var errCode = errors.New("no return code")

// crock writes the first 5*n bits of b, after which there must be nothing but zero bits.
func crock(b []byte, n int) string {
	out := make([]byte, n)
	for i := range out {
		var five byte
		for bit := 5 * i; bit < 5*i+5; bit++ {
			five <<= 1
			if bit/8 < len(b) {
				five |= b[bit/8] >> (7 - bit%8) & 1
			}
		}
		out[i] = crockford[five]
	}
	return string(out)
}

func writeCode(rc []byte) string {
	check := sha([]byte("sg1/rc"), rc)
	text := crock(append(bytes.Clone(rc), check[0], check[1]&0xf0), 28)
	groups := []string{}
	for i := 0; i < 28; i += 4 {
		groups = append(groups, text[i:i+4])
	}
	return strings.Join(groups, "-")
}

var sloppy = strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1")

func readCode(typed string) ([]byte, error) {
	text := sloppy.Replace(strings.ToUpper(typed))
	if len(text) != 28 {
		return nil, errCode
	}
	rc := make([]byte, 18)
	for i, c := range text {
		five := strings.IndexRune(crockford, c)
		if five < 0 {
			return nil, errCode
		}
		for b := range 5 {
			bit := 5*i + b
			rc[bit/8] |= byte(five>>(4-b)&1) << (7 - bit%8)
		}
	}
	if sloppy.Replace(writeCode(rc[:16])) != text {
		return nil, errCode
	}
	return rc[:16], nil
}

func TestReturnCode(t *testing.T) {
	v := loadBase(t).Code
	if got := writeCode(v.RC); got != v.Text {
		t.Errorf("text %s, want %s", got, v.Text)
	}
	for _, typed := range append(v.Reads, v.Text) {
		rc, err := readCode(typed)
		if err != nil {
			t.Errorf("%s: %v", typed, err)
		}
		same(t, typed, rc, v.RC)
	}
	for _, typed := range v.Refuses {
		if _, err := readCode(typed); err == nil {
			t.Errorf("%s: read", typed)
		}
	}
	ctx := sha(ad("sg1/rc-ctx", v.Origin, []byte(v.Agency), v.Realm))
	same(t, "ctx", ctx, v.Ctx)
	same(t, "auth", derive(v.RC, "sg1/rc/auth"+string(ctx), 32), v.Auth)
	same(t, "kek", derive(v.RC, "sg1/rc/kek"+string(ctx), 32), v.KEK)
	same(t, "rc_id", derive(v.RC, "sg1/rc/id"+string(ctx), 16), v.RCID)
}

// TestServerValues: what the server stores of a name, a salt, a code and the two login keys.
func TestServerValues(t *testing.T) {
	b := loadBase(t)
	v := b.Server
	same(t, "name_idx", mac(v.KIdx, ad("sg1/name", agency, v.Realm, v.Name)), v.NameIdx)
	same(t, "salt16", mac(v.KSalt, ad("sg1/salt", agency, v.Realm, v.Name))[:16], v.Salt16)
	same(t, "rc_idx", mac(v.KIdx, ad("sg1/rc-idx", agency, v.Realm, []byte(b.Code.RCID))), v.RCIdx)
	same(t, "verifier_pw", mac(v.KAuth, ad("sg1/ver", agency, []byte(v.UID), []byte(b.KDF.Auth))), v.VerifierPW)
	same(t, "verifier_rc", mac(v.KAuth, ad("sg1/ver", agency, []byte(v.UID), []byte(b.Code.Auth))), v.VerifierRC)
}
