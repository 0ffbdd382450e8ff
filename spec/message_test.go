package spec

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// Limits of message.md.
const (
	maxUnits = 50_000
	maxBytes = 150_000
	maxBox   = 192 << 10
)

type messageContext struct {
	Seen int64     `json:"seen"`
	Log  []earlier `json:"log"`
}

type earlier struct {
	Hash   string `json:"hash"`
	Order  int64  `json:"order"`
	Author string `json:"author"`
	Seq    int64  `json:"seq"`
}

type messageCase struct {
	What      string   `json:"what"`
	Refuse    *string  `json:"refuse"`
	Label     string   `json:"label"`
	Epoch     int64    `json:"epoch"`
	KeyID     string   `json:"key_id"`
	MsgID     string   `json:"msg_id"`
	Author    string   `json:"author"`
	Role      string   `json:"role"`
	AuthorSeq int64    `json:"author_seq"`
	PrevHash  string   `json:"prev_hash"`
	Kind      string   `json:"kind"`
	Order     int64    `json:"order"`
	JSON      string   `json:"json"`
	Sig       string   `json:"sig"`
	Manifests []string `json:"manifests,omitempty"`
	// Fields of message.json and limits.json only. Log stands in for that of the context, and From is the order number with which it begins: above 1
	// it is a window. Fill stands for "@fill" in the json: a piece
	// of JSON text and how often. BoxBytes is the length of the box that holds the message.
	Log      []earlier `json:"log,omitzero"`
	From     int64     `json:"from,omitempty"`
	Fill     *fill     `json:"fill,omitempty"`
	BoxBytes int       `json:"box_bytes,omitempty"`
}

type fill struct {
	Piece string `json:"piece"`
	Times int    `json:"times"`
}

func (c messageCase) json() string {
	if c.Fill == nil {
		return c.JSON
	}
	return strings.Replace(c.JSON, "@fill", strings.Repeat(c.Fill.Piece, c.Fill.Times), 1)
}

func (c messageCase) ad(w world) []byte {
	return ad(c.Label, raw(w.Agency), raw(w.Case), c.Epoch, raw(c.KeyID), raw(c.MsgID), raw(c.Author), c.Role, c.AuthorSeq, raw(c.PrevHash), c.Kind)
}

// sigInput is what the author signs: label is sg1/msg or sg1/note.
func sigInput(label string, ad_, json []byte) []byte { return ad(label+"-sig", ad_, sha(json)) }

// message gives the check of message.md that refuses, or "".
func (c messageCase) message(t texts, w world, seen messageContext) string {
	if c.Manifests != nil {
		w.Manifests = c.Manifests
	}
	if c.Log != nil {
		seen.Log = c.Log
	}
	m, err := readStrict([]byte(c.json()), messageShape)
	if err != nil || m["v"] != int64(1) || !c.kindFits() || !c.sizesFit(m) || !c.filesFit(m) {
		return "E5"
	}
	if c.Role == "seeker" {
		if c.Label == "sg1/note" || c.Author != w.Seeker || c.Sig != "" || m["mseq"] != nil {
			return "E3"
		}
	} else {
		if !c.signedAt(t, w, m) {
			return "E1"
		}
		now, ok := w.memberAt(t, int64(len(w.Manifests)), c.Author)
		if c.Order > seen.Seen && !(ok && has(now, c.Role)) {
			return "E2"
		}
	}
	if !seen.follows(c) {
		return "E4"
	}
	return ""
}

func (c messageCase) kindFits() bool {
	return c.Label == "sg1/msg" && c.Kind == "message" || c.Label == "sg1/note" && c.Kind == "note"
}

// filesFit: at most five of 10 MiB, and none with a note.
func (c messageCase) filesFit(m object) bool {
	list := m["files"].([]any)
	for _, f := range list {
		if f.(object)["size"].(int64) > 10<<20 {
			return false
		}
	}
	return len(list) <= 5 && (len(list) == 0 || c.Label == "sg1/msg")
}

func (c messageCase) sizesFit(m object) bool {
	text := m["text"].(string)
	return len(utf16.Encode([]rune(text))) <= maxUnits && len(text) <= maxBytes && c.boxBytes() <= maxBox
}

func (c messageCase) boxBytes() int {
	return overhead + len(pad(append(lp([]byte(c.json())), lp(raw(c.Sig))...)))
}

// signedAt is E1.
func (c messageCase) signedAt(t texts, w world, m object) bool {
	mseq, ok := m["mseq"].(int64)
	if !ok || mseq > int64(len(w.Manifests)) {
		return false
	}
	member, ok := w.memberAt(t, mseq, c.Author)
	if !ok || !has(member, c.Role) {
		return false
	}
	if mseq < int64(len(w.Manifests)) { // the next one is at hand
		this, _ := readManifest(t.get(w.Manifests[mseq-1]))
		next, ok := readManifest(t.get(w.Manifests[mseq]))
		if !ok || next.doc["prev"] != this.hash() {
			return false
		}
	}
	return verify(raw(member["sig"].(object)["pub"]), sigInput(c.Label, c.ad(w), []byte(c.json())), raw(c.Sig))
}

// follows is E4. Nothing comes before the first message of a case; two people may each begin its notes. In a window, an author who has
// not been read in it yet may have written before it, and may have seen nothing newer.
func (x messageContext) follows(c messageCase) bool {
	last, earlier, known := int64(0), 0, false
	for _, e := range x.Log {
		if e.Author == c.Author {
			last = max(last, e.Seq)
		}
		if e.Order < c.Order {
			earlier++
			known = known || e.Hash == c.PrevHash
		}
	}
	late := c.From > 1 && last == 0
	if bytes.Equal(raw(c.PrevHash), make([]byte, 32)) {
		known = earlier == 0 && c.From <= 1 || c.Label == "sg1/note" && c.AuthorSeq == 1
	} else {
		known = known || late
	}
	return (c.AuthorSeq == last+1 || late && x.roomFor(c)) && known
}

// roomFor says whether as many messages fit before a window as the numbers of the authors in it say they have written.
func (x messageContext) roomFor(c messageCase) bool {
	first := map[string]int64{c.Author: c.AuthorSeq}
	for _, e := range x.Log {
		if _, there := first[e.Author]; !there || first[e.Author] > e.Seq && e.Author != c.Author {
			first[e.Author] = e.Seq
		}
	}
	room := c.From - 1
	for _, seq := range first {
		room -= seq - 1
	}
	return room >= 0
}

func TestMessages(t *testing.T) {
	all := loadChecks(t)
	for _, c := range all.Messages {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.message(all.Texts, all.Context, all.MessageContext), c.Refuse) })
	}
}

func TestMessageEntry(t *testing.T) {
	b := loadBase(t)
	v := b.Message
	want := ad("sg1/msg", agency, theCase, 0, []byte(b.CKID), repeatUp(0x3e, 0, 16), ilse, "counsellor", 1, make([]byte, 32), "message")
	same(t, "ad", v.AD, want)
	plain := append(lp([]byte(v.JSON)), lp(v.Sig)...)
	if len(pad(plain)) != v.Padded {
		t.Errorf("padded to %d", len(pad(plain)))
	}
	same(t, "box", seal(b.Epoch.CK[0], salt7, v.AD, pad(plain)), v.Box)
	if !verify(b.Directory.Pub, sigInput("sg1/msg", v.AD, []byte(v.JSON)), v.Sig) {
		t.Error("signature refused")
	}
	same(t, "hash", sha(lp(v.AD), lp(v.Box)), v.Hash)
	opened, err := open(b.Epoch.CK[0], v.AD, v.Box)
	if err != nil {
		t.Fatal(err)
	}
	inside, err := unpad(opened)
	if err != nil {
		t.Fatal(err)
	}
	parts := split(inside)
	if len(parts) != 2 {
		t.Fatalf("%d parts", len(parts))
	}
	same(t, "json", parts[0], []byte(v.JSON))
	same(t, "sig", parts[1], v.Sig)
	v.sealed.checkShape(t, messageShape)
}

func TestNoteEntry(t *testing.T) {
	b := loadBase(t)
	same(t, "ad", b.Note.AD, ad("sg1/note", agency, theCase, 0, []byte(b.Epoch.NKID[0]), repeatUp(0x4e, 0, 16), ilse, "counsellor", 1, make([]byte, 32), "note"))
}

// split reads LP(json) || LP(sig).
func split(plain []byte) (parts [][]byte) {
	for len(plain) >= 4 {
		n := int(binary.BigEndian.Uint32(plain))
		if n > len(plain)-4 {
			return nil
		}
		parts, plain = append(parts, plain[4:4+n]), plain[4+n:]
	}
	return slices.Clip(parts)
}
