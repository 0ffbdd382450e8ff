package api

import (
	"siegel/internal/counsel"
	"siegel/internal/store"
)

type shelfAnswer struct {
	ID          counsel.ID  `json:"id"`
	Created     int64       `json:"created"`
	Closed      *int64      `json:"closed"`
	SealedUntil *int64      `json:"sealed_until"`
	Hold        *holdAnswer `json:"hold"`
}

type holdAnswer struct {
	Until  int64          `json:"until"`
	Reason counsel.Reason `json:"reason"`
}

type archiveAnswer struct {
	Rows []shelfAnswer `json:"rows"`
	More bool          `json:"more"`
}

// getArchive gives a page of the sealed cases: no names, nothing to read.
func getArchive(c *call) (any, error) {
	skip, err := number(c.r.URL.Query().Get("skip"))
	if err != nil {
		return nil, counsel.RefuseField(counsel.BadRequest, "skip") // kill: S.Archive.get-archive-skip
	}
	list, more, err := c.store().Archive(c.r.Context(), c.by, skip)
	out := archiveAnswer{Rows: make([]shelfAnswer, len(list)), More: more}
	for i, s := range list {
		out.Rows[i] = shelfAnswer{ID: s.Case.ID, Created: millis(s.Case.Created), Closed: moment(s.Case.Closed), SealedUntil: moment(s.Case.SealedUntil)}
		if s.Hold != nil {
			out.Rows[i].Hold = &holdAnswer{millis(s.Hold.Until), s.Hold.Reason}
		}
	}
	return out, err
}

type openingBody struct {
	Reason counsel.Reason `json:"reason"`
	Export bool           `json:"export"`
	After  int64          `json:"after"`
	Notes  int64          `json:"notes_after"`
	Method counsel.Way    `json:"method"`
	Auth   [32]byte       `json:"auth"`
}

type openedAnswer struct {
	Case     caseAnswer  `json:"case"`
	Grant    grantAnswer `json:"grant"`
	Messages letters     `json:"messages"`
	Notes    letters     `json:"notes"`
	More     bool        `json:"more"`
}

// openArchive gives a lead a sealed case, against the password and a reason; each call stands in the audit chain.
func openArchive(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b openingBody
	if err := c.body(&b); err != nil { // kill: S.Archive.open-archive-asks-body
		return nil, err
	}
	proof := proofBody{b.Method, b.Auth}
	if err := first(proof.check(), must(b.After >= 0, "after"), must(b.Notes >= 0, "notes_after")); err != nil { // kill: S.Archive.open-archive-asks-check
		return nil, err
	}
	var found counsel.Opened
	err = c.proving(b.Method, func() (err error) { // kill: S.Archive.open-archive-asks-proving
		found, err = c.store().OpenArchive(c.r.Context(), c.by, counsel.Opening{
			Case: id, Reason: b.Reason, Export: b.Export, After: b.After, Notes: b.Notes, Proof: proof.proof(),
		})
		return err
	})
	return openedAnswer{
		toCase(found.Case), toGrant(found.Grant), found.Messages.Messages, found.Notes.Messages, found.Messages.More || found.Notes.More,
	}, err
}

type sealedFileBody struct {
	Reason counsel.Reason `json:"reason"`
	Export bool           `json:"export"`
	Method counsel.Way    `json:"method"`
	Auth   [32]byte       `json:"auth"`
}

// openSealedFile gives a lead an attachment of a sealed case, as openArchive gives what was written; each stands in the audit chain too.
func openSealedFile(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	file, err := counsel.ParseID(c.r.PathValue("file"))
	if err != nil {
		return nil, counsel.Refuse(counsel.NotFound) // kill: S.Archive.open-sealed-file-not-found
	}
	var b sealedFileBody
	if err := c.body(&b); err != nil { // kill: S.Archive.open-sealed-file-asks-body
		return nil, err
	}
	proof := proofBody{b.Method, b.Auth}
	if err := proof.check(); err != nil { // kill: S.Archive.open-sealed-file-asks-check
		return nil, err
	}
	var f *store.Attachment
	err = c.proving(b.Method, func() (err error) { // kill: S.Archive.open-sealed-file-asks-proving
		f, err = c.store().SealedFile(c.r.Context(), c.by, counsel.Opening{Case: id, Reason: b.Reason, Export: b.Export, Proof: proof.proof()}, file)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.stream(f)
	return nil, nil
}

type unarchivedAnswer struct {
	Cases []counsel.ID `json:"cases"`
	All   int64        `json:"all"`
}

// getUnarchived gives the cases that the archive has no key to yet.
func getUnarchived(c *call) (any, error) {
	own, all, err := c.store().Unarchived(c.r.Context(), c.by)
	return unarchivedAnswer{list(own), all}, err
}

// grantToArchive keeps the archive's key to a case.
func grantToArchive(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b roleGrant
	if err := c.body(&b); err != nil { // kill: S.Archive.grant-to-archive-asks-body
		return nil, err
	}
	if err := must(b.Role == counsel.Archive, "role"); err != nil { // kill: S.Archive.grant-to-archive-role
		return nil, err
	}
	grants, err := roleGrants([]roleGrant{b})
	if err != nil {
		return nil, err
	}
	return nil, c.store().GrantToArchive(c.r.Context(), c.by, id, grants[0])
}

// putKeepReason sets the reason for keeping cases that seekers read.
func putKeepReason(c *call) (any, error) {
	var b struct {
		Reason counsel.KeepReason `json:"reason"`
	}
	if err := c.body(&b); err != nil { // kill: S.Archive.put-keep-reason-asks-body
		return nil, err
	}
	return nil, c.store().KeepBecause(c.r.Context(), c.by, b.Reason)
}
