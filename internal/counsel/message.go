package counsel

import "time"

// Kind tells a message from a note; they are stored apart and count apart.
type Kind string

// The kinds.
const (
	KindMessage Kind = "message"
	KindNote    Kind = "note"
)

// Message is a sealed text in a case, or a note. The server orders it and cannot read it.
type Message struct {
	ID        ID
	Case      ID
	Order     int64 // 1, 2, 3 per case and kind
	Time      time.Time
	Epoch     int64
	Author    ID
	Role      Role
	AuthorSeq int64 // 1, 2, 3 per author, case and kind
	PrevHash  [32]byte
	Kind      Kind
	Box       []byte
}

// Fits says whether the message is the author's next one in this epoch.
func (m Message) Fits(c Case, lastSeq int64) error {
	if m.Epoch != c.Epoch || m.AuthorSeq != lastSeq+1 {
		return Refuse(Sequence)
	}
	return nil
}

// Enquiry is a first letter with everything that makes it a case; one request, one transaction.
type Enquiry struct {
	Case    ID
	Topic   string
	Lang    string
	CKID    ID
	Profile []byte
	Message Message
	Self    []byte
	Grants  []Grant
	Vault   Versioned
}

// Acceptance is what the taker's browser makes of an enquiry.
type Acceptance struct {
	Case   ID
	NKID   ID
	Self   []byte
	Grants []Grant
}
