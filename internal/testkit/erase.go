package testkit

import (
	"crypto/ed25519"
	"fmt"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// Order signs an order to delete a case, asked for by telephone.
func (m *Member) Order(agency, id counsel.ID, mode string, manifest sg1.Hash, account bool) string {
	return m.Envelope("sg1/erase", fmt.Sprintf(`{"v":1,"agency":"%s","case":"%s","mode":"%s","manifest":"%s","request":null,"way":"phone","account":%t,"by":"%s","by_kid":"%s","at":"2026-11-22"}`,
		agency, id, mode, manifest, account, m.UID, sg1.KeyIDOf(m.key.Public().(ed25519.PublicKey))))
}
