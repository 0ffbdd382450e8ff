// Package site serves the public pages, the built browser side and the security headers, and takes the sender's address out of every request first.
package site

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/promise"
	"siegel/internal/texts"
)

// Options is what the pages need.
type Options struct {
	Origin         string         // scheme and host; every other host name is redirected to it
	Subdomains     bool           // HSTS also for sub-domains
	Trusted        []netip.Prefix // proxies whose X-Forwarded-For is believed
	Operator       string         // who runs the server, shown on the privacy page; may be empty
	Files          fs.FS          // pages/ and dist/ (package web)
	Texts          *texts.Catalogues
	API            http.Handler // everything under /api/
	Log            *slog.Logger
	Counting       *Counting                                                            // nil: visits are not counted
	Notices        bool                                                                 // the server sends notices by mail
	Policy         func(ctx context.Context, agency counsel.ID) (counsel.Policy, error) // of the newest signed manifest; nil: none
	Clock          func() time.Time                                                     // nil: time.Now
	Rule           func(counsel.Agency) *promise.Rule                                   // by when who writes now gets an answer
	AgencyByShort  func(ctx context.Context, short string) (counsel.Agency, error)
	Logo           func(ctx context.Context, short string) (counsel.Logo, error)    // not_found without one
	StopNotices    stopper                                                          // nil: there are no notices
	EndSeekerVisit func(ctx context.Context, cookie string) (counsel.Agency, error) // ends the session of a seeker's cookie; the agency it belonged to
}

// Site answers every request of the server.
type Site struct {
	Options
	assets    *Assets
	templates *templates
	documents map[string]document // "seeker/de" → the app document
	icon      []byte
}

// New builds the static documents and gives the whole handler, with the scrubber outermost.
func New(o Options) (http.Handler, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	s := &Site{Options: o}
	if err := s.load(); err != nil {
		return nil, err
	}
	handler := secure(o.Origin, o.Subdomains, s.recovered(onlyOrigin(o.Origin, s.routes())))
	scrubber := NewScrubber(o.Trusted, o.Clock)
	scrubber.count = o.Counting
	return scrubber.Wrap(handler), nil
}

func (s *Site) load() error {
	dist, err := fs.Sub(s.Files, "dist")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if s.assets, err = LoadAssets(dist); err != nil {
		return err
	}
	if s.templates, err = loadTemplates(s.Files); err != nil {
		return err
	}
	if s.icon, err = fs.ReadFile(s.Files, "pages/icon.svg"); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	s.prepareDocuments()
	return nil
}

// routes is the whole map of addresses.
func (s *Site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/assets/", s.assets)
	mux.HandleFunc("/icon.svg", s.serveIcon)
	mux.HandleFunc("/exit", s.serveExit)
	mux.HandleFunc(offPath, s.serveOff)
	mux.HandleFunc("/{$}", s.seekers(s.serveFront))
	mux.HandleFunc("/", s.servePage) // everything below an agency's short name; ServeMux cannot hold /{agency}/exit beside /api/
	calls := compressed(s.API)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isCall(r) { // before the mux, which would send a browser elsewhere for a slash too many: a call is answered, not redirected
			calls.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func isCall(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

func (s *Site) serveIcon(w http.ResponseWriter, r *http.Request) {
	if reading(w, r) {
		w.Header().Set("Content-Type", kindOf[".svg"])
		w.Header().Set("Cache-Control", "public, max-age=86400")
		_, _ = w.Write(s.icon)
	}
}

// recovered turns a panic into the error page. The value of a panic may hold content, so only its type and the stack are logged.
func (s *Site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler { // asks for nothing but a cut connection
					panic(v)
				}
				s.Log.Error("panic", "kind", fmt.Sprintf("%T", v), "route", r.Pattern, "stack", string(debug.Stack()))
				s.serveError(w, r, failed) // kill: S.Site.recovered
			}
		}()
		next.ServeHTTP(w, r)
	})
}
