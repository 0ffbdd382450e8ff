package shred_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/rest"
	"siegel/internal/shred"
)

var began = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

func day(n int) time.Time { return began.AddDate(0, 0, n) }

func yes([]byte) bool    { return true }
func nobody([]byte) bool { return false }

// eachRenewal is each with key files in a folder that the test knows.
func eachRenewal(t *testing.T, run func(t *testing.T, place, dir string)) {
	each(t, func(t *testing.T, place string, _ *rest.Keys) {
		dir := filepath.Join(t.TempDir(), "keys")
		_, err := rest.Create(dir)
		no(t, err)
		run(t, place, dir)
	})
}

func load(t *testing.T, dir string) *rest.Keys {
	t.Helper()
	keys, err := rest.Load(dir)
	no(t, err)
	return keys
}

func raw(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	no(t, err)
	return string(b)
}

// A month and a week: prepared, taken when it has been kept elsewhere, the old one destroyed. Keys are the same all the time, and no box is.
func TestRenewal(t *testing.T) {
	eachRenewal(t, func(t *testing.T, place, dir string) {
		s := open(t, place, load(t, dir))
		no(t, s.Renew(ctx, began, nobody))
		n := name(shred.Case)
		key, err := s.Make(ctx, n)
		no(t, err)
		first, before := raw(t, dir, "k_rest"), boxes(t, s)
		look := func(at int, kept func([]byte) bool, rest, next, old bool) {
			t.Helper()
			no(t, s.Renew(ctx, day(at), kept))
			if (raw(t, dir, "k_rest") != first) != rest || (raw(t, dir, "k_rest.next") != "") != next || (raw(t, dir, "k_rest.old") != "") != old {
				t.Errorf("day %d: another one %t, next %t, old %t", at, raw(t, dir, "k_rest") != first, raw(t, dir, "k_rest.next") != "", raw(t, dir, "k_rest.old") != "")
			}
			if k, err := s.Key(ctx, n); err != nil || k != key {
				t.Fatalf("day %d: the key is another one, %v", at, err)
			}
		}
		look(22, yes, false, false, false)
		look(23, yes, false, true, false)
		look(29, yes, false, true, false)
		look(33, nobody, false, true, false) // it waits for its backup
		next := raw(t, dir, "k_rest.next")
		look(34, yes, true, false, true)
		if raw(t, dir, "k_rest") != next || raw(t, dir, "k_rest.old") != first {
			t.Error("it is not the one that was prepared")
		}
		if after := boxes(t, s); after[0] == before[0] {
			t.Error("the box is the same")
		}
		look(34+6, yes, true, false, true)
		look(34+7, yes, true, false, false)
		if raw(t, dir, "k_rest.gone") != "" {
			t.Error("it was not destroyed")
		}
		if way, _ := s.Meta(ctx, "k_rest.next", nil); way != nil {
			t.Error("the way from the old one to the new one stays in the store")
		}
		if !strings.HasPrefix(place, "postgres") && found(t, place, before[0]) {
			t.Error("the old box still lies in the file")
		}
		look(34+23, yes, true, true, false)

		stolen := filepath.Join(t.TempDir(), "keys") // whoever has the first k_rest
		copyKeys(t, stolen, dir)
		no(t, os.Remove(filepath.Join(stolen, "k_rest.next")))
		no(t, os.WriteFile(filepath.Join(stolen, "k_rest"), []byte(first), 0o600))
		thief := open(t, place, load(t, stolen))
		if _, err := thief.Key(ctx, n); !errors.Is(err, rest.ErrBox) {
			t.Errorf("the first k_rest opens: %v", err)
		}
		if _, err := thief.Settle(ctx, day(60)); !errors.Is(err, shred.ErrOtherKeys) {
			t.Errorf("the first k_rest is taken: %v", err)
		}
	})
}

func copyKeys(t *testing.T, to, from string) {
	t.Helper()
	no(t, os.CopyFS(to, os.DirFS(from)))
	list, err := os.ReadDir(to)
	no(t, err)
	for _, f := range list {
		no(t, os.Chmod(filepath.Join(to, f.Name()), 0o600))
	}
}

type killed struct{}

// The server is killed at every step that touches a file; at its next start it goes on, and every key is what it was. (What happens in the store is one transaction.)
func TestRenewalIsKilled(t *testing.T) {
	for nth := 1; ; nth++ {
		place, dir := filepath.Join(t.TempDir(), "shred"), filepath.Join(t.TempDir(), "keys")
		_, err := rest.Create(dir)
		no(t, err)
		s := open(t, place, load(t, dir))
		no(t, s.Renew(ctx, began, yes))
		n := name(shred.Account)
		key, err := s.Make(ctx, n)
		no(t, err)
		first, died, left := raw(t, dir, "k_rest"), false, nth
		for _, at := range []int{23, 30, 37} {
			if !died {
				died = dies(&left, func() { no(t, s.Renew(ctx, day(at), yes)) })
			}
			s = open(t, place, load(t, dir)) // the next start
			if _, err := s.Settle(ctx, day(at)); err != nil {
				t.Fatalf("day %d, killed at step %d: %v", at, nth, err)
			}
			no(t, s.Renew(ctx, day(at), yes))
			if k, err := s.Key(ctx, n); err != nil || k != key {
				t.Fatalf("day %d, killed at step %d: the key is another one, %v", at, nth, err)
			}
		}
		if raw(t, dir, "k_rest") == first || raw(t, dir, "k_rest.old") != "" || raw(t, dir, "k_rest.gone") != "" {
			t.Errorf("killed at step %d, and not done in the end", nth)
		}
		if !died {
			if nth != 5 {
				t.Errorf("%d steps", nth-1)
			}
			return
		}
	}
}

// dies runs something and kills it when so many steps are left. false: it came to its end.
func dies(left *int, do func()) (died bool) {
	defer rest.Step(func(string) {
		if *left--; *left == 0 {
			panic(killed{})
		}
	})()
	defer func() {
		if r := recover(); r != nil {
			if _, ours := r.(killed); !ours {
				panic(r)
			}
			died = true
		}
	}()
	do()
	return false
}

// Two nodes with folders of their own come to the same k_rest; one that was off in the meantime takes it over, also while it is running; what it has sealed under the
// old one is brought over before that is destroyed.
func TestRenewalOnNodes(t *testing.T) {
	eachRenewal(t, func(t *testing.T, place, dir string) {
		one := open(t, place, load(t, dir))
		no(t, one.Renew(ctx, began, yes))
		other := filepath.Join(t.TempDir(), "keys")
		copyKeys(t, other, dir)
		two := open(t, place, load(t, other))
		n := name(shred.Case)
		key, err := one.Make(ctx, n)
		no(t, err)
		no(t, one.Renew(ctx, day(23), yes))
		no(t, one.Renew(ctx, day(30), yes))
		if k, err := two.Key(ctx, n); err != nil || k != key { // it has not looked yet
			t.Fatal(err)
		}
		late := name(shred.Account)
		lateKey, err := two.Make(ctx, late)
		no(t, err)
		if k, err := one.Key(ctx, late); err != nil || k != lateKey {
			t.Fatal(err)
		}
		no(t, two.Renew(ctx, day(31), yes))
		no(t, one.Renew(ctx, day(37), yes))
		no(t, two.Renew(ctx, day(38), yes))
		if raw(t, dir, "k_rest") != raw(t, other, "k_rest") || raw(t, other, "k_rest.old") != "" || raw(t, dir, "k_rest.old") != "" {
			t.Error("they do not agree")
		}
		for _, s := range []*shred.Store{one, two} {
			for n, want := range map[shred.Name]rest.Key{n: key, late: lateKey} {
				if k, err := s.Key(ctx, n); err != nil || k != want {
					t.Errorf("%v: %v", n.Kind, err)
				}
			}
		}
	})
}

// A copy of the store from before the renewal is put back: as long as the old k_rest is there, it is brought over.
func TestRenewalAfterRestore(t *testing.T) {
	eachRenewal(t, func(t *testing.T, place, dir string) {
		s := open(t, place, load(t, dir))
		no(t, s.Renew(ctx, began, yes))
		n := name(shred.Case)
		key, err := s.Make(ctx, n)
		no(t, err)
		var copied strings.Builder
		no(t, s.Snapshot(ctx, &copied))
		no(t, s.Renew(ctx, day(30), yes))
		back := open(t, filepath.Join(t.TempDir(), "back"), load(t, dir))
		no(t, back.Load(ctx, strings.NewReader(copied.String())))
		_, err = back.Settle(ctx, day(33))
		no(t, err)
		no(t, back.Renew(ctx, day(41), yes))
		if k, err := back.Key(ctx, n); err != nil || k != key || raw(t, dir, "k_rest.old") != "" {
			t.Errorf("old one %q, %v", raw(t, dir, "k_rest.old"), err)
		}
	})
}

// k_arch that is lost is not replaced: the keys of the archive would be lost without a word.
func TestArchKeyIsLost(t *testing.T) {
	eachRenewal(t, func(t *testing.T, place, dir string) {
		s := open(t, place, load(t, dir))
		_, err := s.Settle(ctx, began)
		no(t, err)
		no(t, os.Remove(filepath.Join(dir, "k_arch")))
		if _, err := open(t, place, load(t, dir)).Settle(ctx, began); !errors.Is(err, shred.ErrOtherKeys) {
			t.Errorf("%v", err)
		}
		if raw(t, dir, "k_arch") != "" {
			t.Error("another one was made")
		}
	})
}
