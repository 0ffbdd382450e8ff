package api_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/live"
	"siegel/internal/testkit"
)

// listener is an open event stream.
type listener struct {
	t      testing.TB
	res    *http.Response
	events chan map[string]any // closed when the stream ends
}

// listen opens the stream of a browser and waits for the first `again`.
func (b *browser) listen() *listener {
	b.t.Helper()
	l := b.listenBy(b.h.server.URL, http.DefaultTransport)
	l.hears("again", nil)
	return l
}

func (b *browser) listenBy(address string, by http.RoundTripper) *listener {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), "GET", address+"/api/1/events", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header = b.header.Clone()
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := by.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Cache-Control") != "no-store" {
		b.t.Fatalf("events: %d %v", res.StatusCode, res.Header)
	}
	l := &listener{b.t, res, make(chan map[string]any, 64)}
	b.t.Cleanup(func() { res.Body.Close() })
	go l.read()
	return l
}

func (l *listener) read() {
	defer close(l.events)
	for lines := bufio.NewScanner(l.res.Body); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var e map[string]any
			if json.Unmarshal([]byte(text), &e) != nil || len(e) != 2 {
				e = map[string]any{"kind": "not understood: " + text}
			}
			l.events <- e
		}
	}
}

// next gives the next event; nil means that the stream has ended.
func (l *listener) next() map[string]any {
	l.t.Helper()
	select {
	case e := <-l.events:
		return e
	case <-time.After(20 * time.Second):
		l.t.Fatal("no event came")
		return nil
	}
}

// hears wants this event next.
func (l *listener) hears(kind string, in any) {
	l.t.Helper()
	if e := l.next(); e["kind"] != kind || e["case"] != in {
		l.t.Fatalf("heard %v, want %s %v", e, kind, in)
	}
}

// ends wants nothing but the end.
func (l *listener) ends() {
	l.t.Helper()
	if e, ok := <-l.events; ok {
		l.t.Fatalf("heard %v, want the end", e)
	}
}

// tell lets the hub speak, as the store does after a commit.
func (h *house) tell(e counsel.Event) { h.live.Tell([]counsel.Event{e}) }

// agencyOf gives the agency and the account behind a browser.
func (b *browser) agencyOf() (agency, account counsel.ID) {
	b.t.Helper()
	me := b.get("session").is(200)
	agency, err1 := counsel.ParseID(me["agency"].(string))
	account, err2 := counsel.ParseID(me["uid"].(string))
	if err1 != nil || err2 != nil {
		b.t.Fatal(err1, err2)
	}
	return agency, account
}

// A stream begins with `again`, tells what concerns its account and nothing of others, and ends with `out`.
func TestEvents(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	sonne, _ := h.seeker("kiz", "sonne-42")
	mond, _ := h.seeker("kiz", "mond-7")
	agency, account := sonne.agencyOf()
	_, other := mond.agencyOf()
	l, m := sonne.listen(), mond.listen()
	one, two := testkit.ID(), testkit.ID()
	h.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: two, To: other})
	h.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: one, To: account})
	l.hears("case", one.String())
	m.hears("case", two.String())
	h.tell(counsel.Event{Kind: counsel.EventOut, Agency: agency, To: account})
	l.hears("out", nil)
	l.ends()
	h.tell(counsel.Event{Kind: counsel.EventAgain})
	m.hears("again", nil)
}

// What concerns staff is heard by staff only, the pool by intake only, and another agency hears nothing.
func TestEventsForStaff(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	kiz, sos := h.setUp("kiz", true), h.setUp("sos", false)
	sonne, _ := h.seeker("kiz", "sonne-42")
	agency, account := sonne.agencyOf()
	lead, seeker, foreign := kiz.lead.listen(), sonne.listen(), sos.lead.listen()
	id := testkit.ID()
	h.tell(counsel.Event{Kind: counsel.EventPool, Agency: agency, Case: id})
	h.tell(counsel.Event{Kind: counsel.EventDirectory, Agency: agency})
	h.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: id}) // names nobody: goes to nobody
	lead.hears("pool", id.String())
	lead.hears("directory", nil)
	h.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: id, To: account})
	seeker.hears("case", id.String())
	h.tell(counsel.Event{Kind: counsel.EventAgain})
	for _, l := range []*listener{lead, seeker, foreign} {
		l.hears("again", nil)
	}
}

// A stream is no use of the session: it ends when nobody has used the session for too long, and the next look at all streams finds that.
func TestStreamIsNoUse(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b, _ := h.seeker("kiz", "sonne-42")
		l := b.listen()
		for range 3 {
			h.Clock.Pass(7 * time.Minute)
			b.listen() // a page that connects again and again
		}
		h.live.Sweep(t.Context())
		h.tell(counsel.Event{Kind: counsel.EventAgain})
		l.hears("again", nil) // not over yet: the last use is kept to five minutes
		h.Clock.Pass(3 * time.Minute)
		h.live.Sweep(t.Context())
		l.hears("out", nil)
		l.ends()
		b.get("events").refused(counsel.SignedOut)
	})
}

// The absolute end comes although the session is used.
func TestStreamEndsWithTheSession(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b, _ := h.seeker("kiz", "sonne-42")
		l := b.listen()
		for range 48 {
			b.post("session/alive", body{}).is(204)
			h.Clock.Pass(10 * time.Minute)
		}
		h.live.Sweep(t.Context())
		l.hears("out", nil)
		l.ends()
	})
}

// Of too many streams of one session the oldest goes.
func TestStreamsOfASession(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	b, _ := h.seeker("kiz", "sonne-42")
	var all []*listener
	for range live.PerSession + 1 {
		all = append(all, b.listen())
	}
	all[0].ends()
	if n := h.live.Streams(); n != live.PerSession {
		t.Errorf("%d streams", n)
	}
	h.tell(counsel.Event{Kind: counsel.EventAgain})
	for _, l := range all[1:] {
		l.hears("again", nil)
	}
}

// Over HTTP/2, where nobody can take the connection over, a stream works the same; and no time limit of the server cuts it.
func TestEventsOverEveryProtocol(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	b, _ := h.seeker("kiz", "sonne-42")
	agency, account := b.agencyOf()
	for name, start := range map[string]func(*httptest.Server){
		"HTTP/1.1":          (*httptest.Server).Start,
		"HTTP/1.1 with TLS": (*httptest.Server).StartTLS,
		"HTTP/2.0":          func(s *httptest.Server) { s.EnableHTTP2 = true; s.StartTLS() },
	} {
		t.Run(name, func(t *testing.T) {
			const limit = 200 * time.Millisecond
			server := httptest.NewUnstartedServer(api.New(api.Options{Store: h.Store, Clock: h.Clock.Now, Limits: generous, Live: h.live}))
			server.Config.ReadTimeout, server.Config.WriteTimeout, server.Config.IdleTimeout = limit, limit, limit
			start(server)
			defer server.Close()
			l := b.listenBy(server.URL, server.Client().Transport)
			l.hears("again", nil)
			if !strings.HasPrefix(name, l.res.Proto) {
				t.Errorf("spoken over %s", l.res.Proto)
			}
			time.Sleep(3 * limit)
			id := testkit.ID()
			h.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: id, To: account})
			l.hears("case", id.String())
			h.tell(counsel.Event{Kind: counsel.EventOut, Agency: agency, To: account})
			l.hears("out", nil)
			l.ends()
		})
	}
}

// The end of the server ends the streams: nobody waits for them.
func TestStreamsEndWithTheServer(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	b, _ := h.seeker("kiz", "sonne-42")
	server := httptest.NewUnstartedServer(api.New(api.Options{Store: h.Store, Clock: h.Clock.Now, Limits: generous, Live: h.live}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	one, two := b.listen(), b.listenBy(server.URL, server.Client().Transport)
	two.hears("again", nil)
	h.live.Close()
	one.ends()
	two.ends()
	if err := server.Config.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if n := h.live.Streams(); n != 0 {
		t.Errorf("%d streams", n)
	}
}
