package api

import (
	"context"

	"siegel/internal/counsel"
)

type messageAnswer struct {
	ID        counsel.ID   `json:"id"`
	Order     int64        `json:"order"`
	Time      int64        `json:"time"`
	Epoch     int64        `json:"epoch"`
	Author    counsel.ID   `json:"author"`
	Role      counsel.Role `json:"role"`
	AuthorSeq int64        `json:"author_seq"`
	PrevHash  bin          `json:"prev_hash"`
	Kind      counsel.Kind `json:"kind"`
	Box       bin          `json:"box"`
}

func toMessages(list []counsel.Message) []messageAnswer {
	out := make([]messageAnswer, len(list))
	for i, m := range list {
		out[i] = messageAnswer{m.ID, m.Order, millis(m.Time), m.Epoch, m.Author, m.Role, m.AuthorSeq, m.PrevHash[:], m.Kind, m.Box}
	}
	return out
}

// placeAnswer says where the server has put a message.
type placeAnswer struct {
	ID    counsel.ID `json:"id"`
	Order int64      `json:"order"`
	Time  int64      `json:"time"`
}

func toPlace(m counsel.Message) placeAnswer { return placeAnswer{m.ID, m.Order, millis(m.Time)} }

type messagesAnswer struct {
	Messages []messageAnswer `json:"messages"`
	More     bool            `json:"more"`
}

type notesAnswer struct {
	Notes []messageAnswer `json:"notes"`
	More  bool            `json:"more"`
}

func getMessages(c *call) (any, error) {
	list, more, err := c.listed(c.store().Messages)
	return messagesAnswer{toMessages(list), more}, err
}

func getNotes(c *call) (any, error) {
	list, more, err := c.listed(c.store().Notes)
	return notesAnswer{toMessages(list), more}, err
}

func (c *call) listed(get func(context.Context, counsel.Actor, counsel.ID, int64) ([]counsel.Message, bool, error)) ([]counsel.Message, bool, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, false, err
	}
	after, err := c.after()
	if err != nil {
		return nil, false, err
	}
	return get(c.r.Context(), c.by, id, after)
}

type messageBody struct {
	ID        counsel.ID   `json:"id"`
	Epoch     int64        `json:"epoch"`
	Role      counsel.Role `json:"role"`
	AuthorSeq int64        `json:"author_seq"`
	PrevHash  [32]byte     `json:"prev_hash"`
	Kind      counsel.Kind `json:"kind"`
	Box       []byte       `json:"box"`
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
	if err := c.body(&b); err != nil {
		return nil, err
	}
	if err := first(must(b.Kind == kind, "kind"), must(b.AuthorSeq > 0, "author_seq"), padded("box", b.Box, maxMessage)); err != nil {
		return nil, err
	}
	if err := c.s.throttle.message(c, id); err != nil {
		return nil, err
	}
	m, err := c.store().AddMessage(c.r.Context(), c.by, counsel.Message{
		ID: b.ID, Case: id, Epoch: b.Epoch, Role: b.Role, AuthorSeq: b.AuthorSeq, PrevHash: b.PrevHash, Kind: kind, Box: b.Box,
	})
	return toPlace(m), err
}
