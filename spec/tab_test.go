package spec

import (
	"strings"
	"testing"
)

type tabVersions struct {
	Keyring int64 `json:"keyring"`
	Vault   int64 `json:"vault"`
	Mseq    int64 `json:"mseq"`
}

type tabCase struct {
	What   string      `json:"what"`
	Refuse *string     `json:"refuse"`
	Key    string      `json:"key"`
	Origin string      `json:"origin"`
	UID    string      `json:"uid"`
	Handle string      `json:"handle"`
	Box    string      `json:"box"`
	Where  string      `json:"where"`
	Now    tabVersions `json:"now"`
	JSON   string      `json:"json"`
	At     string      `json:"at"`
}

func (c tabCase) ad(label string) []byte {
	return ad(label, c.Origin, agency, raw(c.UID), raw(c.Handle))
}

var whereShape = keys{"v": num, "at": text}.is

// document opens a Box and reads what is inside.
func document(key, ad, box []byte, is shape) (object, bool) {
	padded, err := open(key, ad, box)
	if err != nil {
		return nil, false
	}
	plain, err := unpad(padded)
	if err != nil {
		return nil, false
	}
	o, err := readStrict(plain, is)
	return o, err == nil && o["v"] == int64(1)
}

// tab gives the check of tab.md that refuses, or "".
func (c tabCase) tab() string {
	left, ok := document(raw(c.Key), c.ad("sg1/tab"), raw(c.Box), tabShape)
	if !ok {
		return "box"
	}
	if where, ok := document(raw(c.Key), c.ad("sg1/tab-where"), raw(c.Where), whereShape); !ok || where["at"] != c.At {
		return "box"
	}
	if c.Now.Keyring < left["keyring"].(int64) || c.Now.Vault < left["vault"].(int64) || c.Now.Mseq < left["mseq"].(int64) {
		return "set-back"
	}
	return ""
}

type tabMaker struct {
	whole tabCase
	cases []tabCase
}

// add seals both Boxes, as make says, then changes what the reader goes by.
func (m *tabMaker) add(check, what string, make_, change func(c *tabCase)) {
	c := m.whole
	c.What = what
	if check != "" {
		c.Refuse = &check
	}
	if make_ != nil {
		make_(&c)
	}
	c.Box = enc64(seal(raw(c.Key), salt7, c.ad("sg1/tab"), pad([]byte(c.JSON))))
	c.Where = enc64(seal(raw(c.Key), salt7, c.ad("sg1/tab-where"), pad([]byte(`{"v":1,"at":"`+c.At+`"}`))))
	if change != nil {
		change(&c)
	}
	m.cases = append(m.cases, c)
}

func (m *tabMaker) places() {
	m.add("", "as it should be", nil, nil)
	m.add("box", "another key", nil, func(c *tabCase) { c.Key = enc64(repeatUp(9, 0, 32)) })
	m.add("box", "another session", nil, func(c *tabCase) { c.Handle = enc64(repeatUp(0x6e, 0, 16)) })
	m.add("box", "another person", nil, func(c *tabCase) { c.UID = enc64(ilse) })
	m.add("box", "another origin", nil, func(c *tabCase) { c.Origin = "https://other.example" })
	m.add("box", "the two changed about", nil, func(c *tabCase) { c.Box, c.Where = c.Where, c.Box })
	m.add("box", "where from another session", nil, func(c *tabCase) {
		other := *c
		other.Handle = enc64(repeatUp(0x6e, 0, 16))
		c.Where = enc64(seal(raw(c.Key), salt7, other.ad("sg1/tab-where"), pad([]byte(`{"v":1,"at":"`+c.At+`"}`))))
	})
	m.add("box", "where with an unknown key", nil, func(c *tabCase) {
		c.Where = enc64(seal(raw(c.Key), salt7, c.ad("sg1/tab-where"), pad([]byte(`{"v":1,"at":"`+c.At+`","x":1}`))))
	})
	m.add("box", "not padded", nil, func(c *tabCase) { c.Box = enc64(seal(raw(c.Key), salt7, c.ad("sg1/tab"), []byte(c.JSON))) })
	m.add("box", "v unknown", func(c *tabCase) { c.JSON = with(c.JSON, `"v":1`, `"v":2`) }, nil)
	m.add("box", "unknown key", func(c *tabCase) { c.JSON = with(c.JSON, `"v":1`, `"v":1,"x":1`) }, nil)
	m.add("box", "user key of 31 bytes", func(c *tabCase) { c.JSON = with(c.JSON, textBetween(c.JSON, `"uk":"`, `"`), enc64(make([]byte, 31))) }, nil)
}

func (m *tabMaker) versions() {
	m.add("", "everything newer than it names", nil, func(c *tabCase) { c.Now = tabVersions{c.Now.Keyring + 1, c.Now.Vault + 1, c.Now.Mseq + 1} })
	m.add("set-back", "an older keyring", nil, func(c *tabCase) { c.Now.Keyring-- })
	m.add("set-back", "an older vault", nil, func(c *tabCase) { c.Now.Vault-- })
	m.add("set-back", "an older manifest", nil, func(c *tabCase) { c.Now.Mseq-- })
}

func TestTabVectors(t *testing.T) {
	b := loadBase(t)
	left, err := readStrict([]byte(b.Tab.JSON), tabShape)
	if err != nil {
		t.Fatal(err)
	}
	m := tabMaker{whole: tabCase{
		Key: enc64(b.Tab.KTab), Origin: origin, UID: enc64(seeker), Handle: enc64(b.Tab.Handle), JSON: b.Tab.JSON, At: "case " + strings.Repeat("A", 22),
		Now: tabVersions{left["keyring"].(int64), left["vault"].(int64), left["mseq"].(int64)},
	}}
	m.places()
	m.versions()
	file := struct {
		About string    `json:"about"`
		Tabs  []tabCase `json:"tabs"`
	}{"Reloaded tabs (tab.md) of the agency of sg1.json. now: what the server has at the reload. json: what was sealed in box; at: what stands in where.", m.cases}
	save(t, "tab.json", file)
	for _, c := range file.Tabs {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.tab(), c.Refuse) })
	}
}
