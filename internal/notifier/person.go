package notifier

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"math/big"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/notice"
)

// What waits to go out to a person.
const (
	nothing  = ""
	codeMail = "code"
	newsMail = "news"
)

// person is what the notifier knows about somebody, and the rules by which it changes. Pure: the shelf keeps it, the outbox sends.
type person struct {
	notice.Person
	realm      counsel.Realm
	lang, form string
	words      counsel.NoticeWords
	state      notice.State
	level      notice.Level
	address    []byte // age; nil unless state is Waiting or On
	token      string // of the link that stops the notices
	code       string // six digits; "" unless one is waited for
	tries      int
	until      time.Time // when the code is void
	waits      string    // what is to go out
	due        time.Time // when
	fails      int       // how often it did not
	told       bool      // a notice went out, or may have, and the person has not signed in since
	rest       time.Time // no notice before
	entries    int       // what is new since the last notice
}

// given takes a new address. It begins anew: what the address before it had stays with that one.
func (p *person) given(a notice.Address, now time.Time) {
	rest := p.rest
	*p = person{Person: a.Person, realm: a.Realm, state: notice.Waiting, level: a.Level, address: a.File, token: newToken(), code: newCode(),
		until: now.Add(notice.CodeLife), waits: codeMail, due: now, rest: rest}
	p.speak(a.Lang, a.Wording)
}

// speak keeps in which language to write, and the agency's own words for it.
func (p *person) speak(lang string, w notice.Wording) {
	p.lang = lang
	p.reword(w)
}

// reword takes the agency's words of today. Words that would tell what a mail is about are left out, whoever sent them.
func (p *person) reword(w notice.Wording) {
	p.form, p.words = w.Form, counsel.NoticeWords{}
	if own := w.Mail[p.lang]; own.Fault(w.Names) == nil {
		p.words = own
	}
}

// typed looks at a code. Errors: conflict if none is waited for, refused if it is wrong; the last wrong one takes the address away.
func (p *person) typed(code string, now time.Time) error {
	p.lapse(now)
	if p.state != notice.Waiting {
		return counsel.RefuseField(counsel.Conflict, "code") // kill: S.Person.typed-conflict-code
	}
	if subtle.ConstantTimeCompare([]byte(code), []byte(p.code)) != 1 {
		if p.tries++; p.tries >= notice.CodeTries {
			p.end(notice.Lapsed)
		}
		return counsel.RefuseField(counsel.Refused, "code") // kill: S.Person.typed-refused-code
	}
	p.state, p.code, p.tries, p.until = notice.On, "", 0, time.Time{}
	if p.waits == codeMail {
		p.waits = nothing
	}
	return nil
}

// lapse forgets an address whose code nobody has typed in time: it may be a stranger's.
func (p *person) lapse(now time.Time) {
	if p.state == notice.Waiting && !now.Before(p.until) {
		p.end(notice.Lapsed)
	}
}

// end forgets the address and everything that waits. What stays is why.
func (p *person) end(why notice.State) {
	p.state, p.address, p.code, p.tries, p.until, p.waits, p.fails, p.told, p.entries = why, nil, "", 0, time.Time{}, nothing, 0, false, 0
}

// news counts what is new. One notice goes out for it, after the jitter and never within a day of the last one; then none until the person has signed in.
func (p *person) news(entries int, now time.Time, jitter time.Duration) {
	if p.state != notice.On {
		return
	}
	p.entries += entries
	if p.told || p.waits != nothing {
		return
	}
	p.waits, p.fails, p.due = newsMail, 0, now.Add(jitter)
	if p.due.Before(p.rest) {
		p.due = p.rest.Add(jitter)
	}
}

// seen: the person has signed in and needs no notice of what is there.
func (p *person) seen() {
	p.told, p.entries = false, 0
	if p.waits == newsMail {
		p.waits = nothing
	}
}

// begin is kept before a mail is given to a mail server, and counts it as sent: if nobody learns what became of it (the connection breaks, the machine
// stops), one notice too few is safer than a second.
func (p *person) begin(now time.Time) {
	if p.waits == newsMail {
		p.rest, p.told, p.entries = hourAfter(now.Add(notice.Rest)), true, 0
	}
	p.waits, p.fails = nothing, 0
}

// mostFails is how often a mail is tried; that takes about a week.
const mostFails = 45

// later takes begin back: it did not go out, and may another time. before is the person as begin found it. Whoever has signed in, typed the code or
// stopped the notices meanwhile needs it no more.
func (p *person) later(before person, now time.Time) {
	p.rest = before.rest
	if before.waits == newsMail && !p.told || before.waits == codeMail && p.state != notice.Waiting {
		return
	}
	p.waits, p.told, p.entries, p.fails, p.due = before.waits, false, p.entries+before.entries, before.fails+1, now.Add(pause(before.fails+1))
	if p.fails >= mostFails {
		p.waits = nothing
	}
}

// pause is how long to wait after so many failures: a minute, doubled up to four hours.
func pause(fails int) time.Duration {
	return min(time.Minute<<min(fails-1, 8), 4*time.Hour)
}

// hourAfter rounds up to the hour: the minute of a mail is kept nowhere.
func hourAfter(t time.Time) time.Time {
	if full := t.Truncate(time.Hour); !full.Equal(t) {
		return full.Add(time.Hour)
	}
	return t
}

func newToken() string {
	raw := make([]byte, 16)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// newCode is six digits.
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic("notifier: no randomness")
	}
	return digits(n.Int64())
}

func digits(n int64) string {
	text := []byte("000000")
	for i := len(text) - 1; n > 0; i, n = i-1, n/10 {
		text[i] += byte(n % 10)
	}
	return string(text)
}
