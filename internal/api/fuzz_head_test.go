package api_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// FuzzHead: what stands beside a body. A cookie is 32 bytes in their one spelling, whatever else stands in the header; a number of the query is one that fits
// into the database; a report names directives and nothing else is kept of it.
func FuzzHead(f *testing.F) {
	good := base64.RawURLEncoding.EncodeToString(testkit.Bytes(32))
	for _, realm := range []string{"seeker", "staff"} {
		f.Add(realm, "__Host-siegel="+good+"; __Host-siegel-desk="+good, "after=7", []byte(`{"csp-report":{"violated-directive":"script-src"}}`))
	}
	f.Add("seeker", `__Host-siegel="`+good+`"`, "before=9223372036854775807&after=%30", []byte(`[{"body":{"effectiveDirective":"img-src"}}]`))
	f.Add("admin", "__Host-siegel=a;;__Host-siegel="+good+"=", "after=18446744073709551616&before=+1", []byte("[[]]"))
	f.Fuzz(func(t *testing.T, realm, cookie, query string, report []byte) {
		r := &http.Request{Header: http.Header{"Cookie": {cookie}}, URL: &url.URL{RawQuery: query}}
		if b := api.ReadCookie(r, counsel.Realm(realm)); b != nil {
			sent, err := r.Cookie(api.CookieName(counsel.Realm(realm)))
			if err != nil || len(b) != 32 || base64.RawURLEncoding.EncodeToString(b) != onlyLetters(sent.Value) {
				t.Errorf("cookie %q is %x", cookie, b)
			}
		}
		for _, name := range []string{"after", "before", "skip"} {
			text := r.URL.Query().Get(name)
			if n, err := api.Number(text); err == nil && (n < 0 || text != "" && strconv.FormatInt(n, 10) != trimZeros(text)) {
				t.Errorf("number %q is %d", text, n)
			}
		}
		if names := api.Named(report); len(names) > len(report) {
			t.Errorf("%d names in %d bytes", len(names), len(report))
		}
	})
}

// onlyLetters leaves line feeds out: Go's reader of base64 passes over them. No header can hold one.
func onlyLetters(text string) string {
	return string(slices.DeleteFunc([]byte(text), func(b byte) bool { return b == '\r' || b == '\n' }))
}

func trimZeros(text string) string {
	for len(text) > 1 && text[0] == '0' {
		text = text[1:]
	}
	return text
}
