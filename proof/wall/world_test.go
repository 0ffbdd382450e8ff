package wall

import (
	"encoding/base64"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

var b64 = base64.RawURLEncoding

// person is somebody with a browser.
type person struct {
	counsel.Actor
	house   *house
	name    string
	reg     counsel.Registration // of seekers: what they sign in with
	cookie  string
	tab     string         // the id of the page
	vault   int64          // its version, as far as it is known
	keyring int64          // the same
	seq     map[string]int // of the newest letter, by case and kind
	files   []attached     // not announced yet
}

// house is one of the agencies.
type house struct {
	scene  *testkit.Scene
	people []*person
}

func (h *house) id() counsel.ID { return h.scene.Agency.ID }

// settle fills a database with three agencies, each with three of staff and two seekers, and leaves it to the server.
func settle(t *testing.T, w *testkit.World) []*house {
	t.Helper()
	w.Clock.Pass(time.Since(w.Clock.Now()))
	var houses []*house
	for _, short := range []string{"kiz", "sos", "ufer"} {
		h := &house{scene: testkit.NewScene(t, w, short, true)}
		staff := []counsel.Actor{h.scene.Lead, h.scene.Staff("Ben", counsel.Counsellor, counsel.Intake), h.scene.Staff("Eva", counsel.Counsellor)}
		if short == "ufer" { // closed cases are kept
			h.scene.Documents(3)
		}
		for i, a := range staff {
			h.people = append(h.people, &person{Actor: a, house: h, tab: testkit.ID().String(), vault: 1, keyring: 1, name: short + " " + []string{"lead", "intake", "counsellor"}[i], cookie: b64.EncodeToString(h.scene.Cookie[a.UID]), seq: map[string]int{}})
		}
		for _, name := range []string{"sonne-42", "wolke-7"} {
			a, reg := h.scene.Seeker(name)
			h.scene.Case(a, staff[len(h.people)%len(staff)], 2)
			h.people = append(h.people, &person{Actor: a, house: h, name: short + " " + name, reg: reg, tab: testkit.ID().String(), vault: 2, keyring: 1, seq: map[string]int{}})
		}
		houses = append(houses, h)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return houses
}

// signIn gives a seeker a session, or a new cookie for it.
func (s *server) signIn(p *person) (reply, error) {
	return s.call(p, "POST", "auth/login", map[string]any{
		"agency": p.house.scene.Agency.Short, "realm": "seeker", "method": "pw", "name": p.reg.Name, "rc_id": nil, "auth": b64.EncodeToString(p.reg.Auth),
	})
}
