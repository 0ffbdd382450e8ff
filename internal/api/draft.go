package api

import "siegel/internal/counsel"

// maxDraft is that of a message: what may be sent may be kept.
const maxDraft = maxMessage

type draftAnswer struct {
	Case    counsel.ID        `json:"case"`
	Kind    counsel.DraftKind `json:"kind"`
	Version int64             `json:"version"`
}

type draftsAnswer struct {
	Drafts []draftAnswer `json:"drafts"`
}

// getDrafts lists what the caller is writing.
func getDrafts(c *call) (any, error) {
	drafts, err := c.store().Drafts(c.r.Context(), c.by)
	out := make([]draftAnswer, len(drafts))
	for i, d := range drafts {
		out[i] = draftAnswer(d)
	}
	return draftsAnswer{out}, err
}

// getDraft gives one of them.
func getDraft(c *call) (any, error) {
	id, kind, err := c.draft()
	if err != nil {
		return nil, err
	}
	v, err := c.store().Draft(c.r.Context(), c.by, id, kind)
	return toVersioned(v), err
}

// putDraft keeps one.
func putDraft(c *call) (any, error) {
	id, kind, err := c.draft()
	if err != nil {
		return nil, err
	}
	var b sentBox
	if err := c.body(&b); err != nil { // kill: S.Draft.put-draft-asks-body
		return nil, err
	}
	if err := first(must(b.Version > 0, "version"), padded("box", b.Box, maxDraft), c.s.throttle.draft(c)); err != nil { // kill: S.Draft.put-draft-asks-padded
		return nil, err
	}
	return nil, c.store().PutDraft(c.r.Context(), c.by, id, kind, b.versioned())
}

// deleteDraft throws one away.
func deleteDraft(c *call) (any, error) {
	id, kind, err := c.draft()
	if err != nil {
		return nil, err
	}
	return nil, c.store().DeleteDraft(c.r.Context(), c.by, id, kind)
}

// draft reads {id} and {kind}. What is no kind is answered like an unknown draft, also to those who may not have it.
func (c *call) draft() (counsel.ID, counsel.DraftKind, error) {
	id, err := c.pathID()
	kind := counsel.DraftKind(c.r.PathValue("kind"))
	return id, kind, first(err, c.by.MayDraft(kind)) // kill: S.Draft.draft-asks-may-draft
}
