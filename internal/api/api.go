// Package api speaks JSON over HTTP with the browsers (spec/api.md). It checks shapes, asks internal/store, and decides nothing else.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/live"
	"siegel/internal/notice"
	"siegel/internal/store"
	"siegel/internal/work"
)

// Options is what the interface needs.
type Options struct {
	Store *store.Store
	Clock func() time.Time // nil: time.Now
	Log   *slog.Logger     // nil: no log. Route patterns and codes only are written to it
	// Crisis gives an agency's emergency numbers as a JSON value, labels in the language. nil: none.
	Crisis func(lang string, s counsel.Settings) any
	// Origins are further origins that may call, beside the host of the request: the public one, behind a proxy.
	Origins []string
	// Buckets gives what stands for the sender's address, in this hour and the one before. nil: all senders are one.
	Buckets func(context.Context) (now, before [16]byte)
	Limits  Limits
	// Alarm counts that a check in a browser has said no, by one word of Alarms. nil: nobody counts.
	Alarm func(check string)
	// Counting says whether the installation counts visits. That of an agency may still be off.
	Counting bool
	// RecordDays is how long the installation keeps its access record. 0: it keeps none.
	RecordDays int
	// Host is the only host name that is answered. "": any.
	Host    string
	Live    *live.Hub      // who gets events. nil: a hub of its own, which nobody tells anything
	Notices *notice.Client // the notifier. nil: there is none
	Tabs    *Tabs          // what pages leave for their reload. nil: some of its own, which hear of ended sessions late
}

type server struct {
	Options
	mux      *http.ServeMux
	cross    *http.CrossOriginProtection
	reports  *reports
	throttle *throttle
}

// New serves /api/1/.
func New(o Options) http.Handler {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Buckets == nil {
		o.Buckets = func(context.Context) (now, before [16]byte) { return now, before }
	}
	if o.Alarm == nil {
		o.Alarm = func(string) {}
	}
	if o.Tabs == nil {
		o.Tabs = NewTabs(o.Clock, o.Store.Watchers)
	}
	if o.Live == nil {
		o.Live = live.New(o.Store.Watchers)
	}
	s := &server{Options: o, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection(), reports: &reports{log: o.Log}, throttle: newThrottle(o.Clock, o.Limits, work.New(o.Store.WorkSecret(), o.Clock))}
	for _, origin := range o.Origins {
		if err := s.cross.AddTrustedOrigin(origin); err != nil {
			s.Log.Error("an origin is not understood", "kind", "origin")
		}
	}
	s.routes()
	return s
}

// ServeHTTP answers one call. A panic is answered like any failure of ours: the code, and nothing of what happened.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	defer func() {
		if v := recover(); v == http.ErrAbortHandler { // the answer has begun: only the line can say that it is not whole
			panic(v)
		} else if v != nil {
			s.Log.Error("panic", "route", r.Pattern, "kind", kindOf(v))
			fail(w, counsel.Refuse(counsel.Internal)) // kill: S.Api.serve-http-internal
		}
	}()
	if s.Host != "" && !strings.EqualFold(r.Host, s.Host) { // keys are bound to the one origin
		fail(w, counsel.Refuse(counsel.CrossSite)) // kill: S.Api.serve-http-cross-site
		return
	}
	if path.Clean(r.URL.Path) != r.URL.Path { // the mux would send the browser elsewhere
		fail(w, counsel.Refuse(counsel.NotFound)) // kill: S.Api.serve-http-not-found
		return
	}
	s.mux.ServeHTTP(w, r)
}

// kindOf names the type of a panic's value; the value itself may hold anything.
func kindOf(v any) string {
	if _, ok := v.(error); ok {
		return "error"
	}
	return "value"
}
