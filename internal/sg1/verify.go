package sg1

import "siegel/internal/counsel"

// Chain is what a reader of an agency's directory has in hand: what the server gave and what the reader knew before.
type Chain struct {
	Roots    []string // envelopes, root 1 first
	Manifest string   // envelope
	Between  []string // envelopes of the manifests after the pinned one and before Manifest, oldest first

	Agency counsel.ID // the agency asked for
	Origin string     // where the reader is
	Staff  bool       // staff readers take no manifest without those between
	Today  string     // 2026-11-22

	Fingerprint    string // of the agency's link, or empty
	Pin            *Pin   // what the reader saw last, or nil
	PinnedManifest string // envelope of the manifest that Pin names, for comparing policies
}

// Pin is what a reader remembers of a directory.
type Pin struct {
	RootFP string `json:"root_fp"`
	N      int64  `json:"n"`
	Seq    int64  `json:"seq"`
	Hash   Hash   `json:"hash"`
	Suite  int64  `json:"suite"`
}

// Result is a directory that passed all checks. Notices holds D2 (first contact), D8 (policy weaker than before) and D9 (past renew).
type Result struct {
	Root     Root // the newest
	Manifest Manifest
	Notices  []string
	Pin      Pin // D10: to be remembered now
}

// VerifyDirectory makes the checks D1 to D9 of spec/directory.md in their order and gives what D10 pins. Errors are *[Refusal].
func VerifyDirectory(in Chain) (Result, error) {
	roots, err := readRoots(in.Roots)
	if err != nil {
		return Result{}, err
	}
	m, err := readManifest(in.Manifest)
	if err != nil {
		return Result{}, err
	}
	first, err := checkFirstRoot(in, roots[0])
	if err != nil {
		return Result{}, err
	}
	if err := checkRootChain(roots); err != nil { // kill: S.Verify.verify-directory-asks-root-chain
		return Result{}, err
	}
	newest := roots[len(roots)-1]
	if in.Pin != nil && newest.N < in.Pin.N {
		return Result{}, refuse(D4) // kill: S.D4.verify-directory
	}
	if err := checkManifest(in, roots, m); err != nil { // kill: S.Verify.verify-directory-asks-manifest
		return Result{}, err
	}
	weaker, err := comparePolicies(in, m)
	if err != nil {
		return Result{}, err
	}
	pin := Pin{RootFP: Fingerprint(roots[0].payload), N: newest.N, Seq: m.Seq, Hash: m.hash, Suite: m.MinSuite}
	late := string(m.Renew) < in.Today // D9
	return Result{Root: newest.Root, Manifest: m.Manifest, Pin: pin, Notices: notices(first, weaker, late)}, nil
}

func notices(first, weaker, late bool) []string {
	out := []string{}
	for _, n := range []struct {
		on bool
		id string
	}{{first, D2}, {weaker, D8}, {late, D9}} {
		if n.on {
			out = append(out, n.id)
		}
	}
	return out
}

// checkFirstRoot is D2: the pin, else the fingerprint of the link, else trust on first use, which it reports.
func checkFirstRoot(in Chain, root signedRoot) (first bool, err error) {
	want := in.Fingerprint
	if in.Pin != nil {
		want = in.Pin.RootFP
	}
	if want != "" && want != Fingerprint(root.payload) {
		return false, refuse(D2) // kill: S.D2.first-root
	}
	return want == "", nil
}

// checkManifest is D5, D6 and D7 for the newest manifest.
func checkManifest(in Chain, roots []signedRoot, m signedManifest) error {
	newest := roots[len(roots)-1]
	if m.Root != newest.N || !newest.hasSigned(m.Envelope) {
		return refuse(D5) // kill: S.D5.manifest
	}
	if m.Agency != newest.Agency || m.Origin != newest.Origin || m.Agency != in.Agency || m.Origin != in.Origin {
		return refuse(D6) // kill: S.D6.manifest
	}
	return checkSequence(in, roots, m) // kill: S.Verify.manifest-asks-sequence
}

// checkSequence is D7.
func checkSequence(in Chain, roots []signedRoot, m signedManifest) error {
	if (m.Seq == 1) != (m.Prev == nil) {
		return refuse(D7) // kill: S.D7.first-has-no-prev
	}
	if in.Pin == nil {
		return nil
	}
	switch pin := in.Pin; {
	case m.Seq < pin.Seq:
		return refuse(D7) // kill: S.D7.behind-the-pin
	case m.Seq == pin.Seq:
		if m.hash != pin.Hash {
			return refuse(D7) // kill: S.D7.other-than-the-pin
		}
	case m.Seq == pin.Seq+1:
		if !m.follows(pin.Hash) {
			return refuse(D7) // kill: S.D7.after-the-pin
		}
	case in.Staff:
		return checkBetween(in, roots, m) // kill: S.Verify.sequence-asks-between
	}
	return nil
}

// checkBetween is the rest of D7: every manifest from the pinned one to m, each naming the one before it and signed by a signer of
// the root that it names.
func checkBetween(in Chain, roots []signedRoot, m signedManifest) error {
	seq, hash := in.Pin.Seq, in.Pin.Hash
	for _, text := range in.Between {
		b, err := readManifest(text)
		if err != nil {
			return refuse(D7) // kill: S.D7.between-unreadable
		}
		root := rootNamed(roots, b.Root)
		if root == nil || !root.hasSigned(b.Envelope) || b.Agency != m.Agency || b.Origin != m.Origin {
			return refuse(D7) // kill: S.D7.between-signed
		}
		if b.Seq != seq+1 || !b.follows(hash) {
			return refuse(D7) // kill: S.D7.between-follows
		}
		seq, hash = b.Seq, b.hash
	}
	if m.Seq != seq+1 || !m.follows(hash) {
		return refuse(D7) // kill: S.D7.newest-follows
	}
	return nil
}

// comparePolicies is D8: whether the policy became weaker than that of the pinned manifest, which is known by its hash.
func comparePolicies(in Chain, m signedManifest) (weaker bool, err error) {
	if in.Pin == nil || m.hash == in.Pin.Hash {
		return false, nil
	}
	before, err := readManifest(in.PinnedManifest)
	if err != nil || before.hash != in.Pin.Hash {
		return false, refuse(D8) // kill: S.D8.compare-policies
	}
	return m.Policy.weakerThan(before.Policy), nil
}

// weakerThan reports whether p keeps content longer than q or shows it to more people.
func (p PolicyText) weakerThan(q PolicyText) bool {
	return p.Retention == "doc" && q.Retention == "none" || p.Years > q.Years || // kill: S.D8.weaker
		p.Continuity && !q.Continuity ||
		p.Supervision == "logged" && q.Supervision == "off" ||
		p.Relink == "confirmed" && q.Relink == "off"
}
