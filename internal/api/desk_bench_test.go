//go:build unix

package api_test

import (
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// BenchmarkDesk is an inbox of 200 cases × 20 messages: one asks, then eight. Goals: 2 ms, and 1,500 a second on two cores.
func BenchmarkDesk(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *testkit.World{"sqlite": testkit.SQLite, "postgres": testkit.Postgres} {
		b.Run(name, func(b *testing.B) {
			handler, ask := busyDesk(b, open(b), 200, 20)
			size := 0
			one := func() {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, ask())
				if size = w.Body.Len(); w.Code != 200 {
					b.Fatal(w.Code, w.Body)
				}
			}
			b.Run("one", func(b *testing.B) {
				before := cpu()
				for b.Loop() {
					one()
				}
				b.ReportMetric(float64(cpu()-before)/float64(b.N)/1000, "cpu-µs/op")
				b.ReportMetric(float64(size), "bytes")
			})
			b.Run("eight", func(b *testing.B) {
				b.SetParallelism(4) // times GOMAXPROCS
				before := cpu()
				b.RunParallel(func(p *testing.PB) {
					for p.Next() {
						one()
					}
				})
				b.ReportMetric(float64(cpu()-before)/float64(b.N)/1000, "cpu-µs/op")
			})
		})
	}
}

// cpu is what this process has used of it: it is moved less by others than the clock is.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// busyDesk fills a counsellor's desk and gives what asks for it.
func busyDesk(b *testing.B, w *testkit.World, cases, messages int) (http.Handler, func() *http.Request) {
	h := open(b, w, generous)
	s := h.setUp("kiz", false)
	seeker, _ := h.seeker("kiz", "sonne-42")
	for i := range cases {
		e := s.enquiry(i + 2)
		seeker.post("enquiries", e).is(201)
		id := e["case"].(counsel.ID).String()
		s.lead.post("enquiries/"+id+"/acceptance", s.acceptance()).is(200)
		s.lead.post("enquiries/"+id+"/acceptance/confirmation", body{}).is(204)
		for n := range messages - 1 {
			seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, n+2, "message")).is(201)
		}
	}
	w.Clock.Pass(20 * time.Minute)
	handler := api.New(api.Options{Store: w.Store, Clock: w.Clock.Now, Limits: generous})
	s.lead.get("desk").is(200)
	return handler, func() *http.Request {
		r := httptest.NewRequest("GET", "/api/1/desk", nil)
		r.Header = s.lead.header.Clone()
		for name, value := range s.lead.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		return r
	}
}
