package api

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"sync"
)

// maxReport bounds a browser's report, in bytes.
const maxReport = 8 << 10

// directives are those of our policy. Nothing else of a report is looked at: it may hold addresses of pages and pieces of scripts.
var directives = []string{
	"default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src", "media-src", "connect-src",
	"font-src", "worker-src", "manifest-src", "base-uri", "form-action", "frame-ancestors", "object-src", "require-trusted-types-for", "trusted-types",
}

// reports counts violations by directive.
type reports struct {
	log    *slog.Logger
	mu     sync.Mutex
	counts map[string]int
}

// report counts what a browser reports. Anything that is no report counts as nothing and is answered alike.
func report(c *call) (any, error) {
	data, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxReport))
	if err != nil {
		return nil, unread(err) // kill: S.Csp.report-asks-unread
	}
	for _, name := range named(data) {
		c.s.reports.count(name)
	}
	return nil, nil
}

// named finds the directives in the two forms that browsers send. Here the standard decoder is right: nothing is signed, and
// browsers add keys as they like.
func named(data []byte) (names []string) {
	var many []struct {
		Body struct {
			Directive string `json:"effectiveDirective"`
		} `json:"body"`
	}
	if json.Unmarshal(data, &many) == nil {
		for _, r := range many {
			names = append(names, r.Body.Directive)
		}
		return names
	}
	var one struct {
		Report struct {
			Directive string `json:"effective-directive"`
			Violated  string `json:"violated-directive"`
		} `json:"csp-report"`
	}
	if json.Unmarshal(data, &one) == nil {
		names = append(names, one.Report.Directive)
		if one.Report.Directive == "" {
			names[0] = one.Report.Violated
		}
	}
	return names
}

func (p *reports) count(name string) {
	known := false
	for _, d := range directives {
		known = known || d == name
	}
	if !known {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.counts == nil {
		p.counts = map[string]int{}
	}
	p.counts[name]++
	if n := p.counts[name]; n&(n-1) == 0 { // 1, 2, 4, 8, …: anybody may send reports, and nobody shall fill the log with them
		p.log.Warn("policy violation", "kind", name, "count", n)
	}
}
