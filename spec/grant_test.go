package spec

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"testing"

	"filippo.io/age"
)

type grantCase struct {
	What     string  `json:"what"`
	Refuse   *string `json:"refuse"`
	Envelope string  `json:"envelope"`
	// Fields of grant.json only. Opens: whether the key opens a profile or message of the epoch (G6; false where it is left out).
	// Manifests and CKPrev stand in for those of the context; an empty CKPrev means that the reader has no key of the epoch before.
	Opens     bool     `json:"opens,omitempty"`
	Manifests []string `json:"manifests,omitempty"`
	CKPrev    *string  `json:"ck_prev,omitempty"`
}

type grantFile struct {
	What    string  `json:"what"`
	Refuse  *string `json:"refuse"`
	File    string  `json:"file"`
	ZerosTo int     `json:"zeros_to"`
}

// mayGive is the table of grant.md: who signs, and to whom. restore is not in it: nobody accepts one yet.
var mayGive = map[string]struct{ roles, to []string }{
	"assign":     {[]string{"intake", "lead"}, []string{"uid"}},
	"release":    {[]string{"counsellor", "lead"}, []string{"intake"}},
	"role":       {[]string{"lead"}, []string{"uid"}},
	"continuity": {[]string{"intake", "counsellor", "lead"}, []string{"continuity"}},
	"archive":    {[]string{"intake", "counsellor", "lead"}, []string{"archive"}},
	"handover":   {[]string{"counsellor", "lead"}, []string{"uid"}},
	"deputy":     {[]string{"counsellor", "lead"}, []string{"uid"}},
	"supervise":  {[]string{"counsellor", "lead"}, []string{"uid"}},
	"rotate":     {[]string{"counsellor", "lead"}, []string{"uid", "intake", "continuity", "archive"}},
	"relink":     {[]string{"counsellor", "lead"}, []string{"uid"}},
}

// grant gives the check of grant.md that refuses the envelope, or "".
func (c grantCase) grant(t texts, w world) string {
	if c.Manifests != nil {
		w.Manifests = c.Manifests
	}
	if c.CKPrev != nil {
		w.CKPrev = *c.CKPrev
	}
	g, ok := readGrant(t.get(c.Envelope))
	if !ok {
		return "G2"
	}
	agencyKey := g.doc["obj"] == "agency-key"
	for _, check := range []struct {
		id string
		ok func() bool
	}{
		{"G3", func() bool { return g.forMe(w) }},
		{"G4", func() bool { return g.atItsPlace(w) }},
		{"G5", func() bool { return agencyKey || g.keysFit() }},
		{"G6", func() bool { return g.givenRightly(t, w, c.Opens) }},
		{"G7", func() bool { return agencyKey || g.linked(w) }},
		{"G8", func() bool { return g.doc["until"] == nil || g.doc["until"].(string) >= w.Today }},
		{"G9", func() bool { return !agencyKey || g.isRoleKey(t, w) }},
	} {
		if !check.ok() {
			return check.id
		}
	}
	return ""
}

func readGrant(text string) (signed, bool) {
	if g, ok := readSigned(text, "sg1/grant", grantShape); ok {
		return g, g.doc["obj"] == "case"
	}
	g, ok := readSigned(text, "sg1/grant", agencyKeyShape)
	return g, ok && g.doc["obj"] == "agency-key"
}

// forMe is G3.
func (s signed) forMe(w world) bool {
	to := s.doc["to"].(object)
	if role, ok := to["role"].(string); ok {
		held, mine := w.RoleKids[role]
		return mine && held == s.doc["to_kid"]
	}
	return to["uid"] == w.Me && slices.Contains(w.MyKids, s.doc["to_kid"].(string))
}

// atItsPlace is G4.
func (s signed) atItsPlace(w world) bool {
	if s.doc["agency"] != w.Agency {
		return false
	}
	e := s.num("epoch")
	if s.doc["obj"] == "agency-key" {
		return s.doc["id"] == w.Agency && e == 0
	}
	return s.doc["id"] == w.Case && e < int64(len(w.CKIDs)) && s.doc["ck_id"] == w.CKIDs[e]
}

// keysFit is G5.
func (s signed) keysFit() bool {
	if enc64(derive(raw(s.doc["ck"]), "sg1/ck-id", 16)) != s.doc["ck_id"] || (s.doc["nk"] == nil) != (s.doc["nk_id"] == nil) {
		return false
	}
	return s.doc["nk"] == nil || enc64(derive(raw(s.doc["nk"]), "sg1/nk-id", 16)) == s.doc["nk_id"]
}

// givenRightly is G6.
func (s signed) givenRightly(t texts, w world, opens bool) bool {
	why := s.doc["why"].(string)
	to := s.doc["to"].(object)
	role, toRole := to["role"].(string)
	if !toRole {
		role = "uid"
	}
	unsigned := len(s.sigs) == 0 && s.doc["by_kid"] == nil && s.doc["mseq"] == nil
	if why == "enquiry" {
		return unsigned && s.doc["obj"] == "case" && s.doc["by"] == w.Seeker && s.num("epoch") == 0 && s.doc["nk"] == nil && toRole
	}
	rule, known := mayGive[why]
	seq, _ := s.doc["mseq"].(int64)
	if !known || !slices.Contains(rule.to, role) || why == "release" && s.doc["nk"] == nil {
		return false
	}
	if (s.doc["obj"] == "agency-key") != (why == "role") || s.doc["mseq"] == nil || len(s.sigs) != 1 {
		return false
	}
	if why == "role" && (s.doc["until"] != nil || s.doc["link"] != nil) {
		return false
	}
	at := int64(len(w.Manifests))
	if why == "continuity" || why == "archive" {
		if at = seq; !opens {
			return false
		}
	}
	member, ok := w.memberAt(t, at, s.doc["by"].(string))
	if !ok || !slices.ContainsFunc(rule.roles, func(r string) bool { return has(member, r) }) {
		return false
	}
	key := member["sig"].(object)
	return s.doc["by_kid"] == key["kid"] && s.by(key["kid"].(string), raw(key["pub"]))
}

func has(member object, role string) bool { return slices.Contains(member["roles"].([]any), any(role)) }

// memberAt gives the record of a member of the manifest seq, if that is signed by a signer of the root it names.
func (w world) memberAt(t texts, seq int64, uid string) (object, bool) {
	for _, text := range w.Manifests {
		m, ok := readManifest(t.get(text))
		if !ok || m.num("seq") != seq {
			continue
		}
		roots := []signed{}
		for _, r := range t.all(w.Roots) {
			if root, ok := readRoot(r); ok {
				roots = append(roots, root)
			}
		}
		hash := m.doc["members"].(object)[uid]
		if !signedByItsRoot(m, roots) || hash == nil {
			return nil, false
		}
		return w.record(t, hash.(string), uid)
	}
	return nil, false
}

func (w world) record(t texts, hash, uid string) (object, bool) {
	for _, text := range t.all(w.Members) {
		if enc64(sha([]byte(text))) != hash {
			continue
		}
		record, err := readStrict([]byte(text), memberShape)
		return record, err == nil && record["agency"] == w.Agency && record["uid"] == uid
	}
	return nil, false
}

// linked is G7.
func (s signed) linked(w world) bool {
	e := s.num("epoch")
	if e == 0 {
		return true
	}
	if w.CKPrev == "" {
		return false
	}
	want := mac(raw(w.CKPrev), ad("sg1/epoch", raw(w.Agency), raw(w.Case), e, raw(s.doc["ck_id"])))
	return s.doc["link"] == enc64(want)
}

// isRoleKey is G9.
func (s signed) isRoleKey(t texts, w world) bool {
	m, ok := readManifest(t.get(w.Manifests[len(w.Manifests)-1]))
	if !ok {
		return false
	}
	key, ok := m.doc["roles"].(object)[s.doc["purpose"].(string)].(object)
	if !ok || key["kid"] != s.doc["kid"] || !fits(s.doc) {
		return false
	}
	return !slices.ContainsFunc(s.doc["old"].([]any), func(v any) bool { return !fits(v.(object)) })
}

// fits reports whether kid is the id of the recipient that belongs to seed.
func fits(pair object) bool { return enc64(kid([]byte(recipientOf(raw(pair["seed"]))))) == pair["kid"] }

// recipientOf gives age1pq1... for the 32 bytes of an identity.
func recipientOf(seed []byte) string {
	identity, err := age.ParseHybridIdentity(identityText(seed))
	if err != nil {
		panic(err)
	}
	return identity.Recipient().String()
}

func TestGrants(t *testing.T) {
	all := loadChecks(t)
	for _, c := range all.Grants {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.grant(all.Texts, all.Context), c.Refuse) })
	}
}

var ageHeader = regexp.MustCompile(`^age-encryption\.org/v1\n-> mlkem768x25519 ([A-Za-z0-9+/]+)\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n`)

// outside is G1: size and header of an age file.
func outside(file []byte) bool {
	m := ageHeader.FindSubmatch(file)
	return len(file) < 16<<10 && m != nil && len(m[1]) == 1494
}

func TestGrantFiles(t *testing.T) {
	v := loadBase(t)
	for _, c := range loadChecks(t).GrantFiles {
		file := ageFile(t, v, c.File)
		if c.ZerosTo > 0 {
			file = append(file, make([]byte, c.ZerosTo-len(file))...)
		}
		if outside(file) != (c.Refuse == nil) {
			t.Errorf("%s: %v", c.What, outside(file))
		}
	}
}

func ageFile(t *testing.T, v base, name string) []byte {
	if name == "grant.file_by_js" {
		name = v.Grant.FileByJS
	}
	file, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestGrantEntries: the two age files hold the envelope, and the envelope its payload.
func TestGrantEntries(t *testing.T) {
	v := loadBase(t)
	identity, err := age.ParseHybridIdentity(v.Grant.Identity)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{v.Grant.FileByJS, v.Grant.FileByGo} {
		r, err := age.Decrypt(bytes.NewReader(ageFile(t, v, text)), identity)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "envelope", plain, []byte(v.Grant.Envelope))
	}
	for _, e := range []struct{ envelope, payload string }{{v.Grant.Envelope, v.Grant.Payload}, {v.AgencyKey.Envelope, v.AgencyKey.Payload}} {
		g, ok := readGrant(e.envelope)
		if !ok {
			t.Fatal("refused")
		}
		same(t, "payload", g.payload, []byte(e.payload))
		if !g.by(g.doc["by_kid"].(string), v.Directory.Pub) {
			t.Error("signature refused")
		}
	}
	key, err := age.ParseHybridIdentity(v.AgencyKey.Identity)
	if err != nil || key.Recipient().String() != v.AgencyKey.Recipient {
		t.Errorf("agency key: %v", err)
	}
	var g object
	if err := json.Unmarshal([]byte(v.AgencyKey.Payload), &g); err != nil || recipientOf(raw(g["seed"])) != v.AgencyKey.Recipient {
		t.Errorf("seed does not give the recipient: %v", err)
	}
}
