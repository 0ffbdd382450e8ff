package api

import (
	"encoding/base64"
	"strconv"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

type manifestAnswer struct {
	Manifest string `json:"manifest"`
}

// getManifest gives a manifest by its number.
func getManifest(c *call) (any, error) {
	text := c.r.PathValue("seq")
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(seq, 10) != text {
		return nil, counsel.Refuse(counsel.NotFound) // kill: S.Manifest.get-manifest-not-found
	}
	body, err := c.store().Manifest(c.r.Context(), c.by, seq)
	return manifestAnswer{body}, err
}

type recordAnswer struct {
	Record string `json:"record"`
}

// getMember gives a member record by its hash.
func getMember(c *call) (any, error) {
	hash, err := base64.RawURLEncoding.Strict().DecodeString(c.r.PathValue("hash"))
	if err != nil || len(hash) != 32 || len(c.r.PathValue("hash")) != 43 { // the decoder passes over line feeds
		return nil, counsel.Refuse(counsel.NotFound) // kill: S.Manifest.get-member-not-found
	}
	body, err := c.store().Record(c.r.Context(), c.by, [32]byte(hash))
	return recordAnswer{body}, err
}

type setupBody struct {
	Root     string   `json:"root"`
	Manifest string   `json:"manifest"`
	Records  []string `json:"records"`
	Keyring  sentBox  `json:"keyring"`
	Vault    sentBox  `json:"vault"`
	Sheet    bool     `json:"sheet"`
}

type seqAnswer struct {
	Seq int64 `json:"seq"`
}

// setUp publishes an agency's first directory. `sheet` says that the recovery sheet was typed back: without it the loss of one
// password would end the agency.
func setUp(c *call) (any, error) {
	if c.realm != counsel.Staff { // asked more closely by the store; here it spares strangers the checks below
		return nil, counsel.Refuse(counsel.Refused) // kill: S.Manifest.set-up-refused
	}
	var b setupBody
	if err := c.body(&b); err != nil { // kill: S.Manifest.set-up-asks-body
		return nil, err
	}
	err := first(must(b.Sheet, "sheet"), padded("keyring.box", b.Keyring.Box, maxKeyring), // kill: S.Manifest.set-up-sheet-and-keyring
		padded("vault.box", b.Vault.Box, maxVault)) // kill: S.Manifest.set-up-vault
	if err != nil {
		return nil, err
	}
	a, err := c.store().Agency(c.r.Context(), c.by.Agency)
	if err != nil {
		return nil, err
	}
	d, err := sg1.CheckSetup(a.ID, a.Origin, b.Root, b.Manifest, b.Records, counsel.Date(c.s.Clock()))
	if err != nil {
		return nil, shape(err, "manifest") // kill: S.Manifest.set-up-asks-shape
	}
	if me, ok := d.Members[c.by.UID]; !ok || !me.Has(string(counsel.Lead)) {
		return nil, counsel.RefuseField(counsel.BadSignature, sg1.Record) // the first lead is a member of the agency that she makes // kill: S.Manifest.set-up-field
	}
	return seqAnswer{d.Seq}, c.store().SetUp(c.r.Context(), c.by, counsel.SetUp{
		Root: b.Root, Manifest: toManifest(d, b.Manifest, b.Records), Keyring: b.Keyring.versioned(), Vault: b.Vault.versioned(),
	})
}

type manifestBody struct {
	Manifest string       `json:"manifest"`
	Records  []string     `json:"records"`
	Grants   []keyGrant   `json:"grants"`
	Invites  []counsel.ID `json:"invites"`
}

type keyGrant struct {
	ID    counsel.ID `json:"id"`
	ToUID counsel.ID `json:"to_uid"`
	File  []byte     `json:"file"`
}

// publish takes the next manifest, after the same checks that browsers make. That nobody else was faster is the store's to say.
func publish(c *call) (any, error) {
	var b manifestBody
	if err := c.body(&b); err != nil { // kill: S.Manifest.publish-asks-body
		return nil, err
	}
	if err := c.by.MaySignManifest(); err != nil { // asked again by the store; here it spares strangers the checks below // kill: S.Manifest.sign-asked-early
		return nil, err
	}
	d, err := c.next(b)
	if err != nil {
		return nil, err
	}
	m := toManifest(d, b.Manifest, b.Records)
	m.Invites, m.Rekeyed = b.Invites, d.Rekeyed
	for _, g := range b.Grants {
		if err := ageFile("grants", g.File); err != nil { // kill: S.Manifest.publish-asks-age-file
			return nil, err
		}
		m.Grants = append(m.Grants, counsel.Grant{ID: g.ID, ToUID: g.ToUID, File: g.File})
	}
	return seqAnswer{d.Seq}, c.store().Publish(c.r.Context(), c.by, m)
}

// next verifies a manifest against the one before it.
func (c *call) next(b manifestBody) (*sg1.Directory, error) {
	stored, err := c.store().Directory(c.r.Context(), c.by.Agency)
	if err != nil {
		return nil, err
	}
	if stored.Manifest == b.Manifest { // the answer to the first time was lost: check it against its own predecessor
		stored, err = c.before(stored)
		if err != nil {
			return nil, err
		}
	}
	d, err := sg1.Open(stored.Roots, stored.Manifest)
	if err != nil {
		return nil, err
	}
	records, err := c.store().Records(c.r.Context(), c.by)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		_ = d.Add(r) // records of former members are not in this manifest
	}
	if m, _, err := sg1.ReadManifest(b.Manifest); err == nil && m.Seq != d.Seq+1 {
		return nil, counsel.Refuse(counsel.Conflict) // kill: S.Manifest.next-conflict
	}
	next, err := d.Next(b.Manifest, b.Records, counsel.Date(c.s.Clock()))
	if err == nil && !next.HasLead() { // asked here, where the records of all members are known
		return nil, counsel.RefuseField(counsel.BadSignature, sg1.Record) // kill: S.Manifest.next-field
	}
	return next, shape(err, "manifest") // kill: S.Manifest.next-asks-shape
}

func (c *call) before(d counsel.Directory) (counsel.Directory, error) {
	if d.Seq < 2 {
		return d, nil
	}
	body, err := c.store().Manifest(c.r.Context(), c.by, d.Seq-1)
	return counsel.Directory{Roots: d.Roots, Manifest: body, Seq: d.Seq - 1}, err
}

func toManifest(d *sg1.Directory, text string, records []string) counsel.Manifest {
	m := counsel.Manifest{Seq: d.Seq, Text: text, Hash: d.Hash, Continuity: d.Continuity != nil, Policy: d.Manifest.Kept(), Members: map[counsel.ID][]counsel.Role{}}
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
