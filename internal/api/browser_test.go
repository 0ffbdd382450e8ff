package api_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/live"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// house is a server over a world, called through real HTTP.
type house struct {
	*testkit.World
	t      testing.TB
	server *httptest.Server
	live   *live.Hub
	tabs   *api.Tabs

	settings func(*counsel.Settings) // changes those of the next agency
}

// generous limits: what waits is tested on its own.
var generous = api.Limits{Logins: 1e6, Salts: 1e6, Registers: 1e6, Enquiries: 1e6, Messages: 1e6, Drafts: 1e6, Files: 1e6, Failures: 1e6, NoWork: true}

func open(t testing.TB, w *testkit.World, limits api.Limits) *house {
	t.Helper()
	hub := live.New(w.Watchers)
	h := &house{World: w, t: t, live: hub, tabs: api.NewTabs(w.Clock.Now, w.Watchers)}
	w.Listen(h.hear)
	h.server = httptest.NewServer(api.New(api.Options{Store: w.Store, Clock: w.Clock.Now, Limits: limits, Live: hub, Tabs: h.tabs}))
	t.Cleanup(h.server.Close)
	t.Cleanup(hub.Close)
	return h
}

// hear passes events on as the server does.
func (h *house) hear(events []counsel.Event) {
	h.live.Tell(events)
	h.tabs.Hear(events)
}

// eachHouse runs a test over both databases.
func eachHouse(t *testing.T, run func(t *testing.T, h *house)) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) { run(t, open(t, w, generous)) })
}

// goOut lets what is held go out.
func (h *house) goOut() {
	h.t.Helper()
	h.Clock.Pass(counsel.HoldFor + time.Second)
	if _, err := h.ReleaseHeld(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// browser is one browser of one realm with its cookies.
type browser struct {
	h       *house
	t       testing.TB
	realm   counsel.Realm
	cookies map[string]string
	uid     counsel.ID
	header  http.Header // sent with every call
}

func (h *house) browser(realm counsel.Realm) *browser {
	b := &browser{h: h, t: h.t, realm: realm, cookies: map[string]string{}, header: http.Header{}}
	b.header.Set("Siegel-Realm", string(realm))
	b.header.Set("Sec-Fetch-Site", "same-origin")
	return b
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	text   string
	what   string
}

// body is a JSON object to send.
type body map[string]any

// but gives a copy with one value changed; a path goes down by dots. drop removes it.
func (b body) but(path string, value any) body {
	var copied body
	if err := json.Unmarshal([]byte(mustJSON(b)), &copied); err != nil {
		panic(err)
	}
	at := map[string]any(copied)
	keys := strings.Split(path, ".")
	for _, k := range keys[:len(keys)-1] {
		at = at[k].(map[string]any)
	}
	last := keys[len(keys)-1]
	if value == drop {
		delete(at, last)
	} else {
		at[last] = value
	}
	return copied
}

var drop = new(int)

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// do sends a call. send is nil, a body, or the exact text.
func (b *browser) do(method, path string, send any) answer {
	b.t.Helper()
	var text string
	switch v := send.(type) {
	case nil:
	case string:
		text = v
	default:
		text = mustJSON(v)
	}
	r, err := http.NewRequest(method, b.h.server.URL+"/api/1/"+path, strings.NewReader(text))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header = b.header.Clone()
	if send != nil && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.keep(res)
	if res.Header.Get("Cache-Control") != "no-store" {
		b.t.Errorf("%s %s: Cache-Control %q", method, path, res.Header.Get("Cache-Control"))
	}
	return answer{b.t, res.StatusCode, res.Header, string(got), method + " " + path}
}

func (b *browser) keep(res *http.Response) {
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
}

func (b *browser) get(path string) answer            { b.t.Helper(); return b.do("GET", path, nil) }
func (b *browser) post(path string, send any) answer { b.t.Helper(); return b.do("POST", path, send) }
func (b *browser) put(path string, send any) answer  { b.t.Helper(); return b.do("PUT", path, send) }
func (b *browser) remove(path string) answer         { b.t.Helper(); return b.do("DELETE", path, nil) }

// is checks the status and reads the body, if there is one.
func (a answer) is(status int) map[string]any {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: %d %s, want %d", a.what, a.status, a.text, status)
	}
	if status == 204 {
		if a.text != "" {
			a.t.Errorf("%s: 204 with a body", a.what)
		}
		return nil
	}
	var v map[string]any
	if err := json.Unmarshal([]byte(a.text), &v); err != nil {
		a.t.Fatalf("%s: %v: %s", a.what, err, a.text)
	}
	return v
}

// refused checks that the answer is a problem document with a code.
func (a answer) refused(code counsel.Code) map[string]any {
	a.t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.text), &v); err != nil || a.header.Get("Content-Type") != "application/problem+json" {
		a.t.Fatalf("%s: %d %s: no problem document, want %q", a.what, a.status, a.text, code)
	}
	if v["code"] != string(code) || v["key"] != "problem."+string(code) || len(v) != 5 {
		a.t.Fatalf("%s: %d %s, want %q", a.what, a.status, a.text, code)
	}
	return v
}

// at checks which field a refusal names.
func (a answer) at(code counsel.Code, field string) {
	a.t.Helper()
	if v := a.refused(code); v["field"] != field {
		a.t.Fatalf("%s: %s names %v, want %q", a.what, code, v["field"], field)
	}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func box(n int) string { return b64(testkit.Box(n)) }

func letter() string { return b64(testkit.Letter()) }

func hash(b byte) string { return b64(bytes.Repeat([]byte{b}, 32)) }

func replaceID(path, id string) string { return strings.Replace(path, "ID", id, 1) }

func memberHash(record string) string { return sg1.HashOf([]byte(record)).String() }
