package store_test

import (
	"encoding/base64"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// A payload that is not understood as a whole, and be it at its very end, lets everybody fetch anew; nothing of it is passed on.
func TestHeardWhole(t *testing.T) {
	id := testkit.ID()
	good := []byte{1, 1}
	good = append(good, id[:]...)
	for what, c := range map[string]struct {
		raw  []byte
		want []counsel.Event
	}{
		"as it is said":               {nil, []counsel.Event{}},
		"a kind of event and no more": {[]byte{1}, nil},
		"a kind that there is not":    {[]byte{5, 0}, nil},
		"a fifth id":                  {[]byte{1, 1 << 4}, nil},
		"half an id":                  {[]byte{1, 1, 7, 7, 7}, nil},
		"an id that is missing":       {[]byte{1, 1}, nil},
	} {
		raw := append(append([]byte("the node"), good...), c.raw...)
		want := append([]counsel.Event{{Kind: counsel.EventCase, Agency: id}}, c.want...)
		if c.want == nil {
			want = []counsel.Event{{Kind: counsel.EventAgain}}
		}
		alike(t, what, store.Heard([8]byte{}, base64.RawURLEncoding.EncodeToString(raw)), want)
	}
}
