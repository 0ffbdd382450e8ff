package api

import (
	"encoding/base64"
	"net/http"

	"siegel/internal/counsel"
)

// CookieName is the realm's one cookie; they are apart, so that a seeker's quick exit never ends a staff session on the same machine.
func CookieName(r counsel.Realm) string {
	if r == counsel.Staff {
		return "__Host-siegel-desk"
	}
	return "__Host-siegel"
}

func newCookie(r counsel.Realm, value string) *http.Cookie {
	return &http.Cookie{Name: CookieName(r), Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

func setCookie(w http.ResponseWriter, r counsel.Realm, cookie []byte) {
	http.SetCookie(w, newCookie(r, base64.RawURLEncoding.EncodeToString(cookie)))
}

// ExpireCookie removes the realm's cookie by name.
func ExpireCookie(w http.ResponseWriter, r counsel.Realm) {
	c := newCookie(r, "")
	c.MaxAge = -1
	http.SetCookie(w, c)
}

// readCookie gives the 32 bytes of the realm's cookie, or nil.
func readCookie(r *http.Request, realm counsel.Realm) []byte {
	c, err := r.Cookie(CookieName(realm))
	if err != nil {
		return nil // kill: S.Cookie.none
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(c.Value)
	if err != nil || len(b) != 32 {
		return nil // kill: S.Cookie.form
	}
	return b
}
