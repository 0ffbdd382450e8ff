package config

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"siegel/internal/counsel"
)

// AgencyFile is what `siegel agency create --from` reads.
type AgencyFile struct {
	Short    string `toml:"short"`
	Name     string `toml:"name"`
	LogoFile string `toml:"logo"` // path, relative to the description; ReadLogo reads it
	LogoAlt  string `toml:"logo_alt"`
	counsel.Settings
}

// ownTexts are the texts an agency may write itself.
var ownTexts = []string{"who", "heading", "cost", "hours", "imprint"}

// reserved are names that our own addresses use.
var reserved = []string{"api", "assets", "exit", "off", "healthz", "readyz", "write", "sign-in", "messages", "desk", "join", "setup", "safety", "privacy", "limits", "imprint", "accessibility"}

// ReadAgency reads an agency's description. Errors: unknown keys with a suggestion, a wrong type.
func ReadAgency(text string) (AgencyFile, error) {
	var f AgencyFile
	meta, err := toml.Decode(text, &f)
	if err != nil {
		return f, err
	}
	var faults []error
	for _, key := range meta.Undecoded() {
		faults = append(faults, Unknown("key", key.String(), keysBeside(key)))
	}
	return f, errors.Join(faults...)
}

// keysBeside are the keys that the place of an unknown one could hold.
func keysBeside(key toml.Key) []string {
	var names []string
	prefix := strings.Join(key[:len(key)-1], ".")
	if prefix != "" {
		prefix += "."
	}
	for _, name := range fields(reflect.TypeFor[AgencyFile](), "") {
		if rest, ok := strings.CutPrefix(name, prefix); ok && !strings.Contains(rest, ".") {
			names = append(names, name)
		}
	}
	return names
}

// fields lists the keys of a struct with all that lies inside it.
func fields(t reflect.Type, prefix string) (names []string) {
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			names = append(names, fields(f.Type, prefix)...)
			continue
		}
		if name := f.Tag.Get("toml"); name != "-" {
			names = append(names, prefix+name)
			names = append(names, fields(f.Type, prefix+name+".")...)
		}
	}
	return names
}

var (
	topicCode = regexp.MustCompile(`^[a-z][a-z0-9-]{0,29}$`)
	number    = regexp.MustCompile(`^\+?[0-9][0-9 /-]{1,30}$`)
)

// Check says everything that is wrong with the file. languages, catalogues (languages and the overlays on them) and countries are those that Siegel
// has texts and numbers for.
func (f AgencyFile) Check(languages, catalogues, countries []string) error {
	var faults []error
	must := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	must(!slices.Contains(reserved, f.Short), "short: %q is used by an address of the server", f.Short)
	must(strings.TrimSpace(f.Name) != "", "name: required")
	must(len(f.Languages) > 0, "languages: at least one, the first is the default")
	for _, lang := range f.Languages {
		must(slices.Contains(languages, lang), "languages: there are no texts for %q yet; there are: %s", lang, strings.Join(languages, ", "))
	}
	must(len(f.Countries) > 0, "countries: at least one, the agency's own first; its emergency numbers are shown")
	for _, country := range f.Countries {
		must(slices.Contains(countries, country), "countries: no emergency numbers for %q; there are: %s", country, strings.Join(countries, ", "))
	}
	must(number.MatchString(f.Contact.Phone), "contact.phone: required; when something fails, people are told to call it")
	for _, n := range f.Crisis {
		must(n.Label != "" && number.MatchString(n.Number), "crisis: each needs a label and a number")
	}
	must(https(f.Exit), "exit: an https address without accounts is expected, such as a weather service")
	_, err := time.LoadLocation(f.TimeZone)
	must(err == nil && f.TimeZone != "" && f.TimeZone != "Local", "time_zone: a name such as Europe/Vienna is expected")
	must(f.Form == "" || f.Form == counsel.FormSie || f.Form == counsel.FormDu, "form: %q is neither sie nor du", f.Form)
	faults = append(faults, f.checkTopics()...)
	faults = append(faults, f.checkQuestions()...)
	faults = append(faults, f.checkTexts(catalogues)...)
	faults = append(faults, f.checkPromise()...)
	faults = append(faults, f.checkNotices()...)
	return errors.Join(faults...)
}

func https(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}

func (f AgencyFile) checkTopics() (faults []error) {
	seen := map[string]bool{}
	for _, topic := range f.Topics {
		if !topicCode.MatchString(topic.Code) || seen[topic.Code] {
			faults = append(faults, fmt.Errorf("topics: %q is no code, or there twice; small letters, digits and - are expected", topic.Code))
		}
		seen[topic.Code] = true
		for _, lang := range f.Languages {
			if topic.Label[lang] == "" {
				faults = append(faults, fmt.Errorf("topics: %q has no label in %q", topic.Code, lang))
			}
		}
	}
	return faults
}

func (f AgencyFile) checkTexts(catalogues []string) (faults []error) {
	for lang, texts := range f.Texts {
		if below, _, _ := strings.Cut(lang, "-"); !slices.Contains(f.Languages, below) || !slices.Contains(catalogues, lang) {
			faults = append(faults, fmt.Errorf("texts: %q is not one of the agency's languages, nor an overlay on one", lang))
		}
		for key := range texts {
			if !slices.Contains(ownTexts, key) {
				faults = append(faults, Unknown("key", "texts."+lang+"."+key, prefixed("texts."+lang+".", ownTexts)))
			}
		}
	}
	return faults
}

func prefixed(prefix string, names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, prefix+name)
	}
	return all
}

// telling are parts of names that a stranger would understand in a browser's history (UX 2.3).
var telling = []string{"beratung", "krise", "crisis", "suizid", "suicide", "sucht", "gewalt", "help", "hilfe", "opfer", "trauma", "psych"}

// Telling gives the part of a short name that tells what the page is for, or "".
func Telling(short string) string {
	for _, word := range telling {
		if strings.Contains(short, word) {
			return word
		}
	}
	return ""
}
