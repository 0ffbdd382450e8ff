package site

import (
	"net/http"
	"net/url"
	"strings"
)

// Redirect answers plain HTTP: whoever reads is led to the origin, whoever sends something is refused, because it has travelled in the clear already.
// It keeps and logs nothing.
func Redirect(origin string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = ""
		scrubHeaders(r.Header)
		w.Header().Set("Connection", "close")
		w.Header().Set("Cache-Control", "no-store")
		if r.Method != http.MethodGet && r.Method != http.MethodHead || !strings.HasPrefix(r.URL.Path, "/") {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed) // kill: S.Redirect.method
			return
		}
		to := url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
		w.Header().Set("Location", origin+to.EscapedPath()+query(to.RawQuery))
		w.WriteHeader(http.StatusPermanentRedirect)
	})
}

func query(raw string) string {
	if raw == "" {
		return ""
	}
	return "?" + raw
}
