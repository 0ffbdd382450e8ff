package texts

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"siegel/internal/counsel"
)

// CrisisCountry is the list of emergency and help numbers of one country. A number never stands without its country,
// because the same digits mean different things across borders (UX 1.4).
type CrisisCountry struct {
	Country string           `json:"country"` // AT, CH, DE, LU
	Name    string           `json:"name"`
	Numbers []counsel.Number `json:"numbers"`
}

type crisisEntry struct {
	Name     map[string]string `json:"name"`
	Reviewed *string           `json:"reviewed"` // the day on which somebody last called or looked up every number; null: nobody has yet
	Numbers  []struct {
		Number string            `json:"number"`
		Label  map[string]string `json:"label"`
	} `json:"numbers"`
}

// Crisis gives the lists of the agency's countries first and then all others, so that an agency adds numbers (at the end of its own country)
// and never removes one. Labels are in the language lang.
func (c *Catalogues) Crisis(lang string, s counsel.Settings) []CrisisCountry {
	order := slices.Clone(s.Countries)
	for _, country := range c.countries {
		if !slices.Contains(order, country) {
			order = append(order, country)
		}
	}
	var lists []CrisisCountry
	for _, country := range order {
		entry, known := c.crisis[country]
		if !known {
			continue
		}
		list := CrisisCountry{Country: country, Name: entry.Name[c.full(lang)]}
		for _, n := range entry.Numbers {
			list.Numbers = append(list.Numbers, counsel.Number{Label: n.Label[c.full(lang)], Number: n.Number})
		}
		if len(lists) == 0 {
			list.Numbers = append(list.Numbers, s.Crisis...)
		}
		lists = append(lists, list)
	}
	return lists
}

// Countries are the countries with a list, in alphabetical order.
func (c *Catalogues) Countries() []string { return slices.Clone(c.countries) }

// Reviewed is the day on which somebody last called or looked up every number of a country; the zero time if nobody has yet.
func (c *Catalogues) Reviewed(country string) time.Time {
	text := c.crisis[country].Reviewed
	if text == nil {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, *text)
	if err != nil {
		return time.Time{} // what cannot be read was not reviewed
	}
	return day
}

func (c *Catalogues) readCrisis(files fs.FS) error {
	raw, err := fs.ReadFile(files, "crisis.json")
	if err != nil {
		return fmt.Errorf("texts: %w", err)
	}
	if err := json.Unmarshal(raw, &c.crisis); err != nil {
		return fmt.Errorf("texts: crisis.json: %w", err)
	}
	for country := range c.crisis {
		c.countries = append(c.countries, country)
	}
	slices.Sort(c.countries)
	return nil
}
