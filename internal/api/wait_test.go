package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// sender stands in for the address scrubber: a header says from where a call comes.
func (h *house) from(b *browser, sender string) *browser {
	other := h.browser(b.realm)
	other.cookies = b.cookies
	other.header.Set("Test-Sender", sender)
	return other
}

// throttled has the real limits; what asks for work is tested in guess_test.go.
func throttled(t *testing.T, w *testkit.World) *house { return limited(t, w, api.Limits{NoWork: true}) }

func limited(t *testing.T, w *testkit.World, limits api.Limits) *house {
	h := &house{World: w, t: t}
	type key struct{}
	inner := api.New(api.Options{Store: w.Store, Clock: w.Clock.Now, Limits: limits, Buckets: func(ctx context.Context) (now, before [16]byte) {
		sender := ctx.Value(key{}).([2]string)
		return bucket(sender[0], sender[1]), bucket(sender[0], hourBefore[sender[1]])
	}})
	h.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(rw, r.WithContext(context.WithValue(r.Context(), key{}, [2]string{r.Header.Get("Test-Sender"), r.Header.Get("Test-Hour")})))
	}))
	t.Cleanup(h.server.Close)
	return h
}

// An hour's bucket is another one; the hour before it is known.
var hourBefore = map[string]string{"second": "", "third": "second"}

func bucket(sender, hour string) [16]byte {
	sum := sha256.Sum256([]byte(sender + " in hour " + hour))
	return [16]byte(sum[:16])
}

// On the hour every sender gets a new bucket. Nobody starts afresh because of it.
func TestWaitingOverTheHour(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		_, reg := h.seeker("kiz", "sonne-42")
		thief := h.from(h.browser(counsel.Seekers), "thief")
		for range 5 {
			thief.post("auth/register", reg).is(201)
		}
		thief.header.Set("Test-Hour", "second")
		thief.post("auth/register", reg).refused(counsel.Wait)
		thief.header.Set("Test-Hour", "third")
		thief.post("auth/register", reg).is(201)
	})
}

// Floods wait: sign-ins, salts, registrations, enquiries by sender, messages by case.
func TestFloodsWait(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		flood := func(what string, most int, span time.Duration, call func(b *browser) answer) {
			t.Helper()
			b := h.from(h.browser(counsel.Seekers), what)
			for i := range most {
				if got := call(b); got.status == 429 {
					t.Fatalf("%s: waits after %d", what, i)
				}
			}
			if v := call(b).refused(counsel.Wait); v["wait"].(float64) <= 0 || v["wait"].(float64) > span.Seconds() {
				t.Errorf("%s: wait %v", what, v["wait"])
			}
			if got := call(h.from(b, what+" elsewhere")); got.status == 429 {
				t.Errorf("%s: others wait too", what)
			}
			h.Clock.Pass(span)
			if got := call(b); got.status == 429 {
				t.Errorf("%s: still waits", what)
			}
		}
		flood("salts", 60, 10*time.Minute, func(b *browser) answer {
			return b.post("auth/pre", body{"agency": "kiz", "realm": "seeker", "name": "sonne-42"})
		})
		reg := h.registration("kiz", counsel.Seekers, "sonne-42")
		flood("registrations", 5, time.Hour, func(b *browser) answer { return b.post("auth/register", reg) })
		flood("logins", 60, 10*time.Minute, func(b *browser) answer {
			return b.post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": newName(), "rc_id": nil, "auth": reg["auth"]})
		})
		seeker := h.from(h.browser(counsel.Seekers), "seeker")
		seeker.post("auth/register", reg).is(201)
		e := s.enquiry(2)
		flood("enquiries", 10, time.Hour, func(b *browser) answer {
			b.cookies = seeker.cookies
			seeker.post("auth/register", reg)
			return b.post("enquiries", e)
		})
	})
}

// newName makes a name nobody has tried before.
func newName() string {
	out := []byte("name ")
	for _, b := range testkit.Bytes(10) {
		out = append(out, 'a'+b%26)
	}
	return string(out)
}

func TestMessagesWait(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		for seq := range 30 {
			seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, seq+2, "message")).is(201)
		}
		seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, 32, "message")).refused(counsel.Wait)
		h.Clock.Pass(10 * time.Minute)
		seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, 32, "message")).is(201)
	})
}

// Saving a draft is slowed down by account, far beyond what anybody types.
func TestDraftsWait(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		neighbour, _ := h.seeker("kiz", "wolke-7")
		path := "me/drafts/" + testkit.ID().String() + "/message"
		send := body{"version": 1, "box": letter()}
		for range 1200 {
			seeker.put(path, send).is(204)
		}
		seeker.put(path, send).refused(counsel.Wait)
		neighbour.put(path, send).is(204)
		seeker.get(path).is(200)
		h.Clock.Pass(10 * time.Minute)
		seeker.put(path, send).is(204)
	})
}

func eachThrottled(t *testing.T, run func(t *testing.T, h *house)) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) { run(t, throttled(t, w)) })
}

// Of a browser's report only the name of one of our directives is written down.
func TestReports(t *testing.T) {
	w := testkit.SQLite(t)
	var log bytes.Buffer
	h := &house{World: w, t: t, server: httptest.NewServer(api.New(api.Options{Store: w.Store, Log: slog.New(slog.NewTextHandler(&log, nil))}))}
	defer h.server.Close()
	b := h.browser(counsel.Seekers)
	b.header = http.Header{"Content-Type": {"application/reports+json"}}
	b.post("csp", `[{"type":"csp-violation","url":"https://beratung.example/kiz","body":{"effectiveDirective":"img-src","blockedURL":"https://geheim.example/x","sample":"canary"}}]`).is(204)
	b.header = http.Header{"Content-Type": {"application/csp-report"}}
	b.post("csp", `{"csp-report":{"violated-directive":"script-src","document-uri":"https://geheim.example/y"}}`).is(204)
	for _, text := range []string{`[{"body":{"effectiveDirective":"geheim"}}]`, "x", "", "[]", `[{"body":"x"}]`, "null"} {
		b.post("csp", text).is(204)
	}
	b.post("csp", strings.Repeat(" ", 8*kib+1)).refused(counsel.TooLong)
	got := log.String()
	if !strings.Contains(got, "kind=img-src") || !strings.Contains(got, "kind=script-src") || strings.Count(got, "\n") != 2 {
		t.Errorf("log: %s", got)
	}
	if strings.Contains(got, "geheim") || strings.Contains(got, "canary") || strings.Contains(got, "kiz") {
		t.Errorf("the log holds more than directives: %s", got)
	}
}

// What breaks on our side is answered without a word about it, and logged by route only.
func TestInternal(t *testing.T) {
	w := testkit.SQLite(t)
	var log bytes.Buffer
	broken := api.New(api.Options{Store: w.Store, Log: slog.New(slog.NewTextHandler(&log, nil)), Crisis: func(string, counsel.Settings) any { panic(errors.New("canary")) }})
	h := &house{World: w, t: t, server: httptest.NewServer(broken)}
	defer h.server.Close()
	if _, err := w.CreateAgency(t.Context(), testkit.NewAgency("kiz")); err != nil {
		t.Fatal(err)
	}
	b := h.browser(counsel.Seekers)
	got := b.get("agencies/kiz")
	got.refused(counsel.Internal)
	if got.status != 500 || got.text != `{"code":"internal","key":"problem.internal","field":null,"by":null,"wait":null}` {
		t.Errorf("%d %s", got.status, got.text)
	}
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	b.get("agencies/kiz").refused(counsel.Internal)
	lines := log.String()
	if strings.Contains(lines, "canary") || strings.Contains(lines, "agencies/kiz") || strings.Count(lines, `route="GET /api/1/agencies/{agency}"`)+strings.Count(lines, `route=/api/1/agencies/{agency}`) != 2 {
		t.Errorf("log: %s", lines)
	}
}
