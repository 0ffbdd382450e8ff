package rest

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// k_rest is renewed every month (PROTOCOL 2.11): what lies on old disks and in forgotten copies of the shred store is then sealed under a key that is nowhere any more. Beside the
// file k_rest there may be k_rest.next, prepared, and k_rest.old, which still opens for a week. Every step is a rename, so that a server that is killed goes on at
// its next start. Whoever decides which one is the current one is the shred store (internal/shred).

// Rest is the name of the file that is renewed, and of its check value.
const Rest = "k_rest"

const (
	nextFile = "k_rest.next"
	oldFile  = "k_rest.old"
	goneFile = "k_rest.gone" // being destroyed
	archFile = "k_arch"
)

// generation is one k_rest, or k_arch, with the key that follows from it.
type generation struct {
	raw [32]byte
	row Key
}

func generationOf(raw [32]byte) generation { return newGeneration(raw, "sg1/rest") }

func newGeneration(raw [32]byte, label string) (g generation) {
	g.raw = raw
	copy(g.row[:], must(hkdf.Key(sha256.New, raw[:], nil, label, 32)))
	return g
}

func (g generation) check() []byte { return mac(g.raw, []byte("sg1/check")) }

func (g *generation) is(check []byte) bool { return g != nil && bytes.Equal(g.check(), check) }

// look reads what may be there beside the four files.
func (k *Keys) look() error {
	var err error
	for name, to := range map[string]struct {
		to    **generation
		label string
	}{nextFile: {&k.next, "sg1/rest"}, oldFile: {&k.old, "sg1/rest"}, archFile: {&k.arch, "sg1/arch"}} {
		raw, bad := read(filepath.Join(k.dir, name))
		if errors.Is(bad, fs.ErrNotExist) {
			*to.to = nil
			continue
		}
		g := newGeneration(raw, to.label)
		*to.to = &g
		err = errors.Join(err, bad)
	}
	return err
}

// reload reads all of it again: another process of the same folder may have been faster.
func (k *Keys) reload() error {
	raw, err := read(filepath.Join(k.dir, Rest))
	if err != nil {
		return err
	}
	k.now = generationOf(raw)
	return k.look()
}

// Stage says which of the k_rest at hand one is.
type Stage int

// The stages.
const (
	Unknown Stage = iota
	Current
	Next
	Old
)

// StageOf finds a k_rest by its check value.
func (k *Keys) StageOf(check []byte) Stage {
	k.mu.RLock()
	defer k.mu.RUnlock()
	switch {
	case k.now.is(check):
		return Current
	case k.next.is(check):
		return Next
	case k.old.is(check):
		return Old
	}
	return Unknown
}

// Kept gives the check values of all key files that have to be kept elsewhere: those of Checks, the next k_rest and k_arch.
func (k *Keys) Kept() map[string][]byte {
	out := k.Checks()
	k.mu.RLock()
	defer k.mu.RUnlock()
	for name, g := range map[string]*generation{nextFile: k.next, archFile: k.arch} {
		if g != nil {
			out[name] = g.check()
		}
	}
	return out
}

// transport is where the next k_rest lies in the shred store, sealed under the one before, so that every node comes to the same.
func transport() Row { return RowOf([16]byte{}, "shred_meta", []byte(nextFile)) }

// NewNext makes a next k_rest and gives it sealed under the current one. It is nowhere else yet: see TakeNext.
func (k *Keys) NewNext() []byte {
	var raw [32]byte
	rand.Read(raw[:])
	return k.Seal(transport(), raw[:])
}

// TakeNext opens what NewNext has made, here or on another node, and writes it into k_rest.next. It gives its check value. Errors: ErrBox, those of the disk.
func (k *Keys) TakeNext(box []byte) (check []byte, err error) {
	plain, err := k.Open(transport(), box)
	if err != nil || len(plain) != 32 {
		return nil, ErrBox // kill: S.Renewal.take-next-box
	}
	g := generationOf([32]byte(plain))
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.now.is(g.check()) || k.next.is(g.check()) {
		return g.check(), nil
	}
	if err := put(k.dir, nextFile, g.raw); err != nil {
		return nil, err
	}
	k.next = &g
	return g.check(), nil
}

// Rewrap gives what is in a box of the shred store sealed under the current k_rest, or the next; changed is false if it is already. Errors: ErrBox.
func (k *Keys) Rewrap(to Stage, row Row, box []byte) (fresh []byte, changed bool, err error) {
	plain, err := k.Open(row, box)
	if err != nil {
		return nil, false, err
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	g := k.at(to)
	if g == nil {
		return nil, false, ErrBox // kill: S.Renewal.rewrap-box
	}
	if _, err := g.row.Open(row, box); err == nil {
		return box, false, nil
	}
	return g.row.Seal(row, plain), true, nil
}

// Turn makes the next k_rest the current one, and the current one the old. Where it has been done, or another process does it, it is no error.
func (k *Keys) Turn() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.next == nil {
		return nil
	}
	if err := put(k.dir, oldFile, k.now.raw); err != nil {
		return err
	}
	step("old")
	if err := os.Rename(filepath.Join(k.dir, nextFile), filepath.Join(k.dir, Rest)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := syncFolder(k.dir); err != nil {
		return err
	}
	return k.reload()
}

// HasOld says whether an old k_rest is still there, or what is left of it.
func (k *Keys) HasOld() bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	_, err := os.Lstat(filepath.Join(k.dir, goneFile))
	return k.old != nil || err == nil
}

// DestroyOld overwrites the old k_rest and removes it: with its name gone first, so that a half-written file is never read.
func (k *Keys) DestroyOld() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	gone := filepath.Join(k.dir, goneFile)
	if err := os.Rename(filepath.Join(k.dir, oldFile), gone); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	k.old = nil
	step("gone")
	f, err := os.OpenFile(gone, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	noise := make([]byte, 128)
	rand.Read(noise)
	_, err = f.Write(noise)
	if err := errors.Join(err, f.Sync(), f.Close(), os.Remove(gone)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncFolder(k.dir)
}

// put writes a key file anew: whole under its name, or not there.
func put(dir, name string, key [32]byte) error {
	fresh := filepath.Join(dir, name+".new")
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := write(fresh, key); err != nil {
		return err
	}
	step("new")
	if err := os.Rename(fresh, filepath.Join(dir, name)); err != nil {
		return err
	}
	return syncFolder(dir)
}

// step is where a test takes the server away.
var step = func(string) {}

// Step has something called before each step of a renewal that cannot be taken back, until stop. For tests.
func Step(at func(string)) (stop func()) {
	step = at
	return func() { step = func(string) {} }
}

// ErrNoArch says that k_arch is not there.
var ErrNoArch = errors.New("rest: the keys folder holds no k_arch")

// MakeArch makes k_arch where there is none, and gives its check value.
func (k *Keys) MakeArch() (check []byte, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.arch == nil {
		var raw [32]byte
		rand.Read(raw[:])
		if err := write(filepath.Join(k.dir, archFile), raw); err != nil && !errors.Is(err, fs.ErrExist) { // another process of the same folder was faster
			return nil, err
		}
		if err := errors.Join(syncFolder(k.dir), k.look()); err != nil {
			return nil, err
		}
	}
	return k.arch.check(), nil
}

// ArchCheck is the check value of k_arch; nil: there is none.
func (k *Keys) ArchCheck() []byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.arch == nil {
		return nil
	}
	return k.arch.check()
}

// SealArch seals the key of a sealed case, under k_arch. Errors: ErrNoArch.
func (k *Keys) SealArch(row Row, plain []byte) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.arch == nil {
		return nil, ErrNoArch // kill: S.Renewal.seal-arch-no-arch
	}
	return k.arch.row.Seal(row, plain), nil
}

// OpenArch opens it. Errors: ErrNoArch, ErrBox.
func (k *Keys) OpenArch(row Row, box []byte) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.arch == nil {
		return nil, ErrNoArch // kill: S.Renewal.open-arch-no-arch
	}
	return k.arch.row.Open(row, box)
}

// CheckOf is the check value of the k_rest of a stage; nil: there is none.
func (k *Keys) CheckOf(at Stage) []byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if g := k.at(at); g != nil {
		return g.check()
	}
	return nil
}

func (k *Keys) at(s Stage) *generation {
	switch s {
	case Current:
		return &k.now
	case Next:
		return k.next
	case Old:
		return k.old
	}
	return nil
}
