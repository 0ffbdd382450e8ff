package spec

import (
	"slices"
	"strings"
	"testing"
)

var draftLabels = map[string]string{"message": "sg1/draft", "note": "sg1/draft-note", "earlier": "sg1/draft-earlier", "files": "sg1/draft-files"}

type draftCase struct {
	What    string  `json:"what"`
	Refuse  *string `json:"refuse"`
	UID     string  `json:"uid"`
	Case    string  `json:"case"`
	Kind    string  `json:"kind"`
	Version int64   `json:"version"`
	// Known is the newest version seen of the text inside, 0 if none.
	Known int64  `json:"known"`
	Box   string `json:"box"`
	JSON  string `json:"json"`
}

func (c draftCase) ad() []byte {
	return ad(draftLabels[c.Kind], agency, raw(c.UID), raw(c.Case), c.Version)
}

// draft gives the check of draft.md that refuses, or "".
func (c draftCase) draft(key []byte) string {
	padded, err := open(key, c.ad(), raw(c.Box))
	if err != nil {
		return "box"
	}
	plain, err := unpad(padded)
	if err != nil {
		return "box"
	}
	shape := draftShape
	if c.Kind == "files" {
		shape = pickedShape
	}
	d, err := readStrict(plain, shape)
	if err != nil || d["v"] != int64(1) {
		return "box"
	}
	if list, _ := d["files"].([]any); len(list) > 10 || slices.ContainsFunc(list, func(f any) bool { return f.(object)["size"].(int64) > 10<<20 }) {
		return "box"
	}
	if c.Version < c.Known {
		return "set-back"
	}
	return ""
}

type draftMaker struct {
	key   []byte
	json  string
	cases []draftCase
}

// add seals json as version 2 of a seeker's draft, then changes what the reader goes by.
func (m *draftMaker) add(check, what, kind, json string, change func(c *draftCase)) {
	c := draftCase{What: what, UID: enc64(seeker), Case: enc64(theCase), Kind: kind, Version: 2, JSON: json}
	c.Box = enc64(seal(m.key, salt7, c.ad(), pad([]byte(json))))
	if check != "" {
		c.Refuse = &check
	}
	if change != nil {
		change(&c)
	}
	m.cases = append(m.cases, c)
}

func (m *draftMaker) places() {
	for _, kind := range []string{"message", "note", "earlier"} {
		m.add("", kind, kind, m.json, nil)
	}
	m.add("", "the version seen last, again", "message", m.json, func(c *draftCase) { c.Known = 2 })
	m.add("set-back", "older than what was seen", "message", m.json, func(c *draftCase) { c.Known = 3 })
	m.add("box", "under the number of another version", "message", m.json, func(c *draftCase) { c.Version = 3 })
	m.add("box", "of another case", "message", m.json, func(c *draftCase) { c.Case = enc64(repeatUp(0xcb, 0, 16)) })
	m.add("box", "of another person", "message", m.json, func(c *draftCase) { c.UID = enc64(ilse) })
	m.add("box", "a note as a message", "note", m.json, func(c *draftCase) { c.Kind = "message" })
	m.add("box", "a message as a note", "message", m.json, func(c *draftCase) { c.Kind = "note" })
	m.add("box", "an earlier one as the newest", "earlier", m.json, func(c *draftCase) { c.Kind = "message" })
	m.add("box", "the newest as an earlier one", "message", m.json, func(c *draftCase) { c.Kind = "earlier" })
	m.add("box", "under another key", "message", m.json, func(c *draftCase) { c.Box = enc64(seal(repeatUp(1, 0, 32), salt7, c.ad(), pad([]byte(m.json)))) })
	m.add("box", "not padded", "message", m.json, func(c *draftCase) { c.Box = enc64(seal(m.key, salt7, c.ad(), []byte(m.json))) })
}

func (m *draftMaker) texts() {
	m.add("", "empty text", "message", with(m.json, textBetween(m.json, `"text":"`, `"`), ""), nil)
	m.add("box", "v unknown", "message", with(m.json, `"v":1`, `"v":2`), nil)
	m.add("box", "unknown key", "message", with(m.json, `"v":1`, `"v":1,"x":1`), nil)
	m.add("box", "no time", "message", with(m.json, textBetween(m.json, `"at":"`, `"`), ""), nil)
	m.add("box", "msg_id of 15 bytes", "message", with(m.json, textBetween(m.json, `"msg_id":"`, `"`), enc64(make([]byte, 15))), nil)
	m.add("box", "trailing line feed", "message", m.json+"\n", nil)
}

// picked are lists of what goes with the next message.
func (m *draftMaker) picked() {
	one := `{"id":"AQEBAQEBAQEBAQEBAQEBAQ","key":"` + enc64(make([]byte, 32)) + `","name":"a.pdf","type":"application/pdf","size":10485760,"sha256":"` + noHash + `","whole":true}`
	list := func(n int, f string) string {
		return `{"v":1,"msg_id":"` + textBetween(m.json, `"msg_id":"`, `"`) + `","files":[` + strings.TrimSuffix(strings.Repeat(f+",", n), ",") + `],"at":"` + textBetween(m.json, `"at":"`, `"`) + `"}`
	}
	m.add("", "files: as many as a message takes, twice", "files", list(10, one), nil)
	m.add("", "files: none", "files", list(0, ""), nil)
	m.add("box", "files: one too many", "files", list(11, one), nil)
	m.add("box", "files: one that is too large", "files", list(1, with(one, "10485760", "10485761")), nil)
	m.add("box", "files: one that does not say whether it is whole", "files", list(1, with(one, `,"whole":true`, "")), nil)
	m.add("box", "files: one without its key", "files", list(1, with(one, `"key":"`+enc64(make([]byte, 32))+`",`, "")), nil)
	m.add("box", "a text as a list of files", "files", m.json, nil)
	m.add("box", "a list of files as a text", "message", list(1, one), nil)
	m.add("box", "a list of files as a text, by its kind", "files", list(1, one), func(c *draftCase) { c.Kind = "message" })
	m.add("set-back", "files: older than what was seen", "files", list(1, one), func(c *draftCase) { c.Known = 3 })
}

func TestDraftVectors(t *testing.T) {
	b := loadBase(t)
	m := draftMaker{key: b.UK.DraftKey, json: b.Draft.JSON}
	m.places()
	m.texts()
	m.picked()
	file := struct {
		About  string      `json:"about"`
		Drafts []draftCase `json:"drafts"`
	}{"Drafts (draft.md) under the UK of sg1.json. known: the newest version that the reader has seen of the text inside, 0 if none. json: what was sealed.", m.cases}
	save(t, "draft.json", file)
	for _, c := range file.Drafts {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.draft(m.key), c.Refuse) })
	}
}
