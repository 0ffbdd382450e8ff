package opener_test

import (
	"fmt"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/opener"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

// Each is a directory of some years that is right but for one thing.
func TestUnsealDirectoryRefuses(t *testing.T) {
	refuse(t, map[string]refusal{
		"a third manifest":                  {before: func(c *sealedCase) { c.publish(c.lead, same) }, want: nil},
		"a new root, and a manifest by it":  {before: func(c *sealedCase) { newRoot(c); c.publish(c.lead, ofRoot2) }, want: nil},
		"a new root, and no manifest by it": {before: newRoot, want: opener.ErrCase},
		"an older manifest of a root that is not there": {before: func(c *sealedCase) {
			anew(c)
			c.publish(c.lead, ofRoot2)
			c.publish(c.lead, same)
		}, want: opener.ErrCase},
		"a manifest that a stranger signed": {before: func(c *sealedCase) {
			anew(c)
			c.publish(c.lead, same)
			c.publish(testkit.NewMember(c.rows.Agency.ID, "Eve", counsel.Lead), same)
		}, want: opener.ErrCase},
		"a manifest that follows another one": {before: func(c *sealedCase) {
			anew(c)
			c.publish(c.lead, same)
			c.signed.Prev = sg1.HashOf(testkit.Bytes(32)).String()
			c.publish(c.lead, same)
		}, want: opener.ErrCase},
		"an older manifest that cannot be read": {before: func(c *sealedCase) { c.rows.Manifests[0] = "{}" }, want: opener.ErrCase},
	})
}

func same(text string) string { return text }

var ofRoot2 = replaced(`"root":1`, `"root":2`)

// anew forgets the manifests; those to come list everybody from the first one on.
func anew(c *sealedCase) { c.signed.Seq, c.signed.Prev, c.rows.Manifests = 0, "", nil }

// newRoot adds a second root, signed by the signer of the first.
func newRoot(c *sealedCase) {
	var first sg1.Envelope
	if err := sg1.Decode([]byte(c.signed.Root), &first); err != nil {
		panic(err)
	}
	text := replaced(`"n":1,"prev":null`, fmt.Sprintf(`"n":2,"prev":"%s"`, sg1.HashOf(first.Payload)))(string(first.Payload))
	c.rows.Roots = append(c.rows.Roots, c.lead.Envelope("sg1/root", text))
}
