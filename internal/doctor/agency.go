package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/promise"
	"siegel/internal/sg1"
	"siegel/internal/store"
)

func named(a counsel.Agency) string { return "agency " + a.Short }

func leadsOf(e *examination, s *store.Store, a counsel.Agency) (leads int, err error) {
	staff, err := s.StaffAccounts(e.ctx, a.ID)
	for _, person := range staff {
		if person.State == counsel.Active && slices.Contains(person.Roles, counsel.Lead) {
			leads++
		}
	}
	return leads, err
}

// paper is the label of the recovery sheet among the signers of a root (spec/directory.md).
const paper = "paper"

func sheetOf(e *examination, s *store.Store, a counsel.Agency) (bool, error) {
	stored, err := s.Directory(e.ctx, a.ID)
	if err != nil {
		return false, err
	}
	d, err := sg1.Open(stored.Roots, stored.Manifest)
	if err != nil {
		return false, err
	}
	return sheetAmong(d.Signers), nil
}

func sheetAmong(signers []sg1.Signer) bool {
	return slices.ContainsFunc(signers, func(signer sg1.Signer) bool { return signer.Label == paper })
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// holidays looks whether the promise knows the public holidays of this year and the next.
func (e *examination) holidays(a counsel.Agency) {
	if !a.Promise.Made() {
		return
	}
	if _, err := promise.New(a.Settings); err != nil {
		e.fail(named(a), "correct the agency's description", "it promises nothing, because its settings cannot be reckoned with: %v", err)
		return
	}
	year := e.Now().Year()
	switch {
	case a.Holidays.Region == "":
		e.warn(named(a), "set holidays.region in the agency's description", "public holidays count as working days")
	case promise.HolidaysIn(a.Holidays.Region, year+1) == 0:
		e.warn(named(a), "use a newer release", "no public holidays of %s are known for %d", a.Holidays.Region, year+1)
	case e.Now().Month() >= time.October && endsWith(a.Holidays.Extra, year):
		e.warn(named(a), "add those of next year to holidays.extra", "days off of its own end with %d", year)
	default:
		e.ok(named(a), "public holidays of %s are known for %d", a.Holidays.Region, year+1)
	}
}

// endsWith says whether there are days of this year and none after it.
func endsWith(days []string, year int) bool {
	this, later := false, false
	for _, day := range days {
		y := strings.SplitN(day, "-", 2)[0]
		this = this || y == fmt.Sprint(year)
		later = later || y > fmt.Sprint(year)
	}
	return this && !later
}

// languages looks whether every text is there, and whether somebody has read it who should have.
func (e *examination) languages(a counsel.Agency) {
	var missing, unread []string
	source := e.Texts.Keys("de")
	for _, lang := range a.Languages {
		have := e.Texts.Keys(lang)
		if n := len(source) - len(have); n > 0 {
			missing = append(missing, fmt.Sprintf("%s (%d)", lang, n))
		}
		if e.Texts.Draft(lang) {
			unread = append(unread, lang)
		}
	}
	switch {
	case len(missing) > 0:
		e.fail(named(a), "leave the language out, or use a release that has it", "texts are missing: %s", strings.Join(missing, ", "))
	case len(unread) > 0:
		e.warn(named(a), "have them read by somebody who speaks the language and counsels (docs/languages.md)", "texts that nobody has read: %s", strings.Join(unread, ", "))
	default:
		e.ok(named(a), "texts are complete: %s", strings.Join(a.Languages, ", "))
	}
}

// stale is after how long somebody must have called the numbers again (UX 1.4).
const stale = 365 * 24 * time.Hour

// emergencyNumbers looks when somebody last tried them.
func (e *examination) emergencyNumbers() {
	var never, old []string
	for _, country := range e.Texts.Countries() {
		switch day := e.Texts.Reviewed(country); {
		case day.IsZero():
			never = append(never, country)
		case e.Now().Sub(day) > stale:
			old = append(old, country)
		}
	}
	const cure = "call or look up every number, and set reviewed in locales/crisis.json"
	if len(never) > 0 {
		e.warn("emergency numbers", cure, "nobody has reviewed those of %s", strings.Join(never, ", "))
	}
	if len(old) > 0 {
		e.warn("emergency numbers", cure, "the last review of %s is older than a year", strings.Join(old, ", "))
	}
	if len(never)+len(old) == 0 {
		e.ok("emergency numbers", "reviewed within a year")
	}
}
