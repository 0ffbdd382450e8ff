package spec

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"
)

// messageMaker makes the cases of message.json and limits.json.
type messageMaker struct {
	context world
	seen    messageContext
	texts   texts
	cases   []messageCase
	// an accepted staff message, staff note and seeker's message of sg1.json
	staff, note, seeker messageCase
}

func newMessageMaker(t testing.TB) *messageMaker {
	all := loadChecks(t)
	m := &messageMaker{context: all.Context, seen: all.MessageContext, texts: texts{}}
	for _, c := range all.Messages {
		switch {
		case c.Refuse != nil || c.Order != 10:
		case c.Label == "sg1/note":
			m.note = c
		case c.Role == "seeker":
			m.seeker = c
		default:
			m.staff = c
		}
	}
	for _, name := range append(append([]string{}, all.Context.Roots...), all.Context.Manifests...) {
		m.texts[name] = all.Texts.get(name)
	}
	return m
}

// add changes an accepted message, signs it with key (nil: as it is) and appends it.
func (m *messageMaker) add(check, what string, c messageCase, key ed25519.PrivateKey, change func(c *messageCase)) *messageCase {
	c.What, c.Refuse = what, nil
	if check != "" {
		c.Refuse = &check
	}
	if change != nil {
		change(&c)
	}
	if key != nil {
		c.Sig = enc64(ed25519.Sign(key, sigInput(c.Label, c.ad(m.context), []byte(c.json()))))
	}
	m.cases = append(m.cases, c)
	return &m.cases[len(m.cases)-1]
}

func setJSON(pairs ...string) func(*messageCase) {
	return func(c *messageCase) { c.JSON = with(c.JSON, pairs...) }
}

const (
	benID   = "WFhYWFhYWFhYWFhYWFhYWA"
	xeniaID = "WVlZWVlZWVlZWVlZWVlZWQ"
)

var noHash = enc64(make([]byte, 32))

func (m *messageMaker) notes() {
	n := m.note
	m.add("", "note, as it should be", n, ilseKey, nil)
	m.add("", "first note of a colleague, who had seen none", n, benKey, func(c *messageCase) {
		c.Author, c.AuthorSeq, c.PrevHash = benID, 1, noHash
	})
	m.add("E1", "note without a signature", n, nil, func(c *messageCase) { c.Sig = "" })
	m.add("E1", "note signed by another member", n, benKey, nil)
	m.add("E1", "note with the signature of a message", n, nil, func(c *messageCase) {
		c.Sig = enc64(ed25519.Sign(ilseKey, sigInput("sg1/msg", c.ad(m.context), []byte(c.JSON))))
	})
	m.add("E1", "note, mseq null", n, ilseKey, setJSON(`"mseq":2`, `"mseq":null`))
	m.add("E2", "note of a former member, new", n, xeniaKey, func(c *messageCase) {
		c.Author, c.AuthorSeq = xeniaID, 1
		setJSON(`"mseq":2`, `"mseq":1`)(c)
	})
	m.add("", "note of a former member, already seen", n, xeniaKey, func(c *messageCase) {
		c.Author, c.AuthorSeq, c.Order, c.PrevHash = xeniaID, 1, 5, m.seen.Log[1].Hash
		setJSON(`"mseq":2`, `"mseq":1`)(c)
	})
	m.add("E4", "note, gap", n, ilseKey, func(c *messageCase) { c.AuthorSeq = 3 })
	m.add("E4", "note, repeat", n, ilseKey, func(c *messageCase) { c.AuthorSeq = 1 })
	m.add("E4", "note, unknown prev_hash", n, ilseKey, func(c *messageCase) { c.PrevHash = enc64(repeatUp(1, 0, 32)) })
	m.add("E4", "second note of an author, who says to have seen none", n, ilseKey, func(c *messageCase) { c.PrevHash = noHash })
	m.add("E5", "note of kind message", n, ilseKey, func(c *messageCase) { c.Kind = "message" })
	m.add("E5", "note, v unknown", n, ilseKey, setJSON(`"v":1`, `"v":2`))
	m.add("E5", "note, duplicate key", n, ilseKey, setJSON(`"mseq":2`, `"mseq":2,"mseq":2`))
}

func (m *messageMaker) messages() {
	s := m.staff
	m.add("E1", "signature over another text", s, nil, func(c *messageCase) {
		c.Sig = m.staff.Sig
		setJSON(`Guten Tag.`, `Guten Tag!`)(c)
	})
	m.add("E1", "signature for another id", s, nil, func(c *messageCase) { c.MsgID = enc64(repeatUp(0x3d, 0, 16)) })
	branch := envelope("sg1/manifest", with(payloadOf2(m.texts["@2"]), `"at":"2026-11-22"`, `"at":"2026-11-21"`), ilseKey)
	m.add("E1", "manifest mseq is not the one that the next names", s, ilseKey, func(c *messageCase) {
		c.Manifests = []string{branch, "@3"}
		setJSON(`"mseq":2`, `"mseq":1`)(c)
	})
	m.add("E3", "staff member in the role of a seeker", s, nil, func(c *messageCase) {
		c.Role, c.Sig = "seeker", ""
		setJSON(`"mseq":2`, `"mseq":null`)(c)
	})
	m.add("", "first message of a case", m.seeker, nil, func(c *messageCase) {
		c.AuthorSeq, c.PrevHash, c.Order, c.Log = 1, noHash, 1, []earlier{}
	})
	m.add("E4", "first message of an author, who says to have seen none", s, benKey, func(c *messageCase) {
		c.Author, c.AuthorSeq, c.PrevHash = benID, 1, noHash
	})
	m.add("E4", "prev_hash stands at the same place", s, ilseKey, func(c *messageCase) { c.Order = 9 })
	file := func(size int, key string) string {
		return fmt.Sprintf(`{"id":"AQEBAQEBAQEBAQEBAQEBAQ","key":"%s","name":"a.pdf","type":"application/pdf","size":%d,"sha256":"%s"}`, key, size, noHash)
	}
	files := func(list ...string) func(*messageCase) {
		return setJSON(`"files":[]`, `"files":[`+strings.Join(list, ",")+`]`)
	}
	one := file(1, noHash)
	m.add("", "a file of 10 MiB", s, ilseKey, files(file(10<<20, noHash)))
	m.add("E5", "a file above 10 MiB", s, ilseKey, files(file(10<<20+1, noHash)))
	m.add("", "five files", s, ilseKey, files(one, one, one, one, one))
	m.add("E5", "six files", s, ilseKey, files(one, one, one, one, one, one))
	m.add("E5", "a file whose key is too short", s, ilseKey, files(file(1, noHash[:42])))
	m.add("E5", "a file with a key of the list too many", s, ilseKey, files(strings.Replace(one, `{`, `{"by":null,`, 1)))
	m.add("E5", "note with a file", m.note, ilseKey, files(one))
	m.add("E5", "white space", s, ilseKey, setJSON(`"files":`, `"files": `))
	m.add("E5", "text null", s, ilseKey, setJSON(`"Guten Tag."`, `null`))
	m.add("E5", "time without a zone", s, ilseKey, setJSON(`10:11:12Z`, `10:11:12`))
	m.add("E5", "reply to no id", s, ilseKey, setJSON(`"reply":null`, `"reply":"1"`))
	m.add("E5", "trailing line feed", s, ilseKey, func(c *messageCase) { c.JSON += "\n" })
}

// windows: the log begins with order 41, the seeker's 30th message; 40 lie before it.
func (m *messageMaker) windows() {
	log := []earlier{{enc64(repeatUp(41, 0, 32)), 41, m.seeker.Author, 30}, {enc64(repeatUp(42, 0, 32)), 42, ilseID, 11}}
	older := enc64(repeatUp(7, 0, 32))
	in := func(seq int64, prev string) func(*messageCase) {
		return func(c *messageCase) { c.Log, c.From, c.Order, c.AuthorSeq, c.PrevHash = log, 41, 43, seq, prev }
	}
	ben := func(seq int64, prev string) func(*messageCase) {
		return func(c *messageCase) { in(seq, prev)(c); c.Author = benID }
	}
	first := func(seq int64, prev string) func(*messageCase) {
		return func(c *messageCase) { in(seq, prev)(c); c.Log, c.Order = []earlier{}, 41 }
	}
	m.add("", "window: the next one of an author in it", m.seeker, nil, in(31, log[1].Hash))
	m.add("E4", "window: a number of an author in it left out", m.seeker, nil, in(32, log[1].Hash))
	m.add("E4", "window: a number of an author in it again", m.seeker, nil, in(30, log[1].Hash))
	m.add("E4", "window: who has written in it has seen that much", m.seeker, nil, in(31, older))
	m.add("", "window: the first of an author in it, who had seen nothing newer", m.staff, benKey, ben(2, older))
	m.add("E4", "window: more written before it than fits there", m.staff, benKey, ben(3, older))
	m.add("E4", "window: a conversation begins once", m.staff, benKey, ben(1, noHash))
	m.add("", "window: its first message", m.seeker, nil, first(41, older))
	m.add("E4", "window: its first message has a number that does not fit before it", m.seeker, nil, first(42, older))
	m.add("E4", "window: its first message says to have seen none", m.seeker, nil, first(1, noHash))
	m.add("", "window: first note of a colleague, who had seen none", m.note, benKey, func(c *messageCase) { in(1, noHash)(c); c.Author = benID })
	m.add("E4", "window: second note of a colleague, who says to have seen none", m.note, benKey, func(c *messageCase) { in(2, noHash)(c); c.Author = benID })
}

const ilseID = "V1dXV1dXV1dXV1dXV1dXVw"

func payloadOf2(text string) string { return string(mustPayload(text)) }

// roleLost: Ben is still a member in manifest 3, but no counsellor.
func (m *messageMaker) roleLost() {
	record := with(m.context.Members[1], `"roles":["counsellor"]`, `"roles":["admin"]`)
	m.context.Members = append(m.context.Members, record)
	two := payloadOf2(m.texts["@3"])
	three := envelope("sg1/manifest", with(two, `"seq":2`, `"seq":3`, textBetween(two, `"prev":"`, `"`), hashText(two),
		hashText(m.context.Members[1]), hashText(record)), ilseKey)
	m.texts["@4"] = three
	manifests := []string{"@2", "@3", "@4"}
	ben := func(order int64, prev string) func(*messageCase) {
		return func(c *messageCase) {
			c.Author, c.AuthorSeq, c.Order, c.PrevHash, c.Manifests = benID, 1, order, prev, manifests
		}
	}
	m.add("E2", "author no longer in that role, new", m.staff, benKey, ben(10, m.seen.Log[2].Hash))
	m.add("", "author no longer in that role, already seen", m.staff, benKey, ben(5, m.seen.Log[1].Hash))
}

// limits: the sizes of E5.
func (m *messageMaker) limits() {
	for _, l := range []struct {
		check, what, piece string
		times              int
	}{
		{"", "50 000 letters", "a", 50_000},
		{"E5", "50 001 letters", "a", 50_001},
		{"", "150 000 bytes", "€", 50_000},
		{"E5", "150 003 bytes", "€", 50_001},
		{"", "25 000 characters of two units", "🦁", 25_000},
		{"E5", "25 001 characters of two units", "🦁", 25_001},
		{"", "escapes count in the box: just below 192 KiB", `\u0001`, 32_000},
		{"E5", "escapes count in the box: above 192 KiB", `\u0001`, 33_000},
		{"E5", "note: 50 001 letters", "a", 50_001},
	} {
		c := m.staff
		if l.what[:4] == "note" {
			c = m.note
		}
		got := m.add(l.check, l.what, c, ilseKey, func(c *messageCase) {
			setJSON("Guten Tag.", "@fill")(c)
			c.Fill = &fill{l.piece, l.times}
		})
		got.BoxBytes = got.boxBytes()
	}
}

type messageFile struct {
	About          string         `json:"about"`
	Texts          texts          `json:"texts"`
	Context        world          `json:"context"`
	MessageContext messageContext `json:"message_context"`
	Messages       []messageCase  `json:"messages"`
}

func (m *messageMaker) save(t *testing.T, name, about string) {
	file := messageFile{about, m.texts, m.context, m.seen, m.cases}
	save(t, name, file)
	for _, c := range file.Messages {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.message(file.Texts, file.Context, file.MessageContext), c.Refuse) })
	}
}

func TestMessageVectors(t *testing.T) {
	m := newMessageMaker(t)
	m.notes()
	m.messages()
	m.roleLost()
	m.windows()
	m.save(t, "message.json", "Messages and notes beyond checks.messages of sg1.json, in the same form. log, where a case has one, stands in for that of the context, and begins with order number from: above 1 it is a window.")
}

func TestLimitVectors(t *testing.T) {
	m := newMessageMaker(t)
	m.limits()
	m.save(t, "limits.json", "Sizes of messages and notes (E5), in the form of checks.messages of sg1.json. @fill in json stands for piece, repeated times; the signature is over the filled text. box_bytes: length of the box that holds LP(json) and LP(sig), padded.")
}
