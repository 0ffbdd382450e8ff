package api

import (
	"siegel/internal/counsel"
)

type inviteAnswer struct {
	ID     counsel.ID          `json:"id"`
	State  counsel.InviteState `json:"state"`
	Until  string              `json:"until"`
	UID    *counsel.ID         `json:"uid"`
	Record *string             `json:"record"`
	Mac    bin                 `json:"mac"`
}

type invitesAnswer struct {
	Invites []inviteAnswer `json:"invites"`
}

// getInvites gives a lead all invites of the agency.
func getInvites(c *call) (any, error) {
	list, err := c.store().Invites(c.r.Context(), c.by)
	out := make([]inviteAnswer, len(list))
	for i, in := range list {
		out[i] = inviteAnswer{in.ID, in.State, counsel.Date(in.Until), optional(in.UID), text(in.Record), nil}
		if in.State == counsel.InviteAnswered {
			out[i].Mac = in.Mac
		}
	}
	return invitesAnswer{out}, err
}

type inviteBody struct {
	ID    counsel.ID `json:"id"`
	Until string     `json:"until"`
}

// addInvite keeps the id of a link that a lead has made.
func addInvite(c *call) (any, error) {
	var b inviteBody
	if err := c.body(&b); err != nil { // kill: S.Invite.add-invite-asks-body
		return nil, err
	}
	until, err := counsel.ParseDate(b.Until)
	if err != nil {
		return nil, counsel.RefuseField(counsel.BadRequest, "until") // kill: S.Invite.until-no-date
	}
	return nothing{}, c.store().AddInvite(c.r.Context(), c.by, b.ID, until)
}

// deleteInvite takes a link back.
func deleteInvite(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	return nil, c.store().DeleteInvite(c.r.Context(), c.by, id)
}

type linkAnswer struct {
	Kind  counsel.InviteKind  `json:"kind"`
	State counsel.InviteState `json:"state"`
}

// getInvite tells who holds a link what it is for.
func getInvite(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	a, err := c.agency(c.r.URL.Query().Get("agency"))
	if err != nil {
		return nil, err
	}
	i, err := c.store().Invite(c.r.Context(), a.ID, id)
	return linkAnswer{i.Kind, i.State}, err
}
