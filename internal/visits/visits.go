// Package visits counts who visits an agency's pages, by the hour and without anything that leads to somebody (PROTOCOL 2.10.3): pure, in memory, by a
// clock that it is given. What a request brings for it is taken out of the request before any other code runs (internal/site).
package visits

import (
	"context"
	"encoding/base64"

	"siegel/internal/counsel"
)

// ID is a visit: 16 bytes that a page made up when it was loaded, and forgets when it goes.
type ID [16]byte

// ParseID reads what a page sends. ok is false for everything else.
func ParseID(text string) (id ID, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(id) || base64.RawURLEncoding.EncodedLen(len(raw)) != len(text) { // Go reads over line ends
		return id, false // kill: S.Visits.parse-id
	}
	return ID(raw), true
}

// Page is a class of pages. Who is signed in is in one class, wherever that is.
type Page string

// The classes.
const (
	Start    Page = "start"
	Agency   Page = "agency" // who the agency is: imprint, accessibility
	Help     Page = "help"   // numbers, and how to visit safely
	Privacy  Page = "privacy"
	Limits   Page = "limits"
	SignIn   Page = "signin"
	Register Page = "register" // writing the first letter
	In       Page = "in"       // signed in
)

// Pages are all classes, in the order in which they are shown.
var Pages = []Page{Start, Agency, Help, Privacy, Limits, SignIn, Register, In}

// ParsePage reads a class as a page names itself. Signed in is no page's word: the server knows.
func ParsePage(name string) (Page, bool) {
	for _, p := range Pages {
		if string(p) == name && p != In {
			return p, true
		}
	}
	return "", false // kill: S.Visits.parse-page
}

// Sender stands for where a request came from, in this hour and the one before; the scrubber makes it, and it means nothing afterwards.
type Sender struct{ Now, Before [16]byte }

// Seen is what was taken out of one request, and what the code that answers it says of it. Its methods do nothing on nil: then nothing is counted.
type Seen struct {
	visit  *ID
	family string
	agency counsel.ID
	file   string
	page   Page
	leaves bool
}

// Read gives what is counted of a request. visit and the two descriptions of the browser are headers, and may be empty.
func Read(visit, browser, brands string) *Seen {
	s := &Seen{family: Family(browser, brands)}
	if id, ok := ParseID(visit); ok {
		s.visit = &id
	}
	return s
}

type seenKey struct{}

// With lets code further in find it.
func With(ctx context.Context, s *Seen) context.Context { return context.WithValue(ctx, seenKey{}, s) }

// Of finds it; nil where nothing is counted.
func Of(ctx context.Context) *Seen {
	s, _ := ctx.Value(seenKey{}).(*Seen)
	return s
}

// Answers says by which pattern of an address the request is answered: never the address itself.
func (s *Seen) Answers(file string) {
	if s != nil {
		s.file = file
	}
}

// At says whose page it is. Without an agency nothing is counted.
func (s *Seen) At(agency counsel.ID) {
	if s != nil {
		s.agency = agency
	}
}

// Agency gives whose page it was; the zero id if nobody's.
func (s *Seen) Agency() counsel.ID { return s.agency }

// File gives the pattern by which it was answered; "" if none was named.
func (s *Seen) File() string { return s.file }

// Family gives the family of the browser.
func (s *Seen) Family() string { return s.family }

// Shows says what the visitor sees.
func (s *Seen) Shows(p Page) {
	if s != nil {
		s.page = p
	}
}

// Leaves says that the page goes, and the visit with it.
func (s *Seen) Leaves() {
	if s != nil {
		s.leaves = true
	}
}
