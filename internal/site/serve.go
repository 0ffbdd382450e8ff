package site

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"siegel/internal/counsel"
)

// What an error page says: its status and the keys of its texts.
type fault struct {
	status        int
	heading, text string
}

var (
	missing  = fault{http.StatusNotFound, "error.missing", "error.missing_text"}
	failed   = fault{http.StatusInternalServerError, "error.failed", "error.failed_text"}
	away     = fault{http.StatusServiceUnavailable, "error.failed", "error.failed_text"}
	readOnly = fault{http.StatusMethodNotAllowed, "error.method", "error.method_text"}
)

// The app documents, by their names in the address.
var appPages = map[string]string{"write": "seeker", "sign-in": "seeker", "messages": "seeker", "desk": "desk", "join": "desk", "setup": "desk"}

// place is what an address means: an agency, a language of it, and the name of a page.
type place struct {
	agency counsel.Agency
	lang   string // "de", "en", or one in simple language: "de-simple"
	name   string
}

// servePage answers /{agency}, /{agency}/{page}, /{agency}/{language} and /{agency}/{language}/{page}.
func (s *Site) servePage(w http.ResponseWriter, r *http.Request) {
	switch name := lastPart(r); {
	case name == "exit":
		s.serveExit(w, r)
	case name == "colours.css":
		s.serveColours(w, r)
	case len(parts(r)) == 2 && name == "logo":
		s.serveLogo(w, r)
	case appPages[name] == "desk": // told by the path alone: the marker of the quick exit must never touch staff
		s.serveDocument(w, r)
	default:
		s.seekers(s.serveSeekerPage)(w, r)
	}
}

func parts(r *http.Request) []string { return strings.Split(strings.Trim(r.URL.Path, "/"), "/") }

func lastPart(r *http.Request) string {
	all := parts(r)
	return all[len(all)-1]
}

func (s *Site) serveSeekerPage(w http.ResponseWriter, r *http.Request) {
	if appPages[lastPart(r)] == "seeker" {
		s.serveDocument(w, r)
		return
	}
	at, ok := s.find(w, r)
	if !ok {
		return
	}
	name, known := publicPages[at.name]
	s.sees(r, at, known)
	if at.agency.State == counsel.AgencySuspended && (name == "start" || name == "safety") {
		s.serveClosed(w, r, at)
		return
	}
	if !known {
		s.serveMissing(w, r, at)
		return
	}
	p := s.agencyPage(&at.agency, at.lang, at.name, name+".title")
	if s.counts(&at.agency) {
		p.Visits = &Visits{at.agency.ID, classes[at.name]}
	}
	if name == "privacy" || name == "start" {
		facts, err := s.facts(r.Context(), &at.agency)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		p.Notice, p.Kept = notice(facts), documented(facts)
	}
	if name == "start" && p.Ready {
		s.promise(p)
	}
	s.render(w, r, http.StatusOK, name, p)
}

// serveClosed stands for every page from which people write or sign in, while the operator has suspended the agency: it says so, and whom to call.
func (s *Site) serveClosed(w http.ResponseWriter, r *http.Request, at place) {
	w.Header().Set("X-Robots-Tag", "noindex")
	s.render(w, r, http.StatusServiceUnavailable, "closed", s.agencyPage(&at.agency, at.lang, at.name, "closed.title"))
}

// serveMissing answers for a page that an agency does not have: in the language of the address, with the way to its start page.
func (s *Site) serveMissing(w http.ResponseWriter, r *http.Request, at place) {
	p := s.agencyPage(&at.agency, at.lang, "", "error.title")
	p.Heading, p.Text = missing.heading, missing.text
	s.render(w, r, missing.status, "error", p)
}

// find reads an address. It answers by itself (and says false) when there is no such agency, for other methods than reading, and for a
// second spelling of the same page.
func (s *Site) find(w http.ResponseWriter, r *http.Request) (place, bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.serveError(w, r, readOnly) // kill: S.Site.find
		return place{}, false
	}
	all := parts(r)
	agency, err := s.AgencyByShort(r.Context(), all[0])
	if err != nil {
		s.refuse(w, r, err)
		return place{}, false
	}
	at := place{agency: agency, lang: agency.Languages[0]}
	rest := all[1:]
	if len(rest) > 0 && slices.Contains(s.choices(&agency), rest[0]) {
		at.lang, rest = rest[0], rest[1:]
	}
	if len(rest) > 1 {
		s.serveMissing(w, r, at)
		return place{}, false
	}
	if len(rest) == 1 {
		at.name = rest[0]
	}
	if appPages[at.name] == "desk" { // speaks no simple language
		at.lang = s.Texts.Language(at.lang)
	}
	clean := base(&agency, at.lang)
	if at.name != "" {
		clean += "/" + at.name
	}
	if r.URL.Path != clean {
		http.Redirect(w, r, clean, http.StatusPermanentRedirect)
		return place{}, false
	}
	return at, true
}

// refuse answers a failed look-up: an unknown agency is a missing page, everything else is ours.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if counsel.CodeOf(err) == counsel.NotFound {
		s.serveError(w, r, missing)
		return
	}
	s.Log.Error("page", "route", r.Pattern, "error", err)
	if counsel.CodeOf(err) == counsel.Away {
		w.Header().Set("Retry-After", "5")
		s.serveError(w, r, away)
		return
	}
	s.serveError(w, r, failed)
}

// serveFront is the neutral page of the host: it lists nothing.
func (s *Site) serveFront(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.serveError(w, r, readOnly) // kill: S.Site.serve-front
		return
	}
	p := s.page(s.languageOf(r), "frame.neutral")
	p.Title, p.Heading, p.Text = p.T("frame.neutral"), "error.front", "error.front_text"
	s.render(w, r, http.StatusOK, "error", p)
}

// serveError shows what happened in words, with all numbers open.
func (s *Site) serveError(w http.ResponseWriter, r *http.Request, f fault) {
	p := s.page(s.languageOf(r), "error.title")
	p.Heading, p.Text = f.heading, f.text
	s.render(w, r, f.status, "error", p)
}

func (s *Site) render(w http.ResponseWriter, r *http.Request, status int, name string, p *Page) {
	page, err := s.templates.html(name, p)
	if err != nil {
		s.Log.Error("page", "route", r.Pattern, "error", err)
		http.Error(w, "112", http.StatusInternalServerError) // the one thing that still helps when the templates themselves are broken
		return
	}
	writeHTML(w, r, status, htmlDocument(page))
}

func (s *Site) serveColours(w http.ResponseWriter, r *http.Request) {
	if !reading(w, r) {
		return
	}
	agency, err := s.AgencyByShort(r.Context(), parts(r)[0])
	sheet := colourSheet(agency.Colours)
	if err != nil || sheet == nil {
		w.WriteHeader(http.StatusNotFound) // kill: S.Site.serve-colours
		return
	}
	w.Header().Set("Content-Type", kindOf[".css"])
	_, _ = w.Write(sheet)
}

// serveLogo gives an agency's logo. It is never kept: which agency somebody looked at must not stay in the browser (UX 2.3).
func (s *Site) serveLogo(w http.ResponseWriter, r *http.Request) {
	if !reading(w, r) {
		return
	}
	logo, err := s.Logo(r.Context(), parts(r)[0])
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", logo.Kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(logo.Image)))
	_, _ = w.Write(logo.Image) // a browser that went away is no error of ours
}

// languageOf chooses for pages without an agency: the first language of the browser that has a catalogue.
func (s *Site) languageOf(r *http.Request) string {
	for _, part := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if s.Texts.Has(lang) {
			return lang
		}
	}
	return "de"
}
