package site

import "net/http"

// buildDocuments makes the app documents once, at start: per catalogue, with nothing of any agency in them (PROTOCOL 2.14).
func (s *Site) buildDocuments() error {
	s.documents = map[string]encoded{}
	for _, catalogue := range s.Texts.Catalogues() {
		for _, app := range []struct{ name, title string }{{"seeker", "frame.write"}, {"desk", "frame.desk"}} {
			p := s.page(catalogue, app.title)
			p.Exit, p.Style, p.Script = "exit", s.assets.Named(app.name+".css"), s.assets.Named(app.name+".js")
			for _, page := range footPages {
				p.Links = append(p.Links, Link{Href: page, Label: p.T("frame." + page)})
			}
			html, err := s.templates.html(app.name, p)
			if err != nil {
				return err
			}
			s.documents[app.name+"/"+catalogue] = htmlDocument(html)
		}
	}
	return nil
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
	page, known := s.documents[app+"/"+catalogue]
	if !known { // "/desk" without an agency
		s.serveError(w, r, missing)
		return
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	writeHTML(w, r, http.StatusOK, page)
}
