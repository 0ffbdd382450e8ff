package api_test

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
	"siegel/internal/work"
)

func eachWorking(t *testing.T, run func(t *testing.T, h *house)) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) { run(t, limited(t, w, api.Limits{})) })
}

// solved does a task as a browser does.
func solved(t testing.TB, task any) string {
	t.Helper()
	one, ok := task.(map[string]any)
	if !ok {
		t.Fatalf("no task: %v", task)
	}
	token, err := base64.RawURLEncoding.DecodeString(one["token"].(string))
	if err != nil {
		t.Fatal(err)
	}
	for n := uint64(0); ; n++ {
		if work.Zeros(token, n) >= int(one["bits"].(float64)) {
			return fmt.Sprintf("%s.%d", one["token"], n)
		}
	}
}

// working gives a browser at a sender whose next call brings a proof.
func (b *browser) working(proof string) *browser {
	b.header.Set("Siegel-Work", proof)
	return b
}

func (b *browser) entry(action string) string {
	return solved(b.t, map[string]any(b.post("auth/work", body{"agency": "kiz", "action": action}).is(200)))
}

// A registration and a first letter cost work; one task does for both, and no task for two.
func TestEntriesCostWork(t *testing.T) {
	eachWorking(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker := h.from(h.browser(counsel.Seekers), "home")
		reg := h.registration("kiz", counsel.Seekers, "sonne-42")
		seeker.post("auth/register", reg).refused(counsel.Work)
		seeker.working(seeker.entry("enquiry")).post("auth/register", reg).refused(counsel.Work)
		proof := seeker.entry("register")
		seeker.working(proof).post("auth/register", reg).is(201)
		seeker.post("auth/register", reg).is(201) // the answer was lost

		other := h.from(h.browser(counsel.Seekers), "elsewhere").working(proof)
		other.post("auth/register", h.registration("kiz", counsel.Seekers, "mond-7")).refused(counsel.Work)

		e := s.enquiry(2)
		seeker.header.Del("Siegel-Work")
		seeker.post("enquiries", e).refused(counsel.Work)
		seeker.working(proof).post("enquiries", e).is(201)
		h.Clock.Pass(10 * time.Minute)
		seeker.post("auth/register", reg).refused(counsel.Work)
		second := s.enquiry(3)
		seeker.post("enquiries", second).refused(counsel.Work)
		own := seeker.entry("enquiry")
		seeker.working(own).post("enquiries", second).is(201)
		seeker.post("enquiries", s.enquiry(4)).refused(counsel.Work)
		seeker.post("enquiries", second).is(201)

		seeker.post("auth/work", body{"agency": "kiz", "action": "login"}).at(counsel.BadRequest, "action")
		seeker.post("auth/work", body{"agency": "nix", "action": "register"}).refused(counsel.NotFound)
	})
}

// Whoever hands in wrong proofs waits before this machine has to reckon them; nobody else does.
func TestWrongProofsAreCounted(t *testing.T) {
	h := limited(t, testkit.SQLite(t), api.Limits{Salts: 2})
	s := h.setUp("kiz", true)
	thief := h.from(h.browser(counsel.Seekers), "thief")
	reg := h.registration("kiz", counsel.Seekers, "sonne-42")
	wrong := func() *browser { return thief.working(testkit.ID().String() + ".1") }
	for range 4 {
		wrong().post("auth/register", reg).refused(counsel.Work)
	}
	wrong().post("auth/register", reg).refused(counsel.Wait)
	seeker := h.from(h.browser(counsel.Seekers), "home")
	proof := seeker.entry("register")
	seeker.working(proof).post("auth/register", reg).is(201)
	e := s.enquiry(2)
	for range 3 {
		seeker.working(testkit.ID().String()+".1").post("enquiries", e).refused(counsel.Work)
	}
	seeker.working(proof).post("enquiries", e).refused(counsel.Wait)
	h.Clock.Pass(10 * time.Minute)
	seeker.working(seeker.entry("enquiry")).post("enquiries", e).is(201)
}

// Names that are taken do not use up the registrations of a person who looks for a free one; not for ever.
func TestTakenNamesAreNoRegistrations(t *testing.T) {
	h := limited(t, testkit.SQLite(t), api.Limits{NoWork: true})
	h.setUp("kiz", true)
	first := h.from(h.browser(counsel.Seekers), "elsewhere")
	first.post("auth/register", h.registration("kiz", counsel.Seekers, "sonne-42")).is(201)
	seeker := h.from(h.browser(counsel.Seekers), "home")
	for range 20 {
		seeker.post("auth/register", h.registration("kiz", counsel.Seekers, "sonne-42")).refused(counsel.NameTaken)
	}
	for range 5 {
		seeker.post("auth/register", h.registration("kiz", counsel.Seekers, "sonne-42")).refused(counsel.NameTaken)
	}
	seeker.post("auth/register", h.registration("kiz", counsel.Seekers, "sonne-42")).refused(counsel.Wait)
	seeker.post("auth/register", h.registration("kiz", counsel.Seekers, "mond-7")).refused(counsel.Wait)
	h.Clock.Pass(2 * time.Hour)
	for i := range 5 {
		seeker.post("auth/register", h.registration("kiz", counsel.Seekers, fmt.Sprintf("mond-%d", i))).is(201)
	}
	seeker.post("auth/register", h.registration("kiz", counsel.Seekers, "mond-7")).refused(counsel.Wait)
}

// Under load registrations cost more.
func TestLoadCostsMore(t *testing.T) {
	h := limited(t, testkit.SQLite(t), api.Limits{Registers: 1000, Salts: 1000})
	h.setUp("kiz", true)
	b := h.from(h.browser(counsel.Seekers), "home")
	bits := func() float64 {
		return b.post("auth/work", body{"agency": "kiz", "action": "register"}).is(200)["bits"].(float64)
	}
	if got := bits(); got != 4 {
		t.Errorf("%v bits, want 4", got)
	}
	reg := h.registration("kiz", counsel.Seekers, "sonne-42")
	b.working(b.entry("register"))
	for range 61 {
		b.post("auth/register", reg).is(201)
	}
	if got := bits(); got != 7 {
		t.Errorf("%v bits under load, want 7", got)
	}
	h.Clock.Pass(10 * time.Minute)
	if got := bits(); got != 4 {
		t.Errorf("%v bits afterwards, want 4", got)
	}
}

// A guesser works harder and harder, the same at a name that nobody has; a return code is asked for nothing.
func TestGuesserWorks(t *testing.T) {
	eachWorking(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		b := h.from(h.browser(counsel.Seekers), "home")
		reg := h.registration("kiz", counsel.Seekers, "sonne-42")
		b.working(b.entry("register")).post("auth/register", reg).is(201)
		thief := h.from(h.browser(counsel.Seekers), "thief")
		task := func(name string) any {
			return h.from(h.browser(counsel.Seekers), testkit.ID().String()).post("auth/pre", body{"agency": "kiz", "realm": "seeker", "name": name}).is(200)["work"]
		}
		try := func(name, auth string) answer {
			return thief.post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": name, "rc_id": nil, "auth": auth})
		}
		wrong := func() string { return b64(testkit.Bytes(32)) }
		for _, name := range []string{"sonne-42", "niemand"} {
			thief.header.Del("Siegel-Work")
			for range 5 {
				if task(name) != nil {
					t.Error("asked for work before the free failures")
				}
				try(name, wrong()).refused(counsel.SignInFailed)
			}
			for _, bits := range []float64{3, 4, 5, 6, 7, 7} {
				asked := task(name)
				if got := asked.(map[string]any)["bits"]; got != bits {
					t.Fatalf("%s: %v bits, want %v", name, got, bits)
				}
				try(name, wrong()).refused(counsel.Work)
				if bits < 6 { // a thousand tries of 5 ms are enough to see it
					auth := wrong()
					thief.working(solved(t, asked))
					try(name, auth).refused(counsel.SignInFailed)
					try(name, wrong()).refused(counsel.Work) // one proof is good for one login key
					continue
				}
				thief.working(solved(t, asked))
				try(name, wrong()).refused(counsel.SignInFailed)
				thief.header.Del("Siegel-Work")
			}
		}
		code := func(id, auth any) answer {
			return thief.post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "rc", "name": nil, "rc_id": id, "auth": auth})
		}
		for range 100 {
			code(b64(testkit.Bytes(16)), reg["auth_rc"]).refused(counsel.SignInFailed)
		}
		code(reg["rc_id"], reg["auth_rc"]).is(200)

		h.Clock.Pass(time.Hour) // two bits less
		if got := task("sonne-42").(map[string]any)["bits"]; got != 6.0 {
			t.Errorf("after an hour %v bits, want 6", got)
		}
		thief.working(solved(t, task("sonne-42")))
		try("sonne-42", reg["auth"].(string)).is(200)
		h.Clock.Pass(4 * time.Hour)
		if task("sonne-42") != nil {
			t.Error("still asked for work after hours")
		}
	})
}

// After twenty failures it is tried in turns, and the person herself gets her turn.
func TestTurnsAtOneAccount(t *testing.T) {
	h := limited(t, testkit.SQLite(t), api.Limits{Failures: 1000, NoWork: true, Logins: 1000})
	h.setUp("kiz", true)
	_, reg := h.seeker("kiz", "sonne-42")
	try := func(sender string, auth any) answer {
		return h.from(h.browser(counsel.Seekers), sender).post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "pw", "name": "sonne-42", "rc_id": nil, "auth": auth})
	}
	for range 20 {
		try("thief", b64(testkit.Bytes(32))).refused(counsel.SignInFailed)
	}
	began, waited := h.Clock.Now(), false
	for h.Clock.Now().Sub(began) < 10*time.Minute {
		for range 3 { // of several at one moment one has to wait at least
			waited = waited || try("thief", b64(testkit.Bytes(32))).status == 429
		}
		got := try("home", reg["auth"])
		if got.status == 200 {
			if !waited {
				t.Error("no guesser waits for a turn")
			}
			return
		}
		if wait := got.refused(counsel.Wait)["wait"].(float64); wait < 1 || wait > 10 {
			t.Errorf("wait %v", wait)
		}
		h.Clock.Pass(5 * time.Second)
	}
	t.Error("locked out by one stalker")
}
