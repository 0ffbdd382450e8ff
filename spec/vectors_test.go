package spec

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
)

// update lets the tests that make a vector file of our own write it anew. sg1.json is never written.
var update = flag.Bool("update", false, "write our own vector files anew")

// sg1Hash pins vectors/sg1.json: two programs made it before this repository began.
const sg1Hash = "94e11214522ba32bae85b801ebbedac9c76db68a5ad17834b952a06c25b9fc5b"

func TestVectorsArePinned(t *testing.T) {
	if got := hex.EncodeToString(sha(read(t, "sg1.json"))); got != sg1Hash {
		t.Errorf("vectors/sg1.json has changed: SHA-256 %s", got)
	}
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func load(t testing.TB, name string, v any) {
	t.Helper()
	if err := json.Unmarshal(read(t, name), v); err != nil {
		t.Fatal(err)
	}
}

// save writes a vector file of our own, or with no -update compares it: a file always is what the test that makes it says.
func save(t *testing.T, name string, v any) {
	t.Helper()
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("vectors/"+name, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if string(read(t, name)) != out.String() {
		t.Errorf("vectors/%s is not what this test makes; go test ./spec -update", name)
	}
}

// hexBytes is hex, or "07 x 32": a byte and how often.
type hexBytes []byte

func (h *hexBytes) UnmarshalText(b []byte) error {
	s := string(b)
	if one, times, ok := strings.Cut(s, " x "); ok {
		n, err := strconv.Atoi(times)
		if err != nil {
			return err
		}
		s = strings.Repeat(one, n)
	}
	out, err := hex.DecodeString(s)
	*h = out
	return err
}

// base is the part of sg1.json with one entry per format.
type base struct {
	KDF struct {
		Origin, Name, Password string
		Agency, PMK, Auth, KEK hexBytes
		SaltSrv                hexBytes `json:"salt_srv"`
		ArgonSalt              hexBytes `json:"argon_salt"`
	}
	UKWrap sealed
	Code   struct {
		RC, Agency, Ctx, Auth, KEK hexBytes
		RCID                       hexBytes `json:"rc_id"`
		Text, Origin, Realm        string
		Reads, Refuses             []string
	}
	Padme map[string]int
	File  struct{ AD, Blob hexBytes }
	File3 struct{ SHA256 hexBytes }
	Sig   struct {
		PK, Sig hexBytes
		Payload string
	}
	Ed25519 struct {
		Accept, Refuse []struct {
			Why           string
			Pub, Msg, Sig hexBytes
		}
	}
	CKID  hexBytes
	Names struct {
		Table, Fold, Scripts string
		List                 [][2]*string
	}
	Server struct {
		Realm, Name string
		UID         hexBytes
		KIdx        hexBytes `json:"k_idx"`
		KSalt       hexBytes `json:"k_salt"`
		KAuth       hexBytes `json:"k_auth"`
		NameIdx     hexBytes `json:"name_idx"`
		Salt16      hexBytes
		RCIdx       hexBytes `json:"rc_idx"`
		VerifierPW  hexBytes `json:"verifier_pw"`
		VerifierRC  hexBytes `json:"verifier_rc"`
	}
	Rest struct {
		KRest hexBytes `json:"k_rest"`
		Key   hexBytes
		Table string
		RowID hexBytes `json:"row_id"`
		Salt  hexBytes
		Box   hexBytes
		Check map[string]hexBytes
	}
	UK struct {
		UK         hexBytes
		KeyringKey hexBytes `json:"keyring_key"`
		VaultKey   hexBytes `json:"vault_key"`
		SelfKey    hexBytes `json:"self_key"`
		DraftKey   hexBytes `json:"draft_key"`
	}
	Keyring      sealed
	KeyringStaff sealed `json:"keyring_staff"`
	Vault, Draft sealed
	Epoch        struct {
		Case, UID, Salt hexBytes
		CK, NK          []hexBytes
		CKID            []hexBytes `json:"ck_id"`
		NKID            []hexBytes `json:"nk_id"`
		Link            hexBytes   `json:"link_1"`
		Back            hexBytes   `json:"back_1"`
		BackNK          hexBytes   `json:"back_nk_1"`
		Self            hexBytes   `json:"self_0"`
		SelfStaff       hexBytes   `json:"self_0_staff"`
	}
	Directory struct {
		Seed, Pub       hexBytes
		KidPub          hexBytes `json:"kid_pub"`
		KidRcpt         hexBytes `json:"kid_rcpt"`
		RootPayload     string   `json:"root_payload"`
		Root, Manifest  json.RawMessage
		Fingerprint     string
		MemberRecord    string   `json:"member_record"`
		MemberHash      hexBytes `json:"member_hash"`
		ManifestPayload string   `json:"manifest_payload"`
		ManifestHash    hexBytes `json:"manifest_hash"`
	}
	Invite struct {
		T, Mac hexBytes
		InvID  hexBytes `json:"inv_id"`
	}
	Message struct {
		sealed
		Sig, Hash hexBytes
	}
	Note    struct{ AD, NK hexBytes }
	Profile struct {
		sealed
		EncAD   hexBytes `json:"enc_ad"`
		PinSeed hexBytes `json:"pin_seed"`
	}
	Tab struct {
		KTab   hexBytes `json:"k_tab"`
		Handle hexBytes `json:"session_handle"`
		TabID  hexBytes `json:"tab_id"`
		sealed
	}
	Grant struct {
		Identity, Payload, Envelope string
		FileByJS                    string `json:"file_by_js"`
		FileByGo                    string `json:"file_by_go"`
	}
	AgencyKey struct{ Identity, Recipient, Payload, Envelope string } `json:"agency_key"`
}

// sealed is a plaintext with its Box.
type sealed struct {
	AD, Salt, Box, UK hexBytes
	JSON              string
	Padded            int
}

func loadBase(t testing.TB) base {
	t.Helper()
	var b base
	load(t, "sg1.json", &b)
	return b
}

// Values that many entries share (vectors/README.md).
var (
	agency  = repeatUp(0x00, 0x11, 16)
	seeker  = repeatUp(0x01, 0x01, 16)
	ilse    = repeatUp(0x57, 0, 16)
	theCase = repeatUp(0xca, 0, 16)
	salt7   = repeatUp(0x07, 0, 32)
)

const origin = "https://beratung.example"

// repeatUp gives n bytes from first on, each by step higher.
func repeatUp(first, step byte, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = first + byte(i)*step
	}
	return out
}
