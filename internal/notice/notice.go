// Package notice is what a server says to the notifier, and the way to it (spec/notice.md). Nothing here can open an address.
package notice

import (
	"crypto/sha256"
	"time"

	"siegel/internal/counsel"
)

// Level is how much a person wants to be told.
type Level string

// The levels.
const (
	None  Level = "none" // no mails; the notifier keeps no address
	Plain Level = "mail" // a neutral mail
	Link  Level = "link" // the same with a link to the neutral host
)

// State is what has become of an address. No state says which address.
type State string

// The states.
const (
	Without State = "none"    // there is none
	Waiting State = "waiting" // the code that was sent to it has not been typed yet
	On      State = "on"      // it is confirmed
	Lapsed  State = "lapsed"  // the code was not typed in time, or wrongly too often; the address is gone
	Broken  State = "broken"  // a mail server says that it does not work; it is gone
	Stopped State = "stopped" // whoever reads it has stopped the notices; it is gone
)

// The parts of an address's life that this package and the notifier agree on.
const (
	CodeLife  = 24 * time.Hour // a code that nobody typed is void then, and the address goes with it
	CodeTries = 5
	Rest      = 24 * time.Hour // between two notices, at least
)

// Person is whom something is about.
type Person struct {
	Agency counsel.ID `json:"agency"`
	UID    counsel.ID `json:"uid"`
}

// Wording is what an agency's mails say, and how they speak.
type Wording struct {
	Form  string                         `json:"form"`  // sie, du
	Names []string                       `json:"names"` // which no mail may say
	Mail  map[string]counsel.NoticeWords `json:"mail"`
}

// WordingOf takes it from an agency's settings.
func WordingOf(a counsel.Agency) Wording {
	return Wording{a.Address(), a.NoticeNames(), a.Notices.Mail}
}

// Asked is the question how things stand, with what a mail would say in this language.
type Asked struct {
	Person
	Realm   counsel.Realm `json:"realm"`
	Lang    string        `json:"lang"`
	Wording Wording       `json:"wording"`
}

// Status is the answer.
type Status struct {
	State  State  `json:"state"`
	Level  Level  `json:"level"`
	Until  int64  `json:"until"` // Unix milliseconds: with Waiting, until when the code may be typed; else 0
	Sample Sample `json:"sample"`
}

// Sample is a mail as it would go out.
type Sample struct {
	Sender  string `json:"sender"` // name and address
	Subject string `json:"subject"`
	Text    string `json:"text"` // with level Plain
	Link    string `json:"link"` // the line that level Link adds
}

// Address is a new address, sealed to the notifier.
type Address struct {
	Asked
	Level Level  `json:"level"`
	File  []byte `json:"file"` // age; without one the level of the stored address changes
}

// Typed is a code that somebody has typed.
type Typed struct {
	Person
	Code string `json:"code"`
}

// Told is something that happened (counsel.Notice).
type Told struct {
	Person
	All     bool               `json:"all"` // with NoticeGone: the whole agency, whoever UID is
	What    counsel.NoticeKind `json:"what"`
	Entries int                `json:"entries"`
	Wording Wording            `json:"wording"`
}

// Stop is the token of the link at the end of every mail.
type Stop struct {
	Token string `json:"token"`
}

// Office is how a notifier is: whom it opens addresses for, whether a server has told it since its start what is gone, and how many mails should have gone out since when
// (Unix milliseconds; 0: none).
type Office struct {
	Recipient string `json:"recipient"`
	Begun     bool   `json:"begun"`
	Waiting   int    `json:"waiting"`
	Since     int64  `json:"since"`
}

// Mark stands for an address that was given up, and says neither which nor whose: the first 16 bytes of the SHA-256 of its token.
type Mark = counsel.ID

// MarkOf gives the mark of the address that a token belongs to.
func MarkOf(token string) Mark {
	sum := sha256.Sum256([]byte(token))
	return Mark(sum[:len(Mark{})])
}

// Kept is what the server has noted of what Withdrawn gave.
type Kept struct {
	Marks []Mark `json:"marks"`
}

// Withdrawn are addresses that were given up and that the server has not noted yet; at most AtOnce.
type Withdrawn struct {
	Run   string `json:"run"` // another one after each start
	Marks []Mark `json:"marks"`
}

// Gone is what a notifier must not have any more, even if its folder is an older copy that was put back; at most AtOnce in all.
type Gone struct {
	Run      string       `json:"run"` // with the last of them: the one that Withdrawn gave; mails go out from then on
	Agencies []counsel.ID `json:"agencies"`
	People   []Person     `json:"people"`
	Marks    []Mark       `json:"marks"`
}

// AtOnce is how many of them a call holds.
const AtOnce = 500

// Known says whether the notifier knows a token.
type Known struct {
	Known bool `json:"known"`
}
