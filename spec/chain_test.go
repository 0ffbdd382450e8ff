package spec

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
)

// texts resolves the "@n" of the checks.
type texts map[string]string

func (t texts) get(s string) string {
	if full, ok := t[s]; ok {
		return full
	}
	return s
}

func (t texts) all(list []string) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, t.get(s))
	}
	return out
}

func readRoot(s string) (signed, bool) { return readSigned(s, "sg1/root", rootShape) }

func readManifest(s string) (signed, bool) {
	m, ok := readSigned(s, "sg1/manifest", manifestShape)
	return m, ok && m.doc["min_suite"] == int64(1) && documents(m.doc)
}

// documents is the line D1 has about documentation.
func documents(m object) bool {
	p := m["policy"].(object)
	years := p["years"].(int64)
	if p["retention"] == "doc" {
		return 1 <= years && years <= 30 && m["roles"].(object)["archive"] != nil
	}
	return years == 0
}

func (s signed) hash() string        { return enc64(sha(s.payload)) }
func (s signed) num(k string) int64  { return s.doc[k].(int64) }
func (s signed) fingerprint() string { return crock(sha(s.payload)[:16], 26) }

// directory is the second writing of directory.md, 3. It gives the check that refuses, or "", the notices and the new pin.
func (c directoryCase) directory(t texts, w world) (refuse string, notice []string, newPin pin) {
	roots := []signed{}
	for _, text := range t.all(c.Roots) {
		r, ok := readRoot(text)
		if !ok {
			return "D1", nil, newPin
		}
		roots = append(roots, r)
	}
	m, ok := readManifest(t.get(c.Manifest))
	if !ok || len(roots) == 0 {
		return "D1", nil, newPin
	}
	fp, newest := roots[0].fingerprint(), roots[len(roots)-1]
	notice = []string{}
	switch {
	case c.Pin != nil:
		ok = c.Pin.RootFP == fp
	case c.F != nil:
		ok = *c.F == fp
	default:
		notice = append(notice, "D2")
	}
	pageOrigin := w.Origin
	if c.Origin != nil {
		pageOrigin = *c.Origin
	}
	for _, check := range []struct {
		id string
		ok bool
	}{
		{"D2", ok},
		{"D3", chained(roots)},
		{"D4", c.Pin == nil || newest.num("n") >= c.Pin.N},
		{"D5", m.num("root") == newest.num("n") && m.count(newest.doc) > 0},
		{"D6", samePlace(m, newest) && m.doc["agency"] == w.Agency && m.doc["origin"] == pageOrigin},
		{"D7", c.sequence(t, roots, m)},
	} {
		if !check.ok {
			return check.id, nil, newPin
		}
	}
	if c.Pin != nil && m.hash() != c.Pin.Hash {
		before, ok := signed{}, false
		if c.PinnedManifest != nil {
			before, ok = readManifest(t.get(*c.PinnedManifest))
		}
		if !ok || before.hash() != c.Pin.Hash {
			return "D8", nil, newPin
		}
		if weaker(before.doc["policy"].(object), m.doc["policy"].(object)) {
			notice = append(notice, "D8")
		}
	}
	if c.Today > m.doc["renew"].(string) {
		notice = append(notice, "D9")
	}
	return "", notice, pin{fp, newest.num("n"), m.num("seq"), m.hash(), m.num("min_suite")}
}

func samePlace(a, b signed) bool {
	return a.doc["agency"] == b.doc["agency"] && a.doc["origin"] == b.doc["origin"]
}

// chained is D3.
func chained(roots []signed) bool {
	for i, r := range roots {
		if r.num("n") != int64(i+1) || !soundSigners(r.doc) || r.count(r.doc) < r.num("threshold") {
			return false
		}
		if i == 0 {
			if r.doc["prev"] != nil {
				return false
			}
			continue
		}
		before := roots[i-1]
		if r.doc["prev"] != before.hash() || r.count(before.doc) < before.num("threshold") || !samePlace(r, before) {
			return false
		}
	}
	return true
}

func soundSigners(root object) bool {
	kids := []string{}
	for _, v := range root["signers"].([]any) {
		s := v.(object)
		k := enc64(kid(raw(s["pub"])))
		if s["kid"] != k || slices.Contains(kids, k) {
			return false
		}
		kids = append(kids, k)
	}
	return root["threshold"].(int64) <= int64(len(kids))
}

// sequence is D7.
func (c directoryCase) sequence(t texts, roots []signed, m signed) bool {
	seq := m.num("seq")
	if (seq == 1) != (m.doc["prev"] == nil) {
		return false
	}
	if c.Pin == nil || seq == c.Pin.Seq {
		return c.Pin == nil || m.hash() == c.Pin.Hash
	}
	if c.Realm == "seeker" && seq > c.Pin.Seq+1 {
		return true
	}
	chain := []signed{}
	if seq > c.Pin.Seq+1 {
		for _, text := range t.all(c.Between) {
			b, ok := readManifest(text)
			if !ok || !samePlace(b, m) || !signedByItsRoot(b, roots) {
				return false
			}
			chain = append(chain, b)
		}
	}
	at, hash := c.Pin.Seq, c.Pin.Hash
	for _, b := range append(chain, m) {
		if b.num("seq") != at+1 || b.doc["prev"] != hash {
			return false
		}
		at, hash = b.num("seq"), b.hash()
	}
	return true
}

func signedByItsRoot(m signed, roots []signed) bool {
	return slices.ContainsFunc(roots, func(r signed) bool { return r.num("n") == m.num("root") && m.count(r.doc) > 0 })
}

// weaker is D8: content is kept longer or shown to more people than before.
func weaker(before, now object) bool {
	on := func(key string, off, weak any) bool { return before[key] == off && now[key] == weak }
	return on("retention", "none", "doc") || now["years"].(int64) > before["years"].(int64) ||
		on("continuity", false, true) || on("supervision", "off", "logged") || on("relink", "off", "confirmed")
}

// checks is the part of sg1.json, and of our own files, that holds documents with the check that must refuse them.
type checks struct {
	About          string          `json:"about,omitempty"`
	Texts          texts           `json:"texts"`
	Context        world           `json:"context"`
	MessageContext messageContext  `json:"message_context"`
	Directory      []directoryCase `json:"directory"`
	Grants         []grantCase     `json:"grants"`
	GrantFiles     []grantFile     `json:"grant_files"`
	Messages       []messageCase   `json:"messages"`
	Profiles       []profileCase   `json:"profiles"`
}

func loadChecks(t testing.TB) checks {
	t.Helper()
	var file struct{ Checks checks }
	load(t, "sg1.json", &file)
	return file.Checks
}

func TestDirectory(t *testing.T) {
	all := loadChecks(t)
	if len(all.Directory) != 41 {
		t.Errorf("%d cases, want 41", len(all.Directory))
	}
	all.runDirectory(t)
}

func (all checks) runDirectory(t *testing.T) {
	for _, c := range all.Directory {
		t.Run(c.What, func(t *testing.T) {
			refuse, notice, newPin := c.directory(all.Texts, all.Context)
			wantCheck(t, refuse, c.Refuse)
			if c.Refuse == nil && (!slices.Equal(notice, c.Notice) || c.NewPin == nil || newPin != *c.NewPin) {
				t.Errorf("notice %v, pin %+v; want %v, %+v", notice, newPin, c.Notice, c.NewPin)
			}
		})
	}
}

// wantCheck compares the check that refused ("" for none) with the one that must.
func wantCheck(t *testing.T, got string, want *string) {
	t.Helper()
	name := ""
	if want != nil {
		name = *want
	}
	if got != name {
		t.Errorf("refused by %q, want %q", got, name)
	}
}

// TestDirectoryEntry: the documents that the cases are made of.
func TestDirectoryEntry(t *testing.T) {
	v := loadBase(t).Directory
	root, ok := readRoot(compact(t, v.Root))
	if !ok {
		t.Fatal("root refused")
	}
	same(t, "root payload", root.payload, []byte(v.RootPayload))
	if got := root.fingerprint(); got != v.Fingerprint {
		t.Errorf("fingerprint %s, want %s", got, v.Fingerprint)
	}
	m, ok := readManifest(compact(t, v.Manifest))
	if !ok || m.count(root.doc) != 1 {
		t.Fatal("manifest refused")
	}
	same(t, "manifest hash", sha(m.payload), v.ManifestHash)
	same(t, "kid of a key", kid(v.Pub), v.KidPub)
	record, err := readStrict([]byte(v.MemberRecord), memberShape)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "member hash", sha([]byte(v.MemberRecord)), v.MemberHash)
	same(t, "kid of a recipient", kid([]byte(record["enc"].(object)["rcpt"].(string))), v.KidRcpt)
}

// compact takes out the white space that the vector file has for its own readers.
func compact(t *testing.T, text json.RawMessage) string {
	var out bytes.Buffer
	if err := json.Compact(&out, text); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestInvite(t *testing.T) {
	b := loadBase(t)
	same(t, "inv_id", derive(b.Invite.T, "sg1/inv/id", 16), b.Invite.InvID)
	same(t, "mac", mac(derive(b.Invite.T, "sg1/inv/mac", 32), []byte(b.Directory.MemberRecord)), b.Invite.Mac)
}
