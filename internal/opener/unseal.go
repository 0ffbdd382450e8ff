package opener

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// Words are those of the readable page, in one language.
type Words struct{ Lang, Title, From, To, Time, Text, Notes, Unread, Files, Missing string }

// Unsealed is a sealed case, opened from the rows of a database. Nobody has signed it as a whole, as an export is: each text was checked by itself.
type Unsealed struct {
	Directory       string // fingerprint of the agency's directory, to be compared with the recovery sheet
	messages, notes []Line
	profile         *profile
	u               *unsealing
}

// unsealing is a case whose keys are being found.
type unsealing struct {
	counsel.Shelved
	keys      map[int64]caseKeys // by epoch
	manifests map[int64]sg1.Manifest
	records   map[sg1.Hash]string
}

// Unseal opens a case with the archive's key: the staff's grant to the archive, then what was written, with the checks that a lead's browser makes. A text that
// does not open, or that is not its author's, is left empty and says so. Errors: ErrKey for a passphrase, ErrOtherKey, ErrCase.
func Unseal(s counsel.Shelved, key Key) (*Unsealed, error) {
	archive, ok := key.identity.(*age.HybridIdentity)
	if !ok {
		return nil, ErrKey // kill: S.Unseal.passphrase
	}
	u := &unsealing{Shelved: s, manifests: map[int64]sg1.Manifest{}, records: map[sg1.Hash]string{}}
	fingerprint, err := u.directory()
	if err != nil {
		return nil, err
	}
	if err := u.keysOf(archive); err != nil { // kill: S.Unseal.asks-keys-of
		return nil, err
	}
	out := &Unsealed{Directory: fingerprint, u: u}
	if p, err := u.openProfile(); err == nil { // without it the texts are read all the same
		out.profile = p
	}
	out.messages, out.notes = u.lines(s.Messages, out.profile), u.lines(s.Notes, out.profile)
	if out.profile == nil && !u.opensAny(out.messages) {
		return nil, ErrCase // a key for years must open something real of its epoch // kill: S.G6.unseal-opens
	}
	return out, nil
}

// opensAny reports whether one of the messages of the newest epoch opened.
func (u *unsealing) opensAny(lines []Line) bool {
	for i, l := range lines {
		if l.State != stateSealed && u.Messages[i].Epoch == u.Case.Epoch {
			return true
		}
	}
	return false // kill: S.G6.opens-any
}

// directory checks what the agency has signed: the newest manifest against all roots, each older one against those up to the root that it names; and each names the
// one before it.
func (u *unsealing) directory() (fingerprint string, err error) {
	hashes := map[int64]sg1.Hash{}
	for i, text := range u.Manifests {
		m, hash, err := sg1.ReadManifest(text)
		if err != nil || m.Root > int64(len(u.Roots)) {
			return "", ErrCase // kill: S.Unseal.directory-manifest
		}
		roots := u.Roots
		if i < len(u.Manifests)-1 {
			roots = roots[:m.Root]
		}
		read, err := sg1.VerifyDirectory(sg1.Chain{Roots: roots, Manifest: text, Agency: u.Agency.ID, Origin: u.Agency.Origin})
		if err != nil {
			return "", ErrCase // kill: S.Unseal.directory-signed
		}
		if before, known := hashes[m.Seq-1]; known && *m.Prev != before {
			return "", ErrCase // kill: S.Unseal.directory-follows
		}
		u.manifests[m.Seq], hashes[m.Seq], fingerprint = m, hash, read.Pin.RootFP
	}
	for _, record := range u.Records {
		u.records[sg1.HashOf([]byte(record))] = record
	}
	return fingerprint, nil
}

// memberAt gives somebody's record as the manifest of a number has it.
func (u *unsealing) memberAt(mseq int64, uid counsel.ID) (m sg1.Member, ok bool) {
	hash, ok := u.manifests[mseq].Members[uid]
	if !ok {
		return m, false // kill: S.Unseal.member-at
	}
	member, err := sg1.CheckRecord(u.Agency.ID, uid, u.records[hash])
	if err != nil {
		return m, false // kill: S.Unseal.member-at-record
	}
	return *member, true
}

// profile is what a seeker says about herself, with the keys that stand beside it.
type profile struct {
	V       int     `json:"v"`
	Name    string  `json:"name"`
	Age     *string `json:"age"`
	Gender  *string `json:"gender"`
	Alias   *string `json:"alias"`
	Lang    string  `json:"lang"`
	Answers []struct {
		Q string `json:"q"`
		A string `json:"a"`
	} `json:"answers"`
	Enc    sg1.RoleKey `json:"enc"`
	Pin    sg1.SignKey `json:"pin"`
	EncSig [64]byte    `json:"enc_sig"`
}

// openProfile gives the profile. Errors: errBox, errRefused (it is not the seeker's, P1).
func (u *unsealing) openProfile() (*profile, error) {
	c, keys := u.Case, u.keys[u.Case.Epoch]
	text, err := openPadded(keys.ck, sg1.AD("sg1/profile", u.Agency.ID[:], c.ID[:], u64(c.Epoch), c.CKID[:], u64(c.Profile.Version)), c.Profile.Box)
	if err != nil {
		return nil, err
	}
	var p profile
	if sg1.Decode(text, &p) != nil || p.V != 1 {
		return nil, errRefused // kill: S.P1.open-profile-form
	}
	if p.Enc.Kid != sg1.KeyIDOf([]byte(p.Enc.Rcpt)) || p.Pin.Kid != sg1.KeyIDOf(p.Pin.Pub[:]) ||
		!sg1.Verify(p.Pin.Pub[:], sg1.AD("sg1/enc", u.Agency.ID[:], c.ID[:], c.Seeker[:], []byte(p.Enc.Rcpt)), p.EncSig[:]) {
		return nil, errRefused // kill: S.P1.open-profile
	}
	return &p, nil
}

// Line is what a message says in an export (spec/export.md).
type Line struct {
	ID    string     `json:"id"`
	Hash  *string    `json:"hash"`
	Order int64      `json:"order"`
	From  string     `json:"from"`
	To    string     `json:"to"`
	Time  string     `json:"time"`
	Exact bool       `json:"exact"`
	Role  string     `json:"role"`
	State string     `json:"state"`
	Lang  string     `json:"lang"`
	Text  string     `json:"text"`
	Files []Attached `json:"files"`

	attached []fileText
}

// Attached is an attachment of a line. File is its place among the files, nil where it could not be had.
type Attached struct {
	Name string  `json:"name"`
	Size int64   `json:"size"`
	File *string `json:"file"`
}

const moment = "2006-01-02T15:04:05.000Z"

func (u *unsealing) lines(of []counsel.Message, p *profile) []Line {
	name, walk, out := "", &walk{}, make([]Line, 0, len(of))
	if p != nil {
		name = p.Name
	}
	for _, m := range of {
		l, err := walk.step(m, u.open)
		state := stateOf(err)
		line := Line{ID: m.ID.String(), Order: m.Order, Role: string(m.Role), State: state, Time: m.Time.UTC().Format(moment), From: name, To: u.Agency.Name, Files: []Attached{}}
		if l.hash != (sg1.Hash{}) {
			hash := l.hash.String()
			line.Hash = &hash
		}
		if m.Role != "seeker" {
			if line.From, line.To = l.alias, name; line.From == "" {
				line.From = m.Author.String()
			}
		}
		if m.Kind == counsel.KindNote {
			line.To = ""
		}
		if state != stateSealed {
			line.Time, line.Exact, line.Lang, line.Text = l.at.UTC().Format(moment), l.exact, l.Lang, l.Text
		}
		if state == stateOpen {
			for _, f := range l.Files {
				line.Files, line.attached = append(line.Files, Attached{Name: plainName(f.Name, f.Type), Size: f.Size}), append(line.attached, f)
			}
		}
		out = append(out, line)
	}
	return out
}

// Handle is the short name of the case.
func (o *Unsealed) Handle() string { return handleOf(o.u.Case.ID) }

func (o *Unsealed) String() string {
	until := o.u.Case.SealedUntil.UTC().Format(time.DateOnly)
	return fmt.Sprintf("case %s, %d messages and %d notes, sealed until %s", o.Handle(), len(o.messages), len(o.notes), until)
}

// Files gives the case as the files of an export, one after the other, without its list: attachments first, of which fetch gives the sealed bytes. What cannot be
// had is counted in missing. Errors: those of put.
func (o *Unsealed) Files(words Words, fetch func(counsel.ID) ([]byte, error), put func(name string, data []byte) error) (missing int, err error) {
	missing, err = o.attachments(fetch, put)
	if err != nil {
		return missing, err
	}
	words.Title = strings.ReplaceAll(words.Title, "{handle}", o.Handle())
	pages := max(1, (max(len(o.messages), len(o.notes))+perPage-1)/perPage)
	for n := range pages {
		messages, notes := pageOf(o.messages, n), pageOf(o.notes, n)
		err = errors.Join(put(named("case.html", n), page(words, messages, notes, pages)), putJSON(put, named("messages.json", n), messages), putJSON(put, named("notes.json", n), notes))
		if err != nil {
			return missing, err
		}
	}
	directory := directory{Roots: o.u.Roots, Manifest: o.u.Manifests[len(o.u.Manifests)-1]}
	return missing, errors.Join(putJSON(put, "profile.json", o.said()), putJSON(put, "directory.json", directory))
}

// said is the profile as an export has it.
func (o *Unsealed) said() any {
	if o.profile == nil {
		return nil
	}
	p := o.profile
	return map[string]any{"name": p.Name, "age": p.Age, "gender": p.Gender, "alias": p.Alias, "lang": p.Lang, "answers": p.Answers}
}

func putJSON(put func(string, []byte) error, name string, v any) error {
	var text strings.Builder
	w := json.NewEncoder(&text)
	w.SetEscapeHTML(false)
	if err := w.Encode(v); err != nil {
		return err
	}
	return put(name, []byte(strings.TrimSuffix(text.String(), "\n")))
}
