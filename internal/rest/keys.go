package rest

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Keys are the server's secrets. They live in files, never in the database, and never leave this package.
type Keys struct {
	salt, idx, auth [32]byte
	dir             string // where they lie; the renewal of k_rest writes there

	mu   sync.RWMutex
	now  generation  // of k_rest: what is sealed with
	next *generation // prepared; opens, and seals nothing yet
	old  *generation // opens, for a week more
	arch *generation // k_arch; nil: there is none yet
}

// The files of the keys folder, named as in PROTOCOL 2.11. Each holds 64 hexadecimal digits.
var files = []string{"k_salt", "k_idx", "k_auth", "k_rest"}

// ErrIncomplete says that only some of the key files are there. Nothing is made up for the lost ones.
var ErrIncomplete = errors.New("rest: the keys folder holds some of its four files, not all")

// Load reads the four key files of a folder. Errors: fs.ErrNotExist if none is there, ErrIncomplete, a file that others may read, a malformed one.
func Load(dir string) (*Keys, error) {
	var raw [4][32]byte
	missing := 0
	for i, name := range files {
		key, err := read(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			missing++
			continue
		}
		if err != nil {
			return nil, err
		}
		raw[i] = key
	}
	switch missing {
	case 0:
		return loaded(dir, raw)
	case len(files):
		return nil, fmt.Errorf("rest: no keys in %s: %w", dir, fs.ErrNotExist) // kill: S.Rest.no-keys
	}
	return nil, ErrIncomplete // kill: S.Rest.incomplete-keys
}

// Create makes four new keys in a folder that holds none, readable by the owner only. It overwrites nothing.
func Create(dir string) (*Keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if _, err := Load(dir); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("rest: %s holds keys already", dir) // kill: S.Rest.create
	}
	for _, name := range files {
		var key [32]byte
		rand.Read(key[:])
		if err := write(filepath.Join(dir, name), key); err != nil {
			return nil, err
		}
	}
	if err := syncFolder(dir); err != nil {
		return nil, err
	}
	return Load(dir)
}

// Checks gives, per key file, the value by which a database knows its keys again.
func (k *Keys) Checks() map[string][]byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	out := make(map[string][]byte, len(files))
	for i, key := range [][32]byte{k.salt, k.idx, k.auth} {
		out[files[i]] = mac(key, []byte("sg1/check"))
	}
	out[Rest] = k.now.check()
	return out
}

func derived(raw [4][32]byte) *Keys {
	return &Keys{salt: raw[0], idx: raw[1], auth: raw[2], now: generationOf(raw[3])}
}

func loaded(dir string, raw [4][32]byte) (*Keys, error) {
	k := derived(raw)
	k.dir = dir
	return k, k.look()
}

func read(path string) (key [32]byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return key, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return key, fmt.Errorf("rest: %s may be read by others; set its mode to 0600", path) // kill: S.Rest.key-mode
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return key, err
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != len(key) {
		return key, fmt.Errorf("rest: %s does not hold 64 hexadecimal digits", path) // kill: S.Rest.key-form
	}
	return [32]byte(b), nil
}

func write(path string, key [32]byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(hex.EncodeToString(key[:]) + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// syncFolder puts the names of the new files on the disk too: a database must never outlive its keys.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
