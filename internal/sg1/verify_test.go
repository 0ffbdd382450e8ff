package sg1

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"siegel/internal/counsel"
)

// directoryCase is one case of checks.directory in sg1.json and of directory.json. Origin and agency are the reader's; where a case
// has none, those of the context.
type directoryCase struct {
	What           string
	Roots          []string
	Manifest       string
	Between        []string
	F              *string
	Pin            json.RawMessage
	PinnedManifest *string `json:"pinned_manifest"`
	Realm          string
	Today          string
	Origin         *string
	Refuse         *string
	Notice         []string
	NewPin         json.RawMessage `json:"new_pin"`
}

type directoryFile struct {
	Texts   texts
	Context struct {
		Agency counsel.ID
		Origin string
	}
	Directory []directoryCase
}

func TestDirectoryVectors(t *testing.T) {
	var file struct{ Checks directoryFile }
	load(t, "sg1.json", &file)
	if n := len(file.Checks.Directory); n != 41 {
		t.Errorf("%d cases, want 41", n)
	}
	file.Checks.run(t)
}

func (f directoryFile) run(t *testing.T) {
	for _, c := range f.Directory {
		t.Run(c.What, func(t *testing.T) { c.check(t, f.chain(t, c)) })
	}
}

func (f directoryFile) chain(t testing.TB, c directoryCase) Chain {
	in := Chain{
		Roots: f.Texts.all(c.Roots), Manifest: f.Texts.get(c.Manifest), Between: f.Texts.all(c.Between),
		Agency: f.Context.Agency, Origin: f.Context.Origin, Staff: c.Realm == "staff", Today: c.Today,
	}
	if c.Origin != nil {
		in.Origin = *c.Origin
	}
	if c.F != nil {
		in.Fingerprint = *c.F
	}
	if c.PinnedManifest != nil {
		in.PinnedManifest = f.Texts.get(*c.PinnedManifest)
	}
	in.Pin = readPin(t, c.Pin)
	return in
}

func readPin(t testing.TB, raw json.RawMessage) *Pin {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var pin Pin
	if err := DecodeBody(raw, &pin); err != nil {
		t.Fatal(err)
	}
	return &pin
}

func (c directoryCase) check(t *testing.T, in Chain) {
	got, err := VerifyDirectory(in)
	if c.Refuse != nil {
		if checkOf(err) != *c.Refuse {
			t.Errorf("error %v, want refusal by %s", err, *c.Refuse)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Notices, c.Notice) {
		t.Errorf("notices %v, want %v", got.Notices, c.Notice)
	}
	if want := readPin(t, c.NewPin); want == nil || got.Pin != *want {
		t.Errorf("new pin %+v, want %+v", got.Pin, want)
	}
}

// checkOf gives the check that refused, or a word that is none.
func checkOf(err error) string {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Check
	}
	return "no refusal"
}

// TestOwnDirectoryVectors: the cases that spec adds.
func TestOwnDirectoryVectors(t *testing.T) {
	var file directoryFile
	load(t, "directory.json", &file)
	if n := len(file.Directory); n < 60 {
		t.Errorf("%d cases", n)
	}
	file.run(t)
}
