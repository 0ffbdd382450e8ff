package testkit

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// Member is a person with a signing key, as her browser would make it.
type Member struct {
	UID    counsel.ID
	Alias  string
	Roles  []counsel.Role
	Record string
	key    ed25519.PrivateKey
}

// NewMember makes a person and her record for an agency.
func NewMember(agency counsel.ID, alias string, roles ...counsel.Role) *Member {
	m := &Member{UID: ID(), Alias: alias, Roles: roles, key: ed25519.NewKeyFromSeed(Bytes(32))}
	pub := m.key.Public().(ed25519.PublicKey)
	rcpt := Recipient()
	m.Record = fmt.Sprintf(`{"v":1,"agency":"%s","uid":"%s","alias":"%s","roles":%s,"enc":{"kid":"%s","rcpt":"%s"},"sig":{"kid":"%s","pub":"%s"},"since":"2026-11-22"}`,
		agency, m.UID, alias, mustJSON(roles), sg1.KeyIDOf([]byte(rcpt)), rcpt, sg1.KeyIDOf(pub), b64(pub))
	return m
}

// Signed is an agency's directory in the making: change the fields, then Sign.
type Signed struct {
	Agency     counsel.ID
	Origin     string
	Lead       *Member // the one root signer
	Members    []*Member
	Seq        int64
	Prev       string // hash of the payload before, "" for the first
	Continuity bool
	Policy     string // of the JSON text, see StandardPolicy
	Roles      string // of the JSON text: role keys
	Root       string // envelope
	Manifest   string // envelope of the newest Sign
}

// StandardPolicy is the one policy that this version keeps.
const StandardPolicy = `{"retention":"none","years":0,"close_days":180,"continuity":%t,"supervision":"off","relink":"off","groups":false,"live":"keep","erase_wait":7}`

// NewSigned makes root 1 and manifest 1 of an agency with its first lead.
func NewSigned(agency counsel.ID, origin string, lead *Member, continuity bool) *Signed {
	d := &Signed{Agency: agency, Origin: origin, Lead: lead, Members: []*Member{lead}, Continuity: continuity}
	d.Policy = fmt.Sprintf(StandardPolicy, continuity)
	d.Roles = fmt.Sprintf(`{"intake":%s,"continuity":null,"archive":null}`, roleKey())
	if continuity {
		d.Roles = fmt.Sprintf(`{"intake":%s,"continuity":%s,"archive":null}`, roleKey(), roleKey())
	}
	pub := lead.key.Public().(ed25519.PublicKey)
	root := fmt.Sprintf(`{"v":1,"agency":"%s","origin":"%s","also":[],"n":1,"prev":null,"signers":[{"kid":"%s","pub":"%s","label":"lead"}],"threshold":1,"at":"2026-11-22"}`,
		agency, origin, sg1.KeyIDOf(pub), b64(pub))
	d.Root = lead.Envelope("sg1/root", root)
	d.Sign()
	return d
}

// Documents lets the next manifest keep cases for some years, with an archive role; 0: erase them, the role stays.
func (d *Signed) Documents(years int) {
	rest, found := strings.CutSuffix(d.Roles, `"archive":null}`)
	if found {
		d.Roles = rest + `"archive":` + roleKey() + `}`
	}
	_, after, _ := strings.Cut(d.Policy, `"close_days"`)
	word := map[bool]string{true: "doc", false: "none"}[years > 0]
	d.Policy = fmt.Sprintf(`{"retention":"%s","years":%d,"close_days"`, word, years) + after
}

// Rekeys gives intake another key in the next manifest, or continuity.
func (d *Signed) Rekeys(role counsel.Role) {
	_, rest, _ := strings.Cut(d.Roles, `,"continuity":`)
	continuity, archive, _ := strings.Cut(rest, `,"archive":`)
	intake := strings.TrimPrefix(strings.TrimSuffix(d.Roles, `,"continuity":`+rest), `{"intake":`)
	if role == counsel.Continuity {
		continuity = roleKey()
	} else {
		intake = roleKey()
	}
	d.Roles = `{"intake":` + intake + `,"continuity":` + continuity + `,"archive":` + archive
}

// Relinks lets the next manifest allow, or not, that an earlier case is shared with a new account.
func (d *Signed) Relinks(on bool) {
	from, to := "off", counsel.RelinkConfirmed
	if !on {
		from, to = to, from
	}
	d.Policy = strings.Replace(d.Policy, `"relink":"`+from+`"`, `"relink":"`+to+`"`, 1)
}

// HasArchive says whether the archive role is in the manifest.
func (d *Signed) HasArchive() bool { return !strings.HasSuffix(d.Roles, `"archive":null}`) }

// Sign makes the next manifest and gives it.
func (d *Signed) Sign() string {
	d.Seq++
	payload := d.Payload()
	d.Prev = sg1.HashOf([]byte(payload)).String()
	d.Manifest = d.Lead.Envelope("sg1/manifest", payload)
	return d.Manifest
}

// Payload gives the text of a manifest as the fields stand.
func (d *Signed) Payload() string {
	prev := "null"
	if d.Prev != "" {
		prev = `"` + d.Prev + `"`
	}
	var members []string
	for _, m := range d.Members {
		members = append(members, fmt.Sprintf(`"%s":"%s"`, m.UID, sg1.HashOf([]byte(m.Record))))
	}
	slices.Sort(members)
	return fmt.Sprintf(`{"v":1,"agency":"%s","origin":"%s","seq":%d,"prev":%s,"root":1,"at":"2026-11-22","renew":"2027-02-20","roles":%s,"members":{%s},"policy":%s,`+
		`"contact":{"phone":"+43 1 4069595","emergency":[{"label":"Rettung","number":"144"}]},"min_suite":1}`,
		d.Agency, d.Origin, d.Seq, prev, d.Roles, strings.Join(members, ","), d.Policy)
}

// Envelope signs a payload.
func (m *Member) Envelope(typ, payload string) string {
	pub := m.key.Public().(ed25519.PublicKey)
	sig := ed25519.Sign(m.key, sg1.AD(typ, []byte(payload)))
	return fmt.Sprintf(`{"typ":"%s","payload":"%s","sigs":[{"kid":"%s","sig":"%s"}]}`, typ, b64([]byte(payload)), sg1.KeyIDOf(pub), b64(sig))
}

func roleKey() string {
	rcpt := Recipient()
	return fmt.Sprintf(`{"kid":"%s","rcpt":"%s"}`, sg1.KeyIDOf([]byte(rcpt)), rcpt)
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Raw signs bytes that are no document: a message says its context itself.
func (m *Member) Raw(message []byte) []byte { return ed25519.Sign(m.key, message) }
