package notifier

import (
	"strconv"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/texts"
)

// letter is a mail before it is written: words alone.
type letter struct{ sender, subject, text string }

// writer puts mails into words. Nothing of a person but the code and the link of the token goes in.
type writer struct {
	texts *texts.Catalogues
	link  string // scheme and host
}

// catalogue is whose texts a person reads.
func (w writer) catalogue(p *person) string {
	if lang := w.texts.Catalogue(p.lang, p.form); w.texts.Has(lang) {
		return lang
	}
	return "de"
}

// write gives what waits for a person.
func (w writer) write(p *person) letter {
	lang := w.catalogue(p)
	parts := []string{w.news(p, lang)}
	if p.waits == codeMail {
		parts = []string{w.texts.T(lang, "mail.code", "code", p.code[:3]+" "+p.code[3:]), w.texts.T(lang, "mail.code_hint")}
	} else if p.level == notice.Link || p.realm == counsel.Staff {
		parts = append(parts, w.link)
	}
	parts = append(parts, w.texts.T(lang, "mail.reply"), w.texts.T(lang, "mail.stop", "link", w.stop(p.token)))
	return letter{or(p.words.Sender, w.texts.T(lang, "mail.sender")), or(p.words.Subject, w.texts.T(lang, "mail.subject")), strings.Join(parts, "\n\n") + "\n"}
}

// news says that there is something; staff read how much.
func (w writer) news(p *person, lang string) string {
	switch {
	case p.realm == counsel.Seekers:
		return or(p.words.Text, w.texts.T(lang, "mail.news"))
	case p.entries == 0: // something is overdue, and nothing is new
		return w.texts.T(lang, "mail.waiting")
	case p.entries == 1:
		return w.texts.T(lang, "mail.entry")
	}
	return w.texts.T(lang, "mail.entries", "n", strconv.Itoa(p.entries))
}

// stop is the address that stops the notices of a token.
func (w writer) stop(token string) string { return w.link + "/off/" + token }

// sample shows a mail as it would go out to somebody who asked; with a token of nobody.
func (w writer) sample(p person, from string) notice.Sample {
	p.waits, p.level, p.token, p.entries = newsMail, notice.Plain, strings.Repeat("x", 8), 3
	l := w.write(&p)
	return notice.Sample{Sender: l.sender + " <" + from + ">", Subject: l.subject, Text: l.text, Link: w.link}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
