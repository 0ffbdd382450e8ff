package wall

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// transport is for streams: they have no end of their own.
var transport = &http.Transport{}

type object = map[string]any

// deed is one call, and what follows from it if it is done.
type deed struct {
	method, path string
	body         any
	then         func(reply)
	public       bool // the answer is everybody's: not searched
}

// choose gives something for a person to do with the things of an agency, her own or another.
func (k *walk) choose(p *person, from *house) deed {
	kinds := seekers
	if p.Realm == counsel.Staff {
		kinds = staffs
	}
	if len(k.deck[p.Realm]) == 0 { // dealt like cards: everything comes, in any order
		k.deck[p.Realm] = k.Perm(len(kinds))
	}
	next := k.deck[p.Realm][0]
	k.deck[p.Realm] = k.deck[p.Realm][1:]
	return kinds[next](k, p, from)
}

// any picks one id of an agency out of a column, as it travels; a new one where there is none.
func (k *walk) any(from *house, table, column string) string {
	var found []string
	for _, c := range k.before.Cells[from.id()] {
		if c.Table == table && c.Column == column && len(c.Value) >= 16 {
			found = append(found, c.Value)
		}
	}
	if len(found) == 0 || k.IntN(20) == 0 {
		return testkit.ID().String()
	}
	return b64.EncodeToString([]byte(found[k.IntN(len(found))]))
}

// caseOf gives a case of an agency: of the person's own agency mostly her own.
func (k *walk) caseOf(p *person, from *house) string {
	if mine := k.casesOf(p); from == p.house && len(mine) > 0 && k.IntN(4) > 0 {
		return mine[k.IntN(len(mine))]
	}
	return k.any(from, "cases", "id")
}

// casesOf are those in which somebody is seeker or counsellor.
func (k *walk) casesOf(p *person) (mine []string) {
	id := ""
	for _, c := range k.before.Cells[p.house.id()] {
		switch {
		case c.Table != "cases":
		case c.Column == "id":
			id = b64.EncodeToString([]byte(c.Value))
		case (c.Column == "seeker" || c.Column == "counsellor") && c.Value == string(p.UID[:]):
			mine = append(mine, id)
		}
	}
	return mine
}

func letter() string   { return b64.EncodeToString(testkit.Letter()) }
func box(n int) string { return b64.EncodeToString(testkit.Box(n)) }
func file() string     { return b64.EncodeToString(testkit.AgeFile()) }

func grant(role counsel.Role) object {
	return object{"id": testkit.ID(), "role": role, "mseq": 1, "file": file()}
}

// write is a message or a note, with the number that comes next, mostly.
func (k *walk) write(p *person, from *house, role counsel.Role, kind string) deed {
	id := k.caseOf(p, from)
	key := id + kind
	seq := p.seq[key] + 1
	if role == counsel.SeekerRole && seq == 1 {
		seq = 2 // the first one was the enquiry
	}
	body := object{"id": testkit.ID(), "epoch": 0, "role": role, "author_seq": seq, "prev_hash": b64.EncodeToString(testkit.Bytes(32)), "kind": kind, "box": letter(), "files": []string{}}
	if kind == "message" {
		body["files"] = p.announced(id)
	}
	return deed{method: "POST", path: "cases/" + id + "/" + kind + "s", body: body, then: func(reply) { p.seq[key] = seq }}
}

type chooser = func(k *walk, p *person, from *house) deed

func get(path func(k *walk, from *house) string) chooser {
	return func(k *walk, _ *person, from *house) deed { return deed{method: "GET", path: path(k, from)} }
}

func fixed(path string) chooser { return get(func(*walk, *house) string { return path }) }

// look reads something of a case.
func look(rest string) chooser {
	return func(k *walk, p *person, from *house) deed {
		return deed{method: "GET", path: "cases/" + k.caseOf(p, from) + rest}
	}
}

// both is what people of either realm do.
var both = []chooser{
	fixed("session"), fixed("sessions"), fixed("me/keyring"), fixed("me/vault"), fixed("me/drafts"), fixed("cases"), fixed("manifests/2"),
	look(""), look("/messages?before=0"), look("/notes?after=0"),
	get(func(k *walk, from *house) string { return "members/" + k.any(from, "records", "hash") }),
	get(func(k *walk, from *house) string { return "me/drafts/" + k.any(from, "drafts", "case_id") + "/message" }),
	get(func(k *walk, from *house) string {
		return "invites/" + k.any(from, "invites", "inv_id") + "?agency=" + k.houses[0].scene.Agency.Short
	}),
	get(func(k *walk, from *house) string { return "agencies/" + from.scene.Agency.Short }),
	func(k *walk, p *person, from *house) deed {
		return deed{method: "PUT", path: "me/drafts/" + k.caseOf(p, from) + "/message", body: object{"version": 1 + k.IntN(2), "box": letter()}}
	},
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "DELETE", path: "me/drafts/" + k.any(from, "drafts", "case_id") + "/message"}
	},
	func(k *walk, p *person, from *house) deed { // one's own ends now and then, and others' never
		handle := k.any(from, "sessions", "handle")
		if from == p.house && k.IntN(6) > 0 {
			handle = testkit.ID().String()
		}
		return deed{method: "DELETE", path: "sessions/" + handle}
	},
	func(k *walk, p *person, from *house) deed {
		size := 32
		if p.Realm == counsel.Staff {
			size = 64
		}
		return deed{method: "PUT", path: "cases/" + k.caseOf(p, from) + "/self", body: object{"epoch": 0, "box": box(size)}}
	},
}

var seekers = slices.Concat(both, own, files, leaving, []chooser{
	enquire, enquire, enquire, enquire,
	func(k *walk, p *person, from *house) deed { return k.write(p, from, counsel.SeekerRole, "message") },
	func(k *walk, p *person, from *house) deed { return k.write(p, from, counsel.SeekerRole, "message") },
	func(k *walk, p *person, from *house) deed {
		return deed{method: "PUT", path: "cases/" + k.caseOf(p, from) + "/profile", body: object{"version": 2, "box": letter()}}
	},
	func(k *walk, p *person, _ *house) deed {
		return deed{method: "PUT", path: "me/vault", body: object{"version": p.vault + 1, "box": letter()}, then: func(reply) { p.vault++ }}
	},
	get(func(k *walk, from *house) string {
		return "cases/" + k.any(from, "erase_orders", "case_id") + "/erasure"
	}),
})

func enquire(k *walk, p *person, from *house) deed {
	id := testkit.ID().String()
	if from != p.house && k.IntN(3) == 0 {
		id = k.caseOf(p, from) // the sender chooses it
	}
	body := object{
		"case": id, "topic": "partner", "lang": "de", "epoch": 0, "ck_id": testkit.ID(), "profile": object{"version": 1, "box": letter()},
		"message": object{"id": testkit.ID(), "author_seq": 1, "prev_hash": strings.Repeat("A", 43), "kind": "message", "box": letter()},
		"self":    box(32), "grants": p.house.grants(counsel.Intake, counsel.Continuity), "vault": object{"version": p.vault + 1, "box": letter()},
	}
	return deed{method: "POST", path: "enquiries", body: body, then: func(reply) { p.vault++ }}
}

var staffs = slices.Concat(both, own, files, ending, []chooser{
	fixed("desk"), fixed("desk"), fixed("desk/closed"), fixed("overview"), fixed("staff"), fixed("invites"), fixed("me/grants"), accept, accept, accept, accept,
	get(func(k *walk, from *house) string { return "enquiries/" + k.any(from, "cases", "id") }),
	func(k *walk, p *person, from *house) deed {
		return deed{method: "POST", path: "desk/cases", body: object{"cases": []string{k.caseOf(p, from), k.caseOf(p, from)}}}
	},
	func(k *walk, p *person, from *house) deed {
		return deed{method: "POST", path: "enquiries/" + k.caseOf(p, from) + "/acceptance/confirmation", body: object{}}
	},
	func(k *walk, p *person, from *house) deed { return k.write(p, from, counsel.Counsellor, "message") },
	func(k *walk, p *person, from *house) deed { return k.write(p, from, counsel.Counsellor, "note") },
	func(k *walk, p *person, from *house) deed {
		return deed{method: "DELETE", path: "cases/" + k.caseOf(p, from) + "/messages/" + k.any(from, "messages", "id")}
	},
	func(k *walk, p *person, from *house) deed {
		return deed{method: "POST", path: "cases/" + k.caseOf(p, from) + "/release", body: object{"grants": []any{grant(counsel.Intake)}}}
	},
	func(k *walk, p *person, from *house) deed {
		return deed{method: "PUT", path: "cases/" + k.caseOf(p, from) + "/release", body: object{"grants": []any{grant(counsel.Intake)}}}
	},
	func(k *walk, p *person, from *house) deed {
		state := []string{"taken", "rest", "closed"}
		return deed{method: "PUT", path: "cases/" + k.caseOf(p, from) + "/state", body: object{"from": state[k.IntN(3)], "to": state[k.IntN(3)], "last_order": 9}}
	},
	func(k *walk, p *person, from *house) deed {
		return deed{method: "PUT", path: "cases/" + k.caseOf(p, from) + "/marks", body: object{"marks": []string{"acute"}[:k.IntN(2)]}}
	},
	func(k *walk, _ *person, _ *house) deed {
		return deed{method: "POST", path: "invites", body: object{"id": testkit.ID(), "until": k.until()}}
	},
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "DELETE", path: "invites/" + k.any(from, "invites", "inv_id")}
	},
	func(k *walk, p *person, from *house) deed { // only others: who is stopped has no session any more
		if from == p.house {
			from = k.houses[(k.at(p.house)+1)%len(k.houses)]
		}
		return deed{method: "PUT", path: "staff/" + k.any(from, "accounts", "uid") + "/state", body: object{"state": "stopped"}}
	},
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "DELETE", path: "me/grants/" + k.any(from, "grants", "id")}
	},
	func(k *walk, _ *person, from *house) deed {
		return deed{method: "POST", path: "manifest", body: object{
			"manifest": from.scene.Signed.Manifest, "records": []string{}, "grants": []any{}, "invites": []string{k.any(from, "invites", "inv_id")},
		}}
	},
})

func accept(k *walk, p *person, from *house) deed {
	body := object{"nk_id": testkit.ID(), "self": box(64), "grants": p.house.grants(counsel.Continuity)}
	return deed{method: "POST", path: "enquiries/" + k.any(from, "cases", "id") + "/acceptance", body: body}
}

// grants are those to some roles, and to the archive where the agency has one.
func (h *house) grants(roles ...counsel.Role) (list []any) {
	if h.scene.Signed.HasArchive() {
		roles = append(roles, counsel.Archive)
	}
	for _, role := range roles {
		list = append(list, grant(role))
	}
	return list
}

func (k *walk) at(h *house) int {
	for i, other := range k.houses {
		if other == h {
			return i
		}
	}
	panic(fmt.Sprint("no such agency: ", h.scene.Agency.Short))
}

// until is a day that an invite may have.
func (k *walk) until() string {
	return counsel.Date(counsel.Day(time.Now()).AddDate(0, 0, 7))
}
