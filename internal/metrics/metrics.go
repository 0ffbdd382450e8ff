// Package metrics counts what a watching program may know: how often each route was asked, how it was answered, how long that took, and how the machine is.
// Nothing in it leads to a person: labels are route patterns of the program and classes of status, no agency, no language, no time finer than stored
// times are (PROTOCOL 2.9): what was counted in a quarter of an hour shows at its end. Text format of Prometheus, 0.0.4.
package metrics

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Quarter is how long counts are held back: a letter counted at its second would tell more than the database does.
const Quarter = 15 * time.Minute

// bounds are the upper ends of the classes of duration, in seconds.
var bounds = [...]float64{0.005, 0.025, 0.1, 0.5, 2.5}

type key struct{ route, class string }

type cell struct {
	count   int64
	seconds float64
	within  [len(bounds)]int64
}

// Metrics counts. Its methods may be called from any goroutine.
type Metrics struct {
	clock  func() time.Time
	mu     sync.Mutex
	live   map[key]cell
	shown  map[key]cell // as it was when this quarter began
	since  time.Time    // when this quarter began
	gauges []gauge
	words  []words
}

type gauge struct {
	name, help, label string // label: kind="main", or ""
	value             func() (n float64, known bool)
}

// words is a number of occasions for each word of a closed set.
type words struct {
	name, help, label string
	live, shown       map[string]int64 // every word is in both
}

// New counts by a clock.
func New(clock func() time.Time) *Metrics {
	return &Metrics{clock: clock, live: map[key]cell{}, shown: map[key]cell{}, since: clock().Truncate(Quarter)}
}

// Gauge adds a number about the machine, asked whenever somebody looks. kind is "" or one word of ours.
func (m *Metrics) Gauge(name, help, kind string, value func() (n float64, known bool)) {
	label := ""
	if kind != "" {
		label = `{kind="` + kind + `"}`
	}
	m.gauges = append(m.gauges, gauge{name, help, label, value})
}

// Counter adds a number of occasions for each word of a closed set, shown from the beginning and held back like all counts. What it gives counts one more of a word.
// To be called before anybody counts or looks.
func (m *Metrics) Counter(name, help, label string, known []string) func(word string) {
	c := words{name, help, label, map[string]int64{}, nil}
	for _, word := range known {
		c.live[word] = 0
	}
	c.shown = maps.Clone(c.live)
	at := len(m.words)
	m.words = append(m.words, c)
	return func(word string) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.turn()
		if _, ours := c.live[word]; ours {
			m.words[at].live[word]++
		}
	}
}

// Wrap counts what next answers. route names the pattern once it has been found; "" leaves a request out.
func (m *Metrics) Wrap(next http.Handler, route func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, seen := m.clock(), &answer{ResponseWriter: w}
		defer func() {
			if name := route(r); name != "" {
				m.count(name, seen.class(), m.clock().Sub(began))
			}
		}()
		next.ServeHTTP(seen, r)
	})
}

func (m *Metrics) count(route, class string, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn()
	c := m.live[key{route, class}]
	c.count++
	c.seconds += took.Seconds()
	for i, b := range bounds {
		if took.Seconds() <= b {
			c.within[i]++
		}
	}
	m.live[key{route, class}] = c
}

// turn shows what was counted, when a quarter is over.
func (m *Metrics) turn() {
	if now := m.clock().Truncate(Quarter); now.After(m.since) {
		m.since, m.shown = now, maps.Clone(m.live)
		for i, c := range m.words {
			m.words[i].shown = maps.Clone(c.live)
		}
	}
}

// Write writes everything.
func (m *Metrics) Write(to io.Writer) error {
	m.mu.Lock()
	m.turn()
	shown, words := maps.Clone(m.shown), slices.Clone(m.words) // of words, what is shown is never written to
	m.mu.Unlock()
	w := bufio.NewWriter(to)
	last := ""
	for _, g := range m.gauges {
		n, known := g.value()
		if !known {
			continue
		}
		if g.name != last {
			heading(w, g.name, g.help, "gauge")
		}
		last = g.name
		_, _ = fmt.Fprintf(w, "%s%s %s\n", g.name, g.label, number(n)) // Flush says whether it went well
	}
	for _, c := range words {
		heading(w, c.name, c.help, "counter")
		for _, word := range slices.Sorted(maps.Keys(c.shown)) {
			_, _ = fmt.Fprintf(w, "%s{%s=%q} %d\n", c.name, c.label, word, c.shown[word])
		}
	}
	keys := slices.SortedFunc(maps.Keys(shown), func(a, b key) int {
		return cmp.Or(strings.Compare(a.route, b.route), strings.Compare(a.class, b.class))
	})
	heading(w, "siegel_request_seconds", "Requests by route and class of answer, as of the last full quarter of an hour.", "histogram")
	for _, k := range keys {
		c, labels := shown[k], fmt.Sprintf(`route=%q,class=%q`, k.route, k.class)
		for i, b := range bounds {
			_, _ = fmt.Fprintf(w, "siegel_request_seconds_bucket{%s,le=%q} %d\n", labels, number(b), c.within[i])
		}
		_, _ = fmt.Fprintf(w, "siegel_request_seconds_bucket{%s,le=\"+Inf\"} %d\nsiegel_request_seconds_sum{%s} %s\nsiegel_request_seconds_count{%s} %d\n",
			labels, c.count, labels, number(c.seconds), labels, c.count)
	}
	return w.Flush()
}

func heading(w io.Writer, name, help, kind string) {
	_, _ = fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func number(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }

// answer remembers the status.
type answer struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is behind.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) class() string {
	if a.status == 0 {
		return "2xx"
	}
	return strconv.Itoa(a.status/100) + "xx"
}
