package spec

import (
	"crypto/ed25519"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// setupCase is what the server gets at set-up (Current empty) or with the next manifest.
type setupCase struct {
	What     string   `json:"what"`
	Refuse   *string  `json:"refuse"`
	Current  string   `json:"current,omitempty"`
	Root     string   `json:"root"`
	Manifest string   `json:"manifest"`
	Records  []string `json:"records"`
}

type recordCase struct {
	What   string  `json:"what"`
	Refuse *string `json:"refuse"`
	UID    string  `json:"uid"`
	Record string  `json:"record"`
}

type setupFile struct {
	About   string       `json:"about"`
	Context placeOnly    `json:"context"`
	Texts   texts        `json:"texts"`
	Setup   []setupCase  `json:"setup"`
	Next    []setupCase  `json:"next"`
	Records []recordCase `json:"records"`
}

// setup is directory.md, 4: what the server checks. It gives the check that refuses, or "".
func (c setupCase) setup(t texts, w world) string {
	d := directoryCase{Roots: []string{c.Root}, Manifest: c.Manifest, Realm: "staff", Today: "2026-11-23"}
	members := object{}
	want := int64(1)
	if c.Current != "" {
		current, _ := readManifest(t.get(c.Current))
		root, _ := readRoot(t.get(c.Root))
		d.Pin = &pin{root.fingerprint(), 1, current.num("seq"), current.hash(), 1}
		d.PinnedManifest = &c.Current
		members, want = current.doc["members"].(object), current.num("seq")+1
	}
	if refuse, _, _ := d.directory(t, w); refuse != "" {
		return refuse
	}
	m, _ := readManifest(t.get(c.Manifest))
	if m.num("seq") != want {
		return "D7"
	}
	if !kept(m.doc) {
		return "policy"
	}
	for _, key := range m.doc["roles"].(object) {
		if key != nil && !kidFits(key.(object)) {
			return "D1"
		}
	}
	return c.records(t, w, m.doc["members"].(object), members)
}

func (c setupCase) records(t texts, w world, members, before object) string {
	open, lead := maps.Clone(members), len(before) > 0
	for _, text := range t.all(c.Records) {
		record, err := readStrict([]byte(text), memberShape)
		if err != nil || !soundRecord(w, record["uid"].(string), record) || members[record["uid"].(string)] != hashText(text) {
			return "record"
		}
		delete(open, record["uid"].(string))
		lead = lead || has(record, "lead")
	}
	for uid, hash := range open {
		if before[uid] != hash {
			return "record"
		}
	}
	if !lead {
		return "record"
	}
	return ""
}

// kept reports whether this version can keep the policy.
func kept(m object) bool {
	p := m["policy"].(object)
	within := func(key string, most int64) bool { n := p[key].(int64); return 1 <= n && n <= most }
	return p["supervision"] == "off" && p["groups"] == false && within("close_days", 3650) && within("erase_wait", 30)
}

func kidFits(key object) bool { return enc64(kid([]byte(key["rcpt"].(string)))) == key["kid"] }

func soundRecord(w world, uid string, r object) bool {
	sig, roles, alias := r["sig"].(object), r["roles"].([]any), r["alias"].(string)
	for i, role := range roles {
		if slices.Contains(roles[:i], role) {
			return false
		}
	}
	printable := !strings.ContainsFunc(alias, func(c rune) bool { return !unicode.IsPrint(c) })
	length := len([]rune(alias))
	return r["v"] == int64(1) && r["agency"] == w.Agency && r["uid"] == uid && len(roles) > 0 && kidFits(r["enc"].(object)) &&
		enc64(kid(raw(sig["pub"]))) == sig["kid"] && usable(raw(sig["pub"])) &&
		length > 0 && length <= 64 && printable && strings.TrimSpace(alias) == alias
}

type setupMaker struct {
	*directoryMaker
	ilse, ben, xenia string // records
	file             setupFile
}

func (s *setupMaker) add(check, what, root, manifest string, records ...string) {
	s.file.Setup = append(s.file.Setup, setupCase{What: what, Refuse: orNull(check), Root: root, Manifest: manifest, Records: records})
}

func (s *setupMaker) next(check, what, manifest string, records ...string) {
	s.file.Next = append(s.file.Next, setupCase{What: what, Refuse: orNull(check), Current: "@m1", Root: "@root1", Manifest: manifest, Records: append([]string{}, records...)})
}

func (s *setupMaker) record(check, what, record string) {
	s.file.Records = append(s.file.Records, recordCase{what, orNull(check), "V1dXV1dXV1dXV1dXV1dXVw", record})
}

func orNull(check string) *string {
	if check == "" {
		return nil
	}
	return &check
}

func (s *setupMaker) setups() {
	first := func(pairs ...string) string { return envelope("sg1/manifest", with(s.m1, pairs...), ilseKey) }
	all := []string{"@ilse", "@ben", "@xenia"}
	s.add("", "as it should be", "@root1", "@m1", all...)
	s.add("D1", "manifest with white space", "@root1", s.one+" ", all...)
	s.add("D3", "root not signed by its own signer", envelope("sg1/root", s.root1, benKey), "@m1", all...)
	s.add("D5", "manifest signed by a member who is no signer", "@root1", envelope("sg1/manifest", s.m1, benKey), all...)
	moved := func(p string) string { return with(p, origin, "https://other.example") }
	s.add("D6", "origin of another place", envelope("sg1/root", moved(s.root1), ilseKey), envelope("sg1/manifest", moved(s.m1), ilseKey), all...)
	s.add("D7", "manifest 2 without 1", "@root1", "@m2", "@ilse", "@ben")
	s.policies(func(check, what string, pairs ...string) { s.add(check, what, "@root1", first(pairs...), all...) })
	continuity := `"continuity":{"kid":"` + textBetween(s.m1, `"intake":{"kid":"`, `"`) + `","rcpt":"` + textBetween(s.m1, `"rcpt":"`, `"`) + `"}`
	s.add("", "with a continuity key", "@root1", first(`"continuity":null`, continuity), all...)
	wrong := strings.Replace(continuity, "sWK-w0DQF_0", kidOf(benKey), 1)
	s.add("D1", "continuity key under another id", "@root1", first(`"continuity":null`, wrong), all...)
	s.add("D1", "intake key under another id", "@root1", first("sWK-w0DQF_0", kidOf(benKey)), all...)
	s.add("record", "a record is missing", "@root1", "@m1", "@ilse", "@ben")
	s.add("record", "a record too many", "@root1", first(`,"WVlZWVlZWVlZWVlZWVlZWQ":"`+hashText(s.xenia)+`"`, ""), all...)
	s.add("record", "a record that the manifest has by another hash", "@root1", "@m1", "@ilse", "@ben", with(s.xenia, "Xenia", "Xena"))
	s.add("record", "no record", "@root1", "@m1")
	onlyBen := first(textBetween(s.m1, `"members":{`, `}`), `"WFhYWFhYWFhYWFhYWFhYWA":"`+hashText(s.ben)+`"`)
	s.add("record", "nobody is a lead", "@root1", onlyBen, "@ben")
	alone := first(textBetween(s.m1, `"members":{`, `}`), `"V1dXV1dXV1dXV1dXV1dXVw":"`+hashText(s.ilse)+`"`)
	s.add("", "the first lead alone", "@root1", alone, "@ilse")
	s.add("record", "record of another agency", "@root1", s.withRecord(with(s.ilse, "ABEiM0RVZneImaq7zN3u_w", "qqqqqqqqqqqqqqqqqqqqqg")), with(s.ilse, "ABEiM0RVZneImaq7zN3u_w", "qqqqqqqqqqqqqqqqqqqqqg"))
	spaced := s.ilse + "\n"
	s.add("record", "record with a line feed", "@root1", s.withRecord(spaced), spaced)
}

// withRecord is manifest 1 with one member, whose record this is.
func (s *setupMaker) withRecord(record string) string {
	return envelope("sg1/manifest", with(s.m1, textBetween(s.m1, `"members":{`, `}`), `"V1dXV1dXV1dXV1dXV1dXVw":"`+hashText(record)+`"`), ilseKey)
}

// policies are those that this version does not keep, beside some that it does.
func (s *setupMaker) policies(add func(check, what string, pairs ...string)) {
	add("policy", "supervision", `"supervision":"off"`, `"supervision":"logged"`)
	add("policy", "groups", `"groups":false`, `"groups":true`)
	add("policy", "closed cases go at once", `"close_days":180`, `"close_days":0`)
	add("policy", "closed cases stay for more than ten years", `"close_days":180`, `"close_days":3651`)
	add("policy", "an order to erase does not wait", `"erase_wait":7`, `"erase_wait":0`)
	add("policy", "an order to erase waits for more than 30 days", `"erase_wait":7`, `"erase_wait":31`)
	add("", "the longest waits", `"close_days":180`, `"close_days":3650`, `"erase_wait":7`, `"erase_wait":30`)
	s.documentation(add)
	add("", "continuity", `"continuity":false`, `"continuity":true`)
}

// documentation is kept for 1 to 30 years, by an agency with an archive key.
func (s *setupMaker) documentation(add func(check, what string, pairs ...string)) {
	kept := func(years string) []string {
		return []string{`"retention":"none","years":0`, `"retention":"doc","years":` + years}
	}
	key := []string{`"archive":null`, archiveOf(s.m1)}
	add("", "documentation kept for a year", append(kept("1"), key...)...)
	add("", "documentation kept for 30 years", append(kept("30"), key...)...)
	add("D1", "documentation kept for no year", append(kept("0"), key...)...)
	add("D1", "documentation kept for 31 years", append(kept("31"), key...)...)
	add("D1", "documentation that nobody could open", kept("10")...)
	add("D1", "years without documentation", `"years":0`, `"years":10`)
	add("D1", "years without documentation, with an archive key", append([]string{`"years":0`, `"years":10`}, key...)...)
	add("", "an archive key that has outlived the duty", key...)
	add("D1", "archive key under another id", key[0], strings.Replace(key[1], "sWK-w0DQF_0", kidOf(benKey), 1))
}

// archiveOf is an archive role with the intake key of a manifest.
func archiveOf(m string) string {
	return `"archive":{"kid":"` + textBetween(m, `"intake":{"kid":"`, `"`) + `","rcpt":"` + textBetween(m, `"rcpt":"`, `"`) + `"}`
}

func (s *setupMaker) nexts() {
	signed := func(payload string, k ed25519.PrivateKey) string { return envelope("sg1/manifest", payload, k) }
	change := func(pairs ...string) string { return signed(with(s.m2, pairs...), ilseKey) }
	s.next("", "a member less", "@m2")
	s.next("D1", "seq twice", change(`"seq":2`, `"seq":2,"seq":2`))
	s.next("D5", "signed by a member who is no signer", signed(s.m2, benKey))
	s.next("D5", "names a root that is not there", change(`"root":1`, `"root":2`))
	s.next("D6", "another origin", change(origin, "https://other.example"))
	s.next("D7", "the same manifest again", "@m1")
	s.next("D7", "seq left out", change(`"seq":2`, `"seq":3`))
	s.next("D7", "prev wrong", change(hashText(s.m1), hashText(s.m2)))
	s.policies(func(check, what string, pairs ...string) { s.next(check, what, change(pairs...)) })
	newBen := with(s.ben, `"alias":"Ben"`, `"alias":"Benno"`)
	renamed := change(hashText(s.ben), hashText(newBen))
	s.next("", "a changed record, with the record", renamed, newBen)
	s.next("record", "a changed record, without the record", renamed)
	s.next("", "an unchanged record given once more", "@m2", "@ben")
	s.next("record", "record of somebody who is not in it", "@m2", "@xenia")
	joined := with(s.m2, `"members":{`, `"members":{"mZmZmZmZmZmZmZmZmZmZmQ":"`+hashText(s.stranger())+`",`)
	s.next("", "a new member, with the record", signed(joined, ilseKey), s.stranger())
	s.next("record", "a new member, without the record", signed(joined, ilseKey))
}

func (s *setupMaker) stranger() string {
	return with(s.ben, `"uid":"WFhYWFhYWFhYWFhYWFhYWA"`, `"uid":"mZmZmZmZmZmZmZmZmZmZmQ"`, `"alias":"Ben"`, `"alias":"Nora"`)
}

func (s *setupMaker) records() {
	change := func(pairs ...string) string { return with(s.ilse, pairs...) }
	s.record("", "as it should be", s.ilse)
	s.record("record", "v unknown", change(`"v":1`, `"v":2`))
	s.record("record", "missing key", change(`"alias":"Ilse",`, ``))
	s.record("record", "white space", change(`"v":1`, `"v": 1`))
	s.record("record", "another agency", change("ABEiM0RVZneImaq7zN3u_w", "qqqqqqqqqqqqqqqqqqqqqg"))
	s.record("record", "somebody else", s.ben)
	s.record("record", "role unknown", change(`"lead"`, `"owner"`))
	s.record("record", "a role twice", change(`"intake","lead"`, `"lead","lead"`))
	s.record("record", "no role", change(`["counsellor","intake","lead"]`, `[]`))
	rcpt := textBetween(s.ilse, `"rcpt":"`, `"`)
	s.record("record", "enc, kid of another", change("CyFfNYV9OKI", "sWK-w0DQF_0"))
	classic := "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
	s.record("record", "enc of the classic kind", change(rcpt, classic, "CyFfNYV9OKI", enc64(kid([]byte(classic)))))
	other := "age1pq2" + rcpt[7:]
	s.record("record", "enc with another prefix", change(rcpt, other, "CyFfNYV9OKI", enc64(kid([]byte(other)))))
	s.record("record", "enc without its prefix", change(rcpt, rcpt[7:], "CyFfNYV9OKI", enc64(kid([]byte(rcpt[7:])))))
	s.record("record", "enc one character short", change(rcpt, rcpt[:1958], "CyFfNYV9OKI", enc64(kid([]byte(rcpt[:1958])))))
	letter := rcpt[:1958] + "b"
	s.record("record", "enc with a letter that Bech32 does not have", change(rcpt, letter, "CyFfNYV9OKI", enc64(kid([]byte(letter)))))
	s.record("record", "sig, kid of another", change("9iSKAlHmaP8", kidOf(benKey)))
	weak, large := make([]byte, 32), slices.Repeat([]byte{0xff}, 32)
	large[31] = 0x7f // 2^255 - 1, above p
	for what, pub := range map[string][]byte{"sig of small order": weak, "sig not canonical": large} {
		s.record("record", what, change(textBetween(s.ilse, `"pub":"`, `"`), enc64(pub), "9iSKAlHmaP8", enc64(kid(pub))))
	}
	slices.SortStableFunc(s.file.Records[len(s.file.Records)-2:], func(a, b recordCase) int { return strings.Compare(a.What, b.What) })
	for _, alias := range [][2]string{
		{"alias empty", ``}, {"alias of 65 characters", strings.Repeat("a", 65)}, {"alias with a space at the end", `Ilse `},
		{"alias with a line feed", `Il\nse`}, {"alias that turns the direction of writing", `Il\u202ese`},
	} {
		s.record("record", alias[0], change(`"alias":"Ilse"`, `"alias":"`+alias[1]+`"`))
	}
	s.record("", "alias of 64 characters", change(`"alias":"Ilse"`, `"alias":"`+strings.Repeat("ä", 64)+`"`))
	s.record("record", "day that no calendar has", change(`"since":"2026-11-22"`, `"since":"2026-11-31"`))
}

func TestSetupVectors(t *testing.T) {
	members := loadChecks(t).Context.Members
	s := &setupMaker{directoryMaker: newDirectoryMaker(t), ilse: members[0], ben: members[1], xenia: members[2]}
	s.setups()
	s.nexts()
	s.records()
	s.file.About = "What the server checks of a directory (directory.md, 4): setup, the next manifest, member records. policy and record are checks of the server alone. today is 2026-11-23."
	s.file.Context = placeOnly{directoryContext.Agency, directoryContext.Origin}
	s.file.Texts = texts{"@root1": s.first, "@m1": s.one, "@m2": s.two, "@ilse": s.ilse, "@ben": s.ben, "@xenia": s.xenia}
	save(t, "setup.json", s.file)
	for _, c := range append(s.file.Setup, s.file.Next...) {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.setup(s.file.Texts, directoryContext), c.Refuse) })
	}
	for _, c := range s.file.Records {
		record, err := readStrict([]byte(c.Record), memberShape)
		if ok := err == nil && soundRecord(directoryContext, c.UID, record); ok != (c.Refuse == nil) {
			t.Errorf("record, %s: %v", c.What, ok)
		}
	}
}
