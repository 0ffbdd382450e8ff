package notifier

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"siegel/internal/notice"
	"siegel/internal/sg1"
)

// identityFile is the age identity inside the notifier's folder; whoever has it and the addresses can read them.
const identityFile = "identity.txt"

// ErrNoIdentity says that a folder has addresses and no identity to open them.
var ErrNoIdentity = errors.New("the folder holds addresses, and no identity that opens them: put it back from its backup, or remove the folder and let people give their addresses again")

// Identity opens what browsers have sealed for the notifier.
type Identity struct{ own *age.HybridIdentity }

// Open reads the identity of a folder, and makes folder and identity where there are none. made says that it is new.
func Open(folder string) (id *Identity, made bool, err error) {
	path := filepath.Join(folder, identityFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		id, err = create(folder, path)
		return id, err == nil, err
	}
	if err != nil {
		return nil, false, err
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		return nil, false, errors.Join(fmt.Errorf("%s can be read by others: chmod 600", path), err) // kill: S.Identity.open-by-others
	}
	own, err := age.ParseHybridIdentity(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, false, fmt.Errorf("%s holds no identity", path) // kill: S.Identity.open-no-identity
	}
	return &Identity{own}, false, nil
}

func create(folder, path string) (*Identity, error) {
	if _, err := os.Stat(filepath.Join(folder, shelfFile)); err == nil {
		return nil, ErrNoIdentity // kill: S.Identity.create-no-identity
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, err
	}
	return &Identity{own}, write(path, own.String()+"\n", 0o600)
}

// write makes a file that is not there yet, and is sure that it lies on the disk.
func write(path, text string, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Sync(), f.Close())
}

// Secret reads the secret that server and notifier share, and makes it where there is none: the server's user needs to read it, by its group.
func Secret(path string) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		raw := make([]byte, 32)
		rand.Read(raw)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return "", err
		}
		if err := write(path, base64.RawURLEncoding.EncodeToString(raw)+"\n", 0o640); err != nil {
			return "", err
		}
	}
	return notice.ReadSecret(path)
}

// Recipient is whom browsers seal addresses to.
func (id *Identity) Recipient() string { return id.own.Recipient().String() }

// sealed is what lies inside a file (spec/notice.md): 512 bytes, JSON and then spaces, so that no length tells an address.
type sealed struct {
	V       int    `json:"v"`
	Agency  string `json:"agency"`
	UID     string `json:"uid"`
	Address string `json:"address"`
}

const (
	sealedLength = 512
	mostFile     = 4 << 10
)

var errAddress = errors.New("notifier: this is no address, or not this person's")

// open gives the address in a file that was sealed for this person. It is in memory only while a mail is written.
func (id *Identity) open(p notice.Person, file []byte) (string, error) {
	if len(file) > mostFile {
		return "", errAddress // kill: S.Identity.address-long
	}
	r, err := age.Decrypt(bytes.NewReader(file), id.own)
	if err != nil {
		return "", errAddress // kill: S.Identity.address-sealed
	}
	plain, err := io.ReadAll(io.LimitReader(r, sealedLength+1))
	if err != nil || len(plain) != sealedLength {
		return "", errAddress // kill: S.Identity.address-length
	}
	var s sealed
	if sg1.Decode(bytes.TrimRight(plain, " "), &s) != nil || s.V != 1 || s.Agency != p.Agency.String() || s.UID != p.UID.String() || !wellFormed(s.Address) {
		return "", errAddress // kill: S.Identity.address-other
	}
	return s.Address, nil
}

// wellFormed wants one plain address: letters of ASCII, one @, a domain with a dot. Anything else could be read as several addresses, or as a command.
func wellFormed(address string) bool {
	local, domain, found := strings.Cut(address, "@")
	if !found || local == "" || len(local) > 64 || len(address) > 254 || !strings.Contains(strings.Trim(domain, "."), ".") {
		return false // kill: S.Identity.well-formed-parts
	}
	return only(local, "!#$%&'*+-/=?^_`{|}~.") && only(domain, "-.") && !strings.Contains(address, "..") && !strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") // kill: S.Identity.well-formed
}

func only(text, others string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(others, r) {
			return false // kill: S.Identity.only
		}
	}
	return true
}
