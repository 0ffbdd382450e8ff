package site

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/record"
	"siegel/internal/visits"
)

// counted is a site whose agency counts, three visitors, and what is written the night after.
type counted struct {
	*fixture
	counter *visits.Counter
	record  *record.Record
	now     time.Time
	agency  counsel.Agency
	asked   int // how often the agency was looked up
}

func newCounted(t *testing.T) *counted {
	t.Helper()
	c := &counted{now: time.Date(2026, 11, 22, 9, 11, 0, 0, time.UTC), agency: agencies["donau"]}
	c.agency.ID, c.agency.TimeZone = counsel.ID{7}, "Europe/Vienna"
	clock := func() time.Time { return c.now }
	c.counter, c.record = visits.New(clock), record.New(clock)
	c.fixture = newSite(t, func(o *Options) {
		o.Clock = clock
		o.AgencyByShort = func(_ context.Context, short string) (counsel.Agency, error) {
			if short != "donau" {
				return counsel.Agency{}, counsel.Refuse(counsel.NotFound)
			}
			return c.agency, nil
		}
		o.Counting = &Counting{Counter: c.counter, Record: c.record, Agency: func(context.Context, counsel.ID) (counsel.Agency, error) { c.asked++; return c.agency, nil }}
		o.API = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen := visits.Of(r.Context())
			seen.At(c.agency.ID)
			seen.Answers("/api/1/visit")
			seen.Shows(visits.Limits)
			w.WriteHeader(http.StatusNoContent)
		})
	})
	return c
}

// three visitors ask for the same.
func (c *counted) three(path string, headers ...string) {
	for n := range 3 {
		r := httptest.NewRequest("GET", origin+path, nil)
		r.RemoteAddr = "198.51.100." + string(rune('1'+n)) + ":5000"
		r.Header.Set("User-Agent", "Mozilla/5.0 Firefox/127.0")
		r.Header.Set("Siegel-Visit", strings.Repeat("A", 20)+string(rune('A'+n))+"A")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		c.ServeHTTP(httptest.NewRecorder(), r)
	}
}

// files are what is written of the day: file, outcome, family.
func (c *counted) files() []string {
	c.now = c.now.AddDate(0, 0, 1)
	found := map[string]bool{}
	for _, cell := range c.counter.Take()[c.agency.ID] {
		found[strings.TrimSpace(string(cell.Kind)+" "+cell.What+" "+cell.Outcome+" "+cell.Family)] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// What is written of a page is its pattern, never its address; what nobody's agency is, is not counted.
func TestPagesAreCounted(t *testing.T) {
	c := newCounted(t)
	for _, path := range []string{"/donau", "/donau/en/privacy", "/donau/write", "/donau/geheim", "/", "/icon.svg", "/nix", "/assets/seeker.0123456789ab.js", "/donau/desk", "/donau/join", "/donau/setup"} {
		c.three(path)
	}
	if got, want := c.files(), []string{"access /{agency} ok firefox", "access /{agency}/privacy ok firefox", "access /{agency}/write ok firefox", "access /{agency}/… refused firefox", "length 1"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A page's data call carries its visit.
func TestCallsAreVisits(t *testing.T) {
	c := newCounted(t)
	c.three("/api/1/visit")
	if got, want := c.files(), []string{"access /api/1/visit ok firefox", "length 1", "page limits"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Staff are never counted, nor is who has asked not to be, nor anybody where the agency has switched it off.
func TestWhoIsNotCounted(t *testing.T) {
	for name, headers := range map[string][]string{
		"staff's calls":          {"Siegel-Realm", "staff"},
		"staff on a public page": {"Cookie", "a=b; __Host-siegel-desk=AAAA"},
		"do not track":           {"Dnt", "1"},
		"global privacy control": {"Sec-Gpc", "1"},
		"the agency counts not":  nil,
	} {
		c := newCounted(t)
		off := false
		if headers == nil {
			c.agency.Visits = &off
		}
		c.three("/donau", headers...)
		c.three("/api/1/visit", headers...)
		if got := c.files(); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
		if got := c.record.Take(true); len(got) != 0 {
			t.Errorf("%s: recorded %v", name, got)
		}
	}
}

// One row for each access, with the pattern of the address; none where the agency keeps out of it, and then it is still counted.
func TestAccessesAreRecorded(t *testing.T) {
	c := newCounted(t)
	for _, path := range []string{"/donau", "/donau/en/privacy", "/donau/geheim", "/", "/icon.svg", "/assets/seeker.0123456789ab.js", "/donau/desk", "/api/1/visit"} {
		c.three(path)
	}
	rows := map[string]int{}
	for _, span := range c.record.Take(true) {
		for _, row := range span.Rows {
			rows[row.File+" "+row.Outcome+" "+row.Browser]++
			if want := row.File != "/api/1/visit"; want != (row.KiB > 0) {
				t.Errorf("%+v", row)
			}
		}
	}
	if want := map[string]int{"/{agency} ok firefox": 3, "/{agency}/privacy ok firefox": 3, "/{agency}/… refused firefox": 3, "/api/1/visit ok firefox": 3}; !maps.Equal(rows, want) {
		t.Errorf("%v, want %v", rows, want)
	}
	off := false
	c.agency.Record = &off
	c.three("/donau")
	if got := c.record.Take(true); len(got) != 0 || len(c.files()) == 0 {
		t.Errorf("the agency keeps out of the record: %v", got)
	}
}

// Where the installation counts nothing, no header is looked at: nothing is handed on, and the answer is not measured.
func TestOffIsOff(t *testing.T) {
	s := NewScrubber(nil, time.Now)
	r := httptest.NewRequest("GET", origin+"/donau", nil)
	r.Header.Set("Siegel-Visit", strings.Repeat("A", 22))
	w := httptest.NewRecorder()
	s.Wrap(http.HandlerFunc(func(got http.ResponseWriter, r *http.Request) {
		if visits.Of(r.Context()) != nil || got != http.ResponseWriter(w) {
			t.Error("something was taken out of the request")
		}
	})).ServeHTTP(w, r)
}

// Behind the first code no header tells of a visit or of a browser, counted or not.
func TestHeadersAreTakenOut(t *testing.T) {
	for _, counting := range []*Counting{nil, {Counter: visits.New(time.Now), Agency: func(context.Context, counsel.ID) (counsel.Agency, error) { return counsel.Agency{}, nil }}} {
		s := NewScrubber(nil, time.Now)
		s.count = counting
		r := httptest.NewRequest("GET", origin+"/donau", nil)
		for _, name := range []string{"Siegel-Visit", "User-Agent", "Sec-Ch-Ua", "Sec-Ch-Ua-Platform"} {
			r.Header.Set(name, strings.Repeat("A", 22))
		}
		s.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if len(r.Header) != 0 {
				t.Errorf("%v", r.Header)
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}
