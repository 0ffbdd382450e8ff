package api

import (
	"time"

	"siegel/internal/counsel"
)

// The shapes that several answers share. Names and meanings are those of spec/api.md.

// bin is written as base64url without padding, nil as null.
type bin []byte

// MarshalJSON implements json.Marshaler.
func (b bin) MarshalJSON() ([]byte, error) {
	return appendBytes(nil, b), nil
}

type versioned struct {
	Version int64 `json:"version"`
	Box     bin   `json:"box"`
}

func toVersioned(v counsel.Versioned) versioned { return versioned{v.Version, v.Box} }

// sentBox is a versioned box as it comes in.
type sentBox struct {
	Version int64  `json:"version"`
	Box     []byte `json:"box"`
}

func (b sentBox) versioned() counsel.Versioned {
	return counsel.Versioned{Version: b.Version, Box: b.Box}
}

// millis is how times travel.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment gives null for no time.
func moment(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := t.UnixMilli()
	return &ms
}

// optional gives null for the zero id.
func optional(id counsel.ID) *counsel.ID {
	if id == (counsel.ID{}) {
		return nil
	}
	return &id
}

// text gives null for "".
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// nothing is the body {}.
type nothing struct{}
