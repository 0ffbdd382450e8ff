package site

import (
	"net/http"
	"sync"

	"siegel/internal/counsel"
)

// document is an app document, made when somebody first asks for it and kept: a server starts sooner, and most serve a few languages only.
type document func() (encoded, error)

// prepareDocuments lists the app documents: per catalogue, with nothing of any agency in them (PROTOCOL 2.14).
func (s *Site) prepareDocuments() {
	s.documents = map[string]document{}
	for _, catalogue := range s.Texts.Catalogues() {
		for app, title := range map[string]string{"seeker": "frame.write", "desk": "frame.desk"} {
			s.documents[app+"/"+catalogue] = sync.OnceValues(func() (encoded, error) { return s.document(app, catalogue, title) })
		}
	}
}

func (s *Site) document(app, catalogue, title string) (encoded, error) {
	p := s.page(catalogue, title)
	p.Exit, p.Style, p.Script = "exit", s.assets.Named(app+".css"), s.assets.Named(app+".js")
	for _, page := range footPages {
		p.Links = append(p.Links, Link{Href: page, Label: p.T("frame." + page)})
	}
	html, err := s.templates.html(app, p)
	if err != nil {
		return encoded{}, err
	}
	return htmlDocument(html), nil
}

// serveDocument gives the app document of the language in the address.
func (s *Site) serveDocument(w http.ResponseWriter, r *http.Request) {
	at, ok := s.find(w, r)
	if !ok {
		return
	}
	app, catalogue := appPages[at.name], at.lang
	if app == "seeker" { // the desk is always formal
		catalogue = s.Texts.Catalogue(at.lang, at.agency.Address())
	}
	made, known := s.documents[app+"/"+catalogue]
	if !known { // "/desk" without an agency
		s.serveError(w, r, missing) // kill: S.Site.serve-document
		return
	}
	if at.agency.State == counsel.AgencySuspended {
		s.serveClosed(w, r, at)
		return
	}
	page, err := made()
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if app == "seeker" {
		s.sees(r, at, true)
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	writeHTML(w, r, http.StatusOK, page)
}
