package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"siegel/internal/counsel"
	"siegel/internal/promise"
	"siegel/internal/testkit"
	"siegel/internal/texts"
	"siegel/locales"
	"siegel/web"
)

const origin = "https://portal.test"

// The agencies of these tests, as the store would give them.
var agencies = map[string]counsel.Agency{
	"donau": {
		Short: "donau", Name: "Stelle Donau", Origin: origin, State: counsel.AgencyReady,
		Settings: counsel.Settings{
			Languages: []string{"de", "en"}, Countries: []string{"AT"}, Contact: counsel.Contact{Phone: "01 555 01 00"}, Exit: "https://wetter.test/",
			Crisis: []counsel.Number{{Label: "Stelle Donau", Number: "01 555 01 99"}}, Colours: counsel.Colours{Light: "#866A02", Dark: "#F2C200"},
			Topics: []counsel.Topic{{Code: "loss", Label: map[string]string{"de": "Verlust", "en": "Loss"}}},
			Texts:  map[string]map[string]string{"de": {"who": "Acht <b>Fachkräfte</b>"}},
			Logo:   testkit.NewLogo("donau"),
		},
	},
	"mosel": {
		Short: "mosel", Name: "Helpline Mosel", Origin: origin, State: counsel.AgencyNew,
		Settings: counsel.Settings{Languages: []string{"en", "de"}, Countries: []string{"LU"}, Contact: counsel.Contact{Phone: "555 01 00"}},
	},
}

// testFiles are the real pages with a built browser side of three small files.
func testFiles(t testing.TB) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(web.Files, "pages/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(web.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	manifest := "{"
	for i, name := range []string{"seeker.js", "desk.js", "page.js", "seeker.css", "desk.css"} {
		if i > 0 {
			manifest += ","
		}
		stem, ext, _ := strings.Cut(name, ".")
		path := "assets/" + stem + ".0123456789ab." + ext
		content := []byte("/* " + name + " */")
		manifest += `"` + name + `":{"path":"/` + path + `","integrity":"` + integrity(content) + `"}`
		files["dist/"+path] = &fstest.MapFile{Data: content}
		files["dist/"+path+".gz"] = &fstest.MapFile{Data: []byte("gzip of " + name)}
		files["dist/"+path+".br"] = &fstest.MapFile{Data: []byte("brotli of " + name)}
	}
	files["dist/manifest.json"] = &fstest.MapFile{Data: []byte(manifest + "}")}
	return files
}

// fixture is a site with what it wrote and which cookies it was asked to end.
type fixture struct {
	http.Handler
	log   *bytes.Buffer
	ended []string
}

func catalogues(t testing.TB) *texts.Catalogues {
	t.Helper()
	c, err := texts.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newSite(t testing.TB, change func(*Options)) *fixture {
	t.Helper()
	f := &fixture{log: &bytes.Buffer{}}
	o := Options{
		Origin: origin, Files: testFiles(t), Texts: catalogues(t), API: http.NotFoundHandler(), Log: NewLog(f.log, slog.LevelDebug),
		AgencyByShort: func(_ context.Context, short string) (counsel.Agency, error) {
			a, ok := agencies[short]
			if !ok {
				return a, counsel.Refuse(counsel.NotFound)
			}
			return a, nil
		},
		Logo: func(_ context.Context, short string) (counsel.Logo, error) {
			if logo := agencies[short].Logo; logo.Given() {
				return logo, nil
			}
			return counsel.Logo{}, counsel.Refuse(counsel.NotFound)
		},
		Rule: func(a counsel.Agency) *promise.Rule {
			rule, err := promise.New(a.Settings)
			if err != nil {
				t.Error(err)
			}
			return rule
		},
		EndSeekerVisit: func(_ context.Context, cookie string) (counsel.Agency, error) {
			f.ended = append(f.ended, cookie)
			return agencies["donau"], nil
		},
	}
	if change != nil {
		change(&o)
	}
	var err error
	if f.Handler, err = New(o); err != nil {
		t.Fatal(err)
	}
	return f
}

// get asks like a browser at the origin. header: pairs of name and value.
func (f *fixture) get(path string, header ...string) *http.Response {
	return f.do(http.MethodGet, path, header...)
}

func (f *fixture) do(method, path string, header ...string) *http.Response {
	r := httptest.NewRequest(method, origin+path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// The addresses of seekers, in both languages; and those that are no page.
var (
	seekerPaths = []string{
		"/", "/donau", "/donau/safety", "/donau/help", "/donau/privacy", "/donau/limits", "/donau/imprint", "/donau/accessibility", "/donau/write", "/donau/sign-in", "/donau/messages",
		"/donau/en", "/donau/en/safety", "/donau/en/help", "/donau/en/privacy", "/donau/en/limits", "/donau/en/imprint", "/donau/en/accessibility", "/donau/en/write", "/donau/en/sign-in", "/donau/en/messages",
		"/mosel", "/mosel/de/safety",
	}
	missingPaths = []string{"/rhein", "/rhein/write", "/donau/nothing", "/donau/fr", "/donau/en/nothing", "/donau/write/more", "/desk", "/DONAU", "/favicon.ico"}
	deskPaths    = []string{"/donau/desk", "/donau/join", "/donau/setup", "/donau/en/desk", "/mosel/de/setup"}
)

func TestEveryAddress(t *testing.T) {
	f := newSite(t, nil)
	for _, group := range []struct {
		paths  []string
		status int
	}{{seekerPaths, 200}, {deskPaths, 200}, {missingPaths, 404}} {
		for _, path := range group.paths {
			r := f.get(path)
			if r.StatusCode != group.status || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("%s: %d %s, want %d and HTML", path, r.StatusCode, r.Header.Get("Content-Type"), group.status)
			}
		}
	}
	if f.log.Len() > 0 {
		t.Errorf("ordinary pages wrote to the log: %s", f.log)
	}
}

func TestOneSpellingPerPage(t *testing.T) {
	f := newSite(t, nil)
	for path, want := range map[string]string{"/donau/": "/donau", "/donau/de/safety": "/donau/safety", "/donau/safety/": "/donau/safety", "/mosel/en": "/mosel", "/donau/desk/": "/donau/desk"} {
		if r := f.get(path); r.StatusCode != http.StatusPermanentRedirect || r.Header.Get("Location") != want {
			t.Errorf("%s: %d %q, want a redirect to %s", path, r.StatusCode, r.Header.Get("Location"), want)
		}
	}
}

func TestPagesAreOnlyRead(t *testing.T) {
	f := newSite(t, nil)
	for _, path := range []string{"/", "/donau", "/donau/write", "/donau/desk", "/assets/seeker.0123456789ab.js", "/donau/colours.css", "/donau/logo"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE"} {
			if r := f.do(method, path); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, path, r.StatusCode, r.Header.Get("Allow"))
			}
		}
		if r := f.do("HEAD", path); r.StatusCode != 200 {
			t.Errorf("HEAD %s: %d", path, r.StatusCode)
		}
	}
}

func TestAppDocumentsAreTheSameForEveryAgency(t *testing.T) {
	f := newSite(t, nil)
	for _, same := range [][]string{
		{"/donau/write", "/donau/sign-in", "/donau/messages", "/mosel/de/write", "/mosel/de/messages"},
		{"/donau/en/write", "/mosel/write", "/mosel/sign-in"},
		{"/donau/desk", "/donau/join", "/donau/setup", "/mosel/de/desk"},
		{"/donau/en/desk", "/mosel/setup"},
	} {
		first := body(t, f.get(same[0]))
		for _, path := range same[1:] {
			if body(t, f.get(path)) != first {
				t.Errorf("%s and %s differ: an app document holds nothing of an agency", same[0], path)
			}
		}
		for _, a := range agencies {
			for _, own := range []string{a.Name, a.Contact.Phone, "wetter.test", "Verlust"} {
				if strings.Contains(first, own) {
					t.Errorf("%s holds %q", same[0], own)
				}
			}
		}
	}
}

func TestAgencyTextIsText(t *testing.T) {
	f := newSite(t, nil)
	page := body(t, f.get("/donau"))
	if !strings.Contains(page, "Acht &lt;b&gt;Fachkräfte&lt;/b&gt;") || strings.Contains(page, "<b>") {
		t.Error("an agency's text became markup")
	}
	if en := body(t, f.get("/donau/en")); !strings.Contains(en, `<p class="who" lang="de">Acht`) {
		t.Error("a text that exists in the default language only must be marked with it")
	}
}

func TestNotReady(t *testing.T) {
	f := newSite(t, nil)
	page := body(t, f.get("/mosel/de"))
	if strings.Contains(page, "Jetzt schreiben") || !strings.Contains(page, "Zurzeit nehmen wir keine neuen Nachrichten an.") {
		t.Error("an agency that is not set up invites people to write")
	}
	if page = body(t, f.get("/donau")); !strings.Contains(page, `href="/donau/safety">Jetzt schreiben</a>`) {
		t.Error("the start page lacks its main button")
	}
}

func TestAssets(t *testing.T) {
	f := newSite(t, nil)
	for accept, want := range map[string]string{"": "/* seeker.js */", "gzip": "gzip of seeker.js", "gzip, deflate, br": "brotli of seeker.js", "br;q=0, gzip": "gzip of seeker.js"} {
		r := f.get("/assets/seeker.0123456789ab.js", "Accept-Encoding", accept)
		if got := body(t, r); got != want {
			t.Errorf("Accept-Encoding %q: %q, want %q", accept, got, want)
		}
		if r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || r.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("headers of an asset: %v", r.Header)
		}
	}
	if r := f.get("/assets/../pages/start.html"); r.StatusCode == 200 {
		t.Error("a path climbed out of the assets")
	}
	if r := f.get("/assets/manifest.json"); r.StatusCode != 404 || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a missing asset: %d %q", r.StatusCode, r.Header.Get("Cache-Control"))
	}
}

// A page names each script and style with its integrity, because Integrity-Policy refuses them without, and with crossorigin for the same reason.
func TestIntegrity(t *testing.T) {
	f := newSite(t, nil)
	sheet := body(t, f.get("/donau/colours.css"))
	if sheet != ":root{--agency-light:#866A02;--agency-dark:#F2C200}\n" {
		t.Fatalf("colours: %q", sheet)
	}
	page := body(t, f.get("/donau"))
	for _, want := range []string{
		`href="/assets/seeker.0123456789ab.css" integrity="` + integrity([]byte("/* seeker.css */")) + `" crossorigin>`,
		`src="/assets/page.0123456789ab.js" integrity="` + integrity([]byte("/* page.js */")) + `" crossorigin>`,
		`href="/donau/colours.css" integrity="` + integrity([]byte(sheet)) + `" crossorigin>`,
	} {
		if !strings.Contains(strings.ReplaceAll(page, "&#43;", "+"), want) {
			t.Errorf("the start page lacks %s", want)
		}
	}
	for _, path := range append(append([]string{}, seekerPaths...), deskPaths...) {
		page := body(t, f.get(path))
		if strings.Count(page, "<script") != strings.Count(page, `.js" integrity="sha384-`) || strings.Count(page, "stylesheet") != strings.Count(page, `.css" integrity="sha384-`) {
			t.Errorf("%s: a script or style without integrity", path)
		}
		if strings.Contains(page, " style=") || strings.Contains(page, "<style") || strings.Contains(page, "<script>") || strings.Contains(page, " onclick") {
			t.Errorf("%s: something inline, which the policy refuses", path)
		}
	}
}

func TestNothingBuilt(t *testing.T) {
	f := newSite(t, func(o *Options) {
		files := testFiles(t).(fstest.MapFS)
		delete(files, "dist/manifest.json")
		o.Files = files
	})
	for _, path := range []string{"/donau", "/donau/write", "/donau/desk"} {
		if !strings.Contains(body(t, f.get(path)), "noch nicht gebaut") {
			t.Errorf("%s does not say that the browser side is missing", path)
		}
	}
}

func TestCompressedPages(t *testing.T) {
	f := newSite(t, nil)
	plain := body(t, f.get("/donau"))
	r := f.get("/donau", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if string(unpacked) != plain {
		t.Error("the compressed page is another one")
	}
}

// The privacy notice says what is set, for this agency and this server.
func TestPrivacyFollowsTheSettings(t *testing.T) {
	for want, ask := range map[string]counsel.Ask{
		"Nach Alter und Geschlecht wird gefragt.":       {Age: true, Gender: true},
		"Nach dem Alter wird gefragt.":                  {Age: true},
		"Nach dem Geschlecht wird gefragt.":             {Gender: true},
		"Nach Alter und Geschlecht wird nicht gefragt.": {},
	} {
		f := newSite(t, func(o *Options) {
			o.Operator = "Beispiel-IT"
			o.AgencyByShort = func(context.Context, string) (counsel.Agency, error) {
				a := agencies["donau"]
				a.Ask = ask
				return a, nil
			}
		})
		page := body(t, f.get("/donau/privacy"))
		if !strings.Contains(page, want) || !strings.Contains(page, "<p>Beispiel-IT</p>") {
			t.Errorf("asked is %+v, but the page lacks %q or the operator", ask, want)
		}
	}
}
