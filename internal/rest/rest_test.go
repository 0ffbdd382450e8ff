package rest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// vectors holds the entries of spec/vectors/sg1.json that this package answers for.
type vectors struct {
	UKWrap struct{ Box string } `json:"ukwrap"`
	KDF    struct{ Auth string }
	Code   struct {
		Auth string
		RcID string `json:"rc_id"`
	}
	Server struct {
		KIdx       string `json:"k_idx"`
		KSalt      string `json:"k_salt"`
		KAuth      string `json:"k_auth"`
		Realm      string
		Name       string
		UID        string
		NameIdx    string `json:"name_idx"`
		Salt16     string
		VerifierPw string `json:"verifier_pw"`
		VerifierRc string `json:"verifier_rc"`
		RcIdx      string `json:"rc_idx"`
	}
	Rest struct {
		KRest string `json:"k_rest"`
		Key   string
		Table string
		RowID string `json:"row_id"`
		Salt  string
		Box   string
		Check map[string]string
	}
	Invite struct {
		T     string
		InvID string `json:"inv_id"`
	}
}

var agency = [16]byte(unhex("00112233445566778899aabbccddeeff"))

func load(t *testing.T) vectors {
	t.Helper()
	text, err := os.ReadFile("../../spec/vectors/sg1.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// unhex reads hex, or "07 x 32": the byte 32 times.
func unhex(s string) []byte {
	one, times, many := strings.Cut(s, " x ")
	b, err := hex.DecodeString(one)
	if err != nil {
		panic(err)
	}
	if !many {
		return b
	}
	n, err := strconv.Atoi(times)
	if err != nil {
		panic(err)
	}
	return bytes.Repeat(b, n)
}

func keys(v vectors) *Keys {
	return derived([4][32]byte{
		[32]byte(unhex(v.Server.KSalt)), [32]byte(unhex(v.Server.KIdx)), [32]byte(unhex(v.Server.KAuth)), [32]byte(unhex(v.Rest.KRest)),
	})
}

func equal(t *testing.T, what string, got []byte, want string) {
	t.Helper()
	if !bytes.Equal(got, unhex(want)) {
		t.Errorf("%s = %x, want %s", what, got, want)
	}
}

func TestServerVector(t *testing.T) {
	v := load(t)
	k, s := keys(v), v.Server
	uid := [16]byte(unhex(s.UID))
	salt := k.Salt(agency, s.Realm, s.Name)
	equal(t, "name_idx", k.NameIndex(agency, s.Realm, s.Name), s.NameIdx)
	equal(t, "salt16", salt[:], s.Salt16)
	equal(t, "rc_idx", k.CodeIndex(agency, s.Realm, unhex(v.Code.RcID)), s.RcIdx)
	equal(t, "verifier_pw", k.Verifier(agency, uid, unhex(v.KDF.Auth)), s.VerifierPw)
	equal(t, "verifier_rc", k.Verifier(agency, uid, unhex(v.Code.Auth)), s.VerifierRc)
	inv := InviteID([16]byte(unhex(v.Invite.T)))
	equal(t, "inv_id", inv[:], v.Invite.InvID)
}

func TestRestVector(t *testing.T) {
	v := load(t)
	k := keys(v)
	row := RowOf(agency, v.Rest.Table, unhex(v.Server.UID), []byte("pw"))
	equal(t, "key", k.now.row[:], v.Rest.Key)
	equal(t, "row_id", row.Key, v.Rest.RowID)
	equal(t, "box", k.now.row.sealSalted(row, unhex(v.UKWrap.Box), unhex(v.Rest.Salt)), v.Rest.Box)
	plain, err := k.Open(row, unhex(v.Rest.Box))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "opened", plain, v.UKWrap.Box)
	for name, sum := range k.Checks() {
		equal(t, "check "+name, sum, v.Rest.Check[name])
	}
}

// Every single-bit flip, every cut and every other place is refused, each with the one error.
func TestOpenRefuses(t *testing.T) {
	v := load(t)
	k := keys(v)
	uid := unhex(v.Server.UID)
	row := RowOf(agency, "wraps", uid, []byte("pw"))
	box := k.Seal(row, []byte("a row"))
	refused := func(what string, row Row, box []byte) {
		t.Helper()
		if _, err := k.Open(row, box); !errors.Is(err, ErrBox) {
			t.Errorf("%s: %v, want ErrBox", what, err)
		}
	}
	for bit := range len(box) * 8 {
		flipped := bytes.Clone(box)
		flipped[bit/8] ^= 1 << (bit % 8)
		refused("bit "+strconv.Itoa(bit), row, flipped)
	}
	for n := range len(box) {
		refused("cut to "+strconv.Itoa(n), row, box[:n])
	}
	refused("longer", row, append(bytes.Clone(box), 0))
	other := agency
	other[0] ^= 1
	refused("other agency", RowOf(other, "wraps", uid, []byte("pw")), box)
	refused("other table", RowOf(agency, "grants", uid, []byte("pw")), box)
	refused("other row", RowOf(agency, "wraps", uid, []byte("rc")), box)
	if plain, err := k.Open(row, box); err != nil || string(plain) != "a row" {
		t.Errorf("untouched: %q, %v", plain, err)
	}
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	if _, err := Load(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("no folder: %v", err)
	}
	made, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Load(dir)
	if err != nil || *again != *made {
		t.Fatalf("loaded keys differ: %v", err)
	}
	if _, err := Create(dir); err == nil {
		t.Fatal("Create overwrote keys")
	}
	first := filepath.Join(dir, "k_auth")
	if info, err := os.Stat(first); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode: %v %v", info.Mode(), err)
	}
	os.Chmod(first, 0o640)
	if _, err := Load(dir); err == nil {
		t.Error("a file that others may read was taken")
	}
	os.Chmod(first, 0o600)
	os.Remove(first)
	if _, err := Load(dir); !errors.Is(err, ErrIncomplete) {
		t.Errorf("one file lost: %v", err)
	}
	if _, err := Create(dir); err == nil {
		t.Error("Create made up a lost key")
	}
	for _, text := range []string{"abc", strings.Repeat("0", 62), strings.Repeat("0", 65), strings.Repeat("0", 63) + "x"} {
		os.WriteFile(first, []byte(text), 0o600)
		if _, err := Load(dir); err == nil {
			t.Errorf("a malformed key was taken: %q", text)
		}
	}
	salt := filepath.Join(dir, "k_salt") // the one that would be written first
	os.Remove(salt)
	if _, err := Create(dir); err == nil {
		t.Error("Create made up a lost key")
	}
	if _, err := os.Stat(salt); !errors.Is(err, fs.ErrNotExist) {
		t.Error("Create left a key behind that nothing is sealed under")
	}
}

// Two folders never share a key, and the checks tell them apart.
func TestCreateIsRandom(t *testing.T) {
	a, err := Create(t.TempDir())
	b, err2 := Create(t.TempDir())
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for name, sum := range a.Checks() {
		if bytes.Equal(sum, b.Checks()[name]) {
			t.Errorf("%s is the same in two folders", name)
		}
	}
}
