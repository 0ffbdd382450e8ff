// Package texts reads locales/ and gives every text that a server page shows, in the language asked for.
package texts

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Catalogues holds the texts of all languages: language → noun.key → text.
type Catalogues struct {
	languages []string
	texts     map[string]map[string]string
	crisis    map[string]crisisEntry
	countries []string
}

// Load reads locales: one folder per language, one JSON file per noun, calendar.json and crisis.json.
func Load(files fs.FS) (*Catalogues, error) {
	c := &Catalogues{texts: map[string]map[string]string{}, crisis: map[string]crisisEntry{}}
	names, err := fs.Glob(files, "*/*.json")
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	for _, name := range names {
		if err := c.readNoun(files, name); err != nil {
			return nil, err
		}
	}
	for lang := range c.texts {
		c.languages = append(c.languages, lang)
	}
	slices.Sort(c.languages)
	if err := c.readCalendar(files); err != nil {
		return nil, err
	}
	return c, c.readCrisis(files)
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

// Languages are the languages with a catalogue, sorted.
func (c *Catalogues) Languages() []string { return slices.Clone(c.languages) }

// Has says whether lang has a catalogue.
func (c *Catalogues) Has(lang string) bool { return c.texts[lang] != nil }

// full is lang itself, or the source language where a list has no texts of its own.
func (c *Catalogues) full(lang string) string {
	if c.Has(lang) {
		return lang
	}
	return source
}

// source is the language all catalogues are written from.
const source = "de"

// T gives the text of `noun.key` in lang, with {name} filled in from pairs of name and value. A key that does not exist shows as itself;
// the tests of the catalogues keep that from happening.
func (c *Catalogues) T(lang, key string, pairs ...string) string {
	text, ok := c.texts[lang][key]
	if !ok {
		text = key
	}
	return Fill(text, pairs...)
}

// Keys are all keys of lang, sorted.
func (c *Catalogues) Keys(lang string) []string {
	keys := make([]string, 0, len(c.texts[lang]))
	for key := range c.texts[lang] {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
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
