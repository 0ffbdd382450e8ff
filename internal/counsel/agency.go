package counsel

import "slices"

// Agency is an organisation that counsels. Everything here is public; its keys and members stand in the signed directory.
type Agency struct {
	ID     ID
	Short  string // in the address, ^[a-z][a-z0-9-]{1,29}$, neutral
	Name   string
	Origin string // scheme and host, fixed for ever when the agency is created (PROTOCOL 2.0)
	State  AgencyState
	Quota  Quota
	Full   bool // has as many cases as its quota allows
	Erases bool // the newest signed manifest says that what is deleted is gone; false while there is none
	Settings
}

// Trial says whether nothing real may be written yet, which every page says then: in a demonstration, and where an agency has not signed that it
// erases (docs/decisions/0042).
func (a Agency) Trial() bool { return a.Demo || !a.Erases }

// AgencyState says whether the agency takes letters.
type AgencyState string

// The states of an agency.
const (
	AgencyNew       AgencyState = "new"       // no directory yet: the first lead has not finished the set-up
	AgencyReady     AgencyState = "ready"     // takes letters
	AgencySuspended AgencyState = "suspended" // closed by the operator: nobody signs in, nothing is deleted
)

// Settings is what the agency shows and asks; stored as one JSON text, made from agency.toml.
type Settings struct {
	Languages []string                     `json:"languages" toml:"languages"` // the first is the default
	Contact   Contact                      `json:"contact" toml:"contact"`
	Countries []string                     `json:"countries" toml:"countries"` // emergency lists, the agency's own country first: AT, DE, LU, CH
	Crisis    []Number                     `json:"crisis" toml:"crisis"`       // the agency's own additions to the lists
	Topics    []Topic                      `json:"topics" toml:"topics"`
	Ask       Ask                          `json:"ask" toml:"ask"`
	Exit      string                       `json:"exit" toml:"exit"` // https address of the quick exit's target
	Colours   Colours                      `json:"colours" toml:"colours"`
	Logo      Logo                         `json:"logo" toml:"-"`
	TimeZone  string                       `json:"time_zone" toml:"time_zone"` // IANA name
	Texts     map[string]map[string]string `json:"texts" toml:"texts"`         // language → key (who, cost, hours, imprint, …) → text
	Form      string                       `json:"form" toml:"form"`           // how German addresses seekers: sie or du; "" is sie
	Reload    *bool                        `json:"reload" toml:"reload"`       // nil: yes (PROTOCOL 2.9.3)
	Media     bool                         `json:"media" toml:"media"`         // videos and sound may be attached, though what stands in them beside is not taken out (PROTOCOL 2.7)
	Promise   Promise                      `json:"promise" toml:"promise"`
	Holidays  Holidays                     `json:"holidays" toml:"holidays"`
	Visits    *bool                        `json:"access_statistics" toml:"access_statistics"` // false: visits are not counted, whatever the installation does; nil: as the installation
	Record    *bool                        `json:"access_record" toml:"access_record"`         // false: not in the access record, whatever the installation does; nil: as the installation
	Notices   Notices                      `json:"notices" toml:"notices"`
	Keeping   KeepReason                   `json:"keep_reason" toml:"-"` // chosen by a lead
	Demo      bool                         `json:"demo" toml:"-"`
}

// The forms of address.
const (
	FormSie = "sie"
	FormDu  = "du"
)

// Address gives the form of address.
func (s Settings) Address() string {
	if s.Form == FormDu {
		return FormDu
	}
	return FormSie
}

// Counts says whether the agency lets visits be counted where the installation does (PROTOCOL 2.10.3).
func (s Settings) Counts() bool { return s.Visits == nil || *s.Visits }

// Records says whether the agency lets accesses be written down where the installation does (PRODUCT S11). Who lets nothing be counted is not in the
// record either.
func (s Settings) Records() bool { return s.Counts() && (s.Record == nil || *s.Record) } // kill: S.Agency.records

// GoesOn says whether a reload goes on without the password.
func (s Settings) GoesOn() bool { return s.Reload == nil || *s.Reload }

// Promise is by when an answer comes (UX 1.6): in working days or in hours; without either nothing is promised.
type Promise struct {
	WorkingDays int               `json:"working_days" toml:"working_days"` // the day of writing does not count
	Hours       int               `json:"hours" toml:"hours"`               // of working days
	Weekdays    []string          `json:"weekdays" toml:"weekdays"`         // mon … sun; none: mon to fri
	Closing     string            `json:"closing" toml:"closing"`           // in the agency's time zone; "" is 18:00
	ClosingOn   map[string]string `json:"closing_on" toml:"closing_on"`     // weekdays that close at another time
	Pauses      []Pause           `json:"pauses" toml:"pauses"`
}

// Made says whether anything is promised.
func (p Promise) Made() bool { return p.WorkingDays > 0 || p.Hours > 0 }

// Pause is a time without working days, both ends included.
type Pause struct {
	From string `json:"from" toml:"from"` // 2026-12-24
	To   string `json:"to" toml:"to"`
}

// Holidays are the days that are no working days.
type Holidays struct {
	Region string   `json:"region" toml:"region"` // country, or country and Land: AT, AT-9, DE-BY
	Extra  []string `json:"extra" toml:"extra"`   // 2026-12-24
}

// Contact is how people reach the agency when this system does not help.
type Contact struct {
	Phone   string `json:"phone" toml:"phone"`
	Mail    string `json:"mail" toml:"mail"`
	Address string `json:"address" toml:"address"`
}

// Number is a telephone number with what it is for.
type Number struct {
	Label  string `json:"label" toml:"label"`
	Number string `json:"number" toml:"number"`
}

// Topic routes an enquiry; the server reads its code.
type Topic struct {
	Code  string            `json:"code" toml:"code"`
	Label map[string]string `json:"label" toml:"label"`
}

// Ask says which voluntary facts the agency asks for. The answers are sealed.
type Ask struct {
	Age       bool       `json:"age" toml:"age"`
	Gender    bool       `json:"gender" toml:"gender"`
	Questions []Question `json:"questions" toml:"questions"`
}

// MaxQuestions is how many questions of its own an agency may ask.
const MaxQuestions = 3

// Question is one that the agency asks beside the letter, with the reason why; both per language.
type Question struct {
	Code string            `json:"code" toml:"code"`
	Text map[string]string `json:"text" toml:"text"`
	Why  map[string]string `json:"why" toml:"why"`
}

// Colours is the agency's accent, checked for contrast (UX 8.4).
type Colours struct {
	Light string `json:"light" toml:"light"` // #rrggbb
	Dark  string `json:"dark" toml:"dark"`
}

// Logo is the picture in the place of the brand (UX 8.4), checked when the agency is made.
type Logo struct {
	Kind   string `json:"kind"` // image/png or image/webp; "" without a logo
	Alt    string `json:"alt"`  // the agency's name where the logo shows it and stands in its place
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Image  []byte `json:"-"` // only where an agency is made, and as Store.Logo gives it
}

// Given says whether there is a logo.
func (l Logo) Given() bool { return l.Kind != "" }

// LogoIsName says whether the logo shows the agency's name, so that the name does not stand beside it.
func (a Agency) LogoIsName() bool { return a.Logo.Given() && a.Logo.Alt == a.Name } // kill: S.Agency.logo-is-name

// TakesLetters says whether seekers may register and write.
func (a Agency) TakesLetters() error {
	if a.State != AgencyReady {
		return Refuse(NotReady) // kill: S.Agency.takes-letters-not-ready
	}
	if a.Full {
		return Refuse(NotReady) // kill: S.Agency.takes-letters-full
	}
	return nil
}

// FitEnquiry checks what an enquiry says in readable words: a topic of the agency or none, one of its languages.
func (a Agency) FitEnquiry(topic, lang string) error {
	if !slices.Contains(a.Languages, lang) {
		return RefuseField(BadRequest, "lang") // kill: S.Agency.fit-enquiry-lang
	}
	if topic != "" && !slices.ContainsFunc(a.Topics, func(t Topic) bool { return t.Code == topic }) {
		return RefuseField(BadRequest, "topic") // kill: S.Agency.fit-enquiry-topic
	}
	return nil
}
