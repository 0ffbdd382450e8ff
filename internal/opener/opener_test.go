package opener_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
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
	list := fmt.Sprintf(`{"v":1,"agency":"%s","origin":"%s","case":"%s","at":"2036-11-22T10:11:12Z","by":"%s","by_kid":"%s","mseq":1,"epochs":[{"epoch":0,"ck_id":"%s","nk_id":null}],"entries":%s,"messages":[]}`,
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
		w, _ := z.Create(name)
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

func TestOpen(t *testing.T) {
	id, key := identity(t)
	e := newExport()
	c, err := opener.Open(bytes.NewReader(seal(t, e.archive(), id.Recipient())), key)
	if err != nil {
		t.Fatal(err)
	}
	if c.Signer != "Frau L." || len(c.Directory) != 26 || len(c.Files) != 5 || string(c.Text("case.html")) != e.files["case.html"] || c.Manifest.Agency != e.agency {
		t.Errorf("%+v", c)
	}
	if c.Text("nothing") != nil || len(c.Handle()) != 8 || !strings.Contains(c.String(), "exported on 2036-11-22T10:11:12Z by Frau L.") {
		t.Error(c)
	}
}

// Each is a case that is right but for one thing.
func TestOpenRefuses(t *testing.T) {
	id, key := identity(t)
	stranger := testkit.NewMember(testkit.ID(), "Eve", counsel.Lead)
	for what, c := range map[string]struct {
		change func(e *export)
		want   error
	}{
		"a file was changed":      {func(e *export) { e.after = func(f map[string]string) { f["messages.json"] = "[1]" } }, opener.ErrChanged},
		"a file is missing":       {func(e *export) { e.after = func(f map[string]string) { delete(f, "notes.json") } }, opener.ErrChanged},
		"a file too many":         {func(e *export) { e.after = func(f map[string]string) { f["more.html"] = "" } }, opener.ErrChanged},
		"no list":                 {func(e *export) { e.after = func(f map[string]string) { delete(f, "MANIFEST.json") } }, opener.ErrCase},
		"no signature":            {func(e *export) { e.after = func(f map[string]string) { delete(f, "MANIFEST.sig") } }, opener.ErrCase},
		"a list of tomorrow":      {func(e *export) { e.list = func(l string) string { return strings.Replace(l, `"v":1`, `"v":2`, 1) } }, opener.ErrCase},
		"a list with white space": {func(e *export) { e.list = func(l string) string { return l + " " } }, opener.ErrCase},
		"the list was changed afterwards": {func(e *export) {
			e.after = func(f map[string]string) { f["MANIFEST.json"] = strings.Replace(f["MANIFEST.json"], "2036", "2026", 1) }
		}, opener.ErrChanged},
		"signed by a stranger": {func(e *export) { e.by = stranger }, opener.ErrChanged},
		"signed by a stranger in her name": {func(e *export) {
			e.list = func(l string) string { return strings.Replace(l, e.lead.UID.String(), stranger.UID.String(), 1) }
		}, opener.ErrChanged},
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
		if _, err := opener.Open(bytes.NewReader(seal(t, e.archive(), id.Recipient())), key); !errors.Is(err, c.want) {
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
		"cut short":      {file[:len(file)-20], key, opener.ErrSealed},
		"a byte changed": {append(slices.Clone(file[:len(file)-1]), file[len(file)-1]^1), key, opener.ErrSealed},
		"nothing":        {nil, key, opener.ErrSealed},
		"something else": {seal(t, []byte("no archive"), id.Recipient()), key, opener.ErrCase},
	} {
		if _, err := opener.Open(bytes.NewReader(c.file), c.key); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
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
	for _, typed := range []string{"", "AGE-SECRET-KEY-PQ-1", classic.String(), text[:len(text)-1] + "x"} {
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
	out, err := exec.Command("go", "tool", "-modfile=../../tools/go.mod", "age", "-d", "-i", keyFile, file).Output()
	if err != nil || !bytes.Equal(out, plain) {
		t.Errorf("%v, %d bytes", err, len(out))
	}
}
