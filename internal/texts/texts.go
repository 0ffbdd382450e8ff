// Package texts reads locales/ and gives every text that a server page shows, in the language asked for.
package texts

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Catalogues holds the texts of all languages and overlays: catalogue → noun.key → text.
type Catalogues struct {
	languages []string
	about     map[string]about
	texts     map[string]map[string]string // overlays have the texts of their language where they have none of their own
	own       map[string]map[string]string // overlays: only their own texts
	crisis    map[string]crisisEntry
	countries []string
}

// Load reads locales: one folder per language or overlay, one JSON file per noun, languages.json, calendar.json and crisis.json.
func Load(files fs.FS) (*Catalogues, error) {
	c := &Catalogues{texts: map[string]map[string]string{}, own: map[string]map[string]string{}, crisis: map[string]crisisEntry{}}
	names, err := fs.Glob(files, "*/*.json")
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	for _, name := range names {
		if err := c.readNoun(files, name); err != nil {
			return nil, err
		}
	}
	for _, step := range []func(fs.FS) error{c.readCalendar, c.lay, c.readCrisis} {
		if err := step(files); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Catalogues) readNoun(files fs.FS, name string) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("texts: %w", err)
	}
	var noun map[string]string
	if err := json.Unmarshal(raw, &noun); err != nil {
		return fmt.Errorf("texts: %s: %w", name, err)
	}
	lang := path.Dir(name)
	if c.texts[lang] == nil {
		c.texts[lang] = map[string]string{}
	}
	prefix := strings.TrimSuffix(path.Base(name), ".json")
	for key, text := range noun {
		c.texts[lang][prefix+"."+key] = text
	}
	return nil
}

// full is the language of a catalogue that lists of their own (numbers, forms of dates) have texts in; the source language where there is none.
func (c *Catalogues) full(catalogue string) string {
	if lang := c.Language(catalogue); c.Has(lang) {
		return lang
	}
	return source
}

// source is the language all catalogues are written from.
const source = "de"

// T gives the text of `noun.key` in a catalogue, with {name} filled in from pairs of name and value. A key that does not exist shows as itself;
// the tests of the catalogues keep that from happening.
func (c *Catalogues) T(catalogue, key string, pairs ...string) string {
	text, ok := c.texts[catalogue][key]
	if !ok {
		text = key
	}
	return Fill(text, pairs...)
}

// Keys are all keys of a catalogue, sorted.
func (c *Catalogues) Keys(catalogue string) []string {
	return slices.Sorted(maps.Keys(c.texts[catalogue]))
}

// Fill puts values into the {names} of a text. A value is never searched for names again.
func Fill(text string, pairs ...string) string {
	if len(pairs) == 0 {
		return text
	}
	old := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		old = append(old, "{"+pairs[i]+"}", pairs[i+1])
	}
	return strings.NewReplacer(old...).Replace(text)
}
