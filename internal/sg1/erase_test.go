package sg1

import (
	"errors"
	"testing"

	"siegel/internal/counsel"
)

// eraseFile is spec/vectors/erase.json, which browsers check too.
type eraseFile struct {
	Texts   texts
	Root    string
	Members []string
	Orders  []struct {
		What     string
		Manifest string
		Case, By counsel.ID
		Order    string
		Mode     string
		Refuse   *string
	}
}

func loadErase(t testing.TB) (file eraseFile) {
	t.Helper()
	load(t, "erase.json", &file)
	return file
}

// directory is that of one of the manifests, with its members.
func (f eraseFile) directory(t testing.TB, manifest string) *Directory {
	t.Helper()
	d, err := Open([]string{f.Texts.get(f.Root)}, f.Texts.get(manifest))
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range f.Texts.all(f.Members) {
		_ = d.Add(record) // not everybody is in each manifest
	}
	return d
}

func TestEraseVectors(t *testing.T) {
	file := loadErase(t)
	if len(file.Orders) < 20 {
		t.Errorf("void: %d orders", len(file.Orders))
	}
	for _, c := range file.Orders {
		o, err := file.directory(t, c.Manifest).CheckEraseOrder(file.Texts.get(c.Order), c.Case, c.By)
		var refused *Refusal
		switch errors.As(err, &refused); {
		case c.Refuse == nil && (err != nil || o.Mode != c.Mode):
			t.Errorf("%s: %v, %q", c.What, err, o.Mode)
		case c.Refuse != nil && (refused == nil || refused.Check != *c.Refuse):
			t.Errorf("%s: %v, want %s", c.What, err, *c.Refuse)
		}
	}
}
