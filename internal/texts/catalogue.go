package texts

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// about is what locales/languages.json says of a catalogue: "de", "en", or an overlay such as "de-du" and "de-simple".
type about struct {
	Over  string `json:"over"`  // the language whose texts stand where an overlay has none of its own; "" for a full catalogue
	Lang  string `json:"lang"`  // the HTML language, where it is not the catalogue's name: "de-du" would read as a region (UX 6)
	Draft bool   `json:"draft"` // no native speaker, or nobody of those it is written for, has read it yet
}

// simple ends the names of catalogues in simple language, which are a view, too (UX 6).
const simple = "-simple"

// Languages are the languages with a full catalogue, sorted. Agencies choose from them, and letters are written in one of them.
func (c *Catalogues) Languages() []string { return slices.Clone(c.languages) }

// Catalogues are the languages and the overlays on them, sorted.
func (c *Catalogues) Catalogues() []string { return slices.Sorted(maps.Keys(c.texts)) }

// Has says whether there is a catalogue of that name: a language or an overlay.
func (c *Catalogues) Has(catalogue string) bool { return c.texts[catalogue] != nil }

// Simple is the catalogue in simple language of a language, or "".
func (c *Catalogues) Simple(lang string) string {
	if c.Has(lang + simple) {
		return lang + simple
	}
	return ""
}

// IsSimple says whether a catalogue is in simple language.
func IsSimple(catalogue string) bool { return strings.HasSuffix(catalogue, simple) }

// Catalogue is what a seeker reads who chose lang (a language, or one in simple language) at an agency with this form of address: "sie" or "du".
func (c *Catalogues) Catalogue(lang, form string) string {
	if addressed := lang + "-" + form; c.Has(addressed) && form != "" {
		return addressed
	}
	return lang
}

// Language is the real language of a catalogue: "de" for "de-simple".
func (c *Catalogues) Language(catalogue string) string {
	if over := c.about[catalogue].Over; over != "" {
		return over
	}
	return catalogue
}

// HTML is the value of the attribute lang on a page in this catalogue.
func (c *Catalogues) HTML(catalogue string) string {
	if lang := c.about[catalogue].Lang; lang != "" {
		return lang
	}
	return catalogue
}

// Draft says that nobody who should have read this catalogue has read it yet. Pages in it say so.
func (c *Catalogues) Draft(catalogue string) bool { return c.about[catalogue].Draft }

// Overlaid says that an overlay has its own text for a key, which then stands before the agency's text in the language below (UX 6).
func (c *Catalogues) Overlaid(catalogue, key string) bool {
	_, own := c.own[catalogue][key]
	return own
}

// lay puts the texts of the language below under each overlay.
func (c *Catalogues) lay(files fs.FS) error {
	raw, err := fs.ReadFile(files, "languages.json")
	if err != nil {
		return fmt.Errorf("texts: %w", err)
	}
	if err := json.Unmarshal(raw, &c.about); err != nil {
		return fmt.Errorf("texts: languages.json: %w", err)
	}
	for name, texts := range c.texts {
		about, known := c.about[name]
		if !known {
			return fmt.Errorf("texts: languages.json says nothing of %s", name)
		}
		if about.Over == "" {
			c.languages = append(c.languages, name)
			continue
		}
		if c.texts[about.Over] == nil || c.about[about.Over].Over != "" {
			return fmt.Errorf("texts: %s lies over %q, which is no full catalogue", name, about.Over)
		}
		c.own[name] = texts
	}
	for name, own := range c.own {
		c.texts[name] = maps.Clone(c.texts[c.about[name].Over])
		maps.Copy(c.texts[name], own)
	}
	slices.Sort(c.languages)
	return nil
}
