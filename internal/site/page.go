package site

import (
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/texts"
	"siegel/internal/visits"
)

// defaultTarget is where the quick exit leads while no agency is known: a weather service without accounts (UX 2.2 no. 9).
const defaultTarget = "https://www.dwd.de/"

// Page is what the templates see.
type Page struct {
	Lang      string // of the HTML: "de", "de-simple"
	Catalogue string // whose texts stand here: "de", "de-du", "de-simple"
	View      string // "simple" in simple language, which is a view, too
	Draft     bool   // nobody who should have read these texts has read them yet
	Title     string
	Agency    *counsel.Agency
	Base      string // address of the start page in this language
	Exit      string // address of the exit without script
	Target    string // where the quick exit leads
	Operator  string
	Address   string // the agency's address as people would type it
	Ready     bool   // takes letters
	Asks      bool   // wants an address of everybody who writes
	Kept      []text // what stays after deleting, on the start page of an agency that documents (S16)
	By        *By    // by when who writes now gets an answer; nil if nothing is promised
	Back      string // the day after the agency's pause, in words; "" if it is not paused
	Unbuilt   bool
	Visits    *Visits // nil: they are not counted
	Notice    []section
	Languages []Link
	Links     []Link
	Crisis    []texts.CrisisCountry
	Style     *Asset
	Script    *Asset
	Colours   *Asset
	Heading   string // error page: keys of its texts
	Text      string
	Button    string // the page that stops notices: key of its button, or ""

	catalogues *texts.Catalogues
}

// Visits tells the page's script that visits are counted, whose, and which class of pages this is.
type Visits struct {
	Agency counsel.ID
	Page   visits.Page
}

// By is a promised moment in words. The server does not know where a reader is; the page's script says whose clock it is to one whose own clock
// shows another time then.
type By struct {
	Words, Abroad string
	At            int64 // Unix milliseconds
	Offset        int   // of the agency's clock from UTC then, in minutes
}

// Link is a link with its words.
type Link struct {
	Href, Label, Lang string
	Current           bool
}

// OwnText is a text only the agency can write. Lang is set where it is not the page's language.
type OwnText struct{ Text, Lang string }

// T gives a text of the catalogue.
func (p *Page) T(key string, pairs ...string) string {
	return p.catalogues.T(p.Catalogue, key, pairs...)
}

// Say gives a text of the notice, filled in.
func (p *Page) Say(t text) string { return p.T(t.Key, t.Pairs...) }

// Around gives what stands before and behind a {name} of a text, which the page sets apart.
func (p *Page) Around(key, name string) [2]string {
	before, behind, _ := strings.Cut(p.T(key), "{"+name+"}")
	return [2]string{before, behind}
}

// Own gives the agency's own text of a key, or nil. In an overlay our own words for it stand before the agency's in the language below; what only
// the agency can write comes in its default language if there is none in the page's (UX 6).
func (p *Page) Own(key string) *OwnText {
	byLanguage := map[string]string{}
	for lang, texts := range p.Agency.Texts {
		byLanguage[lang] = texts[key]
	}
	if byLanguage[p.Catalogue] == "" && p.catalogues.Overlaid(p.Catalogue, instead[key]) {
		return nil
	}
	if text := p.pick(byLanguage); text.Text != "" {
		return &text
	}
	return nil
}

// instead are our own texts that stand where an agency has written none.
var instead = map[string]string{"who": "start.who", "heading": "start.heading", "cost": "start.cost_text"}

// pick chooses from what the agency has written: in the page's catalogue, in its language, in the agency's default language.
func (p *Page) pick(byLanguage map[string]string) OwnText {
	for _, lang := range []string{p.Catalogue, p.catalogues.Language(p.Catalogue), p.Agency.Languages[0]} {
		if text := byLanguage[lang]; text != "" {
			return OwnText{Text: text, Lang: p.foreign(p.catalogues.HTML(lang))}
		}
	}
	return OwnText{}
}

// foreign is lang where it is not the page's, else "".
func (p *Page) foreign(lang string) string {
	if lang == p.Lang {
		return ""
	}
	return lang
}

// To is the address of another page in the same language.
func (p *Page) To(name string) string { return p.Base + "/" + name }

// Topics are the agency's topics in the page's language.
func (p *Page) Topics() []OwnText {
	var labels []OwnText
	for _, topic := range p.Agency.Topics {
		labels = append(labels, p.pick(topic.Label))
	}
	return labels
}

// Near are the emergency lists of the agency's countries; Abroad all others.
func (p *Page) Near() []texts.CrisisCountry   { return p.lists(true) }
func (p *Page) Abroad() []texts.CrisisCountry { return p.lists(false) }

func (p *Page) lists(near bool) []texts.CrisisCountry {
	var lists []texts.CrisisCountry
	for _, c := range p.Crisis {
		if slices.Contains(p.Agency.Countries, c.Country) == near {
			lists = append(lists, c)
		}
	}
	return lists
}

// limits are the items of the page Limits, in the order of PROTOCOL 3. What is left out there until it is built is left out here.
var limits = []string{
	"code", "first", "operator", "password", "agency", "copies", "keep", "lost", "device", "names", "files", "mail", "forge", "secrecy", "deletion", "tor", "audit", "set_back", "visits",
}

// Limits are the keys of that page's texts.
func (p *Page) Limits() []string {
	keys := make([]string, len(limits))
	for i, name := range limits {
		keys[i] = "limits." + name
	}
	if !p.Agency.GoesOn() {
		keys[slices.Index(limits, "device")] = "limits.device_asks"
	}
	return keys
}

// page is the frame around any page in a catalogue, without an agency.
func (s *Site) page(catalogue, step string) *Page {
	p := &Page{
		Lang: s.Texts.HTML(catalogue), Draft: s.Texts.Draft(catalogue), Catalogue: catalogue, Exit: "/exit", Target: defaultTarget, Operator: s.Operator, Unbuilt: !s.assets.Built(),
		Crisis: s.Texts.Crisis(catalogue, counsel.Settings{}), Style: s.assets.Named("seeker.css"), Script: s.assets.Named("page.js"), catalogues: s.Texts,
	}
	if texts.IsSimple(catalogue) {
		p.View = "simple"
	}
	p.Title = p.T("frame.title", "step", p.T(step))
	return p
}

// agencyPage is the frame around a page of an agency. lang is what the person chose, name the page's name in the address.
func (s *Site) agencyPage(a *counsel.Agency, lang, name, step string) *Page {
	p := s.page(s.Texts.Catalogue(lang, a.Address()), step)
	p.Agency, p.Base, p.Ready = a, base(a, lang), a.TakesLetters() == nil // kill: S.Page.agency-page-asks-takes-letters
	p.Address = strings.TrimPrefix(strings.TrimPrefix(a.Origin, "https://"), "http://") + "/" + a.Short
	p.Asks = s.StopNotices != nil && a.Notices.Asked() == counsel.NoticesMandatory
	p.Exit = p.To("exit")
	if a.Exit != "" {
		p.Target = a.Exit
	}
	p.Crisis = s.Texts.Crisis(lang, a.Settings)
	if sheet := colourSheet(a.Colours); sheet != nil {
		p.Colours = &Asset{Path: "/" + a.Short + "/colours.css", Integrity: integrity(sheet)}
	}
	for _, l := range s.choices(a) {
		href := base(a, l)
		if name != "" {
			href += "/" + name
		}
		p.Languages = append(p.Languages, Link{Href: href, Label: s.Texts.T(l, "frame.language"), Lang: s.Texts.HTML(l), Current: l == lang})
	}
	for _, page := range footPages {
		p.Links = append(p.Links, Link{Href: p.To(page), Label: p.T("frame." + page), Current: page == name})
	}
	return p
}

// promise says by when an answer comes, or until when nobody writes: in words that hold at this moment, so no page that has them may be kept.
func (s *Site) promise(p *Page) {
	rule, now := s.Rule(*p.Agency), s.Clock()
	if back := rule.Paused(now); !back.IsZero() {
		p.Ready, p.Back = false, s.Texts.Date(p.Catalogue, back, now, rule.Zone())
		return
	}
	if by := rule.By(counsel.Quarter(now)); !by.IsZero() {
		words := s.Texts.Moment(p.Catalogue, by, now, rule.Zone())
		_, offset := by.In(rule.Zone()).Zone()
		p.By = &By{words, s.Texts.Abroad(p.Catalogue, words, rule.Zone()), by.UnixMilli(), offset / 60}
	}
}

var footPages = []string{"safety", "privacy", "limits", "accessibility", "imprint"}

// base is the address of the start page: the default language has no segment.
func base(a *counsel.Agency, lang string) string {
	if lang == a.Languages[0] {
		return "/" + a.Short
	}
	return "/" + a.Short + "/" + lang
}

// choices are what a person may choose: the agency's languages that have a catalogue, and simple language behind its own.
func (s *Site) choices(a *counsel.Agency) []string {
	var known []string
	for _, lang := range a.Languages {
		if s.Texts.Has(lang) {
			known = append(known, lang)
		}
		if simple := s.Texts.Simple(lang); simple != "" {
			known = append(known, simple)
		}
	}
	return known
}

func integrity(content []byte) string {
	sum := sha512.Sum384(content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// colourSheet is the agency's small style sheet: it replaces the accent and nothing else (UX 8.4). nil: the project's colours.
func colourSheet(c counsel.Colours) []byte {
	if c.Light == "" || c.Dark == "" {
		return nil
	}
	return fmt.Appendf(nil, ":root{--agency-light:%s;--agency-dark:%s}\n", c.Light, c.Dark)
}
