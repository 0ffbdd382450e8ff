package api

import (
	"siegel/internal/counsel"
	"siegel/internal/visits"
)

type agencyAnswer struct {
	ID        counsel.ID                   `json:"id"`
	Short     string                       `json:"short"`
	Name      string                       `json:"name"`
	Origin    string                       `json:"origin"`
	Languages []string                     `json:"languages"`
	Setup     string                       `json:"setup"`
	Trial     bool                         `json:"trial"`
	Contact   counsel.Contact              `json:"contact"`
	Countries []string                     `json:"countries"`
	Crisis    any                          `json:"crisis"`
	Topics    []counsel.Topic              `json:"topics"`
	Ask       askAnswer                    `json:"ask"`
	Exit      string                       `json:"exit"`
	Colours   counsel.Colours              `json:"colours"`
	Logo      *logoAnswer                  `json:"logo"`
	Texts     map[string]map[string]string `json:"texts"`
	Zone      string                       `json:"zone"`
	Promise   *int64                       `json:"promise"`
	Form      string                       `json:"form"`
	Reload    bool                         `json:"reload"`
	Notices   *noticesAnswer               `json:"notices"`
	Keeping   counsel.KeepReason           `json:"keep_reason"`
	Visits    bool                         `json:"visits"`
	Media     bool                         `json:"media"`
}

type askAnswer struct {
	Age       bool               `json:"age"`
	Gender    bool               `json:"gender"`
	Questions []counsel.Question `json:"questions"`
}

type logoAnswer struct {
	Alt    string `json:"alt"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// logo is nil without one. The bytes are at /{agency}/logo.
func logo(a counsel.Agency) *logoAnswer {
	if !a.Logo.Given() {
		return nil
	}
	return &logoAnswer{a.Logo.Alt, a.Logo.Width, a.Logo.Height}
}

// getAgency gives what everybody may know of an agency.
func getAgency(c *call) (any, error) {
	a, err := c.agency(c.r.PathValue("agency"))
	if err != nil {
		return nil, err
	}
	set := "ready"
	switch {
	case a.State == counsel.AgencyNew:
		set = "new"
	case a.TakesLetters() != nil: // kill: S.Agency.get-agency-asks-takes-letters
		set = "closed"
	}
	return agencyAnswer{
		ID: a.ID, Short: a.Short, Name: a.Name, Origin: a.Origin, Languages: list(a.Languages), Setup: set, Trial: a.Trial(), Contact: a.Contact,
		Countries: list(a.Countries), Crisis: c.crisis(a), Topics: list(a.Topics), Ask: askAnswer{a.Ask.Age, a.Ask.Gender, list(a.Ask.Questions)},
		Exit: a.Exit, Colours: a.Colours, Logo: logo(a), Texts: texts(a),
		Zone: a.TimeZone, Promise: moment(c.store().Promise(c.r.Context(), a)), Form: a.Address(), Reload: a.GoesOn(), Notices: c.s.noticesOf(a), Keeping: a.Keeping, Visits: c.s.Counting && a.Counts(), Media: a.Media,
	}, nil
}

func (c *call) crisis(a counsel.Agency) any {
	lang := ""
	if len(a.Languages) > 0 {
		lang = a.Languages[0]
	}
	for _, l := range a.Languages {
		if l == c.r.URL.Query().Get("lang") {
			lang = l
		}
	}
	if c.s.Crisis != nil {
		return c.s.Crisis(lang, a.Settings)
	}
	return []any{}
}

type directoryAnswer struct {
	Agency   counsel.ID `json:"agency"`
	Origin   string     `json:"origin"`
	Short    string     `json:"short"`
	Roots    []string   `json:"roots"`
	Manifest *string    `json:"manifest"`
}

// getDirectory gives the signed directory, which browsers verify.
func getDirectory(c *call) (any, error) {
	a, err := c.agency(c.r.PathValue("agency"))
	if err != nil {
		return nil, err
	}
	d, err := c.store().Directory(c.r.Context(), a.ID)
	return directoryAnswer{a.ID, a.Origin, a.Short, d.Roots, text(d.Manifest)}, err
}

// agency finds an agency by id or short name.
func (c *call) agency(idOrShort string) (counsel.Agency, error) {
	a, err := c.findAgency(idOrShort)
	if err == nil {
		visits.Of(c.r.Context()).At(a.ID)
	}
	return a, err
}

func (c *call) findAgency(idOrShort string) (counsel.Agency, error) {
	if id, err := counsel.ParseID(idOrShort); err == nil {
		a, err := c.store().Agency(c.r.Context(), id)
		if counsel.CodeOf(err) != counsel.NotFound {
			return a, err
		}
	}
	return c.store().AgencyByShort(c.r.Context(), idOrShort)
}

func texts(a counsel.Agency) map[string]map[string]string {
	if a.Texts == nil {
		return map[string]map[string]string{}
	}
	return a.Texts
}

// list gives [] for an empty list.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
