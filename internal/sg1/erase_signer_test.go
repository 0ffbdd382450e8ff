package sg1

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

// signedOrder is an order of a counsellor's in a directory of one: each part may be changed before it is signed.
type signedOrder struct {
	directory      *Directory
	id, by         counsel.ID
	key            ed25519.PrivateKey
	way, kid, sigs string
}

func newSignedOrder() signedOrder {
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat("s", 32)))
	pub := [32]byte(key.Public().(ed25519.PublicKey))
	by := counsel.ID{3}
	d := &Directory{Agency: counsel.ID{1}, Hash: Hash{2}, Members: map[counsel.ID]Member{by: {UID: by, Roles: []string{"counsellor"}, Sig: SignKey{KeyIDOf(pub[:]), pub}}}}
	d.Policy.Retention = "none"
	id := KeyIDOf(pub[:])
	kid := b64(id[:])
	return signedOrder{d, counsel.ID{4}, by, key, "phone", kid, kid}
}

// text is the envelope; sigs is the key id that stands beside the signature.
func (o signedOrder) text() string {
	payload := fmt.Sprintf(`{"v":1,"agency":"%s","case":"%s","mode":"delete","manifest":"%s","request":null,"way":"%s","account":false,"by":"%s","by_kid":"%s","at":"2026-11-22"}`,
		o.directory.Agency, o.id, b64(o.directory.Hash[:]), o.way, o.by, o.kid)
	return fmt.Sprintf(`{"typ":"sg1/erase","payload":"%s","sigs":[{"kid":"%s","sig":"%s"}]}`, b64([]byte(payload)), o.sigs, b64(ed25519.Sign(o.key, AD(typErase, []byte(payload)))))
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// An order counts only in known words, from whoever brings it, under the key that the directory names, with the role.
func TestOrderSigner(t *testing.T) {
	other := b64([]byte{9, 0, 0, 0, 0, 0, 0, 0})
	for what, try := range map[string]struct {
		change func(*signedOrder)
		asks   counsel.ID
		refuse string
	}{
		"as it must be":          {func(*signedOrder) {}, counsel.ID{3}, ""},
		"an unknown way":         {func(o *signedOrder) { o.way = "fax" }, counsel.ID{3}, O1},
		"brought by a colleague": {func(*signedOrder) {}, counsel.ID{5}, O4},
		"under another key's id": {func(o *signedOrder) { o.kid, o.sigs = other, other }, counsel.ID{3}, O4},
		"without its signature":  {func(o *signedOrder) { o.sigs = other }, counsel.ID{3}, O4},
		"by somebody unknown":    {func(o *signedOrder) { o.by = counsel.ID{6} }, counsel.ID{6}, O4},
		"by one without the role": {func(o *signedOrder) {
			m := o.directory.Members[o.by]
			m.Roles = []string{"intake"}
			o.directory.Members[o.by] = m
		}, counsel.ID{3}, O4},
	} {
		o := newSignedOrder()
		try.change(&o)
		_, err := o.directory.CheckEraseOrder(o.text(), o.id, try.asks)
		var refused *Refusal
		if errors.As(err, &refused); try.refuse == "" && err != nil || try.refuse != "" && (refused == nil || refused.Check != try.refuse) {
			t.Errorf("%s: %v, want %q", what, err, try.refuse)
		}
	}
}
