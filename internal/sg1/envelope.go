package sg1

// The types of documents that the directory knows.
const (
	typRoot     = "sg1/root"
	typManifest = "sg1/manifest"
	suite       = 1 // the only set of algorithms so far
)

// signedRoot is a root with the bytes that were signed.
type signedRoot struct {
	Root
	Envelope
	payload []byte
}

// signedManifest is a manifest with the bytes that were signed and their hash.
type signedManifest struct {
	Manifest
	Envelope
	hash Hash
}

// readEnvelope is D1 for an envelope of one type and its payload, into the struct that payload points to.
func readEnvelope(text, typ string, payload any) (Envelope, error) {
	var e Envelope
	if Decode([]byte(text), &e) != nil || e.Typ != typ || Decode(e.Payload, payload) != nil {
		return Envelope{}, refuse(D1) // kill: S.D1.read-envelope
	}
	return e, nil
}

func readRoots(texts []string) ([]signedRoot, error) {
	if len(texts) == 0 {
		return nil, refuse(D1) // kill: S.D1.no-roots
	}
	roots := make([]signedRoot, len(texts))
	for i, text := range texts {
		r := &roots[i]
		var err error
		if r.Envelope, err = readEnvelope(text, typRoot, &r.Root); err != nil {
			return nil, err
		}
		if r.V != 1 || r.N < 1 || r.Threshold < 1 {
			return nil, refuse(D1) // kill: S.D1.root-bounds
		}
		r.payload = r.Envelope.Payload
	}
	return roots, nil
}

func readManifest(text string) (signedManifest, error) {
	var m signedManifest
	var err error
	if m.Envelope, err = readEnvelope(text, typManifest, &m.Manifest); err != nil {
		return signedManifest{}, err
	}
	if m.V != 1 || m.MinSuite != suite || m.Seq < 1 || m.Root < 1 || !m.Policy.known() || !m.keepsSoundly() || !m.Roles.areHybrid() {
		return signedManifest{}, refuse(D1) // kill: S.D1.manifest-bounds
	}
	m.hash = HashOf(m.Payload)
	return m, nil
}

// follows reports whether the manifest names the one with this hash as the one before it.
func (m Manifest) follows(hash Hash) bool { return m.Prev != nil && *m.Prev == hash } // kill: S.D7.follows

// known reports whether every word of the policy is one that the rules name.
func (p PolicyText) known() bool {
	return oneOf(p.Retention, "none", "doc") && oneOf(p.Supervision, "off", "logged") && // kill: S.D1.policy-words
		oneOf(p.Relink, "off", "confirmed") && oneOf(p.Live, "keep", "drop")
}

// MostYears is how long documentation is kept at most.
const MostYears = 30

// keepsSoundly reports whether the words about documentation agree: who keeps it says for how many years, and has a key that still opens it then.
// An archive key may outlive the duty: what was sealed before still has to be opened.
func (m Manifest) keepsSoundly() bool {
	if m.Policy.Retention == "none" {
		return m.Policy.Years == 0 // kill: S.D1.years-of-nothing
	}
	return m.Policy.Years >= 1 && m.Policy.Years <= MostYears && m.Roles.Archive != nil // kill: S.D1.documentation
}

func oneOf(s string, words ...string) bool {
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false // kill: S.Envelope.one-of
}

// ReadManifest reads a manifest without checking who signed it, and gives the hash of its payload: enough to tell a repetition or
// a lost race from a forgery. Errors are *[Refusal] with D1.
func ReadManifest(text string) (Manifest, Hash, error) {
	m, err := readManifest(text)
	return m.Manifest, m.hash, err
}
