package site

import (
	"net/http"
	"strings"
)

// The headers of PROTOCOL 2.14, the same on every answer.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src blob:; connect-src 'self'; " + // kill: S.Site.content-security-policy
		"font-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; " +
		"require-trusted-types-for 'script'; trusted-types sg1-worker; report-to csp",
	"Reporting-Endpoints":          `csp="/api/1/csp"`, // kill: S.Site.reporting-endpoints
	"Cross-Origin-Opener-Policy":   "same-origin",      // kill: S.Site.cross-origin-opener-policy
	"Cross-Origin-Resource-Policy": "same-origin",      // kill: S.Site.cross-origin-resource-policy
	"Cross-Origin-Embedder-Policy": "require-corp",     // kill: S.Site.cross-origin-embedder-policy
	"Origin-Agent-Cluster":         "?1",               // kill: S.Site.origin-agent-cluster
	"Referrer-Policy":              "no-referrer",      // kill: S.Site.referrer-policy
	"X-Content-Type-Options":       "nosniff",          // kill: S.Site.x-content-type-options
	"Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), " + // kill: S.Site.permissions-policy
		"magnetometer=(), microphone=(), midi=(), payment=(), screen-wake-lock=(), serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
	"Integrity-Policy": "blocked-destinations=(script style)", // kill: S.Site.integrity-policy
}

// hsts is two years. Sub-domains only by a setting: on an agency's own host name they are not ours to bind.
const hsts = "max-age=63072000"

// secure sets the headers before the handler runs. What may be kept says so itself; everything else is `no-store`.
func secure(origin string, subdomains bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range headers {
			h.Set(name, value)
		}
		if strings.HasPrefix(origin, "https://") {
			h.Set("Strict-Transport-Security", hsts)
			if subdomains {
				h.Set("Strict-Transport-Security", hsts+"; includeSubDomains; preload")
			}
		}
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// onlyOrigin sends every other host name to the origin: keys are bound to it. Calls refuse it themselves, in words that programs read.
func onlyOrigin(origin string, next http.Handler) http.Handler {
	_, host, _ := strings.Cut(origin, "://")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.EqualFold(r.Host, host) || isCall(r) {
			next.ServeHTTP(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.WriteHeader(http.StatusMisdirectedRequest) // kill: S.Site.only-origin
			return
		}
		w.Header().Set("Location", origin+r.URL.EscapedPath())
		w.WriteHeader(http.StatusPermanentRedirect)
	})
}
