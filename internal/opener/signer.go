package opener

import (
	"siegel/internal/sg1"
)

// signature is MANIFEST.sig.
type signature struct {
	Kid sg1.KeyID `json:"kid"`
	Pub [32]byte  `json:"pub"`
	Sig [64]byte  `json:"sig"`
}

// directory is directory.json: what the agency had signed about its people when the case was exported.
type directory struct {
	Roots    []string `json:"roots"`
	Manifest string   `json:"manifest"`
	Record   string   `json:"record"`
}

// signer checks who signed the list: a member of the agency's directory of that day. It gives the alias, and the fingerprint of the directory: that it is the
// agency's own, only the recovery sheet can say. Errors: ErrCase, ErrChanged.
func (c Case) signer(list, sigText []byte) (alias, fingerprint string, err error) {
	var sig signature
	var dir directory
	if sg1.Decode(sigText, &sig) != nil || sg1.Decode(c.Text("directory.json"), &dir) != nil {
		return "", "", ErrCase // kill: S.Signer.signer-unreadable
	}
	m := c.Manifest
	// The day is left out: a directory that was not renewed since is no fault of the archive's.
	read, err := sg1.VerifyDirectory(sg1.Chain{Roots: dir.Roots, Manifest: dir.Manifest, Agency: m.Agency, Origin: m.Origin})
	if err != nil {
		return "", "", ErrChanged // kill: S.Signer.signer-directory
	}
	if read.Manifest.Seq != m.MSeq || read.Manifest.Members[m.By] != sg1.HashOf([]byte(dir.Record)) {
		return "", "", ErrChanged // kill: S.Signer.signer-record
	}
	member, err := sg1.CheckRecord(m.Agency, m.By, dir.Record)
	if err != nil || member.Sig.Kid != m.ByKid || member.Sig.Kid != sig.Kid || member.Sig.Pub != sig.Pub {
		return "", "", ErrChanged // kill: S.Signer.signer-key
	}
	if !sg1.Verify(sig.Pub[:], sg1.AD("sg1/export", list), sig.Sig[:]) {
		return "", "", ErrChanged // kill: S.Signer.signer-signature
	}
	return member.Alias, read.Pin.RootFP, nil
}
