// Package counsel holds the nouns of counselling and the rules about them. It reads no clock, no file and no network.
package counsel

import (
	"encoding/base64"
	"errors"
)

// ID is 16 random bytes made by the program that creates the thing (spec/api.md, 1). On the wire: 22 characters of base64url without padding.
type ID [16]byte

// ErrID says that a text is not the one spelling of an ID.
var ErrID = errors.New("counsel: not an id")

var idText = base64.RawURLEncoding.Strict()

// ParseID reads the wire form; any other spelling is ErrID, and so is the zero id, which stands for "none" in the store.
func ParseID(s string) (ID, error) {
	var id ID
	b, err := idText.DecodeString(s)
	if err != nil || len(b) != len(id) || idText.EncodeToString(b) != s {
		return ID{}, ErrID
	}
	copy(id[:], b)
	if id == (ID{}) {
		return ID{}, ErrID
	}
	return id, nil
}

// String gives the wire form.
func (id ID) String() string { return idText.EncodeToString(id[:]) }

// MarshalText implements encoding.TextMarshaler.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ID) UnmarshalText(b []byte) error {
	got, err := ParseID(string(b))
	if err != nil {
		return err
	}
	*id = got
	return nil
}
