package api_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// disorder makes requests that are nearly right. It has a fixed seed: what fails once fails again.
type disorder struct {
	*rand.Rand
	bodies []body
	ids    []string
}

// oddities are values that a database or a decoder may stumble over.
var oddities = []any{
	nil, true, 0, 1, 2, -1, 1e15, 9007199254740991, "", "x", "\u0000", "é", "\u202e", "\U0001f600", strings.Repeat("a", 3000), []any{}, []any{nil}, map[string]any{},
	letter(), box(32), box(64), testkit.ID(), "kiz", "staff", "note",
}

// Thousands of requests that are nearly right, with the cookies of a seeker and of a lead: none makes either database fail.
func TestNearlyRightRequests(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, reg := h.seeker("kiz", "sonne-42")
		waiting := s.enquiry(3)
		id := s.counselled(seeker, 2)
		seeker.post("enquiries", waiting).is(201)
		d := &disorder{
			Rand: rand.New(rand.NewPCG(1, 2)),
			ids:  []string{id, waiting["case"].(counsel.ID).String(), testkit.ID().String(), "x", "%00", "%ff", "%F0%9F%98%80", "%2f", "'", strings.Repeat("A", 22)},
			bodies: []body{
				{}, message(counsel.Counsellor, 1, "message"), message(counsel.SeekerRole, 2, "message"), message(counsel.Counsellor, 1, "note"), s.enquiry(4), s.acceptance(),
				reg, h.registration("kiz", counsel.Seekers, "wolke-7"), {"version": 2, "box": letter()}, {"epoch": 0, "box": box(64)}, {"id": testkit.ID(), "until": "2026-11-29"},
				{"agency": "kiz", "realm": "seeker", "name": "sonne-42"},
				{"agency": "kiz", "realm": "seeker", "method": "pw", "name": "sonne-42", "rc_id": nil, "auth": reg["auth"]},
				s.admission(testkit.NewMember(s.signed.Agency, "Ben", counsel.Counsellor), testkit.ID()),
			},
		}
		calls := api.New(api.Options{Store: h.Store, Clock: h.Clock.Now, Limits: generous})
		seen := map[int]int{}
		for range 4000 {
			who := []*browser{seeker, s.lead}[d.IntN(2)]
			r, text := d.request(who)
			if r == nil {
				continue
			}
			rec := httptest.NewRecorder()
			calls.ServeHTTP(rec, r)
			who.keep(rec.Result())
			if seen[rec.Code]++; rec.Code >= 500 {
				t.Fatalf("%s %s %s: %d %s", r.Method, r.URL, text, rec.Code, rec.Body)
			}
		}
		if seen[200]+seen[201]+seen[204] < 100 || seen[400] < 100 || seen[404] < 100 {
			t.Errorf("too few kinds of answers: %v", seen)
		}
	})
}

// request gives nil for what no client can send, and for a log-out.
func (d *disorder) request(by *browser) (*http.Request, string) {
	to := everyRoute[d.IntN(len(everyRoute))]
	if to.path == "auth/logout" || to.path == "events" { // a stream has no end
		return nil, ""
	}
	path := strings.NewReplacer("ID", pick(d, d.ids), "nix", pick(d, []string{"kiz", "nix", "%ff", "%00", "k%27"})).Replace(to.path)
	text := d.text()
	r, err := http.NewRequest(to.method, "http://localhost/api/1/"+path, strings.NewReader(text))
	if err != nil {
		return nil, ""
	}
	r.Header.Set("Siegel-Realm", string(by.realm))
	r.Header.Set("Content-Type", "application/json")
	for name, value := range by.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return r, text
}

// text changes up to two keys of a body, and now and then a byte.
func (d *disorder) text() string {
	b := pick(d, d.bodies)
	if keys := paths("", b); len(keys) > 0 {
		for range d.IntN(3) {
			if key := pick(d, keys); !strings.Contains(key, ".") {
				b = b.but(key, pick(d, oddities))
			}
		}
	}
	text := []byte(mustJSON(b))
	if d.IntN(4) == 0 {
		text[d.IntN(len(text))] = byte(d.IntN(256))
	}
	return string(text)
}

func pick[T any](d *disorder, from []T) T { return from[d.IntN(len(from))] }
