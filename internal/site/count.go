package site

import (
	"context"
	"net/http"
	"strings"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/record"
	"siegel/internal/visits"
)

// Counting is what the first code needs to count requests (PROTOCOL 2.10.3) and to write them down (PRODUCT S11).
type Counting struct {
	Counter *visits.Counter // nil: visits are not counted
	Record  *record.Record  // nil: there is no access record
	Days    int             // how long the record is kept
	Agency  func(ctx context.Context, id counsel.ID) (counsel.Agency, error)
}

// read takes out of a request what is counted and recorded; nil for everybody who is not: all, where the installation does neither; staff, because figures would
// show when they work; who has asked by Do Not Track or Global Privacy Control not to be.
func (c *Counting) read(r *http.Request) *visits.Seen {
	if c == nil {
		return nil
	}
	h := r.Header
	if h.Get("Dnt") == "1" || h.Get("Sec-Gpc") == "1" {
		return nil
	}
	if h.Get("Siegel-Realm") == string(counsel.Staff) || strings.Contains(strings.Join(h.Values("Cookie"), ";"), deskCookie) {
		return nil
	}
	visit := ""
	if c.Counter != nil {
		visit = h.Get("Siegel-Visit")
	}
	return visits.Read(visit, h.Get("User-Agent"), h.Get("Sec-Ch-Ua"))
}

// deskCookie names the session of a member of staff, who may look at the agency's public pages as well.
const deskCookie = "__Host-siegel-desk="

// note counts an answered request and writes it down, as far as the agency whose page it was lets.
func (c *Counting) note(ctx context.Context, s *visits.Seen, m *measured, from Buckets) {
	id := s.Agency()
	if id == (counsel.ID{}) || m.status == 0 { // a stream of events has left its connection's frame, and is no page
		return
	}
	a, err := c.Agency(context.WithoutCancel(ctx), id) // who has gone away has been answered all the same
	if err != nil {
		return
	}
	if c.Counter != nil && a.Counts() {
		c.Counter.Count(s, zoneOf(a), visits.Sender(from), m.status, m.bytes)
	}
	if file := s.File(); file != "" && a.Records() {
		c.Record.Add(record.Row{File: file, KiB: (m.bytes + 1<<10 - 1) >> 10, Outcome: visits.Outcome(m.status), Browser: s.Family()}, record.Sender(from))
	}
}

func zoneOf(a counsel.Agency) *time.Location {
	zone, err := time.LoadLocation(a.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// measured knows the status of an answer and how long it was.
type measured struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap lets http.ResponseController find the connection.
func (m *measured) Unwrap() http.ResponseWriter { return m.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (m *measured) WriteHeader(status int) {
	if m.status == 0 && status >= 200 {
		m.status = status
	}
	m.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (m *measured) Write(b []byte) (int, error) {
	if m.status == 0 {
		m.status = http.StatusOK
	}
	n, err := m.ResponseWriter.Write(b)
	m.bytes += int64(n)
	return n, err
}

// sees says which page a request is answered by: the pattern of its address, in whatever language. The page itself tells its class, with its visit.
func (s *Site) sees(r *http.Request, at place, known bool) {
	seen, file := visits.Of(r.Context()), "/{agency}"
	switch {
	case !known:
		file += "/…"
	case at.name != "":
		file += "/" + at.name
	}
	seen.At(at.agency.ID)
	seen.Answers(file)
}

// classes are the classes of the public pages, by their name in the address.
var classes = map[string]visits.Page{
	"": visits.Start, "safety": visits.Help, "help": visits.Help, "privacy": visits.Privacy, "limits": visits.Limits, "imprint": visits.Agency, "accessibility": visits.Agency,
}

// counts says whether an agency's visits are counted.
func (s *Site) counts(a *counsel.Agency) bool {
	return s.Counting != nil && s.Counting.Counter != nil && a.Counts()
}

// records gives for how many days each access to an agency's pages is kept as a row; 0 where it is not.
func (s *Site) records(a *counsel.Agency) int {
	if s.Counting == nil || s.Counting.Record == nil || !a.Records() {
		return 0
	}
	return s.Counting.Days
}
