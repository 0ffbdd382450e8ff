package counsel

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What the notifier is told about an account (PROTOCOL 2.10.2): never why, and never by whom.
const (
	NoticeNews NoticeKind = "news" // there is something new for this person
	NoticeSeen NoticeKind = "seen" // this person has signed in
	NoticeGone NoticeKind = "gone" // the account is deleted, or no manifest names it any more
)

// NoticeKind is one of them.
type NoticeKind string

// Notice is one thing that the notifier has not been told yet.
type Notice struct {
	Agency, UID ID
	What        NoticeKind
	Entries     int   // with NoticeNews: how many things are new
	Turn        int64 // as it was read: what came later has another one
}

// Gone is what no notifier may know any more, for as long as the deletion journal remembers it.
type Gone struct {
	Agencies []ID
	People   []Notice // whose account is deleted
	Marks    []ID     // of addresses that were given up
}

// Notices is what an agency says about notices by mail (UX 3).
type Notices struct {
	Mode string                 `json:"mode" toml:"mode"` // hidden, optional, mandatory; "" is optional
	Why  map[string]string      `json:"why" toml:"why"`   // language → why an address is asked for; with mandatory
	Mail map[string]NoticeWords `json:"mail" toml:"mail"` // language → what its mails say instead of our words
}

// The modes of the field for an address.
const (
	NoticesHidden    = "hidden"
	NoticesOptional  = "optional"
	NoticesMandatory = "mandatory"
)

// Asked gives the mode.
func (n Notices) Asked() string {
	if n.Mode == "" {
		return NoticesOptional
	}
	return n.Mode
}

// MayNotify says whether a person may leave an address: staff always, seekers where the agency asks for one.
func (s Settings) MayNotify(realm Realm) error {
	if realm == Seekers && s.Notices.Asked() == NoticesHidden {
		return Refuse(Refused) // kill: S.Notice.may-notify-refused
	}
	return nil
}

// NoticeWords are the words of a mail; "" is ours.
type NoticeWords struct {
	Sender  string `json:"sender" toml:"sender"`
	Subject string `json:"subject" toml:"subject"`
	Text    string `json:"text" toml:"text"`
}

// How long the words may be, in characters.
const (
	mostSender  = 40
	mostSubject = 60
	mostText    = 300
)

// tellingWords are parts of words that tell whoever reads a mailbox what a mail is about, in the languages that Siegel speaks and without accents.
var tellingWords = []string{
	"beratung", "krise", "suizid", "selbstmord", "sucht", "gewalt", "missbrauch", "trauma", "therap", "psych", "depress", "notruf", "opfer", "angst", "hilfe",
	"counsel", "crisis", "suicid", "addict", "violen", "abuse", "victim", "help", "anxi", "rape",
	"conseil", "ecoute", "crise", "dependan", "victime", "aide", "detresse",
	"berod", "kris", "hellef", "aconselha", "apoio", "vicio", "vitima", "ajuda",
}

// Fault says which word would tell what a mail is about, or what is wrong with its form. own are the names of the agency and its topics. A link
// may stand in no text of an agency's: where a notice leads is decided by the notifier.
func (w NoticeWords) Fault(own []string) error {
	for _, part := range []struct {
		name, text string
		most       int
	}{{"sender", w.Sender, mostSender}, {"subject", w.Subject, mostSubject}, {"text", w.Text, mostText}} {
		if err := faultOf(part.text, part.most, part.name == "text", own); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

func faultOf(text string, most int, lines bool, own []string) error {
	if utf8.RuneCountInString(text) > most {
		return fmt.Errorf("at most %d characters", most)
	}
	for _, r := range text {
		if unicode.IsControl(r) && !(lines && r == '\n') || r == utf8.RuneError || r == '@' {
			return errors.New("only readable characters, without line breaks in sender and subject, and no @")
		}
	}
	plain := unaccented(text)
	if strings.Contains(plain, "://") || strings.Contains(plain, "www.") {
		return errors.New("no links")
	}
	if word := Telling(text, own); word != "" {
		return fmt.Errorf("%q tells what the mail is about to whoever reads the mailbox", word)
	}
	return nil
}

// Telling gives the first part of a text that a stranger must not read in a mailbox, or "". Of own names each word of at least four letters counts.
func Telling(text string, own []string) string {
	plain := unaccented(text)
	for _, word := range tellingWords {
		if strings.Contains(plain, word) {
			return word
		}
	}
	for _, name := range own {
		for _, word := range strings.FieldsFunc(unaccented(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(word) >= 4 && strings.Contains(plain, word) {
				return word
			}
		}
	}
	return ""
}

// NoticeNames are what no mail of an agency may say: its names, and those of its topics.
func (a Agency) NoticeNames() []string {
	names := []string{a.Name, a.Short}
	for _, topic := range a.Topics {
		names = append(names, topic.Code)
		for _, label := range topic.Label {
			names = append(names, label)
		}
	}
	return names
}

// accents are the letters of our languages and what they are without.
var accents = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss", "é", "e", "è", "e", "ê", "e", "ë", "e", "á", "a", "à", "a", "â", "a", "ã", "a",
	"í", "i", "î", "i", "ï", "i", "ó", "o", "ô", "o", "õ", "o", "ú", "u", "û", "u", "ù", "u", "ç", "c", "\u00ad", "", "\u200b", "")

func unaccented(text string) string { return accents.Replace(strings.ToLower(text)) }
