package api

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"siegel/internal/counsel"
)

// Rows are written by hand: a desk asks for hundreds of them again and again, and encoding/json took a quarter of the whole answer's time.

// rows are cases in a list, as spec/api.md has them.
type rows []counsel.Row

// appendJSON writes the list; nothing in it is sealed.
func (list rows) appendJSON(b []byte) []byte {
	b = append(slices.Grow(b, rowSize*len(list)+2), '[')
	for i, r := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendRow(b, r)
	}
	return append(b, ']')
}

// rowSize is about what a row takes, in bytes.
const rowSize = 280

func appendRow(b []byte, r counsel.Row) []byte {
	b = appendID(append(b, `{"id":`...), r.ID)
	b = appendWord(append(b, `,"state":`...), string(r.State))
	b = appendWord(append(b, `,"topic":`...), r.Topic)
	b = appendWord(append(b, `,"lang":`...), r.Lang)
	b = strconv.AppendInt(append(b, `,"created":`...), millis(r.Created), 10)
	b = strconv.AppendInt(append(b, `,"last_order":`...), r.LastOrder, 10)
	b = strconv.AppendInt(append(b, `,"last_time":`...), millis(r.LastTime), 10)
	b = appendWord(append(b, `,"last_role":`...), string(r.LastRole))
	b = appendMoment(append(b, `,"promised_at":`...), r.PromisedAt)
	b = appendMoment(append(b, `,"late_at":`...), r.LateAt)
	b = append(b, `,"marks":[`...)
	for i, m := range r.Marks {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendWord(b, string(m))
	}
	return append(appendID(append(b, `],"counsellor":`...), r.Counsellor), '}')
}

// appendID gives null for the zero id.
func appendID(b []byte, id counsel.ID) []byte {
	if id == (counsel.ID{}) {
		return append(b, "null"...)
	}
	b = base64.RawURLEncoding.AppendEncode(append(b, '"'), id[:])
	return append(b, '"')
}

// appendMoment gives null for no time.
func appendMoment(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, t.UnixMilli(), 10)
}

// appendWord writes a code of ours as it stands, and anything else as encoding/json does.
func appendWord(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			text, err := json.Marshal(s)
			if err != nil {
				panic(err) // a string has a JSON form
			}
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// MarshalJSON implements json.Marshaler, for answers that hold other things beside.
func (list rows) MarshalJSON() ([]byte, error) {
	return list.appendJSON(nil), nil
}
