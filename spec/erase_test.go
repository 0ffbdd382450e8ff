package spec

import (
	"slices"
	"testing"
)

type eraseCase struct {
	What     string  `json:"what"`
	Refuse   *string `json:"refuse"`
	Manifest string  `json:"manifest"`
	Case     string  `json:"case"`
	By       string  `json:"by"`
	Order    string  `json:"order"`
	Mode     string  `json:"mode,omitempty"`
}

var orderShape = keys{
	"v": num, "agency": b64(16), "case": b64(16), "mode": oneOf("delete", "seal"), "manifest": b64(32), "request": null(b64(16)),
	"way": oneOf("case", "phone", "person", "letter"), "account": yes, "by": b64(16), "by_kid": b64(8), "at": date,
}.is

// order is erase.md, 2: O1 to O4. It gives the check that refuses, or "".
func (c eraseCase) order(t texts, members []string) string {
	o, ok := readSigned(t.get(c.Order), "sg1/erase", orderShape)
	if !ok || (o.doc["way"] == "case") != (o.doc["request"] != nil) {
		return "O1"
	}
	if o.doc["agency"] != directoryContext.Agency || o.doc["case"] != c.Case {
		return "O2"
	}
	m, _ := readManifest(t.get(c.Manifest))
	mode := map[any]string{"none": "delete", "doc": "seal"}[m.doc["policy"].(object)["retention"]]
	if o.doc["manifest"] != m.hash() || o.doc["mode"] != mode {
		return "O3"
	}
	if o.doc["by"] != c.By || !signedByStaff(o, m, t.all(members)) {
		return "O4"
	}
	return ""
}

// signedByStaff reports whether a counsellor or lead of the manifest has signed, with the key of the record.
func signedByStaff(o, m signed, records []string) bool {
	for _, text := range records {
		r, err := readStrict([]byte(text), memberShape)
		if err != nil || r["uid"] != o.doc["by"] || m.doc["members"].(object)[r["uid"].(string)] != hashText(text) {
			continue
		}
		sig := r["sig"].(object)
		return (has(r, "counsellor") || has(r, "lead")) && sig["kid"] == o.doc["by_kid"] && o.by(sig["kid"].(string), raw(sig["pub"]))
	}
	return false
}

type eraseMaker struct {
	whole eraseCase
	plain string // payload of a good order
	cases []eraseCase
}

func (m *eraseMaker) add(check, what string, change func(c *eraseCase)) {
	c := m.whole
	c.What, c.Refuse = what, orNull(check)
	change(&c)
	m.cases = append(m.cases, c)
}

// signedAs signs the good order with some of its text changed.
func (m *eraseMaker) signedAs(pairs ...string) func(c *eraseCase) {
	return func(c *eraseCase) { c.Order = envelope("sg1/erase", with(m.plain, pairs...), ilseKey) }
}

func (m *eraseMaker) forms() {
	m.add("", "as it should be, asked in a message", m.signedAs())
	m.add("", "asked by phone", m.signedAs(`"request":"`+enc64(repeatUp(0x3e, 0, 16))+`","way":"case"`, `"request":null,"way":"phone"`))
	m.add("", "with the account", m.signedAs(`"account":false`, `"account":true`))
	m.add("O1", "another typ", func(c *eraseCase) { c.Order = envelope("sg1/grant", m.plain, ilseKey) })
	m.add("O1", "v unknown", m.signedAs(`"v":1`, `"v":2`))
	m.add("O1", "unknown key", m.signedAs(`"v":1`, `"v":1,"x":1`))
	m.add("O1", "a key twice", m.signedAs(`"v":1`, `"v":1,"v":1`))
	m.add("O1", "mode unknown", m.signedAs(`"mode":"delete"`, `"mode":"hide"`))
	m.add("O1", "way unknown", m.signedAs(`"way":"case"`, `"way":"mail"`))
	m.add("O1", "asked in no message", m.signedAs(`"request":"`+enc64(repeatUp(0x3e, 0, 16))+`"`, `"request":null`))
	m.add("O1", "asked by phone, in a message", m.signedAs(`"way":"case"`, `"way":"phone"`))
	m.add("O1", "a day that no calendar has", m.signedAs(`"at":"2026-11-23"`, `"at":"2026-11-31"`))
}

func (m *eraseMaker) places() {
	m.add("O2", "another agency", m.signedAs("ABEiM0RVZneImaq7zN3u_w", "qqqqqqqqqqqqqqqqqqqqqg"))
	m.add("O2", "another case", m.signedAs(`"case":"`+enc64(repeatUp(0xca, 0, 16)), `"case":"`+enc64(repeatUp(0xcb, 0, 16))))
	m.add("O3", "an older manifest", m.signedAs(textBetween(m.plain, `"manifest":"`, `"`), enc64(repeatUp(1, 0, 32))))
	m.add("O3", "sealed, where the policy deletes", m.signedAs(`"mode":"delete"`, `"mode":"seal"`))
}

// signers ends with what holds under a policy that keeps; kept is the payload of that manifest.
func (m *eraseMaker) signers(kept string) {
	m.add("O4", "signed by somebody else", func(c *eraseCase) { c.Order = envelope("sg1/erase", m.plain, benKey) })
	m.add("O4", "signed by nobody", func(c *eraseCase) { c.Order = envelopeOf("sg1/erase", m.plain, []signature{}) })
	m.add("O4", "a signature under another typ", func(c *eraseCase) {
		c.Order = envelopeOf("sg1/erase", m.plain, []signature{signatureOf("sg1/grant", m.plain, ilseKey)})
	})
	m.add("O4", "another key id", m.signedAs(`"by_kid":"`+kidOf(ilseKey), `"by_kid":"`+kidOf(benKey)))
	m.add("O4", "by nobody of the agency", func(c *eraseCase) {
		c.By = enc64(seeker)
		m.signedAs(`"by":"`+enc64(ilse), `"by":"`+c.By)(c)
	})
	sealed := with(m.plain, `"mode":"delete"`, `"mode":"seal"`, textBetween(m.plain, `"manifest":"`, `"`), hashText(kept))
	keep := func(c *eraseCase) {
		c.Manifest, c.Mode, c.Order = "@kept", "seal", envelope("sg1/erase", sealed, ilseKey)
	}
	m.add("", "sealed, where the policy keeps", keep)
	m.add("O3", "deleted, where the policy keeps", func(c *eraseCase) {
		keep(c)
		c.Order = envelope("sg1/erase", with(sealed, `"mode":"seal"`, `"mode":"delete"`), ilseKey)
	})
}

func TestEraseVectors(t *testing.T) {
	d, members := newDirectoryMaker(t), loadChecks(t).Context.Members
	intake := with(members[1], `"roles":["counsellor"]`, `"roles":["intake"]`)
	kept := with(d.m1, `"retention":"none","years":0`, `"retention":"doc","years":10`, `"archive":null`, archiveOf(d.m1))
	plain := `{"v":1,"agency":"ABEiM0RVZneImaq7zN3u_w","case":"` + enc64(repeatUp(0xca, 0, 16)) + `","mode":"delete","manifest":"` + hashText(d.m1) +
		`","request":"` + enc64(repeatUp(0x3e, 0, 16)) + `","way":"case","account":false,"by":"` + enc64(ilse) + `","by_kid":"` + kidOf(ilseKey) + `","at":"2026-11-23"}`
	m := &eraseMaker{plain: plain, whole: eraseCase{Manifest: "@m1", Case: enc64(repeatUp(0xca, 0, 16)), By: enc64(ilse), Mode: "delete"}}
	m.forms()
	m.places()
	m.signers(kept)
	ben := enc64(repeatUp(0x58, 0, 16))
	m.add("O4", "by a member who only reads the pool", func(c *eraseCase) {
		c.Manifest, c.By = "@intake", ben
		changed := with(d.m1, hashText(members[1]), hashText(intake))
		c.Order = envelope("sg1/erase", with(plain, hashText(d.m1), hashText(changed), enc64(ilse), ben, kidOf(ilseKey), kidOf(benKey)), benKey)
	})
	file := struct {
		About   string      `json:"about"`
		Texts   texts       `json:"texts"`
		Root    string      `json:"root"`
		Members []string    `json:"members"`
		Orders  []eraseCase `json:"orders"`
	}{
		"Orders to delete a case (erase.md, 2), O1 to O4. manifest: the newest one; case: whose order is asked for; by: who sends it. mode: what happens, where nothing refuses.",
		texts{"@root1": d.first, "@m1": d.one, "@kept": envelope("sg1/manifest", kept, ilseKey), "@intake": envelope("sg1/manifest", with(d.m1, hashText(members[1]), hashText(intake)), ilseKey), "@ilse": members[0], "@ben": members[1], "@ben2": intake},
		"@root1", []string{"@ilse", "@ben", "@ben2"}, m.cases,
	}
	save(t, "erase.json", file)
	if !slices.ContainsFunc(m.cases, func(c eraseCase) bool { return c.Refuse == nil && c.Mode == "seal" }) {
		t.Error("no order that seals")
	}
	for _, c := range m.cases {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.order(file.Texts, file.Members), c.Refuse) })
	}
}
