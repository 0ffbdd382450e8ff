package visits_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"siegel/internal/visits"
)

// FuzzRead: of what a request brings nothing stays but a visit of 16 bytes in one spelling, a class of pages and a family of browsers.
func FuzzRead(f *testing.F) {
	f.Add(strings.Repeat("A", 22), "Mozilla/5.0 Chrome/130 Safari/537.36 Edg/130", "", "start")
	f.Add(strings.Repeat("A", 21)+"B", "", `"Chromium";v="130"`, "in")
	f.Add("", "", "", "")
	f.Fuzz(func(t *testing.T, visit, browser, brands, page string) {
		_ = visits.Read(visit, browser, brands)
		if family := visits.Family(browser, brands); !slices.Contains(visits.Families, family) {
			t.Errorf("family %q", family)
		}
		if id, ok := visits.ParseID(visit); ok && base64.RawURLEncoding.EncodeToString(id[:]) != visit {
			t.Errorf("visit %q", visit)
		}
		if p, ok := visits.ParsePage(page); ok && (string(p) != page || p == visits.In || !slices.Contains(visits.Pages, p)) {
			t.Errorf("page %q", page)
		}
	})
}
