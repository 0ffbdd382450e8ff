package api_test

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/bits"
	"strings"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// Nobody can find out whether a name has an account here (PROTOCOL 4.2, T2). What this does not hold for: who registers a name learns that it is taken,
// five times an hour.

// probed is a world with accounts of every kind, and the names and codes by which somebody may ask for them.
type probed struct {
	*house
	s                             *staffed
	seeker, nameless              body // registrations: with a name; by return code only
	ended, stopped                map[string]string
	ilse, ben, eva, wolke         string
	staffCode, benCode, elsewhere any
}

func newProbed(h *house) *probed {
	p := &probed{house: h, s: h.setUp("kiz", true), ilse: "name ilse", ben: "name benn", eva: "name evaa", wolke: "wolke-777"}
	h.setUp("sos", true)
	b, reg := h.seeker("kiz", "sonne-424")
	p.seeker, p.ended = reg, map[string]string{"__Host-siegel": b.cookies["__Host-siegel"]}
	b.post("auth/logout", body{}).is(204)
	nameless := h.registration("kiz", counsel.Seekers, "tanne-111").but("name", nil).but("auth", nil).but("salt16", nil).but("kdf", 0)
	nameless["wraps"] = nameless["wraps"].([]any)[1:]
	h.browser(counsel.Seekers).post("auth/register", nameless).is(201)
	p.nameless = nameless
	_, other := h.seeker("sos", p.wolke)
	p.elsewhere = other["rc_id"]
	invite := testkit.ID()
	p.s.lead.post("invites", body{"id": invite, "until": "2026-11-29"}).is(201)
	eva := h.joining("kiz", testkit.NewMember(p.s.signed.Agency, "Evaa", counsel.Counsellor), invite) // waits for a manifest
	h.browser(counsel.Staff).post("auth/register", eva).is(201)
	p.staffCode = eva["rc_id"]
	p.stop()
	return p
}

// stop hires a member of staff and stops her.
func (p *probed) stop() {
	m, invite := testkit.NewMember(p.s.signed.Agency, "Benn", counsel.Counsellor), testkit.ID()
	p.s.lead.post("invites", body{"id": invite, "until": "2026-11-29"}).is(201)
	joining := p.joining("kiz", m, invite)
	ben := p.browser(counsel.Staff)
	ben.post("auth/register", joining).is(201)
	p.s.lead.post("manifest", p.s.admission(m, invite)).is(201)
	p.benCode, p.stopped = joining["rc_id"], map[string]string{"__Host-siegel-desk": ben.cookies["__Host-siegel-desk"]}
	p.s.lead.put("staff/"+m.UID.String()+"/state", body{"state": "stopped"}).is(204)
}

// transcript is everything that somebody at an address of her own is told: status, headers but the date, and body, call by call. A salt stands in it as SALT.
func (p *probed) transcript(realm counsel.Realm, sender string, calls func(say func(method, path string, send any) answer)) string {
	b := p.from(p.browser(realm), sender)
	var lines []string
	calls(func(method, path string, send any) answer {
		got := b.do(method, path, send)
		text := plainAnswer(got, "no id")
		if path == "auth/pre" && got.status == 200 {
			text = strings.Replace(text, got.is(200)["salt16"].(string), "SALT", 1)
			if task, asked := got.is(200)["work"].(map[string]any); asked {
				text = strings.Replace(text, task["token"].(string), "TOKEN", 1)
				b.working(solved(p.t, task))
			}
		}
		lines = append(lines, path+" "+text)
		return got
	})
	return strings.Join(lines, "\n")
}

// alike compares the transcripts of one realm.
func alike(t *testing.T, what string, transcripts map[string]string) {
	t.Helper()
	unknown := transcripts["unknown"]
	if len(transcripts) < 3 || len(unknown) < 200 {
		t.Fatalf("%s: nothing is compared", what)
	}
	for name, text := range transcripts {
		if text != unknown {
			t.Errorf("%s: %s can be told from unknown:\n%s\n--- unknown:\n%s", what, name, firstDifference(text, unknown), firstDifference(unknown, text))
		}
	}
}

func firstDifference(a, b string) string {
	others := strings.Split(b, "\n")
	for i, line := range strings.Split(a, "\n") {
		if i >= len(others) || others[i] != line {
			return fmt.Sprintf("%d: %s", i, line)
		}
	}
	return "(shorter)"
}

// The salt, seven wrong passwords, the waits, and what follows them.
func TestNothingTellsOfAName(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		p := newProbed(h)
		for realm, names := range map[counsel.Realm]map[string]string{
			counsel.Seekers: {"unknown": "niemand-1", "existing": "sonne-424", "of another agency": p.wolke, "of staff": p.ben, "of a nameless account": "tanne-111"},
			counsel.Staff:   {"unknown": "name nixx", "existing": p.ilse, "stopped": p.ben, "waiting": p.eva, "of a seeker": "sonne-424"},
		} {
			got := map[string]string{}
			for what, name := range names {
				got[what] = p.transcript(realm, string(realm)+what, func(say func(string, string, any) answer) {
					wrong := body{"agency": "kiz", "realm": realm, "method": "pw", "name": name, "rc_id": nil, "auth": hash(3)}
					for range 2 {
						say("POST", "auth/pre", body{"agency": "kiz", "realm": realm, "name": name})
					}
					for range 7 { // the last two cost work
						say("POST", "auth/login", wrong)
						say("POST", "auth/pre", body{"agency": "kiz", "realm": realm, "name": name})
						wrong["auth"] = b64(testkit.Bytes(32))
					}
					say("POST", "auth/login", wrong)
					h.Clock.Pass(25 * time.Hour) // forgotten
					say("POST", "auth/login", wrong)
					say("POST", "auth/login", wrong.but("auth", "x"))
					for range 70 { // until the sender has to wait whatever the name
						say("POST", "auth/pre", body{"agency": "kiz", "realm": realm, "name": name})
					}
				})
			}
			alike(t, string(realm)+" by name", got)
		}
	})
}

// A return code of another agency or realm, of somebody stopped, or of nobody.
func TestCodesCannotBeProbed(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		p := newProbed(h)
		for realm, codes := range map[counsel.Realm]map[string]any{
			counsel.Seekers: {"unknown": b64(testkit.Bytes(16)), "existing": p.seeker["rc_id"], "nameless": p.nameless["rc_id"], "of another agency": p.elsewhere, "of staff": p.staffCode},
			counsel.Staff:   {"unknown": b64(testkit.Bytes(16)), "waiting": p.staffCode, "stopped": p.benCode, "of a seeker": p.seeker["rc_id"]},
		} {
			got := map[string]string{}
			for what, code := range codes {
				got[what] = p.transcript(realm, string(realm)+what, func(say func(string, string, any) answer) {
					for range 70 { // a return code is never slowed down
						say("POST", "auth/login", body{"agency": "kiz", "realm": realm, "method": "rc", "name": nil, "rc_id": code, "auth": hash(3)})
					}
				})
			}
			alike(t, string(realm)+" by code", got)
		}
	})
}

// A cookie that was never one, one whose session has ended, and one of somebody stopped.
func TestCookiesCannotBeProbed(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		p := newProbed(h)
		for realm, cookies := range map[counsel.Realm]map[string]string{
			counsel.Seekers: {"unknown": b64(testkit.Bytes(32)), "ended": p.ended["__Host-siegel"], "of the other realm": p.s.lead.cookies["__Host-siegel-desk"]},
			counsel.Staff:   {"unknown": b64(testkit.Bytes(32)), "stopped": p.stopped["__Host-siegel-desk"], "of the other realm": p.ended["__Host-siegel"]},
		} {
			got := map[string]string{}
			for what, cookie := range cookies {
				b := p.browser(realm)
				var lines []string
				for _, c := range [][2]string{{"GET", "session"}, {"POST", "session/alive"}, {"GET", "sessions"}, {"DELETE", "sessions"}, {"GET", "me/vault"}, {"GET", "events"}, {"POST", "auth/logout"}} {
					b.cookies = map[string]string{map[counsel.Realm]string{counsel.Seekers: "__Host-siegel", counsel.Staff: "__Host-siegel-desk"}[realm]: cookie}
					var send any
					if c[0] == "POST" {
						send = body{}
					}
					lines = append(lines, plainAnswer(p.from(b, what).do(c[0], c[1], send), "no id"))
				}
				got[what] = strings.Join(lines, "\n")
			}
			alike(t, string(realm)+" by cookie", got)
		}
	})
}

// Without an invite nobody learns which names staff have; with a salt that cannot be, nobody learns which names seekers have.
func TestRegisteringDoesNotProbe(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		p := newProbed(h)
		m := testkit.NewMember(p.s.signed.Agency, "Nora", counsel.Counsellor)
		staff, seekers := map[string]string{}, map[string]string{}
		for what, name := range map[string]string{"unknown": "name nixx", "existing": p.ilse, "stopped": p.ben, "waiting": p.eva} {
			send := p.joining("kiz", m, testkit.ID()).but("name", name)
			staff[what] = p.transcript(counsel.Staff, what, func(say func(string, string, any) answer) {
				for range 8 {
					say("POST", "auth/register", send)
				}
			})
		}
		alike(t, "staff by registering", staff)
		reg := p.registration("kiz", counsel.Seekers, "niemand-1").but("salt16", b64(testkit.Bytes(16)))
		for what, name := range map[string]string{"unknown": "niemand-1", "existing": "sonne-424", "of another agency": p.wolke} {
			send := reg.but("name", name).but("uid", testkit.ID())
			seekers[what] = p.transcript(counsel.Seekers, "salt"+what, func(say func(string, string, any) answer) {
				for range 8 {
					say("POST", "auth/register", send)
				}
			})
		}
		alike(t, "seekers by registering", seekers)
	})
}

// The salt of a name is the same before anybody has it, while somebody has it, and after she was stopped.
func TestSaltStays(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ask := func(realm counsel.Realm, name string) any {
			return h.browser(realm).post("auth/pre", body{"agency": "kiz", "realm": realm, "name": name}).is(200)["salt16"]
		}
		p := &probed{house: h, s: h.setUp("kiz", true)}
		before, benBefore := ask(counsel.Seekers, "sonne-424"), ask(counsel.Staff, "name benn")
		h.seeker("kiz", "sonne-424")
		p.stop()
		if after := ask(counsel.Seekers, "sonne-424"); after != before {
			t.Error("registering has changed the salt of a seeker's name")
		}
		if after := ask(counsel.Staff, "name benn"); after != benBefore {
			t.Error("registering and stopping have changed the salt of a name of staff")
		}
		if before == benBefore || ask(counsel.Staff, "sonne-424") == before {
			t.Error("two names, or two realms, have one salt")
		}
	})
}

// Of 10 000 names every second one exists. No bit of the salts, nor all of them together, say which: a bit that leans by a fifteenth would be seen. By chance
// this fails once in ten million runs.
func TestSaltsSayNothing(t *testing.T) {
	const names = 10_000
	try := func(t *testing.T, w *testkit.World) {
		h := open(t, w, generous)
		h.setUp("kiz", true)
		agency, err := w.AgencyByShort(t.Context(), "kiz")
		if err != nil {
			t.Fatal(err)
		}
		register(t, w, agency.ID, names/2)
		calls := h.browser(counsel.Seekers)
		var ones [2][128]int
		seen := map[string]bool{}
		for i := range names {
			salt := calls.post("auth/pre", body{"agency": "kiz", "realm": "seeker", "name": numbered(i)}).is(200)["salt16"].(string)
			seen[salt] = true
			for at, b := range fromB64(t, salt) {
				for bit := range 8 {
					ones[i%2][8*at+bit] += bits.OnesCount8(b & (1 << bit))
				}
			}
		}
		if len(seen) != names {
			t.Errorf("%d salts for %d names", len(seen), names)
		}
		sum, largest := 0.0, 0.0
		for bit := range 128 {
			z := float64(ones[0][bit]-ones[1][bit]) / math.Sqrt(names/4)
			sum, largest = sum+z*z, max(largest, math.Abs(z))
		}
		if all := (sum - 128) / 16; largest > 6.5 || math.Abs(all) > 6.5 {
			t.Errorf("the salts of existing names differ: a bit by %.1f, all together by %.1f standard deviations", largest, all)
		}
		t.Logf("%d names, half of them with an account: the largest difference of a bit is %.1f standard deviations, that of all together %.1f", names, largest, (sum-128)/16)
	}
	if testkit.Long() {
		testkit.EachDatabase(t, try)
		return
	}
	try(t, testkit.SQLite(t))
}

func numbered(i int) string { return fmt.Sprintf("name %06d", i) }

// register gives every second of the numbered names an account, many at a time.
func register(t *testing.T, w *testkit.World, agency counsel.ID, n int) {
	t.Helper()
	next := make(chan int)
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for i := range next {
				name := numbered(2 * i)
				r := counsel.Registration{
					Realm: counsel.Seekers, UID: testkit.ID(), Name: name, KDF: store.KDF(counsel.Seekers), Salt: w.Keys.Salt(agency, "seeker", name), Auth: testkit.Bytes(32),
					Wraps: []counsel.Wrap{{Way: counsel.ByPassword, Gen: 1, KDF: 1, Box: testkit.Box(32)}}, Keyring: testkit.Letter(), Vault: testkit.Letter(),
				}
				if _, err := w.Register(t.Context(), agency, r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}

func fromB64(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
