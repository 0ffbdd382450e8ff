package rest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func fresh(t *testing.T) (*Keys, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	k, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	return k, dir
}

var place = RowOf([16]byte{1}, "shred_keys", []byte("case"))

// Whatever does not open stops: another server's next k_rest, a box under neither of the three, a next one that there is none of.
func TestRenewalRefuses(t *testing.T) {
	k, dir := fresh(t)
	other, _ := fresh(t)
	if _, err := k.TakeNext(other.NewNext()); !errors.Is(err, ErrBox) {
		t.Errorf("the next one of another server: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "k_rest.next")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it was written")
	}
	if _, err := k.TakeNext(k.Seal(transport(), []byte("short"))); !errors.Is(err, ErrBox) {
		t.Errorf("a short one: %v", err)
	}
	box := k.Seal(place, []byte("key"))
	if _, _, err := k.Rewrap(Next, place, box); !errors.Is(err, ErrBox) {
		t.Errorf("without a next one: %v", err)
	}
	if _, _, err := other.Rewrap(Current, place, box); !errors.Is(err, ErrBox) {
		t.Errorf("another server's box: %v", err)
	}
	if same, changed, err := k.Rewrap(Current, place, box); err != nil || changed || string(same) != string(box) {
		t.Errorf("what is under the current one already: %t, %v", changed, err)
	}
	if _, err := other.Open(place, box); !errors.Is(err, ErrBox) {
		t.Errorf("%v", err)
	}
}

// k_arch is made once, opens after a restart, and without it nothing is sealed or opened.
func TestArch(t *testing.T) {
	k, dir := fresh(t)
	if _, err := k.SealArch(place, []byte("key")); !errors.Is(err, ErrNoArch) {
		t.Errorf("sealed without: %v", err)
	}
	first, err := k.MakeArch()
	if err != nil {
		t.Fatal(err)
	}
	box, err := k.SealArch(place, []byte("key"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if check, err := again.MakeArch(); err != nil || string(check) != string(first) {
		t.Errorf("made anew: %v", err)
	}
	if plain, err := again.OpenArch(place, box); err != nil || string(plain) != "key" {
		t.Errorf("%q, %v", plain, err)
	}
	if _, err := k.Open(place, box); !errors.Is(err, ErrBox) {
		t.Error("k_rest opens what is under k_arch")
	}
	without, _ := fresh(t)
	if _, err := without.OpenArch(place, box); !errors.Is(err, ErrNoArch) {
		t.Errorf("opened without: %v", err)
	}
	if without.ArchCheck() != nil || without.StageOf(first) != Unknown {
		t.Error("it is taken for another key")
	}
}
