package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"sync"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/sg1"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// world is an agency with its people in a database of its own, made through the store before a server opens it. What they send is sealed as far
// as a server can see, and signed where it looks.
type world struct {
	store   *store.Store
	origin  string
	agency  counsel.Agency
	lead    counsel.Actor
	staff   []person
	seekers []person
	signers []person // who sign in over and over: a sign-in too many ends a session, so none of theirs is used
}

// person has signed in.
type person struct {
	counsel.Actor
	cookie, name string
	auth         []byte
	vault        int64
}

func (p person) who() who { return who{string(p.Realm), p.cookie} }

const short = "kiz"

// newWorld sets an agency up, with a lead and as many counsellors who also read the pool.
func newWorld(ctx context.Context, database string, keys *rest.Keys, origin string, counsellors int) (*world, error) {
	s, err := store.Open(ctx, store.Options{Database: database, Keys: keys})
	if err != nil {
		return nil, err
	}
	w := &world{store: s, origin: origin}
	token, err := s.CreateAgency(ctx, counsel.Agency{Short: short, Name: "Krisendienst", Origin: origin, Settings: counsel.Settings{
		Languages: []string{"de", "en"}, Countries: []string{"AT"}, TimeZone: "Europe/Vienna", Contact: counsel.Contact{Phone: "+43 1 4069595"},
		Topics: []counsel.Topic{{Code: "partner", Label: map[string]string{"de": "Partnerschaft", "en": "Relationship"}}},
	}})
	if err != nil {
		return nil, err
	}
	if w.agency, err = s.AgencyByShort(ctx, short); err != nil {
		return nil, err
	}
	lead := testkit.NewMember(w.agency.ID, "Ilse", counsel.Counsellor, counsel.Intake, counsel.Lead)
	raw := must(base64.RawURLEncoding.DecodeString(token))
	first, err := w.join(ctx, keys, lead, rest.InviteID([16]byte(raw)))
	if err != nil {
		return nil, err
	}
	w.lead, w.staff = first.Actor, []person{first}
	signed := testkit.NewSigned(w.agency.ID, origin, lead, true)
	directory, err := sg1.CheckSetup(w.agency.ID, origin, signed.Root, signed.Manifest, []string{lead.Record}, today())
	if err != nil {
		return nil, err
	}
	if err := s.SetUp(ctx, w.lead, counsel.SetUp{
		Root: signed.Root, Manifest: manifestOf(directory, signed.Manifest, lead), Keyring: counsel.Versioned{Version: 2, Box: testkit.Letter()}, Vault: counsel.Versioned{Version: 2, Box: testkit.Letter()},
	}); err != nil {
		return nil, err
	}
	return w, w.admit(ctx, keys, signed, directory, counsellors)
}

func today() string { return time.Now().UTC().Format(time.DateOnly) }

// admit invites as many and names them all in one manifest.
func (w *world) admit(ctx context.Context, keys *rest.Keys, signed *testkit.Signed, directory *sg1.Directory, n int) error {
	var members []*testkit.Member
	var records []string
	var invites []counsel.ID
	for i := range n {
		m, invite := testkit.NewMember(w.agency.ID, fmt.Sprint("Beraterin ", i+1), counsel.Counsellor, counsel.Intake), testkit.ID()
		if err := w.store.AddInvite(ctx, w.lead, invite, counsel.Day(time.Now()).AddDate(0, 0, 7)); err != nil {
			return err
		}
		p, err := w.join(ctx, keys, m, invite)
		if err != nil {
			return err
		}
		w.staff = append(w.staff, p)
		members, records, invites = append(members, m), append(records, m.Record), append(invites, invite)
	}
	if n == 0 {
		return nil
	}
	signed.Members = append(signed.Members, members...)
	next, err := directory.Next(signed.Sign(), records, today())
	if err != nil {
		return err
	}
	m := manifestOf(next, signed.Manifest, members...)
	m.Invites = invites
	return w.store.Publish(ctx, w.lead, m)
}

func manifestOf(d *sg1.Directory, text string, fresh ...*testkit.Member) counsel.Manifest {
	m := counsel.Manifest{Seq: d.Seq, Text: text, Hash: d.Hash, Continuity: d.Continuity != nil, Members: map[counsel.ID][]counsel.Role{}}
	for uid, member := range d.Members {
		for _, r := range member.Roles {
			m.Members[uid] = append(m.Members[uid], counsel.Role(r))
		}
	}
	for _, one := range fresh {
		m.Records = append(m.Records, counsel.Record{Hash: sg1.HashOf([]byte(one.Record)), Text: one.Record})
	}
	return m
}

func (w *world) join(ctx context.Context, keys *rest.Keys, m *testkit.Member, invite counsel.ID) (person, error) {
	r := registration(w.agency.ID, keys, counsel.Staff, "staff "+b64.EncodeToString(testkit.Bytes(3)))
	r.UID, r.Invite = m.UID, &counsel.Answer{ID: invite, Record: m.Record, Mac: testkit.Bytes(32)}
	return w.register(ctx, r)
}

func (w *world) register(ctx context.Context, r counsel.Registration) (person, error) {
	in, err := w.store.Register(ctx, w.agency.ID, r)
	return person{Actor: in.Actor, cookie: b64.EncodeToString(in.Cookie), name: r.Name, auth: r.Auth, vault: 1}, err
}

func registration(agency counsel.ID, keys *rest.Keys, realm counsel.Realm, name string) counsel.Registration {
	kdf := store.KDF(realm)
	return counsel.Registration{
		Realm: realm, UID: testkit.ID(), Name: name, KDF: kdf, Salt: keys.Salt(agency, string(realm), name), Auth: testkit.Bytes(32), RcID: testkit.Bytes(16), AuthRc: testkit.Bytes(32),
		Wraps:   []counsel.Wrap{{Way: counsel.ByPassword, Gen: 1, KDF: kdf, Box: testkit.Box(32)}, {Way: counsel.ByCode, Gen: 1, Box: testkit.Box(32)}},
		Keyring: testkit.Letter(), Vault: testkit.Letter(),
	}
}

// addSeekers registers as many, several at a time.
func (w *world) addSeekers(ctx context.Context, keys *rest.Keys, n int) error {
	before := len(w.seekers)
	w.seekers = append(w.seekers, make([]person, n)...)
	return together(n, func(i int) (err error) {
		w.seekers[before+i], err = w.register(ctx, registration(w.agency.ID, keys, counsel.Seekers, fmt.Sprint("sonne-", before+i+100)))
		return err
	})
}

// enquiry sends a seeker's first letter; a counsellor takes it unless it is to stay in the pool.
func (w *world) enquiry(ctx context.Context, seeker *person, counsellor *person) (counsel.ID, error) {
	seeker.vault++
	id := testkit.ID()
	grants := func(roles ...counsel.Role) (list []counsel.Grant) {
		for _, role := range roles {
			list = append(list, counsel.Grant{ID: testkit.ID(), ToRole: role, File: testkit.AgeFile()})
		}
		return list
	}
	if _, err := w.store.AddEnquiry(ctx, seeker.Actor, counsel.Enquiry{
		Case: id, Topic: "partner", Lang: "de", CKID: testkit.ID(), Profile: testkit.Box(2176), Self: testkit.Box(32), Vault: counsel.Versioned{Version: seeker.vault, Box: testkit.Letter()},
		Message: counsel.Message{ID: testkit.ID(), AuthorSeq: 1, Box: testkit.Box(letterSize)}, Grants: grants(counsel.Intake, counsel.Continuity),
	}); err != nil || counsellor == nil {
		return id, err
	}
	if _, err := w.store.Accept(ctx, counsellor.Actor, counsel.Acceptance{Case: id, NKID: testkit.ID(), Self: testkit.Box(64), Grants: grants(counsel.Continuity)}); err != nil {
		return id, err
	}
	return id, w.store.Confirm(ctx, counsellor.Actor, id)
}

// letters adds further letters of a seeker to a case.
func (w *world) letters(ctx context.Context, seeker person, id counsel.ID, from, to int64) error {
	for seq := from; seq <= to; seq++ {
		if _, err := w.store.AddMessage(ctx, seeker.Actor, counsel.Message{
			ID: testkit.ID(), Case: id, Role: counsel.SeekerRole, AuthorSeq: seq, PrevHash: [32]byte(testkit.Bytes(32)), Kind: counsel.KindMessage, Box: testkit.Box(letterSize),
		}); err != nil {
			return err
		}
	}
	return nil
}

// together does n things, 32 at a time: the store then shares its commits.
func together(n int, do func(i int) error) error {
	next, failed := make(chan int), make(chan error, n)
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					failed <- err
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}
