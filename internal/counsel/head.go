package counsel

import "time"

// Head is the newest entry of an audit chain, as far as whoever checks it has to know it. Seq 0: there is none.
type Head struct {
	Seq  int64
	At   time.Time
	Hash [32]byte
}

// SignedHead is a head that a lead's browser has found to follow what it knew, with its signature.
type SignedHead struct {
	Head
	Anew bool   // it did not follow, and the lead goes on all the same
	Text string // the signed envelope sg1/audit, opaque here
}

// LeadHead is what a lead's browser has signed last. Seq and Hash are what the server was told; whoever compares looks into the text.
type LeadHead struct {
	By   ID
	Seq  int64
	Hash [32]byte
	Text string
}

// maxSignedHead bounds an envelope with one signature.
const maxSignedHead = 1024

// Fit checks what the server can see. Errors: bad_request.
func (h SignedHead) Fit() error {
	if h.Seq < 1 || h.Text == "" || len(h.Text) > maxSignedHead {
		return RefuseField(BadRequest, "head") // kill: S.Head.fit-head
	}
	return nil
}
