package api

import "siegel/internal/counsel"

type enquiryBody struct {
	Case    counsel.ID   `json:"case"`
	Topic   string       `json:"topic"`
	Lang    string       `json:"lang"`
	Epoch   int64        `json:"epoch"`
	CKID    counsel.ID   `json:"ck_id"`
	Profile sentBox      `json:"profile"`
	Message firstMessage `json:"message"`
	Self    []byte       `json:"self"`
	Grants  []roleGrant  `json:"grants"`
	Vault   sentBox      `json:"vault"`
}

type firstMessage struct {
	ID        counsel.ID   `json:"id"`
	AuthorSeq int64        `json:"author_seq"`
	PrevHash  [32]byte     `json:"prev_hash"`
	Kind      counsel.Kind `json:"kind"`
	Box       []byte       `json:"box"`
}

type sentAnswerCase struct {
	Case       counsel.ID  `json:"case"`
	Message    placeAnswer `json:"message"`
	PromisedAt *int64      `json:"promised_at"`
}

// addEnquiry takes a first letter.
func addEnquiry(c *call) (any, error) {
	var b enquiryBody
	if err := c.body(&b); err != nil { // kill: S.Enquiry.add-enquiry-asks-body
		return nil, err
	}
	if err := b.check(c); err != nil { // kill: S.Enquiry.add-enquiry-asks-check
		return nil, err
	}
	grants, err := roleGrants(b.Grants)
	if err != nil {
		return nil, err
	}
	if err := c.s.throttle.begun(c, b.Case); err != nil { // kill: S.Enquiry.add-enquiry-asks-begun
		return nil, err
	}
	if err := c.s.throttle.enquiry(c); err != nil { // kill: S.Enquiry.add-enquiry-asks-enquiry
		return nil, err
	}
	m, err := c.store().AddEnquiry(c.r.Context(), c.by, counsel.Enquiry{
		Case: b.Case, Topic: b.Topic, Lang: b.Lang, CKID: b.CKID, Profile: b.Profile.Box, Self: b.Self, Grants: grants, Vault: b.Vault.versioned(),
		Message: counsel.Message{ID: b.Message.ID, AuthorSeq: 1, PrevHash: b.Message.PrevHash, Box: b.Message.Box},
	})
	if err != nil {
		return nil, err
	}
	found, _, err := c.store().Case(c.r.Context(), c.by, b.Case) // what was promised was fixed with it
	return sentAnswerCase{b.Case, toPlace(m), moment(found.PromisedAt)}, err
}

func (b enquiryBody) check(c *call) error {
	return first(
		must(b.Epoch == 0, "epoch"), must(b.Profile.Version == 1, "profile.version"), padded("profile.box", b.Profile.Box, maxProfile), // kill: S.Enquiry.epoch-and-profile
		must(b.Message.AuthorSeq == 1, "message.author_seq"), must(b.Message.PrevHash == [32]byte{}, "message.prev_hash"), // kill: S.Enquiry.first-message
		must(b.Message.Kind == counsel.KindMessage, "message.kind"), padded("message.box", b.Message.Box, maxMessage), // kill: S.Enquiry.kind-and-box
		exact("self", b.Self, selfSeeker), padded("vault.box", b.Vault.Box, maxVault), // kill: S.Enquiry.self-and-vault
	)
}

type enquiryAnswer struct {
	Case     caseAnswer  `json:"case"`
	Grant    grantAnswer `json:"grant"`
	Messages letters     `json:"messages"`
}

// getEnquiry gives intake one of them to read.
func getEnquiry(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	found, grant, messages, err := c.store().Enquiry(c.r.Context(), c.by, id)
	return enquiryAnswer{toCase(found), toGrant(grant), messages}, err
}
