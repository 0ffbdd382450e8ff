package spec

import (
	"testing"
)

func TestRest(t *testing.T) {
	b := loadBase(t)
	v := b.Rest
	key := derive(v.KRest, "sg1/rest", 32)
	same(t, "key", key, v.Key)
	row := append(lp(seeker), lp([]byte("pw"))...)
	same(t, "row id", row, v.RowID)
	adRest := ad("sg1/rest", agency, v.Table, row)
	same(t, "box", seal(key, salt7, adRest, b.UKWrap.Box), v.Box)
	for name, k := range map[string]hexBytes{"k_idx": b.Server.KIdx, "k_salt": b.Server.KSalt, "k_auth": b.Server.KAuth, "k_rest": v.KRest} {
		same(t, name, mac(k, []byte("sg1/check")), v.Check[name])
	}
}
