package api

import (
	"encoding/base64"
	"slices"
	"strconv"

	"siegel/internal/counsel"
)

// Messages are written by hand like the rows of the desk: a box is long, and encoding/json would go through it three times.

// letters are messages or notes, as spec/api.md has them.
type letters []counsel.Message

// letterSize is about what a message takes beside its box, in bytes.
const letterSize = 300

func (list letters) appendJSON(b []byte) []byte {
	size := 2
	for _, m := range list {
		size += letterSize + base64.RawURLEncoding.EncodedLen(len(m.Box))
	}
	b = append(slices.Grow(b, size), '[')
	for i, m := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendLetter(b, m)
	}
	return append(b, ']')
}

func appendLetter(b []byte, m counsel.Message) []byte {
	b = appendBytes(append(b, `{"id":`...), m.ID[:])
	b = strconv.AppendInt(append(b, `,"order":`...), m.Order, 10)
	b = strconv.AppendInt(append(b, `,"time":`...), millis(m.Time), 10)
	b = strconv.AppendInt(append(b, `,"epoch":`...), m.Epoch, 10)
	b = appendBytes(append(b, `,"author":`...), m.Author[:])
	b = appendWord(append(b, `,"role":`...), string(m.Role))
	b = strconv.AppendInt(append(b, `,"author_seq":`...), m.AuthorSeq, 10)
	b = appendBytes(append(b, `,"prev_hash":`...), m.PrevHash[:])
	b = appendWord(append(b, `,"kind":`...), string(m.Kind))
	b = appendBytes(append(b, `,"box":`...), m.Box)
	return append(appendMoment(append(b, `,"held_until":`...), m.HeldUntil), '}')
}

// appendBytes gives null for none.
func appendBytes(b, bytes []byte) []byte {
	if bytes == nil {
		return append(b, "null"...)
	}
	b = base64.RawURLEncoding.AppendEncode(append(b, '"'), bytes)
	return append(b, '"')
}

// MarshalJSON implements json.Marshaler, for answers that hold other things beside.
func (list letters) MarshalJSON() ([]byte, error) { return list.appendJSON(nil), nil }

type messagesAnswer struct {
	messages, held letters
	more           bool
}

func (a messagesAnswer) appendJSON(b []byte) []byte {
	b = a.messages.appendJSON(append(b, `{"messages":`...))
	b = a.held.appendJSON(append(b, `,"held":`...))
	return append(strconv.AppendBool(append(b, `,"more":`...), a.more), '}')
}

type notesAnswer struct {
	notes letters
	more  bool
}

func (a notesAnswer) appendJSON(b []byte) []byte {
	b = a.notes.appendJSON(append(b, `{"notes":`...))
	return append(strconv.AppendBool(append(b, `,"more":`...), a.more), '}')
}
