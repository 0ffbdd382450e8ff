package crash

import (
	"encoding/json"
	"errors"
	"fmt"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// deed is one write that somebody wants: what is sent, the same however often it is sent, and what has to be there once it was acknowledged.
type deed struct {
	kind         string
	who          person
	method, path string
	body         any
	effect       func(m *model)
	placed       func(m *model) int64 // the order number that the answer names; nil: it names none
	adopt        func(s *strand, a answer)
}

type object map[string]any

// after gives the model with the deed done; released says that a held answer went out before.
func (d *deed) after(m *model, released bool) *model {
	m = m.clone()
	if released {
		m.release()
	}
	d.effect(m)
	return m
}

// accepted compares what the server says with what must follow from what was there, and gives the model that holds now.
func (d *deed) accepted(m *model, a answer) (*model, error) {
	if d.placed == nil {
		return d.after(m, false), nil
	}
	var got struct {
		Order   int64
		Message struct{ Order int64 }
	}
	if err := json.Unmarshal(a.body, &got); err != nil {
		return nil, err
	}
	order := got.Order + got.Message.Order
	for _, released := range []bool{false, true} {
		if after := d.after(m, released); d.placed(after) == order {
			return after, nil
		}
	}
	return nil, fmt.Errorf("%s got the order number %d", d.kind, order)
}

func lastOf(list []letter) int64 {
	if len(list) == 0 {
		return 0
	}
	return list[len(list)-1].order
}

// Deeds of a seeker.

func (s *strand) register() *deed {
	keyring, vault, rcID, auth := testkit.Letter(), testkit.Letter(), testkit.Bytes(16), testkit.Bytes(32)
	s.rcID, s.auth = rcID, auth
	return &deed{kind: "register", who: person{realm: counsel.Seekers, from: s.seeker.from}, method: "POST", path: "auth/register", body: object{
		"agency": s.run.place.agency.Short, "realm": "seeker", "uid": s.seeker.uid, "name": nil, "scheme": "split1", "kdf": 0, "salt16": nil, "auth": nil,
		"rc_id": b64(rcID), "auth_rc": b64(auth), "wraps": []object{{"method": "rc", "gen": 1, "kdf": 0, "wrap": b64(testkit.Box(32))}},
		"keyring": b64(keyring), "vault": b64(vault), "invite": nil,
	}, effect: func(m *model) { m.account, m.vault, m.vaultBox = true, 1, vault }, adopt: (*strand).welcome}
}

func (s *strand) welcome(a answer) {
	s.seeker.cookie = a.cookie
	s.now.signedIn = append(s.now.signedIn, a.cookie)
}

func (s *strand) signIn() *deed {
	return &deed{kind: "sign in", who: person{realm: counsel.Seekers, from: s.seeker.from}, method: "POST", path: "auth/login", body: object{
		"agency": s.run.place.agency.Short, "realm": "seeker", "method": "rc", "name": nil, "rc_id": b64(s.rcID), "auth": b64(s.auth),
	}, effect: func(*model) {}, adopt: (*strand).welcome}
}

func (s *strand) signOut() *deed {
	cookie := s.seeker.cookie
	return &deed{kind: "sign out", who: s.seeker, method: "POST", path: "auth/logout", body: object{}, effect: func(*model) {}, adopt: func(s *strand, _ answer) {
		s.now.signedIn = s.now.signedIn[:len(s.now.signedIn)-1]
		s.now.wasHere = append(s.now.wasHere, cookie)
		s.seeker.cookie = ""
	}}
}

func (s *strand) keepVault() *deed {
	version, box := s.now.vault+1, testkit.Letter()
	return &deed{kind: "vault", who: s.seeker, method: "PUT", path: "me/vault", body: object{"version": version, "box": b64(box)},
		effect: func(m *model) { m.vault, m.vaultBox = version, box }}
}

func (s *strand) enquire() *deed {
	version, vault, profile, self := s.now.vault+1, testkit.Letter(), testkit.Letter(), testkit.Box(32)
	first := letter{id: testkit.ID(), author: s.seeker.uid, seq: 1, box: s.run.box()}
	grants, list := grantsTo("enquiry", counsel.ID{}, "intake", "continuity")
	return &deed{kind: "enquiry", who: s.seeker, method: "POST", path: "enquiries", body: object{
		"case": s.id, "topic": "partner", "lang": "de", "epoch": 0, "ck_id": testkit.ID(), "profile": object{"version": 1, "box": b64(profile)},
		"message": object{"id": first.id, "author_seq": 1, "prev_hash": b64(make([]byte, 32)), "kind": "message", "box": b64(first.box)},
		"self":    b64(self), "grants": list, "vault": object{"version": version, "box": b64(vault)},
	}, placed: func(m *model) int64 { return lastOf(m.letters) }, effect: func(m *model) {
		m.id, m.state, m.profile, m.profileBox = s.id, counsel.Open, 1, profile
		m.vault, m.vaultBox = version, vault
		m.grants, m.self = grants, map[counsel.ID][]byte{s.seeker.uid: self}
		delete(m.drafts, draftKey{s.seeker.uid, "message"})
		m.post(first, true)
	}}
}

// grantsTo makes grants, for the model and for the wire.
func grantsTo(why string, by counsel.ID, roles ...string) (map[counsel.ID]grant, []object) {
	grants, list := map[counsel.ID]grant{}, []object{}
	for _, role := range roles {
		id, file := testkit.ID(), testkit.AgeFile()
		grants[id] = grant{role, why, by, file}
		list = append(list, object{"id": id, "role": role, "mseq": 1, "file": b64(file)})
	}
	return grants, list
}

// write is a letter, an answer or a note.
func (s *strand) write(kind, where, role string, who person, keep func(m *model, l letter)) *deed {
	l := letter{id: testkit.ID(), author: who.uid, seq: s.now.seq(who.uid, where == "notes"), box: s.run.box()}
	word := "message"
	if where == "notes" {
		word = "note"
	}
	return &deed{kind: kind, who: who, method: "POST", path: s.path(where), body: object{
		"id": l.id, "epoch": 0, "role": role, "author_seq": l.seq, "prev_hash": b64(testkit.Bytes(32)), "kind": word, "box": b64(l.box), "files": []string{},
	}, effect: func(m *model) { keep(m, l) }}
}

func (s *strand) path(rest string) string { return "cases/" + s.id.String() + "/" + rest }

func (s *strand) send() *deed {
	named := s.now.complete()
	d := s.write("letter", "messages", "seeker", s.seeker, func(m *model, l letter) {
		m.post(l, true)
		delete(m.drafts, draftKey{s.seeker.uid, "message"})
		for _, id := range named {
			f := m.files[id]
			f.message = l.id
			m.files[id] = f
		}
	})
	d.body.(object)["files"] = named
	d.placed = func(m *model) int64 { return lastOf(m.letters) }
	return d
}

func (s *strand) keepDraft(who person, kind string) *deed {
	key, box := draftKey{who.uid, kind}, testkit.Letter()
	version := s.now.drafts[key].version + 1
	return &deed{kind: "draft", who: who, method: "PUT", path: "me/drafts/" + s.id.String() + "/" + kind, body: object{"version": version, "box": b64(box)},
		effect: func(m *model) { m.drafts[key] = draft{version: version, box: box} }}
}

func (s *strand) dropDraft(who person, kind string) *deed {
	return &deed{kind: "draft thrown away", who: who, method: "DELETE", path: "me/drafts/" + s.id.String() + "/" + kind,
		effect: func(m *model) { delete(m.drafts, draftKey{who.uid, kind}) }}
}

func (s *strand) putProfile() *deed {
	version, box := s.now.profile+1, testkit.Letter()
	return &deed{kind: "profile", who: s.seeker, method: "PUT", path: s.path("profile"), body: object{"version": version, "box": b64(box)},
		effect: func(m *model) { m.profile, m.profileBox = version, box }}
}

// Deeds of a counsellor.

func (s *strand) accept() *deed {
	s.counsellor = s.run.place.staff[s.rng.IntN(colleagues)]
	x, nk, self := s.counsellor.uid, s.now.nk, testkit.Box(64)
	if nk == (counsel.ID{}) {
		nk = testkit.ID()
	}
	grants, list := grantsTo("continuity", x, "continuity")
	return &deed{kind: "acceptance", who: s.counsellor, method: "POST", path: "enquiries/" + s.id.String() + "/acceptance",
		body: object{"nk_id": nk, "self": b64(self), "grants": list}, effect: func(m *model) {
			m.state, m.counsellor, m.nk, m.unsure = counsel.TakenOver, x, nk, true
			m.dropGrants(func(g grant) bool { return g.why == "continuity" && g.by == x })
			for id, g := range grants {
				m.grants[id] = g
			}
			m.self[x] = self
		}}
}

func (m *model) dropGrants(which func(grant) bool) {
	for id, g := range m.grants {
		if which(g) {
			delete(m.grants, id)
		}
	}
}

func (s *strand) confirm() *deed {
	x := s.counsellor.uid
	return &deed{kind: "confirmation", who: s.counsellor, method: "POST", path: "enquiries/" + s.id.String() + "/acceptance/confirmation", body: object{}, effect: func(m *model) {
		m.unsure, m.putBack = false, false
		m.dropGrants(func(g grant) bool { return g.why != "continuity" || g.by != x })
		for uid := range m.self {
			if uid != x && uid != s.seeker.uid {
				delete(m.self, uid)
				for key := range m.drafts {
					if key.uid == uid {
						delete(m.drafts, key)
					}
				}
			}
		}
	}}
}

func (s *strand) note() *deed {
	d := s.write("note", "notes", "counsellor", s.counsellor, func(m *model, l letter) {
		l.order = int64(len(m.notes) + 1)
		m.notes = append(m.notes, l)
		delete(m.drafts, draftKey{l.author, "note"})
	})
	d.placed = func(m *model) int64 { return lastOf(m.notes) }
	return d
}

// reply is an answer that is held.
func (s *strand) reply() *deed {
	d := s.write("answer", "messages", "counsellor", s.counsellor, func(m *model, l letter) {
		m.held = &l
		key := draftKey{l.author, "message"}
		if kept, ok := m.drafts[key]; ok {
			kept.message = l.id
			m.drafts[key] = kept
		}
	})
	d.adopt = func(s *strand, a answer) {
		var got struct {
			HeldUntil int64 `json:"held_until"`
		}
		_ = json.Unmarshal(a.body, &got)
		s.until = got.HeldUntil
	}
	return d
}

// takeBack may come too late: then the answer is out.
func (s *strand) takeBack() *deed {
	held := *s.now.held
	return &deed{kind: "taking back", who: s.counsellor, method: "DELETE", path: s.path("messages/" + held.id.String()), effect: func(m *model) {
		m.held = nil
		key := draftKey{held.author, "message"}
		if kept, ok := m.drafts[key]; ok && kept.message == held.id {
			kept.message = counsel.ID{}
			m.drafts[key] = kept
		}
	}}
}

func (s *strand) putBack() *deed {
	grants, list := grantsTo("release", s.counsellor.uid, "intake")
	return &deed{kind: "putting back", who: s.counsellor, method: "POST", path: s.path("release"), body: object{"grants": list}, effect: func(m *model) {
		m.release()
		m.state, m.counsellor, m.putBack = counsel.Open, counsel.ID{}, true
		for id, g := range grants {
			m.grants[id] = g
		}
	}}
}

func (s *strand) move(to counsel.CaseState) *deed {
	from := s.now.state
	return &deed{kind: "state " + string(to), who: s.counsellor, method: "PUT", path: s.path("state"), body: object{"from": from, "to": to, "last_order": lastOf(s.now.letters)},
		effect: func(m *model) { m.release().state = to }}
}

func (s *strand) mark() *deed {
	marks, word := []string{"acute"}, "acute"
	if s.now.marks != "" {
		marks, word = []string{}, ""
	}
	return &deed{kind: "mark", who: s.counsellor, method: "PUT", path: s.path("marks"), body: object{"marks": marks}, effect: func(m *model) { m.marks = word }}
}

var errRefused = errors.New("refused")
