package api_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// A short body may hold so many values that reading it takes a thousand times its memory. Such bodies, and such records in them, are refused
// before they are read whole.
func TestCostlyBodies(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	nobody := h.browser(counsel.Seekers)
	many := func(n int) string { // n values, the object itself among them
		return `{"agency":"kiz","realm":"seeker","name":[` + strings.TrimSuffix(strings.Repeat("{},", n-4), ",") + `]}`
	}
	nobody.post("auth/pre", many(10_000)).at(counsel.BadRequest, "name")
	nobody.post("auth/pre", many(10_001)).refused(counsel.TooLong)

	m := testkit.NewMember(s.signed.Agency, "Boris", counsel.Counsellor)
	join := h.joining("kiz", m, testkit.ID())
	stranger := h.browser(counsel.Staff)
	stranger.post("auth/register", join).refused(counsel.NotFound)
	stranger.post("auth/register", join.but("invite.record", "["+strings.Repeat("0,", 8*kib)+"0]")).at(counsel.TooLong, "invite.record")

	seeker, _ := h.seeker("kiz", "sonne-42")
	seeker.post("setup", "{}").refused(counsel.Refused) // not asked what it holds
}

// Whoever repeats a registration with the right login key is signed in. So guessing there waits as it does at the login; and the uids of staff
// are known to everybody.
func TestGuessingByRegistrationWaits(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		m, invite := testkit.NewMember(s.signed.Agency, "Boris", counsel.Counsellor), testkit.ID()
		s.lead.post("invites", body{"id": invite, "until": "2026-11-29"}).is(201)
		right := h.joining("kiz", m, invite)
		h.browser(counsel.Staff).post("auth/register", right).is(201)
		thief := h.from(h.browser(counsel.Staff), "thief")
		for range 5 {
			thief.post("auth/register", right.but("auth", b64(testkit.Bytes(32)))).refused(counsel.SameID)
		}
		thief.post("auth/register", right).refused(counsel.Wait)
		h.from(h.browser(counsel.Staff), "home").post("auth/register", right).is(201)
		h.Clock.Pass(time.Minute)
		thief.post("auth/register", right).is(201)
	})
}

// Joins of one sender are counted too.
func TestJoinsWait(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		stranger := h.from(h.browser(counsel.Staff), "stranger")
		join := h.joining("kiz", testkit.NewMember(s.signed.Agency, "Boris", counsel.Counsellor), testkit.ID())
		for range 60 {
			stranger.post("auth/register", join).refused(counsel.NotFound)
		}
		stranger.post("auth/register", join).refused(counsel.Wait)
	})
}

// What one person writes in a case leaves the other as much as before.
func TestMessagesWaitByAuthor(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		for seq := range 30 {
			seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, seq+2, "message")).is(201)
		}
		seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, 32, "message")).refused(counsel.Wait)
		s.lead.post("cases/"+id+"/messages", message(counsel.Counsellor, 1, "message")).is(201)
	})
}

// Anybody may send reports of a policy: the log grows with the logarithm of their number.
func TestReportsDoNotFillTheLog(t *testing.T) {
	w := testkit.SQLite(t)
	var log bytes.Buffer
	h := &house{World: w, t: t, server: httptest.NewServer(api.New(api.Options{Store: w.Store, Log: slog.New(slog.NewTextHandler(&log, nil))}))}
	defer h.server.Close()
	b := h.browser(counsel.Seekers)
	b.header = http.Header{"Content-Type": {"application/reports+json"}}
	one := `{"body":{"effectiveDirective":"img-src"}}`
	for range 10 {
		b.post("csp", "["+strings.Repeat(one+",", 99)+one+"]").is(204)
	}
	if n := strings.Count(log.String(), "\n"); n != 10 || !strings.Contains(log.String(), "count="+strconv.Itoa(512)) {
		t.Errorf("%d lines of 1000 reports: %s", n, log.String())
	}
}
