package opener

import (
	"encoding/binary"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// content is what was sealed in a message (spec/message.md).
type content struct {
	V     int         `json:"v"`
	TS    string      `json:"ts"`
	Lang  string      `json:"lang"`
	MSeq  *int64      `json:"mseq"`
	Text  string      `json:"text"`
	Files []fileText  `json:"files"`
	Reply *counsel.ID `json:"reply"`
}

// fileText is what a message says of an attachment.
type fileText struct {
	ID     counsel.ID `json:"id"`
	Key    [32]byte   `json:"key"`
	Name   string     `json:"name"`
	Type   string     `json:"type"`
	Size   int64      `json:"size"`
	SHA256 sg1.Hash   `json:"sha256"`
}

// letter is a message that was opened and checked by itself; its place in the order is asked by walk.
type letter struct {
	content
	hash  sg1.Hash
	alias string // of staff who wrote it, as the record of that day has it
	at    time.Time
	exact bool
}

const mostBox = 192 << 10 // bytes

// labels of messages and notes, by their kind.
var labels = map[counsel.Kind]string{counsel.KindMessage: "sg1/msg", counsel.KindNote: "sg1/note"}

// context is the AD under which a message was sealed.
func (u *unsealing) context(m counsel.Message) (ad, key []byte) {
	keys := u.keys[m.Epoch]
	key, info := keys.ck, "sg1/ck-id"
	if m.Kind == counsel.KindNote {
		key, info = keys.nk, "sg1/nk-id"
	}
	if len(key) == 0 {
		return nil, nil
	}
	return sg1.AD(labels[m.Kind], u.Agency.ID[:], u.Case.ID[:], u64(m.Epoch), derive(key, nil, info, 16), m.ID[:], m.Author[:], []byte(m.Role), u64(m.AuthorSeq), m.PrevHash[:], []byte(m.Kind)), key
}

// open opens a message. hash is what the next one names of it, also where check refuses what is inside. Errors: errBox.
func (u *unsealing) open(m counsel.Message) (l letter, err error) {
	ad, key := u.context(m)
	if key == nil || len(m.Box) > mostBox {
		return l, errBox // kill: S.E5.open-box
	}
	plain, err := openPadded(key, ad, m.Box)
	if err != nil {
		return l, err
	}
	l.hash = sg1.HashOf(append(lp(ad), lp(m.Box)...))
	text, rest, ok := part(plain)
	sig, rest, ok2 := part(rest)
	if !ok || !ok2 || len(rest) > 0 || sg1.Decode(text, &l.content) != nil || l.V != 1 || m.Kind == counsel.KindNote && len(l.Files) > 0 || len(l.Files) > 5 {
		return l, errRefused // kill: S.E5.open-content
	}
	sent, err := time.Parse("2006-01-02T15:04:05Z", l.TS)
	if err != nil {
		return l, errRefused // kill: S.E5.open-time
	}
	if l.at, l.exact = sent, m.Time.Sub(sent).Abs() <= 30*time.Minute; !l.exact {
		l.at = m.Time
	}
	return l, u.author(&l, m, ad, text, sig)
}

// author is E3 for a seeker and E1 for staff. That somebody is still there (E2) is not asked: years may have passed.
func (u *unsealing) author(l *letter, m counsel.Message, ad, text, sig []byte) error {
	if m.Role == "seeker" {
		if m.Kind == counsel.KindNote || m.Author != u.Case.Seeker || len(sig) > 0 || l.MSeq != nil {
			return errRefused // kill: S.E3.author
		}
		return nil
	}
	if l.MSeq == nil {
		return errRefused // kill: S.E1.author-mseq
	}
	by, ok := u.memberAt(*l.MSeq, m.Author)
	sum := sg1.HashOf(text)
	if !ok || !by.Has(string(m.Role)) || !sg1.Verify(by.Sig.Pub[:], sg1.AD(labels[m.Kind]+"-sig", ad, sum[:]), sig) {
		return errRefused // kill: S.E1.author
	}
	l.alias = by.Alias
	return nil
}

func lp(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }

// part takes what stands behind its length.
func part(b []byte) (first, rest []byte, ok bool) {
	if len(b) < 4 || uint64(len(b)-4) < uint64(binary.BigEndian.Uint32(b)) {
		return nil, nil, false // kill: S.E5.part
	}
	end := 4 + int(binary.BigEndian.Uint32(b))
	return b[4:end], b[end:], true
}
