package api

import "siegel/internal/store"

func getKeyring(c *call) (any, error) { return c.getBox(store.Keyring) }
func getVault(c *call) (any, error)   { return c.getBox(store.Vault) }
func putKeyring(c *call) (any, error) { return nil, c.putBox(store.Keyring, maxKeyring) } // kill: S.Me.put-keyring-asks-put-box
func putVault(c *call) (any, error)   { return nil, c.putBox(store.Vault, maxVault) }     // kill: S.Me.put-vault-asks-put-box

func (c *call) getBox(which store.Box) (any, error) {
	v, err := c.store().GetBox(c.r.Context(), c.by, which)
	return toVersioned(v), err
}

func (c *call) putBox(which store.Box, max int) error {
	var b sentBox
	if err := c.body(&b); err != nil { // kill: S.Me.put-box-asks-body
		return err
	}
	if err := padded("box", b.Box, max); err != nil { // kill: S.Me.put-box-asks-padded
		return err
	}
	return c.store().PutBox(c.r.Context(), c.by, which, b.versioned())
}
