package site

import "net/http"

const (
	seekerCookie = "__Host-siegel"
	markerCookie = "__Host-siegel-bye"
	markerLife   = 600 // seconds
)

// serveExit ends a seeker's session and leads away (UX 2.2 no. 3, spec/api.md 7). A person always gets away; but only a request that comes from
// our own pages, or was typed, may end anything. The desk's cookie is never looked at.
func (s *Site) serveExit(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost {
		w.Header().Set("Allow", "GET, HEAD, POST")
		w.WriteHeader(http.StatusMethodNotAllowed) // kill: S.Site.exit-method
		return
	}
	target := s.exitTarget(r)
	own := s.fromOwnPages(r)
	if own && r.Method != http.MethodHead {
		if to := s.endVisit(w, r); to != "" {
			target = to
		}
		http.SetCookie(w, &http.Cookie{Name: markerCookie, Value: "1", Path: "/", MaxAge: markerLife, Secure: true, SameSite: http.SameSiteStrictMode})
	}
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusSeeOther)
	case own:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusForbidden) // kill: S.Site.exit-from-elsewhere
	}
}

// fromOwnPages: the browser says that the request comes from this origin or from nowhere.
func (s *Site) fromOwnPages(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
		return r.Header.Get("Origin") == s.Origin
	}
	return false // kill: S.Site.from-own-pages
}

func (s *Site) exitTarget(r *http.Request) string {
	if short := parts(r)[0]; short != "exit" {
		if agency, err := s.AgencyByShort(r.Context(), short); err == nil && agency.Exit != "" {
			return agency.Exit
		}
	}
	return defaultTarget
}

// endVisit ends the session of the seeker's cookie, if there is one, and expires the cookie by name. It gives the exit target of that session's agency.
func (s *Site) endVisit(w http.ResponseWriter, r *http.Request) (target string) {
	if c, err := r.Cookie(seekerCookie); err == nil {
		agency, err := s.EndSeekerVisit(r.Context(), c.Value)
		if err != nil {
			s.Log.Error("exit", "route", r.Pattern, "error", err)
		}
		target = agency.Exit
	}
	http.SetCookie(w, &http.Cookie{Name: seekerCookie, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	return target
}

// seekers guards every page of seekers: while the marker stands, it ends the session and shows the neutral page, until "Weiter" (?on) removes
// the marker. The cookie is SameSite=Strict, so no other site can do that.
func (s *Site) seekers(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie(markerCookie)
		marked, on := err == nil, r.URL.RawQuery == "on"
		switch {
		case on:
			if marked {
				http.SetCookie(w, &http.Cookie{Name: markerCookie, Path: "/", MaxAge: -1, Secure: true, SameSite: http.SameSiteStrictMode})
			}
			http.Redirect(w, r, r.URL.EscapedPath(), http.StatusSeeOther)
		case marked:
			s.endVisit(w, r)
			s.serveNeutral(w, r)
		default:
			next(w, r)
		}
	}
}

func (s *Site) serveNeutral(w http.ResponseWriter, r *http.Request) {
	p := s.page(s.languageOf(r), "exit.word")
	p.Title, p.Script = p.T("exit.word"), nil
	s.render(w, r, http.StatusOK, "neutral", p)
}
