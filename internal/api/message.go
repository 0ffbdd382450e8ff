package api

import (
	"context"
	"strconv"

	"siegel/internal/counsel"
)

// placeAnswer says where the server has put a message.
type placeAnswer struct {
	ID    counsel.ID `json:"id"`
	Order int64      `json:"order"`
	Time  int64      `json:"time"`
}

func toPlace(m counsel.Message) placeAnswer { return placeAnswer{m.ID, m.Order, millis(m.Time)} }

// sentMessage says it of one that may still be held.
type sentMessage struct {
	placeAnswer
	HeldUntil *int64 `json:"held_until"`
}

func getMessages(c *call) (any, error) {
	out, err := c.excerpt(c.store().Messages)
	return messagesAnswer{out.Messages, out.Held, out.More}, err
}

func getNotes(c *call) (any, error) {
	out, err := c.excerpt(c.store().Notes)
	return notesAnswer{out.Messages, out.More}, err
}

func (c *call) excerpt(get func(context.Context, counsel.Actor, counsel.ID, counsel.Stretch) (counsel.Excerpt, error)) (counsel.Excerpt, error) {
	id, err := c.pathID()
	if err != nil {
		return counsel.Excerpt{}, err
	}
	from, err := c.stretch()
	if err != nil {
		return counsel.Excerpt{}, err
	}
	return get(c.r.Context(), c.by, id, from)
}

// stretch reads ?after=N, 0 if it is not there, or ?before=N.
func (c *call) stretch() (counsel.Stretch, error) {
	q := c.r.URL.Query()
	after, err := number(q.Get("after"))
	if err != nil || !q.Has("before") {
		return counsel.After(after), must(err == nil, "after") // kill: S.Message.after
	}
	before, err := number(q.Get("before"))
	return counsel.Before(before), must(err == nil && !q.Has("after"), "before") // kill: S.Message.before
}

// number reads an order number; "" is 0.
func number(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 63)
	return int64(n), err
}

type messageBody struct {
	ID        counsel.ID   `json:"id"`
	Epoch     int64        `json:"epoch"`
	Role      counsel.Role `json:"role"`
	AuthorSeq int64        `json:"author_seq"`
	PrevHash  [32]byte     `json:"prev_hash"`
	Kind      counsel.Kind `json:"kind"`
	Box       []byte       `json:"box"`
	Files     []counsel.ID `json:"files"`
}

func addMessage(c *call) (any, error) { return c.add(counsel.KindMessage) }
func addNote(c *call) (any, error)    { return c.add(counsel.KindNote) }

// add puts a sealed text into a case.
func (c *call) add(kind counsel.Kind) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b messageBody
	if err := c.body(&b); err != nil { // kill: S.Message.add-asks-body
		return nil, err
	}
	if err := first(must(b.Kind == kind, "kind"), must(b.AuthorSeq > 0, "author_seq"), padded("box", b.Box, maxMessage), b.announces()); err != nil { // kill: S.Message.add-asks-padded
		return nil, err
	}
	if err := c.s.throttle.message(c, id); err != nil { // kill: S.Message.add-asks-message
		return nil, err
	}
	m, err := c.store().AddMessage(c.r.Context(), c.by, counsel.Message{
		ID: b.ID, Case: id, Epoch: b.Epoch, Role: b.Role, AuthorSeq: b.AuthorSeq, PrevHash: b.PrevHash, Kind: kind, Box: b.Box, Files: b.Files,
	})
	return sentMessage{toPlace(m), moment(m.HeldUntil)}, err
}

// takeBack takes a message back that is not out yet.
func takeBack(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	message, err := counsel.ParseID(c.r.PathValue("message"))
	if err != nil {
		return nil, counsel.Refuse(counsel.NotFound) // kill: S.Message.take-back-not-found
	}
	return nil, c.store().TakeBack(c.r.Context(), c.by, id, message)
}
