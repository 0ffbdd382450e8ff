package opener_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/opener"
	"siegel/internal/testkit"
)

// export is a case in the making: change what it holds, then seal it.
type export struct {
	agency counsel.ID
	lead   *testkit.Member
	files  map[string]string
	list   func(string) string     // changes the list before it is signed
	by     *testkit.Member         // who signs it
	after  func(map[string]string) // changes what lies in the archive
	raw    func(*zip.FileHeader)   // changes how the entry of a text lies there
}

func newExport() *export {
	agency := testkit.ID()
	lead := testkit.NewMember(agency, "Frau L.", counsel.Counsellor, counsel.Lead)
	signed := testkit.NewSigned(agency, testkit.Origin, lead, false)
	dir, err := json.Marshal(struct {
		Roots    []string `json:"roots"`
		Manifest string   `json:"manifest"`
		Record   string   `json:"record"`
	}{[]string{signed.Root}, signed.Manifest, lead.Record})
	if err != nil {
		panic(err)
	}
	return &export{agency: agency, lead: lead, by: lead, files: map[string]string{
		"case.html": "<!doctype html><title>Fall</title>", "messages.json": "[]", "notes.json": "[]", "profile.json": "null", "directory.json": string(dir),
	}}
}

// archive gives the ZIP.
func (e *export) archive() []byte {
	entries := map[string]string{}
	for name, text := range e.files {
		sum := sha256.Sum256([]byte(text))
		entries[name] = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	hashes, _ := json.Marshal(entries)
	list := fmt.Sprintf(`{"v":2,"agency":"%s","origin":"%s","case":"%s","at":"2036-11-22T10:11:12Z","by":"%s","by_kid":"%s","mseq":1,"epochs":[{"epoch":0,"ck_id":"%s","nk_id":null}],"entries":%s,"messages":20000,"notes":0}`,
		e.agency, testkit.Origin, testkit.ID(), e.lead.UID, kidOf(e.lead), testkit.ID(), hashes)
	if e.list != nil {
		list = e.list(list)
	}
	files := maps.Clone(e.files)
	files["MANIFEST.json"], files["MANIFEST.sig"] = list, signatureOf(e.by, list)
	if e.after != nil {
		e.after(files)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		var w io.Writer
		if e.raw != nil && name == "notes.json" {
			n, h := uint64(len(files[name])), &zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(files[name]))}
			h.CompressedSize64, h.UncompressedSize64 = n, n
			e.raw(h)
			w, _ = z.CreateRaw(h)
		} else {
			w, _ = z.Create(name)
		}
		_, _ = w.Write([]byte(files[name]))
	}
	_ = z.Close()
	return out.Bytes()
}

// signed is the signature part of an envelope and the key of a record, as the browser writes them.
type signed struct {
	Sigs []struct{ Kid, Sig string }
	Sig  struct{ Kid, Pub string }
}

func read(text string) (s signed) {
	_ = json.Unmarshal([]byte(text), &s)
	return s
}

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func kidOf(m *testkit.Member) string { return read(m.Record).Sig.Kid }

func signatureOf(m *testkit.Member, list string) string {
	key, sig := read(m.Record).Sig, read(m.Envelope("sg1/export", list)).Sigs[0]
	return fmt.Sprintf(`{"kid":"%s","pub":"%s","sig":"%s"}`, key.Kid, key.Pub, sig.Sig)
}

func seal(t *testing.T, plain []byte, to age.Recipient) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(plain)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func identity(t *testing.T) (*age.HybridIdentity, opener.Key) {
	t.Helper()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	key, err := opener.ParseKey(id.String())
	if err != nil {
		t.Fatal(err)
	}
	return id, key
}

func opened(file []byte, key opener.Key) (opener.Case, error) {
	return opener.Open(bytes.NewReader(file), int64(len(file)), key)
}

func TestOpen(t *testing.T) {
	id, key := identity(t)
	e := newExport()
	e.files["files/1-foto.jpg"] = strings.Repeat("\xff\xd8\xff", 100_000)
	c, err := opened(seal(t, e.archive(), id.Recipient()), key)
	if err != nil {
		t.Fatal(err)
	}
	if c.Signer != "Frau L." || len(c.Directory) != 26 || len(c.Files) != 6 || string(c.Text("case.html")) != e.files["case.html"] || c.Manifest.Agency != e.agency {
		t.Errorf("%+v", c)
	}
	var photo bytes.Buffer
	if err := c.Files[slices.IndexFunc(c.Files, func(f opener.File) bool { return f.Name == "files/1-foto.jpg" })].Copy(&photo); err != nil || photo.String() != e.files["files/1-foto.jpg"] {
		t.Errorf("%v, %d bytes", err, photo.Len())
	}
	if c.Text("nothing") != nil || len(c.Handle()) != 8 || !strings.Contains(c.String(), "exported on 2036-11-22T10:11:12Z by Frau L.") {
		t.Error(c)
	}
}

// Each is a case that is right but for one thing.
func TestOpenRefuses(t *testing.T) {
	id, key := identity(t)
	stranger := testkit.NewMember(testkit.ID(), "Eve", counsel.Lead)
	inList := func(e *export, old, new string) {
		e.list = func(l string) string { return strings.ReplaceAll(l, old, new) }
	}
	for what, c := range map[string]struct {
		change func(e *export)
		want   error
	}{
		"a file was changed":      {func(e *export) { e.after = func(f map[string]string) { f["messages.json"] = "[1]" } }, opener.ErrChanged},
		"a file is missing":       {func(e *export) { e.after = func(f map[string]string) { delete(f, "notes.json") } }, opener.ErrChanged},
		"a name in two spellings": {func(e *export) { e.files["Case.html"] = "" }, opener.ErrCase},
		"an attachment changed": {func(e *export) {
			e.files["files/1-a.txt"] = "a"
			e.after = func(f map[string]string) { f["files/1-a.txt"] = "b" }
		}, opener.ErrChanged},
		"an attachment missing": {func(e *export) {
			e.files["files/1-a.txt"] = "a"
			e.after = func(f map[string]string) { delete(f, "files/1-a.txt") }
		}, opener.ErrChanged},
		"a file too many":         {func(e *export) { e.after = func(f map[string]string) { f["more.html"] = "" } }, opener.ErrChanged},
		"no list":                 {func(e *export) { e.after = func(f map[string]string) { delete(f, "MANIFEST.json") } }, opener.ErrCase},
		"no signature":            {func(e *export) { e.after = func(f map[string]string) { delete(f, "MANIFEST.sig") } }, opener.ErrCase},
		"a list of tomorrow":      {func(e *export) { e.list = func(l string) string { return strings.Replace(l, `"v":2`, `"v":3`, 1) } }, opener.ErrCase},
		"a list with white space": {func(e *export) { e.list = func(l string) string { return l + " " } }, opener.ErrCase},
		"the list was changed afterwards": {func(e *export) {
			e.after = func(f map[string]string) { f["MANIFEST.json"] = strings.Replace(f["MANIFEST.json"], "2036", "2026", 1) }
		}, opener.ErrChanged},
		"signed by a stranger": {func(e *export) { e.by = stranger }, opener.ErrChanged},
		"signed by a stranger in her name": {func(e *export) {
			e.list = func(l string) string { return strings.Replace(l, e.lead.UID.String(), stranger.UID.String(), 1) }
		}, opener.ErrChanged},
		"signed by somebody whom the directory does not list": {func(e *export) {
			eve := testkit.NewMember(e.agency, "Eve", counsel.Counsellor)
			e.files["directory.json"] = strings.Replace(e.files["directory.json"], mustJSON(e.lead.Record), mustJSON(eve.Record), 1)
			e.by = eve
			e.list = func(l string) string {
				return strings.NewReplacer(e.lead.UID.String(), eve.UID.String(), kidOf(e.lead), kidOf(eve)).Replace(l)
			}
		}, opener.ErrChanged},
		"a signature that is none": {func(e *export) { e.after = func(f map[string]string) { f["MANIFEST.sig"] = "{}" } }, opener.ErrCase},
		"another key in the list":  {func(e *export) { inList(e, kidOf(e.lead), kidOf(stranger)) }, opener.ErrChanged},
		"another key beside the signature": {func(e *export) {
			e.after = func(f map[string]string) {
				f["MANIFEST.sig"] = strings.Replace(f["MANIFEST.sig"], kidOf(e.lead), kidOf(stranger), 1)
			}
		}, opener.ErrChanged},
		"a stranger's key under her key's name": {func(e *export) {
			e.by = stranger
			e.after = func(f map[string]string) {
				f["MANIFEST.sig"] = strings.Replace(f["MANIFEST.sig"], kidOf(stranger), kidOf(e.lead), 1)
			}
		}, opener.ErrChanged},
		"a name that is too long": {func(e *export) { e.files[strings.Repeat("a", 241)] = "" }, opener.ErrCase},
		"a name that ends a line": {func(e *export) { e.files["a\nb"] = "" }, opener.ErrCase},
		"another manifest": {func(e *export) {
			e.list = func(l string) string { return strings.Replace(l, `"mseq":1`, `"mseq":2`, 1) }
		}, opener.ErrChanged},
		"another agency": {func(e *export) {
			e.list = func(l string) string { return strings.Replace(l, e.agency.String(), testkit.ID().String(), 1) }
		}, opener.ErrChanged},
		"no directory":          {func(e *export) { e.files["directory.json"] = "{}" }, opener.ErrCase},
		"a name that leads out": {func(e *export) { e.files["../case.html"] = "" }, opener.ErrCase},
		"a name from the root":  {func(e *export) { e.files["/etc/case"] = "" }, opener.ErrCase},
		"a name that is hidden": {func(e *export) { e.files[".profile"] = "" }, opener.ErrCase},
		"a drive":               {func(e *export) { e.files["C:case"] = "" }, opener.ErrCase},
	} {
		e := newExport()
		c.change(e)
		if _, err := opened(seal(t, e.archive(), id.Recipient()), key); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
	_, other := identity(t)
	file := seal(t, newExport().archive(), id.Recipient())
	for what, c := range map[string]struct {
		file []byte
		key  opener.Key
		want error
	}{
		"another key":    {file, other, opener.ErrOtherKey},
		"a byte within":  {within(seal(t, bigExport(), id.Recipient())), key, opener.ErrSealed},
		"cut short":      {file[:len(file)-20], key, opener.ErrSealed},
		"a byte changed": {append(slices.Clone(file[:len(file)-1]), file[len(file)-1]^1), key, opener.ErrSealed},
		"nothing":        {nil, key, opener.ErrSealed},
		"something else": {seal(t, []byte("no archive"), id.Recipient()), key, opener.ErrCase},
	} {
		if _, err := opened(c.file, c.key); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
}

func scrypt(passphrase string, work int) (age.Recipient, error) {
	r, err := age.NewScryptRecipient(passphrase)
	if err == nil {
		r.SetWorkFactor(work)
	}
	return r, err
}

// bigExport has several chunks of age, so that one in the middle is read last.
func bigExport() []byte {
	e := newExport()
	for n := range 4 {
		e.files[fmt.Sprintf("files/%d-a.jpg", n+1)] = string(testkit.Bytes(100_000))
	}
	return e.archive()
}

func within(file []byte) []byte {
	file[len(file)/2] ^= 1
	return file
}

// A passphrase opens what was sealed to it, however it was written down; work that would take too long is refused.
func TestPassphrase(t *testing.T) {
	to := func(passphrase string, work int) []byte {
		r, err := scrypt(passphrase, work)
		if err != nil {
			t.Fatal(err)
		}
		return seal(t, newExport().archive(), r)
	}
	ours := "0123-4567-89AB-CDEF-GHJK-MNPQ"
	file := to(ours, 10)
	for typed, want := range map[string]error{
		ours: nil, " 0123 4567 89ab cdef ghjk mnpq\n": nil, "Ol23456789ABCDEFGHJKMNPQ": nil, "0123-4567-89AB-CDEF-GHJK-MNPR": opener.ErrOtherKey, "0123-4567-89AB-CDEF-GHJK": opener.ErrOtherKey,
	} {
		key, err := opener.ParsePassphrase(typed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := opened(file, key); !errors.Is(err, want) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	key, err := opener.ParsePassphrase(" wie jemand sie selbst gewählt hat ")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := opened(to("wie jemand sie selbst gewählt hat", 10), key); err != nil {
		t.Error(err)
	}
	if _, err := opened(to("wie jemand sie selbst gewählt hat", 17), key); !errors.Is(err, opener.ErrSealed) {
		t.Errorf("2^17: %v", err)
	}
	if _, err := opener.ParsePassphrase(" \n"); !errors.Is(err, opener.ErrPassphrase) {
		t.Error(err)
	}
	id, _ := identity(t)
	if _, err := opened(seal(t, newExport().archive(), id.Recipient()), key); !errors.Is(err, opener.ErrOtherKey) {
		t.Error(err)
	}
}

// The key is taken as somebody types it from paper.
func TestParseKey(t *testing.T) {
	id, _ := identity(t)
	text := id.String()
	for _, typed := range []string{text, strings.ToLower(text), text[:24] + " " + text[24:40] + "\n" + text[40:]} {
		if _, err := opener.ParseKey(typed); err != nil {
			t.Errorf("%v", err)
		}
	}
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"", "AGE-SECRET-KEY-PQ-1", classic.String(), text[:len(text)-1] + map[bool]string{true: "Q", false: "X"}[strings.HasSuffix(text, "X")]} {
		if _, err := opener.ParseKey(typed); !errors.Is(err, opener.ErrKey) || typed != "" && strings.Contains(err.Error(), typed+"x") {
			t.Errorf("%v", err)
		}
	}
}

// The public age command opens it too: the archive does not depend on this program.
func TestAgeOpens(t *testing.T) {
	id, _ := identity(t)
	dir := t.TempDir()
	plain := newExport().archive()
	file, keyFile := filepath.Join(dir, "case.zip.age"), filepath.Join(dir, "key")
	for name, data := range map[string][]byte{file: seal(t, plain, id.Recipient()), keyFile: []byte(id.String() + "\n")} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	age := func(args ...string) *exec.Cmd {
		return exec.Command("go", append([]string{"tool", "-modfile=../../tools/go.mod", "age", "-d"}, args...)...)
	}
	out, err := age("-i", keyFile, file).Output()
	if err != nil || !bytes.Equal(out, plain) {
		t.Errorf("%v, %d bytes", err, len(out))
	}
	r, err := scrypt("0123-4567-89AB-CDEF-GHJK-MNPQ", 16)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, seal(t, plain, r), 0o600); err != nil {
		t.Fatal(err)
	}
	// age itself asks for a passphrase at a terminal; its own plugin takes it from the environment.
	if said, err := exec.Command("go", "build", "-modfile=../../tools/go.mod", "-o", dir, "filippo.io/age/cmd/age-plugin-batchpass").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, said)
	}
	run := age("-j", "batchpass", file)
	run.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "AGE_PASSPHRASE=0123-4567-89AB-CDEF-GHJK-MNPQ")
	if out, err := run.Output(); err != nil || !bytes.Equal(out, plain) {
		t.Errorf("passphrase: %v, %d bytes", err, len(out))
	}
}
