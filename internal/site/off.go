package site

import (
	"context"
	"net/http"
	"strings"

	"siegel/internal/counsel"
)

// offPath is where the link at the end of every mail leads, with its token.
const offPath = "/off/"

// What the page says.
var (
	offAsked   = fault{http.StatusOK, "off.ask", "off.ask_text"}
	offDone    = fault{http.StatusOK, "off.done", "off.done_text"}
	offUnknown = fault{http.StatusNotFound, "off.unknown", "off.unknown_text"}
	offFailed  = fault{http.StatusServiceUnavailable, "off.failed", "off.failed_text"}
)

// serveOff stops notices without a sign-in (UX 3). It works without any script, names no agency and asks nothing: whoever reads the mailbox may
// use it. Looking changes nothing, because mail servers look at links too; the button does it.
func (s *Site) serveOff(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimPrefix(r.URL.Path, offPath)
	switch {
	case s.StopNotices == nil || token == "" || strings.Contains(token, "/"):
		s.serveError(w, r, missing) // kill: S.Site.serve-off
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		s.renderOff(w, r, offAsked)
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", "GET, HEAD, POST")
		s.serveError(w, r, readOnly) // kill: S.Site.off-method
	default:
		s.stop(w, r, token)
	}
}

func (s *Site) stop(w http.ResponseWriter, r *http.Request, token string) {
	known, err := s.StopNotices(r.Context(), token)
	switch {
	case err != nil:
		s.Log.Error("notices are not stopped", "route", offPath, "code", string(counsel.CodeOf(err)))
		w.Header().Set("Retry-After", "60")
		s.renderOff(w, r, offFailed)
	case !known:
		s.renderOff(w, r, offUnknown)
	default:
		s.renderOff(w, r, offDone)
	}
}

// renderOff writes the page. It is the only one that sends a form, so it is the only one that may.
func (s *Site) renderOff(w http.ResponseWriter, r *http.Request, f fault) {
	p := s.page(s.languageOf(r), "exit.word")
	p.Title, p.Script, p.Heading, p.Text = p.T("exit.word"), nil, f.heading, f.text
	if f == offAsked || f == offFailed {
		p.Button = "off.button"
	}
	w.Header().Set("Content-Security-Policy", strings.Replace(headers["Content-Security-Policy"], "form-action 'none'", "form-action 'self'", 1))
	w.Header().Set("X-Robots-Tag", "noindex")
	s.render(w, r, f.status, "off", p)
}

// stopper stops the notices of a link's token; known is false for a token that nobody has.
type stopper func(ctx context.Context, token string) (known bool, err error)
