package opener

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"
	"slices"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// caseKeys open what was written in one epoch. Without a note key there are no notes.
type caseKeys struct{ ck, nk []byte }

// grantText is what a grant to the archive says (spec/grant.md).
type grantText struct {
	V      int         `json:"v"`
	Agency counsel.ID  `json:"agency"`
	Obj    string      `json:"obj"`
	ID     counsel.ID  `json:"id"`
	Epoch  int64       `json:"epoch"`
	CK     [32]byte    `json:"ck"`
	CKID   counsel.ID  `json:"ck_id"`
	NK     *[32]byte   `json:"nk"`
	NKID   *counsel.ID `json:"nk_id"`
	To     struct {
		Role string `json:"role"`
	} `json:"to"`
	ToKid sg1.KeyID  `json:"to_kid"`
	By    counsel.ID `json:"by"`
	ByKid *sg1.KeyID `json:"by_kid"`
	Why   string     `json:"why"`
	MSeq  *int64     `json:"mseq"`
	Until *sg1.Date  `json:"until"`
	Link  *[32]byte  `json:"link"`
	At    sg1.Date   `json:"at"`
}

// unwrap opens the age file of a grant with the archive's key (G1). Errors: ErrOtherKey, ErrCase.
func unwrap(key *age.HybridIdentity, file []byte) ([]byte, error) {
	if sg1.CheckAgeFile(file) != nil { // kill: S.G1.unwrap-asks-check-age-file
		return nil, ErrCase // kill: S.G1.unwrap
	}
	plain, err := age.Decrypt(bytes.NewReader(file), key)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return nil, ErrOtherKey // kill: S.G3.unwrap
	}
	if err != nil {
		return nil, ErrCase // kill: S.G1.unwrap-age
	}
	text, err := io.ReadAll(io.LimitReader(plain, sg1.MaxAgeFile))
	if err != nil {
		return nil, ErrCase // kill: S.G1.unwrap-read
	}
	return text, nil
}

// granted opens the staff's grant to the archive and makes the checks G1 to G7 of spec/grant.md, but that it opens something real, which keysOf asks.
// Errors: ErrOtherKey, ErrCase.
func (u *unsealing) granted(key *age.HybridIdentity) (g grantText, err error) {
	text, err := unwrap(key, u.Grant.File)
	if err != nil {
		return g, err
	}
	var e sg1.Envelope
	if sg1.Decode(text, &e) != nil || e.Typ != "sg1/grant" || sg1.Decode(e.Payload, &g) != nil || g.V != 1 || g.Obj != "case" {
		return g, ErrCase // kill: S.G2.granted
	}
	if g.To.Role != "archive" || g.ToKid != sg1.KeyIDOf([]byte(key.Recipient().String())) {
		return g, ErrCase // kill: S.G3.granted
	}
	if g.Agency != u.Agency.ID || g.ID != u.Case.ID || g.Epoch != u.Case.Epoch || g.CKID != u.Case.CKID || g.NKID == nil || *g.NKID != u.Case.NKID {
		return g, ErrCase // kill: S.G4.granted
	}
	if !fits(g.CK[:], "sg1/ck-id", g.CKID) || g.NK == nil || !fits(g.NK[:], "sg1/nk-id", *g.NKID) {
		return g, ErrCase // kill: S.G5.granted
	}
	if g.Why != "archive" || g.MSeq == nil || g.ByKid == nil || g.Until != nil || len(e.Sigs) != 1 {
		return g, ErrCase // kill: S.G6.granted-why
	}
	giver, ok := u.memberAt(*g.MSeq, g.By)
	if !ok || !slices.ContainsFunc([]string{"intake", "counsellor", "lead"}, giver.Has) || giver.Sig.Kid != *g.ByKid {
		return g, ErrCase // kill: S.G6.granted-by
	}
	if e.Sigs[0].Kid != giver.Sig.Kid || !sg1.Verify(giver.Sig.Pub[:], sg1.AD("sg1/grant", e.Payload), e.Sigs[0].Sig[:]) {
		return g, ErrCase // kill: S.G6.granted-signature
	}
	return g, nil
}

func fits(key []byte, info string, id counsel.ID) bool {
	return bytes.Equal(derive(key, nil, info, len(id)), id[:]) // kill: S.G5.fits
}

// keysOf gives the keys of every epoch: the newest from the grant, those before along the back-links (G7). Errors: ErrOtherKey, ErrCase.
func (u *unsealing) keysOf(key *age.HybridIdentity) error {
	g, err := u.granted(key)
	if err != nil {
		return err
	}
	keys := caseKeys{g.CK[:], g.NK[:]}
	u.keys = map[int64]caseKeys{g.Epoch: keys}
	for epoch := g.Epoch; epoch > 0; epoch-- {
		if keys, err = u.before(epoch, keys); err != nil {
			return err
		}
		u.keys[epoch-1] = keys
	}
	if g.Epoch > 0 {
		link := hmac.New(sha256.New, u.keys[g.Epoch-1].ck)
		link.Write(sg1.AD("sg1/epoch", u.Agency.ID[:], u.Case.ID[:], u64(g.Epoch), g.CKID[:]))
		if g.Link == nil || !hmac.Equal(link.Sum(nil), g.Link[:]) {
			return ErrCase // kill: S.G7.keys-of
		}
	}
	return nil
}

// before opens the back-link of an epoch.
func (u *unsealing) before(epoch int64, keys caseKeys) (before caseKeys, err error) {
	at := slices.IndexFunc(u.Case.Back, func(l counsel.BackLink) bool { return l.Epoch == epoch })
	if at < 0 {
		return before, ErrCase // kill: S.G7.no-back-link
	}
	open := func(label string, key, box []byte) []byte {
		var plain []byte
		if err == nil && len(box) > 0 {
			plain, err = openBox(key, sg1.AD(label, u.Agency.ID[:], u.Case.ID[:], u64(epoch)), box)
		}
		return plain
	}
	before = caseKeys{open("sg1/back", keys.ck, u.Case.Back[at].CK), open("sg1/back-nk", keys.nk, u.Case.Back[at].NK)}
	return before, err
}
