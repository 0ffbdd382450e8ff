package testkit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/sg1"
	"siegel/internal/store"
)

// Origin is where test agencies live.
const Origin = "https://beratung.example"

// Scene is an agency that is ready, with staff.
type Scene struct {
	t      testing.TB
	w      *World
	Agency counsel.Agency
	Signed *Signed
	Lead   counsel.Actor
	Cookie map[counsel.ID][]byte // of the session with which each member of staff joined
	Auth   map[counsel.ID][]byte // the login key of each one's password
}

// NewLogo is a logo of one colour, another one for every short name.
func NewLogo(short string) counsel.Logo {
	sum := sha256.Sum256([]byte(short))
	picture := image.NewNRGBA(image.Rect(0, 0, 3, 2))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.NRGBA{sum[0], sum[1], sum[2], 255}), image.Point{}, draw.Src)
	var out bytes.Buffer
	_ = png.Encode(&out, picture) // a bytes.Buffer takes everything
	return counsel.Logo{Kind: "image/png", Alt: "Zeichen " + short, Width: 3, Height: 2, Image: out.Bytes()}
}

// NewAgency gives a row for an agency of this short name.
func NewAgency(short string) counsel.Agency {
	return counsel.Agency{Short: short, Name: "Beratung " + short, Origin: Origin, Settings: counsel.Settings{
		Languages: []string{"de", "en"}, Countries: []string{"AT"}, TimeZone: "Europe/Vienna",
		Topics:  []counsel.Topic{{Code: "partner", Label: map[string]string{"de": "Partnerschaft", "en": "Relationship"}}},
		Contact: counsel.Contact{Phone: "+43 1 4069595"}, Ask: counsel.Ask{Age: true}, Logo: NewLogo(short),
	}}
}

// NewScene creates an agency and sets it up through the store, with a lead who also counsels and reads the pool.
func NewScene(t testing.TB, w *World, short string, continuity bool) *Scene {
	t.Helper()
	ctx := context.Background()
	s := &Scene{t: t, w: w, Cookie: map[counsel.ID][]byte{}, Auth: map[counsel.ID][]byte{}}
	token, err := w.CreateAgency(ctx, NewAgency(short))
	s.must(err)
	s.Agency, err = w.AgencyByShort(ctx, short)
	s.must(err)
	lead := NewMember(s.Agency.ID, "Ilse", counsel.Counsellor, counsel.Intake, counsel.Lead)
	s.Lead = s.join(lead, InviteID(t, token)).Actor
	s.Signed = NewSigned(s.Agency.ID, Origin, lead, continuity)
	d, err := sg1.CheckSetup(s.Agency.ID, Origin, s.Signed.Root, s.Signed.Manifest, []string{lead.Record}, "2026-11-22")
	s.must(err)
	s.must(w.SetUp(ctx, s.Lead, counsel.SetUp{
		Root: s.Signed.Root, Manifest: s.Checked(d, lead.Record), Keyring: counsel.Versioned{Version: 2, Box: Letter()}, Vault: counsel.Versioned{Version: 2, Box: Letter()},
	}))
	s.Agency, err = w.AgencyByShort(ctx, short)
	s.must(err)
	return s
}

// InviteID gives the id that the server knows of a token.
func InviteID(t testing.TB, token string) counsel.ID {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 16 {
		t.Fatalf("token %q", token)
	}
	return rest.InviteID([16]byte(raw))
}

// Staff invites a person, lets her answer and publishes the manifest that names her.
func (s *Scene) Staff(alias string, roles ...counsel.Role) counsel.Actor {
	s.t.Helper()
	ctx := context.Background()
	m, invite := NewMember(s.Agency.ID, alias, roles...), ID()
	s.must(s.w.AddInvite(ctx, s.Lead, invite, counsel.Day(s.w.Clock.Now()).AddDate(0, 0, 7)))
	a := s.join(m, invite).Actor
	before, err := s.w.Directory(ctx, s.Agency.ID)
	s.must(err)
	d := s.Opened(before)
	s.Signed.Members = append(s.Signed.Members, m)
	next, err := d.Next(s.Signed.Sign(), []string{m.Record}, "2026-11-22")
	s.must(err)
	publish := s.Checked(next, m.Record)
	publish.Invites = []counsel.ID{invite}
	s.must(s.w.Publish(ctx, s.Lead, publish))
	a.State, a.Roles = counsel.Active, roles
	return a
}

// Opened verifies a stored directory again and adds its records.
func (s *Scene) Opened(stored counsel.Directory) *sg1.Directory {
	s.t.Helper()
	d, err := sg1.Open(stored.Roots, stored.Manifest)
	s.must(err)
	records, err := s.w.Records(context.Background(), s.Lead)
	s.must(err)
	for _, r := range records {
		_ = d.Add(r)
	}
	return d
}

// Checked turns a verified directory into what the store takes.
func (s *Scene) Checked(d *sg1.Directory, records ...string) counsel.Manifest {
	m := counsel.Manifest{Seq: d.Seq, Text: s.Signed.Manifest, Hash: d.Hash, Continuity: d.Continuity != nil, Policy: d.Manifest.Kept(), Members: map[counsel.ID][]counsel.Role{}}
	for uid, member := range d.Members {
		for _, r := range member.Roles {
			m.Members[uid] = append(m.Members[uid], counsel.Role(r))
		}
	}
	for _, r := range records {
		m.Records = append(m.Records, counsel.Record{Hash: sg1.HashOf([]byte(r)), Text: r})
	}
	return m
}

func (s *Scene) join(m *Member, invite counsel.ID) store.SignedIn {
	s.t.Helper()
	r := s.Registration(counsel.Staff, "name "+base64.RawURLEncoding.EncodeToString(Bytes(3)))
	r.UID, r.Invite = m.UID, &counsel.Answer{ID: invite, Record: m.Record, Mac: Bytes(32)}
	in, err := s.w.Register(context.Background(), s.Agency.ID, r)
	s.must(err)
	s.Cookie[m.UID], s.Auth[m.UID] = in.Cookie, r.Auth
	return in
}

// Registration makes an account with password and return code.
func (s *Scene) Registration(realm counsel.Realm, name string) counsel.Registration {
	kdf := store.KDF(realm)
	return counsel.Registration{
		Realm: realm, UID: ID(), Name: name, KDF: kdf, Salt: s.w.Keys.Salt(s.Agency.ID, string(realm), name), Auth: Bytes(32), RcID: Bytes(16), AuthRc: Bytes(32),
		Wraps:   []counsel.Wrap{{Way: counsel.ByPassword, Gen: 1, KDF: kdf, Box: Box(32)}, {Way: counsel.ByCode, Gen: 1, Box: Box(32)}},
		Keyring: Letter(), Vault: Letter(),
	}
}

// Seeker registers a seeker.
func (s *Scene) Seeker(name string) (counsel.Actor, counsel.Registration) {
	s.t.Helper()
	r := s.Registration(counsel.Seekers, name)
	in, err := s.w.Register(context.Background(), s.Agency.ID, r)
	s.must(err)
	return in.Actor, r
}

// Enquiry makes a first letter; vault is the version it stores.
func (s *Scene) Enquiry(vault int64) counsel.Enquiry {
	id := ID()
	e := counsel.Enquiry{
		Case: id, Topic: "partner", Lang: "de", CKID: ID(), Profile: Letter(), Self: Box(32), Vault: counsel.Versioned{Version: vault, Box: Letter()},
		Message: counsel.Message{ID: ID(), AuthorSeq: 1, Box: Letter()},
		Grants:  []counsel.Grant{{ID: ID(), ToRole: counsel.Intake, File: AgeFile()}},
	}
	if s.Signed.Continuity {
		e.Grants = append(e.Grants, counsel.Grant{ID: ID(), ToRole: counsel.Continuity, File: AgeFile()})
	}
	if s.Signed.HasArchive() {
		e.Grants = append(e.Grants, counsel.Grant{ID: ID(), ToRole: counsel.Archive, File: AgeFile()})
	}
	return e
}

// Acceptance makes what the taker's browser sends.
func (s *Scene) Acceptance(id counsel.ID) counsel.Acceptance {
	a := counsel.Acceptance{Case: id, NKID: ID(), Self: Box(64)}
	if s.Signed.Continuity {
		a.Grants = []counsel.Grant{{ID: ID(), ToRole: counsel.Continuity, File: AgeFile()}}
	}
	if s.Signed.HasArchive() {
		a.Grants = append(a.Grants, counsel.Grant{ID: ID(), ToRole: counsel.Archive, File: AgeFile()})
	}
	return a
}

// Documents publishes a manifest by which cases are kept for some years; 0: by which they are erased.
func (s *Scene) Documents(years int) {
	s.t.Helper()
	s.next(func() { s.Signed.Documents(years) })
}

// Relinks publishes a manifest by which earlier cases may be shared with new accounts, or not.
func (s *Scene) Relinks(on bool) {
	s.t.Helper()
	s.next(func() { s.Signed.Relinks(on) })
}

// next publishes the manifest after a change.
func (s *Scene) next(change func()) {
	s.t.Helper()
	ctx := context.Background()
	before, err := s.w.Directory(ctx, s.Agency.ID)
	s.must(err)
	d := s.Opened(before)
	change()
	next, err := d.Next(s.Signed.Sign(), nil, "2026-11-22")
	s.must(err)
	s.must(s.w.Publish(ctx, s.Lead, s.Checked(next)))
}

// Case sends an enquiry and lets a counsellor take and confirm it.
func (s *Scene) Case(seeker, counsellor counsel.Actor, vault int64) counsel.ID {
	s.t.Helper()
	ctx := context.Background()
	e := s.Enquiry(vault)
	_, err := s.w.AddEnquiry(ctx, seeker, e)
	s.must(err)
	_, err = s.w.Accept(ctx, counsellor, s.Acceptance(e.Case))
	s.must(err)
	s.must(s.w.Confirm(ctx, counsellor, e.Case))
	return e.Case
}

func (s *Scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}
