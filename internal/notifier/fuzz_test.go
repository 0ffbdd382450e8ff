package notifier

import (
	"net/mail"
	"strings"
	"testing"
)

// FuzzWellFormed: what is taken for an address is one, the same for everybody who reads it, and says nothing to a mail server but itself.
func FuzzWellFormed(f *testing.F) {
	for _, s := range []string{"sonne@example.org", "a@b.c", "a@b", "a..b@c.de", "a@b.c,d@e.f", "a@b.c>\r\nRCPT TO:<d@e.f", `"a b"@c.de`, "a@[1.2.3.4]", "@", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !wellFormed(address) {
			return
		}
		if strings.ContainsAny(address, " \t\r\n,;:<>()[]\\\"\x00") || strings.Count(address, "@") != 1 {
			t.Errorf("accepted: %q", address)
		}
		if read, err := mail.ParseAddress(address); err == nil && read.Address != address {
			t.Errorf("%q is read as %q", address, read.Address)
		}
	})
}
