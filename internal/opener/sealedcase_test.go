package opener_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

func derived(key, salt []byte, info string, n int) []byte {
	out, err := hkdf.Key(sha256.New, key, salt, info, n)
	if err != nil {
		panic(err)
	}
	return out
}

func newGCM(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// box seals as a browser does (spec/box.md).
func box(key, ad, plain []byte) []byte {
	salt, sum := testkit.Bytes(32), sha256.Sum256(ad)
	okm := derived(key, salt, "sg1/box"+string(sum[:]), 76)
	return newGCM(okm[:32]).Seal(append(append([]byte{1, 1}, salt...), okm[44:]...), okm[32:44], plain, ad)
}

func padded(plain []byte) []byte {
	out := append(bytes.Clone(plain), 0x80)
	return append(out, make([]byte, max(512, sg1.Padme(len(out)))-len(out))...)
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func part(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// sealedCase is a case with two letters, an answer, a note and an attachment, in two epochs; what is changed in it is all that is wrong with it.
type sealedCase struct {
	rows          counsel.Shelved
	lead, ben     *testkit.Member
	signed        *testkit.Signed
	key           *age.HybridIdentity
	ck, nk        [2][]byte
	text, kind    string // of the attachment
	grant         func(string) string
	envelope      func(string) string // changes what was signed around the grant
	profile       func(string) string
	fileKey       []byte
	file          []byte
	fileID        counsel.ID
	said          func(string) string // changes what is in the first letter
	draft         func(*draft)        // changes a message before it is sealed
	grantBy       *testkit.Member
	messageSigner *testkit.Member
}

// draft is a message before it is sealed.
type draft struct {
	counsel.Message
	inside string
	sign   bool
	plain  func([]byte) []byte // changes what is sealed
}

func newSealedCase(t *testing.T) *sealedCase {
	t.Helper()
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	c := &sealedCase{key: key, text: "Befund: alles gut.\n", kind: "text/plain", fileKey: testkit.Bytes(32), fileID: testkit.ID()}
	agency := testkit.ID()
	c.lead = testkit.NewMember(agency, "Frau L.", counsel.Counsellor, counsel.Lead)
	c.ben = testkit.NewMember(agency, "Herr B.", counsel.Counsellor)
	signed := testkit.NewSigned(agency, testkit.Origin, c.lead, false)
	manifests := []string{signed.Manifest}
	signed.Members = append(signed.Members, c.ben)
	manifests = append(manifests, signed.Sign())
	c.signed, c.grantBy, c.messageSigner = signed, c.ben, c.ben
	c.rows = counsel.Shelved{
		Agency: counsel.Agency{ID: agency, Name: "Kriseninsel", Origin: testkit.Origin}, Roots: []string{signed.Root}, Manifests: manifests,
		Records: []string{c.lead.Record, c.ben.Record}, Case: counsel.Case{ID: testkit.ID(), Seeker: testkit.ID(), Epoch: 1},
	}
	for e := range 2 {
		c.ck[e], c.nk[e] = testkit.Bytes(32), testkit.Bytes(32)
	}
	copy(c.rows.Case.CKID[:], derived(c.ck[1], nil, "sg1/ck-id", 16))
	copy(c.rows.Case.NKID[:], derived(c.nk[1], nil, "sg1/nk-id", 16))
	return c
}

// publish adds the next manifest, its text changed, and signed by somebody.
func (c *sealedCase) publish(by *testkit.Member, change func(string) string) {
	c.signed.Seq++
	payload := change(c.signed.Payload())
	c.signed.Prev = sg1.HashOf([]byte(payload)).String()
	c.rows.Manifests = append(c.rows.Manifests, by.Envelope("sg1/manifest", payload))
}

// fill seals everything.
func (c *sealedCase) fill(t *testing.T) {
	t.Helper()
	r := &c.rows
	back := func(label string, key, plain []byte) []byte {
		return box(key, sg1.AD(label, r.Agency.ID[:], r.Case.ID[:], number(1)), plain)
	}
	r.Case.Back = []counsel.BackLink{{Epoch: 1, CK: back("sg1/back", c.ck[1], c.ck[0]), NK: back("sg1/back-nk", c.nk[1], c.nk[0])}}
	c.sealProfile()
	c.file = sealFile(c.fileKey, c.fileContext(), []byte(c.text))
	var prev [32]byte
	first := c.message(counsel.KindMessage, 0, 1, nil, 1, prev, "Bitte heben Sie das auf.", "")
	second := c.message(counsel.KindMessage, 0, 2, c.ben, 1, hashOf(c, first), "Das tun wir.", "")
	third := c.message(counsel.KindMessage, 1, 3, nil, 2, hashOf(c, second), "<b>Mein Befund.</b>", c.attached())
	r.Messages = []counsel.Message{first, second, third}
	r.Notes = []counsel.Message{c.message(counsel.KindNote, 1, 1, c.ben, 1, prev, "Erstgespräch.", "")}
	link := hmac.New(sha256.New, c.ck[0])
	link.Write(sg1.AD("sg1/epoch", r.Agency.ID[:], r.Case.ID[:], number(1), r.Case.CKID[:]))
	text := fmt.Sprintf(`{"v":1,"agency":"%s","obj":"case","id":"%s","epoch":1,"ck":"%s","ck_id":"%s","nk":"%s","nk_id":"%s","to":{"role":"archive"},"to_kid":"%s","by":"%s","by_kid":"%s","why":"archive","mseq":2,"until":null,"link":"%s","at":"2026-11-22"}`,
		r.Agency.ID, r.Case.ID, b64(c.ck[1]), r.Case.CKID, b64(c.nk[1]), r.Case.NKID, sg1.KeyIDOf([]byte(c.key.Recipient().String())), c.ben.UID, kidOf(c.ben), b64(link.Sum(nil)))
	if c.grant != nil {
		text = c.grant(text)
	}
	signed := c.grantBy.Envelope("sg1/grant", text)
	if c.envelope != nil {
		signed = c.envelope(signed)
	}
	r.Grant.File = seal(t, []byte(signed), c.key.Recipient())
}

// fileContext is the context under which the attachment is sealed.
func (c *sealedCase) fileContext() []byte {
	return sg1.AD("sg1/file", c.rows.Agency.ID[:], c.rows.Case.ID[:], c.fileID[:])
}

// attached is what a message says of the attachment.
func (c *sealedCase) attached() string {
	sum := sha256.Sum256([]byte(c.text))
	return fmt.Sprintf(`{"id":"%s","key":"%s","name":"../Befund ü.txt","type":"%s","size":%d,"sha256":"%s"}`, c.fileID, b64(c.fileKey), c.kind, len(c.text), b64(sum[:]))
}

func (c *sealedCase) sealProfile() {
	r := &c.rows
	pin := testkit.NewMember(r.Agency.ID, "pin", counsel.Counsellor)
	rcpt, keys := testkit.Recipient(), read(pin.Record).Sig
	sig := pin.Raw(sg1.AD("sg1/enc", r.Agency.ID[:], r.Case.ID[:], r.Case.Seeker[:], []byte(rcpt)))
	text := fmt.Sprintf(`{"v":1,"name":"Wolke","age":null,"gender":null,"alias":null,"lang":"de","answers":[],"enc":{"kid":"%s","rcpt":"%s"},"pin":{"kid":"%s","pub":"%s"},"enc_sig":"%s"}`,
		sg1.KeyIDOf([]byte(rcpt)), rcpt, keys.Kid, keys.Pub, b64(sig))
	if c.profile != nil {
		text = c.profile(text)
	}
	r.Case.Profile = counsel.Versioned{Version: 1, Box: box(c.ck[1], sg1.AD("sg1/profile", r.Agency.ID[:], r.Case.ID[:], number(1), r.Case.CKID[:], number(1)), padded([]byte(text)))}
}

func (c *sealedCase) context(m counsel.Message) (ad, key []byte) {
	label, key, info := "sg1/msg", c.ck[m.Epoch], "sg1/ck-id"
	if m.Kind == counsel.KindNote {
		label, key, info = "sg1/note", c.nk[m.Epoch], "sg1/nk-id"
	}
	r := c.rows
	return sg1.AD(label, r.Agency.ID[:], r.Case.ID[:], number(m.Epoch), derived(key, nil, info, 16), m.ID[:], m.Author[:], []byte(m.Role), number(m.AuthorSeq), m.PrevHash[:], []byte(m.Kind)), key
}

func (c *sealedCase) message(kind counsel.Kind, epoch, order int64, by *testkit.Member, seq int64, prev [32]byte, text, file string) counsel.Message {
	m := counsel.Message{ID: testkit.ID(), Order: order, Time: time.Date(2026, 11, 22, 10, 15, 0, 0, time.UTC), Epoch: epoch, Author: c.rows.Case.Seeker, Role: counsel.SeekerRole, AuthorSeq: seq, PrevHash: prev, Kind: kind}
	mseq := "null"
	if by != nil {
		m.Author, m.Role, mseq = by.UID, counsel.Counsellor, "2"
	}
	said, _ := json.Marshal(text)
	inside := fmt.Sprintf(`{"v":1,"ts":"2026-11-22T10:11:12Z","lang":"de","mseq":%s,"text":%s,"files":[%s],"reply":null}`, mseq, said, file)
	if c.said != nil && order == 1 && by == nil {
		inside = c.said(inside)
	}
	d := draft{Message: m, inside: inside, sign: by != nil, plain: func(b []byte) []byte { return b }}
	if c.draft != nil {
		c.draft(&d)
	}
	ad, key := c.context(d.Message)
	var sig []byte
	if d.sign {
		sum := sha256.Sum256([]byte(d.inside))
		label := map[counsel.Kind]string{counsel.KindMessage: "sg1/msg-sig", counsel.KindNote: "sg1/note-sig"}[kind]
		sig = c.messageSigner.Raw(sg1.AD(label, ad, sum[:]))
	}
	d.Box = box(key, ad, padded(d.plain(append(part([]byte(d.inside)), part(sig)...))))
	return d.Message
}

func hashOf(c *sealedCase, m counsel.Message) [32]byte {
	ad, _ := c.context(m)
	return sha256.Sum256(append(part(ad), part(m.Box)...))
}

const fileMagic = "SGF1\x01\x10"

func sealFile(key, ad, plain []byte) []byte {
	plain = append(bytes.Clone(plain), make([]byte, sg1.Padme(len(plain))-len(plain))...)
	chunks := slices.Collect(slices.Chunk(plain, 64<<10))
	if len(chunks) == 0 { // an empty file is one empty chunk
		chunks = [][]byte{nil}
	}
	return sealChunks(key, ad, fileMagic, chunks...)
}

// sealChunks seals a file as spec/file.md says, of chunks and a beginning that are given.
func sealChunks(key, ad []byte, magic string, chunks ...[]byte) []byte {
	head := append([]byte(magic), testkit.Bytes(32)...)
	sum := sha256.Sum256(append(bytes.Clone(head), ad...))
	okm := derived(key, head[6:], "sg1/file"+string(sum[:]), 64)
	out := append(head, okm[32:]...)
	for i, chunk := range chunks {
		nonce := make([]byte, 12)
		binary.BigEndian.PutUint64(nonce[3:], uint64(i))
		if i == len(chunks)-1 {
			nonce[11] = 1
		}
		out = newGCM(okm[:32]).Seal(out, nonce, chunk, nil)
	}
	return out
}
