package spec

import (
	"testing"
)

// check seals and opens one padded plaintext under a key derived from UK.
func (s sealed) check(t *testing.T, key, want []byte) {
	t.Helper()
	same(t, "ad", s.AD, want)
	padded := pad([]byte(s.JSON))
	if len(padded) != s.Padded {
		t.Errorf("padded to %d, want %d", len(padded), s.Padded)
	}
	same(t, "box", seal(key, salt7, want, padded), s.Box)
	got, err := open(key, want, s.Box)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := unpad(got)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "plain", plain, []byte(s.JSON))
}

func (s sealed) checkShape(t *testing.T, is shape) {
	t.Helper()
	if _, err := readStrict([]byte(s.JSON), is); err != nil {
		t.Error(err)
	}
}

func TestKeysFromUK(t *testing.T) {
	v := loadBase(t).UK
	same(t, "keyring", derive(v.UK, "sg1/keyring", 32), v.KeyringKey)
	same(t, "vault", derive(v.UK, "sg1/vault", 32), v.VaultKey)
	same(t, "self", derive(v.UK, "sg1/case-self", 32), v.SelfKey)
	same(t, "draft", derive(v.UK, "sg1/draft", 32), v.DraftKey)
}

func TestKeyring(t *testing.T) {
	b := loadBase(t)
	b.Keyring.check(t, b.UK.KeyringKey, ad("sg1/keyring", agency, seeker, 1))
	b.Keyring.checkShape(t, keyringShape)
	b.KeyringStaff.check(t, b.UK.KeyringKey, ad("sg1/keyring", agency, ilse, 2))
	b.KeyringStaff.checkShape(t, keyringShape)
}

func TestVaultAndDraft(t *testing.T) {
	b := loadBase(t)
	b.Vault.check(t, b.UK.VaultKey, ad("sg1/vault", agency, ilse, 3))
	b.Vault.checkShape(t, vaultShape)
	b.Draft.check(t, b.UK.DraftKey, ad("sg1/draft", agency, seeker, theCase, 1))
	b.Draft.checkShape(t, draftShape)
}

func TestEpochs(t *testing.T) {
	b := loadBase(t)
	v := b.Epoch
	for e := range 2 {
		same(t, "ck_id", derive(v.CK[e], "sg1/ck-id", 16), v.CKID[e])
		same(t, "nk_id", derive(v.NK[e], "sg1/nk-id", 16), v.NKID[e])
	}
	same(t, "ckid", derive(repeatUp(4, 0, 32), "sg1/ck-id", 16), b.CKID)
	same(t, "link", mac(v.CK[0], ad("sg1/epoch", agency, theCase, 1, []byte(v.CKID[1]))), v.Link)
	same(t, "back", seal(v.CK[1], salt7, ad("sg1/back", agency, theCase, 1), v.CK[0]), v.Back)
	same(t, "back nk", seal(v.NK[1], salt7, ad("sg1/back-nk", agency, theCase, 1), v.NK[0]), v.BackNK)
	self := ad("sg1/case-self", agency, seeker, theCase, 0, []byte(v.CKID[0]))
	same(t, "self", seal(b.UK.SelfKey, salt7, self, v.CK[0]), v.Self)
	staff := ad("sg1/case-self", agency, ilse, theCase, 0, []byte(v.CKID[0]))
	both := append(append([]byte{}, v.CK[0]...), v.NK[0]...)
	same(t, "self staff", seal(b.UK.SelfKey, salt7, staff, both), v.SelfStaff)
}

func TestTab(t *testing.T) {
	b := loadBase(t)
	v := b.Tab
	same(t, "tab_id", derive(v.KTab, "sg1/tab-id", 16), v.TabID)
	adTab := ad("sg1/tab", origin, agency, seeker, []byte(v.Handle))
	same(t, "box", seal(v.KTab, salt7, adTab, pad([]byte(v.JSON))), v.Box)
	v.sealed.checkShape(t, tabShape)
}

// gensOf gives how often the wrap of a method has been renewed, or -1 if the keyring does not know the method.
func gensOf(keyring object, method string, credential any) int64 {
	gens := keyring["gens"].(object)
	n, ok := gens[method].(int64)
	if method == "prf" {
		id, _ := credential.(string)
		n, ok = gens["prf"].(object)[id].(int64)
	}
	if !ok {
		return -1
	}
	return n
}

// TestWraps: a wrap counts only if its generation is the one that the keyring has for its own method.
func TestWraps(t *testing.T) {
	var file struct {
		Checks struct {
			Wraps []struct {
				What, Method string
				Gen          int64
				Credential   any
				Refuse       *string
			}
		}
	}
	load(t, "sg1.json", &file)
	keyring, err := readStrict([]byte(loadBase(t).KeyringStaff.JSON), keyringShape)
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Checks.Wraps) != 5 {
		t.Errorf("%d cases", len(file.Checks.Wraps))
	}
	for _, c := range file.Checks.Wraps {
		refused := gensOf(keyring, c.Method, c.Credential) != c.Gen
		if refused != (c.Refuse != nil) {
			t.Errorf("%s: refused %v", c.What, refused)
		}
	}
}
