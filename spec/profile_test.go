package spec

import (
	"crypto/ed25519"
	"testing"
)

type profileCase struct {
	What    string  `json:"what"`
	Refuse  *string `json:"refuse"`
	UID     string  `json:"uid"`
	JSON    string  `json:"json"`
	Version int64   `json:"version"`
	Pinned  *struct {
		Pub     string `json:"pub"`
		Version int64  `json:"version"`
	} `json:"pinned"`
}

// profile gives the check of message.md, 5, that refuses, or "".
func (c profileCase) profile(t texts, w world) string {
	p, err := readStrict([]byte(t.get(c.JSON)), profileShape)
	if err != nil || p["v"] != int64(1) {
		return "P1"
	}
	enc, pin := p["enc"].(object), p["pin"].(object)
	rcpt, pub := enc["rcpt"].(string), raw(pin["pub"])
	signed := ad("sg1/enc", raw(w.Agency), raw(w.Case), raw(w.Seeker), rcpt)
	if enc["kid"] != enc64(kid([]byte(rcpt))) || pin["kid"] != enc64(kid(pub)) || c.UID != w.Seeker || !verify(pub, signed, raw(p["enc_sig"])) {
		return "P1"
	}
	if c.Pinned != nil && (pin["pub"] != c.Pinned.Pub || c.Version < c.Pinned.Version) {
		return "P2"
	}
	return ""
}

func TestProfiles(t *testing.T) {
	all := loadChecks(t)
	if len(all.Profiles) != 8 {
		t.Errorf("%d cases, want 8", len(all.Profiles))
	}
	for _, c := range all.Profiles {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.profile(all.Texts, all.Context), c.Refuse) })
	}
}

func TestProfileEntry(t *testing.T) {
	b := loadBase(t)
	v := b.Profile
	v.sealed.check(t, b.Epoch.CK[0], ad("sg1/profile", agency, theCase, 0, []byte(b.CKID), 1))
	v.sealed.checkShape(t, profileShape)
	p, err := readStrict([]byte(v.JSON), profileShape)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "enc_ad", v.EncAD, ad("sg1/enc", agency, theCase, seeker, p["enc"].(object)["rcpt"].(string)))
	key := ed25519.NewKeyFromSeed(v.PinSeed)
	same(t, "enc_sig", ed25519.Sign(key, v.EncAD), raw(p["enc_sig"]))
}
