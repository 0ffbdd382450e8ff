package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// No request makes the server fail: never a 5xx, always either our JSON or nothing.
func FuzzRequest(f *testing.F) {
	w := testkit.SQLite(f)
	h := open(f, w, generous)
	s := h.setUp("kiz", true)
	seeker, _ := h.seeker("kiz", "sonne-42")
	id := s.counselled(seeker, 2)
	for _, r := range everyRoute {
		f.Add(r.method, filled(r.path), "seeker", "application/json", []byte("{}"))
		f.Add(r.method, replaceID(r.path, id), "staff", "application/json", []byte(mustJSON(message(counsel.Counsellor, 1, "message"))))
	}
	file := testkit.ID()
	seeker.post("files", body{"id": file, "case": id, "length": 86}).is(201)
	f.Add("PUT", "files/"+file.String()+"/parts/0", "seeker", "application/octet-stream", testkit.Bytes(86))
	f.Add("GET", "files/"+file.String(), "seeker", "", []byte{})
	f.Add("POST", "csp", "", "application/csp-report", []byte(`{"csp-report":{}}`))
	f.Add("GET", "cases/"+id+"/messages?after=%gg", "seeker", "", []byte{0xff})
	f.Add("POST", "enquiries", "seeker", "application/json", []byte(mustJSON(s.enquiry(3))))
	calls := api.New(api.Options{Store: w.Store, Clock: w.Clock.Now, Limits: generous})
	f.Fuzz(func(t *testing.T, method, path, realm, kind string, sent []byte) {
		r, err := http.NewRequest(method, "http://localhost/api/1/"+path, strings.NewReader(string(sent)))
		if err != nil || r.URL.Path == "/api/1/events" {
			return // no client can send it; a stream has no end
		}
		r.Header.Set("Siegel-Realm", realm)
		r.Header.Set("Content-Type", kind)
		for _, b := range []*browser{seeker, s.lead} {
			for name, value := range b.cookies {
				r.AddCookie(&http.Cookie{Name: name, Value: value})
			}
		}
		rec := httptest.NewRecorder()
		calls.ServeHTTP(rec, r)
		res := rec.Result()
		text, _ := io.ReadAll(res.Body)
		if res.StatusCode >= 500 || res.StatusCode < 200 || res.StatusCode >= 300 && res.StatusCode < 400 {
			t.Fatalf("%s %q: %d %s", method, path, res.StatusCode, text)
		}
		if len(text) > 0 && res.Header.Get("Content-Type") != "application/octet-stream" && !json.Valid(text) {
			t.Fatalf("%s %q: no JSON: %s", method, path, text)
		}
		if res.StatusCode >= 400 && res.Header.Get("Content-Type") != "application/problem+json" {
			t.Fatalf("%s %q: %d without problem document", method, path, res.StatusCode)
		}
	})
}
