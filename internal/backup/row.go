package backup

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"siegel/internal/store"
)

// Rows travel as JSON lines, so that a table can be read with common tools for as long as anybody may have to: the first line of a part names the
// table and its columns, each further one is a row. Bytes are base64.

type tableLine struct {
	Table   string      `json:"table"`
	Columns [][2]string `json:"columns"` // name, kind
}

func headline(t store.Table) []byte {
	line := tableLine{Table: t.Name}
	for _, c := range t.Columns {
		line.Columns = append(line.Columns, [2]string{c.Name, string(c.Kind)})
	}
	text, _ := json.Marshal(line) // strings only
	return append(text, '\n')
}

func readHeadline(line []byte) (t store.Table, err error) {
	var head tableLine
	if json.Unmarshal(line, &head) != nil || head.Table == "" || len(head.Columns) == 0 {
		return t, ErrDamaged // kill: S.Row.read-headline-damaged
	}
	t.Name = head.Table
	for _, c := range head.Columns {
		t.Columns = append(t.Columns, store.Column{Name: c[0], Kind: store.Kind(c[1])})
	}
	return t, nil
}

// appendRow writes a row. Errors: a text that is not UTF-8 would come back as another one.
func appendRow(line []byte, values []any) ([]byte, error) {
	for i, v := range values {
		if i == 0 {
			line = append(line, '[')
		} else {
			line = append(line, ',')
		}
		switch v := v.(type) {
		case int64:
			line = strconv.AppendInt(line, v, 10)
		case bool:
			line = strconv.AppendBool(line, v)
		case []byte:
			line = append(line, '"')
			line = base64.StdEncoding.AppendEncode(line, v)
			line = append(line, '"')
		case string:
			if !utf8.ValidString(v) {
				return nil, errNoText // kill: S.Row.append-row-no-text
			}
			text, _ := json.Marshal(v) // valid UTF-8
			line = append(line, text...)
		}
	}
	return append(line, "]\n"...), nil
}

// readRow reads the values of a row into those of the kinds of the columns.
func readRow(line []byte, columns []store.Column, into []any) error {
	var raw []json.RawMessage
	if json.Unmarshal(line, &raw) != nil || len(raw) != len(columns) {
		return ErrDamaged // kill: S.Row.read-row-length
	}
	for i, c := range columns {
		var err error
		if into[i], err = readValue(raw[i], c.Kind); err != nil {
			return ErrDamaged // kill: S.Row.read-row-value
		}
	}
	return nil
}

func readValue(raw json.RawMessage, kind store.Kind) (any, error) {
	if string(raw) == "null" { // nothing is NULL
		return nil, ErrDamaged // kill: S.Row.read-value-null
	}
	switch kind {
	case store.Int:
		var n int64
		err := json.Unmarshal(raw, &n)
		return n, err
	case store.Bool:
		var b bool
		err := json.Unmarshal(raw, &b)
		return b, err
	case store.Bytes:
		var b []byte
		err := json.Unmarshal(raw, &b)
		return b, err
	case store.Text:
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	}
	return nil, ErrDamaged // kill: S.Row.read-value-kind
}
