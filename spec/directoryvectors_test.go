package spec

import (
	"crypto/ed25519"
	"strings"
	"testing"
)

// directoryMaker makes the cases of directory.json: what checks.directory in sg1.json leaves out.
type directoryMaker struct {
	t               testing.TB
	root1, m1, m2   string // payloads
	first, one, two string // their envelopes
	pin1            *pin   // of a reader who has seen manifest 1
	fp              string
	cases           []directoryCase
}

func newDirectoryMaker(t testing.TB) *directoryMaker {
	v := loadChecks(t)
	d := &directoryMaker{t: t, first: v.Texts.get("@1"), one: v.Texts.get("@2"), two: v.Texts.get("@3")}
	d.root1, d.m1, d.m2 = payloadOf(t, d.first), payloadOf(t, d.one), payloadOf(t, d.two)
	d.fp = fingerprintOf(d.root1)
	d.pin1 = &pin{d.fp, 1, 1, hashText(d.m1), 1}
	return d
}

func fingerprintOf(root1 string) string { return crock(sha([]byte(root1))[:16], 26) }

// add takes a case of a seeker who has seen manifest 1, unless change says otherwise. verdict is the check that must refuse, or "+"
// and the notice with which the case is accepted, if any.
func (d *directoryMaker) add(verdict, what, manifest string, change func(c *directoryCase)) {
	c := directoryCase{
		What: what, Roots: []string{"@root1"}, Manifest: manifest, Between: []string{}, Pin: d.pin1, PinnedManifest: ptr("@m1"),
		Realm: "seeker", Today: "2026-11-23",
	}
	if change != nil {
		change(&c)
	}
	if notice, accepted := strings.CutPrefix(verdict, "+"); accepted {
		_, _, p := c.directory(d.texts(), directoryContext)
		c.Notice, c.NewPin = strings.Fields(notice), &p
	} else {
		c.Refuse = &verdict
	}
	d.cases = append(d.cases, c)
}

var directoryContext = world{Agency: "ABEiM0RVZneImaq7zN3u_w", Origin: origin}

func (d *directoryMaker) texts() texts {
	return texts{"@root1": d.first, "@m1": d.one, "@m2": d.two}
}

// manifest signs a changed manifest 2 by the only root signer.
func (d *directoryMaker) manifest(pairs ...string) string {
	return envelope("sg1/manifest", with(d.m2, pairs...), ilseKey)
}

// newAgency is a first contact with other roots and a manifest that fits them.
func newAgency(roots ...string) func(c *directoryCase) {
	return func(c *directoryCase) { c.Roots, c.Pin, c.PinnedManifest = roots, nil, nil }
}

func (d *directoryMaker) shapes() {
	d.add("D1", "no root", "@m2", newAgency())
	root := func(pairs ...string) string { return envelope("sg1/root", with(d.root1, pairs...), ilseKey) }
	d.add("D1", "root, v unknown", "@m1", newAgency(root(`"v":1`, `"v":2`)))
	d.add("D1", "root, unknown key", "@m1", newAgency(root(`"also":[]`, `"also":[],"x":0`)))
	d.add("D1", "root, n 0", "@m1", newAgency(root(`"n":1`, `"n":0`)))
	d.add("D1", "root, threshold 0", "@m1", newAgency(root(`"threshold":1`, `"threshold":0`)))
	d.add("D1", "root typed as a manifest", "@m1", newAgency(envelope("sg1/manifest", d.root1, ilseKey)))
	d.add("D1", "envelope with an unknown key", strings.Replace(d.two, `{"typ"`, `{"x":0,"typ"`, 1), nil)
	d.add("D1", "envelope with white space", d.two+"\n", nil)
	d.add("D1", "payload with padding", strings.Replace(d.two, `","sigs"`, `==","sigs"`, 1), nil)
	short := signatureOf("sg1/manifest", d.m2, ilseKey)
	short.Sig = short.Sig[:84]
	d.add("D1", "signature of 63 bytes", envelopeOf("sg1/manifest", d.m2, []signature{short}), nil)
	d.add("D1", "word of the policy unknown", d.manifest(`"retention":"none"`, `"retention":"ever"`), nil)
	d.add("D1", "day that no calendar has", d.manifest(`"at":"2026-11-23"`, `"at":"2026-02-30"`), nil)
	d.add("D1", "word of supervision unknown", d.manifest(`"supervision":"off"`, `"supervision":"on"`), nil)
	d.add("D1", "word of linking unknown", d.manifest(`"relink":"off"`, `"relink":"on"`), nil)
	d.add("D1", "word of live messages unknown", d.manifest(`"live":"keep"`, `"live":"ever"`), nil)
	d.add("D1", "root 0", d.manifest(`"root":1`, `"root":0`), nil)
	d.add("D1", "seq 0", d.manifest(`"seq":2`, `"seq":0`), nil)
	rcpt := textBetween(d.m2, `"rcpt":"`, `"`)
	d.add("D1", "recipient of the classic kind", d.manifest(rcpt, "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"), nil)
	classic := `{"kid":"9iSKAlHmaP8","rcpt":"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"}`
	d.add("D1", "continuity recipient of the classic kind", d.manifest(`"continuity":null`, `"continuity":`+classic), nil)
	d.add("D1", "archive recipient of the classic kind", d.manifest(`"archive":null`, `"archive":`+classic), nil)
	d.add("D1", "member under no id", d.manifest(`"V1dXV1dXV1dXV1dXV1dXVw"`, `"V1dXV1dXV1dXV1dXV1dXVx"`), nil)
}

func textBetween(s, from, to string) string {
	_, rest, _ := strings.Cut(s, from)
	middle, _, _ := strings.Cut(rest, to)
	return middle
}

// signers writes the signer list of a root.
func signers(keys ...ed25519.PrivateKey) string {
	var out []string
	for _, k := range keys {
		out = append(out, `{"kid":"`+kidOf(k)+`","pub":"`+enc64(pubOf(k))+`","label":"lead"}`)
	}
	return "[" + strings.Join(out, ",") + "]"
}

func (d *directoryMaker) roots() {
	one := `[` + textBetween(d.root1, `"signers":[`, `]`) + `]`
	sign := func(payload string, keys ...ed25519.PrivateKey) string { return envelope("sg1/root", payload, keys...) }
	d.add("D3", "root 1 not signed by its own signer", "@m1", newAgency(sign(d.root1, signer2Key)))
	d.add("D3", "root 1 with n 2", envelope("sg1/manifest", with(d.m1, `"root":1`, `"root":2`), ilseKey), newAgency(sign(with(d.root1, `"n":1`, `"n":2`), ilseKey)))
	d.add("D3", "root 1 with prev", "@m1", newAgency(sign(with(d.root1, `"prev":null`, `"prev":"`+hashText(d.root1)+`"`), ilseKey)))
	d.add("D3", "threshold above the number of signers", "@m1", newAgency(sign(with(d.root1, `"threshold":1`, `"threshold":2`), ilseKey)))
	d.add("D3", "kid does not fit pub", "@m1", newAgency(envelopeOf("sg1/root", with(d.root1, `"kid":"`+kidOf(ilseKey), `"kid":"`+kidOf(benKey)),
		[]signature{{kidOf(benKey), signatureOf("sg1/root", with(d.root1, `"kid":"`+kidOf(ilseKey), `"kid":"`+kidOf(benKey)), ilseKey).Sig}})))
	d.add("D3", "one signer listed twice for a threshold of 2", "@m1",
		newAgency(sign(with(d.root1, one, signers(ilseKey, ilseKey), `"threshold":1`, `"threshold":2`), ilseKey, ilseKey)))
	both := with(d.root1, one, signers(ilseKey, signer2Key), `"threshold":1`, `"threshold":2`)
	d.add("+D2", "two signers, threshold 2, both signed", "@m1", newAgency(sign(both, ilseKey, signer2Key)))
	d.add("D3", "two signers, threshold 2, one signed", "@m1", newAgency(sign(both, ilseKey)))
	d.add("D3", "two signers, threshold 2, one signed twice", "@m1", newAgency(sign(both, ilseKey, ilseKey)))
	weak := make([]byte, 32)
	weak[0] = 1 // the neutral point: signs everything
	weakRoot := with(d.root1, one, `[{"kid":"`+enc64(kid(weak))+`","pub":"`+enc64(weak)+`","label":"lead"}]`)
	anything := []signature{{enc64(kid(weak)), enc64(append(weak, make([]byte, 32)...))}}
	d.add("D3", "signer key of small order, for which every signature is good", envelopeOf("sg1/manifest", d.m1, anything), newAgency(envelopeOf("sg1/root", weakRoot, anything)))
	d.laterRoots(one, both)
}

func (d *directoryMaker) laterRoots(one, both string) {
	second := with(d.root1, `"n":1`, `"n":2`, `"prev":null`, `"prev":"`+hashText(d.root1)+`"`, one, signers(signer2Key))
	third := with(d.root1, `"n":1`, `"n":3`, `"prev":null`, `"prev":"`+hashText(second)+`"`)
	sign := func(payload string, keys ...ed25519.PrivateKey) string { return envelope("sg1/root", payload, keys...) }
	manifest := func(n string, k ed25519.PrivateKey) string {
		return envelope("sg1/manifest", with(d.m2, `"root":1`, `"root":`+n), k)
	}
	later := func(roots ...string) func(*directoryCase) {
		return func(c *directoryCase) { c.Roots = append([]string{"@root1"}, roots...) }
	}
	good := sign(second, ilseKey, signer2Key)
	d.add("+", "three roots", manifest("3", ilseKey), later(good, sign(third, signer2Key, ilseKey)))
	d.add("D3", "root 3 names root 1 as the one before", manifest("3", ilseKey),
		later(good, sign(with(third, hashText(second), hashText(d.root1)), signer2Key, ilseKey)))
	d.add("D3", "root 3 signed by the signer of root 1 only", manifest("3", ilseKey), later(good, sign(third, ilseKey)))
	d.add("D3", "root 2 without prev", manifest("2", signer2Key), later(sign(with(second, `"prev":"`+hashText(d.root1)+`"`, `"prev":null`), ilseKey, signer2Key)))
	d.add("D3", "root 2 of another agency", manifest("2", signer2Key), later(sign(with(second, "ABEiM0RVZneImaq7zN3u_w", "qqqqqqqqqqqqqqqqqqqqqg"), ilseKey, signer2Key)))
	after := with(second, hashText(d.root1), hashText(both))
	strict := envelope("sg1/root", both, ilseKey, signer2Key)
	d.add("D3", "root 2 signed by one of the two that root 1 asks for", manifest("2", signer2Key), newAgency(strict, sign(after, signer2Key)))
	d.add("+D2", "root 2 signed by both that root 1 asks for", manifest("2", signer2Key), newAgency(strict, sign(after, ilseKey, signer2Key)))
}

func (d *directoryMaker) manifests() {
	good := signatureOf("sg1/manifest", d.m2, ilseKey)
	bad := good
	bad.Sig = signatureOf("sg1/manifest", d.m1, ilseKey).Sig
	d.add("D5", "no signature", envelopeOf("sg1/manifest", d.m2, []signature{}), nil)
	d.add("D5", "signature over another manifest", envelopeOf("sg1/manifest", d.m2, []signature{bad}), nil)
	d.add("D5", "signature made for a root", envelopeOf("sg1/manifest", d.m2, []signature{signatureOf("sg1/root", d.m2, ilseKey)}), nil)
	d.add("D5", "first of two signatures with one kid is bad", envelopeOf("sg1/manifest", d.m2, []signature{bad, good}), nil)
	d.add("+", "a stranger's signature beside the signer's", envelope("sg1/manifest", d.m2, xeniaKey, ilseKey), nil)
	d.add("D6", "the page has another origin", "@m2", func(c *directoryCase) { c.Origin = ptr("https://other.example") })
	other := func(s string) string {
		return strings.Replace(s, "ABEiM0RVZneImaq7zN3u_w", "qqqqqqqqqqqqqqqqqqqqqg", 1)
	}
	d.add("D6", "root and manifest of another agency", envelope("sg1/manifest", other(d.m1), ilseKey), newAgency(envelope("sg1/root", other(d.root1), ilseKey)))
	moved := func(s string) string { return strings.Replace(s, origin, "https://other.example", 1) }
	d.add("D6", "root of another agency, manifest of this one", "@m1", newAgency(envelope("sg1/root", other(d.root1), ilseKey)))
	d.add("D6", "root of another origin, manifest of this one", "@m1", newAgency(envelope("sg1/root", moved(d.root1), ilseKey)))
	d.add("D7", "manifest 1 names one before it", envelope("sg1/manifest", with(d.m1, `"prev":null`, `"prev":"`+hashText(d.m2)+`"`), ilseKey), newAgency("@root1"))
	d.add("D7", "manifest 2 names none before it", d.manifest(`"prev":"`+hashText(d.m1)+`"`, `"prev":null`), newAgency("@root1"))
	d.add("+", "pinned, and a link with another fingerprint", "@m2", func(c *directoryCase) { c.F = ptr("00000000000000000000000000") })
	d.add("+", "on the day of renewal", "@m2", func(c *directoryCase) { c.Today = "2027-02-20" })
	d.add("+D9", "the day after", "@m2", func(c *directoryCase) { c.Today = "2027-02-21" })
}

func (d *directoryMaker) between() {
	next := func(payload, seq string) string {
		return with(d.m2, `"seq":2`, `"seq":`+seq, `"prev":"`+hashText(d.m1)+`"`, `"prev":"`+hashText(payload)+`"`)
	}
	sign := func(payload string) string { return envelope("sg1/manifest", payload, ilseKey) }
	m3 := next(d.m2, "3")
	m4 := next(m3, "4")
	staff := func(between ...string) func(*directoryCase) {
		return func(c *directoryCase) { c.Realm, c.Between = "staff", between }
	}
	through := func(b string) string { return next(b, "4") } // a manifest 4 that follows b
	d.add("+", "staff, two between", sign(m4), staff("@m2", sign(m3)))
	d.add("D7", "staff, nothing between", sign(m4), staff())
	d.add("D7", "staff, two between in the wrong order", sign(m4), staff(sign(m3), "@m2"))
	d.add("D7", "staff, the newest itself among those between", sign(m4), staff("@m2", sign(m3), sign(m4)))
	d.add("D7", "staff, the newest does not name the last one between", sign(next(d.m2, "4")), staff("@m2", sign(m3)))
	branch := with(d.m2, hashText(d.m1), hashText(d.root1)) // a manifest 2 that follows something else
	branch3 := next(branch, "3")
	d.add("D7", "staff, the first one between does not follow the pinned one", sign(next(branch3, "4")), staff(sign(branch), sign(branch3)))
	jump := next(d.m2, "4")
	d.add("D7", "staff, a number is left out between", sign(next(jump, "5")), staff("@m2", sign(jump)))
	d.add("D7", "staff, a number is left out before the newest", sign(jump), staff("@m2"))
	spaced := strings.Replace(m3, `"seq":3`, `"seq": 3`, 1)
	d.add("D7", "staff, between is no strict JSON", sign(through(spaced)), staff("@m2", sign(spaced)))
	foreign := strings.Replace(m3, "ABEiM0RVZneImaq7zN3u_w", "qqqqqqqqqqqqqqqqqqqqqg", 1)
	d.add("D7", "staff, between of another agency", sign(through(foreign)), staff("@m2", sign(foreign)))
	moved := with(m3, origin, "https://other.example")
	d.add("D7", "staff, between of another origin", sign(through(moved)), staff("@m2", sign(moved)))
	seven := with(d.m2, `"seq":2`, `"seq":7`)
	d.add("D7", "staff, between has a number of its own", sign(next(seven, "3")), staff(sign(seven)))
	loose := with(m3, `"prev":"`+hashText(d.m2)+`"`, `"prev":null`)
	d.add("D7", "staff, between names none before it", sign(through(loose)), staff("@m2", sign(loose)))
	d.add("D7", "a seeker who has seen a later manifest", "@m2", func(c *directoryCase) {
		c.Pin, c.PinnedManifest = &pin{d.fp, 1, 3, hashText(m3), 1}, ptr(sign(m3))
	})
	rootless := with(m3, `"root":1`, `"root":2`)
	d.add("D7", "staff, between names a root that is not there", sign(through(rootless)), staff("@m2", sign(rootless)))
}

func (d *directoryMaker) policies() {
	d.add("D8", "pinned manifest not given", "@m2", func(c *directoryCase) { c.PinnedManifest = nil })
	d.add("+", "the same manifest again, for which none is compared", "@m1", func(c *directoryCase) { c.PinnedManifest = nil })
	d.add("D8", "pinned manifest is none", "@m2", func(c *directoryCase) { c.PinnedManifest = ptr("{}") })
	for _, c := range [][]string{
		{"+D8", "documentation kept", `"retention":"none","years":0`, `"retention":"doc","years":1`, `"archive":null`, archiveOf(d.m1)},
		{"+D8", "supervision switched on", `"supervision":"off"`, `"supervision":"logged"`},
		{"+D8", "linking switched on", `"relink":"off"`, `"relink":"confirmed"`},
		{"+", "groups switched on: no notice", `"groups":false`, `"groups":true`},
		{"+", "closed cases stay longer: no notice", `"close_days":180`, `"close_days":360`},
	} {
		d.add(c[0], c[1], d.manifest(c[2:]...), nil)
	}
	kept := with(d.m1, `"retention":"none","years":0`, `"retention":"doc","years":10`, `"archive":null`, archiveOf(d.m1))
	after := func(years string) string {
		return with(kept, `"seq":1`, `"seq":2`, `"prev":null`, `"prev":"`+hashText(kept)+`"`, `"years":10`, `"years":`+years)
	}
	keeping := func(c *directoryCase) {
		c.PinnedManifest = ptr(envelope("sg1/manifest", kept, ilseKey))
		c.Pin = &pin{d.fp, 1, 1, hashText(kept), 1}
	}
	d.add("+D8", "kept for more years", envelope("sg1/manifest", after("11"), ilseKey), keeping)
	d.add("+", "kept for as many years: no notice", envelope("sg1/manifest", after("10"), ilseKey), keeping)
	d.add("+", "kept for fewer years: no notice", envelope("sg1/manifest", after("9"), ilseKey), keeping)
	d.add("+", "no longer kept: no notice", envelope("sg1/manifest", with(after("10"), `"retention":"doc","years":10`, `"retention":"none","years":0`), ilseKey), keeping)
	loose := with(d.m1, `"continuity":false`, `"continuity":true`)
	d.add("+", "continuity switched off: no notice", d.manifest(hashText(d.m1), hashText(loose)), func(c *directoryCase) {
		c.PinnedManifest = ptr(envelope("sg1/manifest", loose, ilseKey))
		c.Pin = &pin{d.fp, 1, 1, hashText(loose), 1}
	})
}

func TestDirectoryVectors(t *testing.T) {
	d := newDirectoryMaker(t)
	d.shapes()
	d.roots()
	d.manifests()
	d.between()
	d.policies()
	file := directoryFile{
		About: "Directories beyond checks.directory of sg1.json, in the same form. origin, where a case has one, is the page's; else that of the context. Every case is valid but for what it says.",
		Texts: d.texts(), Context: placeOnly{directoryContext.Agency, directoryContext.Origin}, Directory: d.cases,
	}
	save(t, "directory.json", file)
	checks{Texts: file.Texts, Context: directoryContext, Directory: file.Directory}.runDirectory(t)
}

type placeOnly struct {
	Agency string `json:"agency"`
	Origin string `json:"origin"`
}

type directoryFile struct {
	About     string          `json:"about"`
	Context   placeOnly       `json:"context"`
	Texts     texts           `json:"texts"`
	Directory []directoryCase `json:"directory"`
}
