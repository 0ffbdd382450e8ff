package sg1

// checkRootChain is D3: root 1 stands at the beginning and signs itself; each later root names the one before it and is signed by
// enough signers of both.
func checkRootChain(roots []signedRoot) error {
	for i := range roots {
		r := &roots[i]
		if r.N != int64(i)+1 || !r.sound() || !r.hasEnough(r.Envelope) {
			return refuse(D3) // kill: S.D3.signs-itself
		}
		if i == 0 {
			if r.Prev != nil {
				return refuse(D3) // kill: S.D3.first-has-no-prev
			}
			continue
		}
		before := &roots[i-1]
		if r.Prev == nil || *r.Prev != HashOf(before.payload) || !before.hasEnough(r.Envelope) {
			return refuse(D3) // kill: S.D3.follows
		}
		if r.Agency != before.Agency || r.Origin != before.Origin {
			return refuse(D3) // kill: S.D3.same-place
		}
	}
	return nil
}

// sound reports whether the signers of a root are told apart by their ids and the ids fit. That the threshold can be reached is seen where
// signatures are counted.
func (r *signedRoot) sound() bool {
	seen := map[KeyID]bool{}
	for _, s := range r.Signers {
		if seen[s.Kid] || s.Kid != KeyIDOf(s.Pub[:]) {
			return false // kill: S.Roots.sound
		}
		seen[s.Kid] = true
	}
	return true
}

// hasEnough reports whether as many signers of r as its threshold asks for have signed e. A signer counts once.
func (r *signedRoot) hasEnough(e Envelope) bool {
	return r.count(e) >= r.Threshold // kill: S.D3.enough
}

// hasSigned reports whether a signer of r has signed e.
func (r *signedRoot) hasSigned(e Envelope) bool { return r.count(e) >= 1 } // kill: S.D5.has-signed

func (r *signedRoot) count(e Envelope) (signed int64) {
	message := AD(e.Typ, e.Payload)
	for _, s := range r.Signers {
		if sig, ok := e.signature(s.Kid); ok && Verify(s.Pub[:], message, sig[:]) {
			signed++
		}
	}
	return signed
}

// signature gives the first signature under a key id; no other counts for that key.
func (e Envelope) signature(kid KeyID) ([64]byte, bool) {
	for _, s := range e.Sigs {
		if s.Kid == kid {
			return s.Sig, true
		}
	}
	return [64]byte{}, false // kill: S.Roots.signature
}

func rootNamed(roots []signedRoot, n int64) *signedRoot {
	for i := range roots {
		if roots[i].N == n {
			return &roots[i]
		}
	}
	return nil
}
