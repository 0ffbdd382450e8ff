package wall

import (
	"encoding/base64"
	"strings"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

// part is sent as it is: a piece of an attachment.
type part string

// attached is an upload that its author has begun.
type attached struct{ of, id string }

// pieceLength is that of the shortest sealed file.
const pieceLength = 86

// piece holds its author's id: an answer with somebody else's file can be told.
func piece(p *person) part {
	id := p.UID.String() + "."
	return part(id + strings.Repeat(".", pieceLength-len(id)))
}

// files are what people do with attachments.
var files = []chooser{
	attach, attach, sendPart, sendPart,
	get(func(k *walk, from *house) string { return "files/" + k.any(from, "files", "id") }),
	get(func(k *walk, from *house) string { return "files/" + k.any(from, "files", "id") }),
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "DELETE", path: "files/" + k.any(from, "files", "id")}
	},
}

func attach(k *walk, p *person, from *house) deed {
	f := attached{k.caseOf(p, from), testkit.ID().String()}
	if k.IntN(3) == 0 {
		f.id = k.any(from, "files", "id")
	}
	return deed{method: "POST", path: "files", body: object{"id": f.id, "case": f.of, "length": pieceLength}, then: func(reply) { p.files = append(p.files, f) }}
}

func sendPart(k *walk, p *person, from *house) deed {
	id := k.any(from, "files", "id")
	if n := len(p.files); from == p.house && n > 0 {
		id = p.files[n-1].id
	}
	return deed{method: "PUT", path: "files/" + id + "/parts/0", body: piece(p)}
}

// announced gives a file for a message in a case, mostly one that was begun there.
func (p *person) announced(of string) []string {
	for i, f := range p.files {
		if f.of == of {
			p.files = append(p.files[:i:i], p.files[i+1:]...)
			return []string{f.id}
		}
	}
	return []string{}
}

// proved adds what somebody brings who is asked for the password again.
func (p *person) proved(body object) object {
	auth := p.reg.Auth
	if p.Realm == counsel.Staff {
		auth = p.house.scene.Auth[p.UID]
	}
	body["method"], body["auth"] = "pw", b64.EncodeToString(auth)
	return body
}

// leaving is what seekers do about what is kept of them.
var leaving = []chooser{
	fixed("me/erasure"), fixed("me/receipts"), fixed("me/keys"), eraseMe,
	func(k *walk, _ *person, from *house) deed {
		answer := []string{"now", "keep"}
		return deed{method: "POST", path: "cases/" + k.any(from, "erase_orders", "case_id") + "/erasure/answer", body: object{"answer": answer[k.IntN(2)]}}
	},
	func(*walk, *person, *house) deed { return deed{method: "POST", path: "auth/logout", body: object{}} },
}

// eraseMe deletes an account. Whoever it was comes back as somebody new.
func eraseMe(k *walk, p *person, from *house) deed {
	body := p.proved(object{"manifest": p.house.scene.Signed.Prev, "staying": append(k.casesOf(p), k.caseOf(p, from))})
	return deed{method: "DELETE", path: "me", body: body, then: func(reply) { k.register(p) }}
}

func (k *walk) register(p *person) {
	r := p.house.scene.Registration(counsel.Seekers, "neu "+strings.ToLower(testkit.ID().String()[:6]))
	var wraps []object
	for _, w := range r.Wraps {
		wraps = append(wraps, object{"method": w.Way, "gen": w.Gen, "kdf": w.KDF, "wrap": b64.EncodeToString(w.Box)})
	}
	p.UID, p.reg, p.cookie, p.vault, p.keyring, p.seq, p.files = r.UID, r, "", 1, 1, map[string]int{}, nil
	text := base64.RawURLEncoding.EncodeToString
	got, err := k.server.call(p, "POST", "auth/register", object{
		"agency": p.house.scene.Agency.Short, "realm": r.Realm, "uid": r.UID, "name": r.Name, "scheme": "split1", "kdf": r.KDF, "salt16": text(r.Salt[:]), "auth": text(r.Auth),
		"rc_id": text(r.RcID), "auth_rc": text(r.AuthRc), "wraps": wraps, "keyring": text(r.Keyring), "vault": text(r.Vault), "invite": nil,
	})
	if err != nil || got.status != 201 {
		k.t.Fatalf("%s does not come back: %d %s %v", p.name, got.status, got.text, err)
	}
}

// auditHead says that an entry of some house's chain has been checked.
func auditHead(k *walk, _ *person, from *house) deed {
	return deed{method: "PUT", path: "audit/head", body: object{"seq": 1, "hash": k.any(from, "audit", "hash"), "body": "signed", "anew": false}}
}

// ending is what staff do about deletion, retention and the archive.
var ending = []chooser{
	fixed("desk/erased"), fixed("audit?after=0"), fixed("audit/heads"), auditHead, fixed("archive?skip=0"), fixed("unarchived"), order, order,
	look("/erasure"),
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "DELETE", path: "cases/" + k.any(from, "erase_orders", "case_id") + "/erasure"}
	},
	func(k *walk, p *person, from *house) deed {
		until := counsel.Day(time.Now()).AddDate(0, 1, 0).UnixMilli()
		return deed{method: "PUT", path: "cases/" + k.caseOf(p, from) + "/hold", body: object{"until": until, "reason": "court"}}
	},
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "DELETE", path: "cases/" + k.any(from, "holds", "case_id") + "/hold"}
	},
	func(k *walk, p *person, from *house) deed {
		return deed{method: "POST", path: "archive/" + k.caseOf(p, from) + "/opening", body: p.proved(object{"reason": "drill", "export": k.IntN(2) == 0, "after": 0, "notes_after": 0})}
	},
	func(k *walk, p *person, from *house) deed {
		path := "archive/" + k.caseOf(p, from) + "/files/" + k.any(from, "files", "id")
		return deed{method: "POST", path: path, body: p.proved(object{"reason": "drill", "export": k.IntN(2) == 0})}
	},
	func(k *walk, p *person, from *house) deed {
		return deed{method: "PUT", path: "cases/" + k.caseOf(p, from) + "/archive", body: grant(counsel.Archive)}
	},
	func(k *walk, p *person, from *house) deed {
		key := object{"id": testkit.ID(), "epoch": 0, "file": b64.EncodeToString(testkit.AgeFile())}
		return deed{method: "POST", path: "cases/" + k.caseOf(p, from) + "/relink", body: p.proved(object{"to_case": k.caseOf(p, from), "grant": key})}
	},
	func(k *walk, p *person, from *house) deed {
		people := []any{object{"id": testkit.ID(), "to_uid": k.any(from, "cases", "seeker"), "file": b64.EncodeToString(testkit.AgeFile())}}
		return deed{method: "PUT", path: "cases/" + k.caseOf(p, from) + "/epoch", body: object{
			"epoch": 1, "ck_id": testkit.ID(), "nk_id": testkit.ID(), "self": box(64), "back": object{"ck": box(32), "nk": box(32)},
			"profile": object{"version": 2, "box": letter()}, "grants": p.house.grants(counsel.Continuity), "people": people,
		}}
	},
	func(*walk, *person, *house) deed {
		return deed{method: "PUT", path: "retention/reason", body: object{"reason": "law"}}
	},
	fixed("visits?from=2026-11-01&to=2026-11-30"),
	func(k *walk, _ *person, _ *house) deed {
		return deed{method: "PUT", path: "visits", body: object{"on": k.IntN(2) == 0, "record": k.IntN(2) == 0}}
	},
}

// order is signed by whoever sends it.
func order(k *walk, p *person, from *house) deed {
	scene := p.house.scene
	raw, err := b64.DecodeString(scene.Signed.Prev)
	if err != nil {
		k.t.Fatal(err)
	}
	id := k.caseOf(p, from)
	var of counsel.ID
	if err := of.UnmarshalText([]byte(id)); err != nil {
		k.t.Fatal(err)
	}
	mode := "delete"
	if scene.Signed.HasArchive() {
		mode = "seal"
	}
	text := ""
	for _, m := range scene.Signed.Members {
		if m.UID == p.UID {
			text = m.Order(scene.Agency.ID, of, mode, sg1.Hash(raw), k.IntN(2) == 0)
		}
	}
	return deed{method: "POST", path: "cases/" + id + "/erasure", body: p.proved(object{"id": testkit.ID(), "order": text})}
}

// own is what people do with their sessions and pages.
var own = []chooser{
	fixed("me/stored"),
	func(_ *walk, p *person, _ *house) deed {
		return deed{method: "POST", path: "me/proof", body: p.proved(object{})}
	},
	func(_ *walk, p *person, _ *house) deed {
		return deed{method: "PUT", path: "me/keyring", body: object{"version": p.keyring + 1, "box": letter()}, then: func(reply) { p.keyring++ }}
	},
	func(*walk, *person, *house) deed { return deed{method: "POST", path: "session/alive", body: object{}} },
	func(*walk, *person, *house) deed { return deed{method: "DELETE", path: "sessions"} },
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "PUT", path: "session/tabs/" + k.tab(from), body: object{"box": letter(), "where": nil}}
	},
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "POST", path: "session/tabs/" + k.tab(from) + "/opening", body: object{}}
	},
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "DELETE", path: "session/tabs/" + k.tab(from)}
	},
	func(_ *walk, _ *person, from *house) deed {
		return deed{method: "POST", path: "visit", body: object{"agency": from.scene.Agency.Short, "page": "start"}}
	},
	func(k *walk, _ *person, _ *house) deed {
		return deed{method: "POST", path: "alarms", body: object{"check": []string{"G", "D", "box"}[k.IntN(3)]}}
	},
	func(_ *walk, _ *person, from *house) deed {
		return deed{method: "POST", path: "visit/end", body: object{"agency": from.scene.Agency.Short}}
	},
	func(_ *walk, _ *person, from *house) deed {
		return deed{method: "GET", path: "agencies/" + from.scene.Agency.Short + "/directory", public: true}
	},
}

// tab is a page that somebody of an agency has open.
func (k *walk) tab(from *house) string { return from.people[k.IntN(len(from.people))].tab }
