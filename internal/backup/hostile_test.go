package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/store"
)

// one is an entry of an archive that a test writes by hand.
type one struct {
	name, text string
	kind       byte // of tar; 0: a file
}

// tarred writes entries as a tar.
func tarred(t testing.TB, entries ...one) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Size: int64(len(e.text)), Mode: 0o600, Typeflag: tar.TypeReg}
		if e.kind != 0 {
			h.Typeflag, h.Size, h.Linkname = e.kind, 0, e.text
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if e.kind == 0 {
			if _, err := io.WriteString(w, e.text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const goodHead = `{"siegel_backup":1,"kind":"main","at":"2026-11-22T10:11:12Z","software":"test","schema":1}`

const columns = `{"table":"t","columns":[["a","text"],["b","int"],["c","bytes"],["d","bool"]]}` + "\n"

// manifestOf is the right one for some entries.
func manifestOf(t testing.TB, rows, files int, entries ...one) one {
	t.Helper()
	m := Manifest{Counts: map[string]int{"t": rows}, Files: files}
	for _, e := range entries {
		sum := sha256.Sum256([]byte(e.text))
		m.Entries = append(m.Entries, Entry{e.name, int64(len(e.text)), sum[:]})
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return one{name: manifestName, text: string(text)}
}

// kept is a sink that keeps what it gets as text.
type kept struct{ got strings.Builder }

func (k *kept) Table(t store.Table) error  { _, err := fmt.Fprintln(&k.got, t); return err }
func (k *kept) Row(values []any) error     { _, err := fmt.Fprintln(&k.got, values); return err }
func (k *kept) Settings(text []byte) error { _, err := fmt.Fprintf(&k.got, "%s\n", text); return err }
func (k *kept) File(name string, from io.Reader) error {
	text, err := io.ReadAll(from)
	_, _ = fmt.Fprintf(&k.got, "%s %q\n", name, text)
	return err
}

func readAll(tarred []byte, to sink) error {
	a, err := begin(bytes.NewReader(tarred), Main)
	if err != nil {
		return err
	}
	_, err = a.each(to)
	return err
}

var (
	head  = one{name: headName, text: goodHead}
	table = one{name: "database/001-t/000001.jsonl", text: columns + `["ä",-1,"AAEC",true]` + "\n"}
	file  = one{name: "files/ab/part", text: "sealed"}
)

// Whoever has the public key can write an archive that opens: it is refused for everything that we would not have written.
func TestHostile(t *testing.T) {
	good := []one{head, table, file}
	with := func(rows, files int, entries ...one) []one {
		return append(entries, manifestOf(t, rows, files, entries...))
	}
	rows := func(text string) one { return one{name: table.name, text: columns + text} }
	named := func(name string) one { return one{name: name, text: file.text} }
	for name, c := range map[string]struct {
		entries []one
		want    error
	}{
		"as it should be":         {with(1, 1, good...), nil},
		"no manifest":             {good, ErrDamaged},
		"a manifest that is none": {append(append([]one{}, good...), one{name: manifestName, text: "{"}), ErrDamaged},
		"nothing but a head":      {[]one{head}, ErrDamaged},
		"a wrong sum":             {append(append([]one{}, good...), manifestOf(t, 1, 1, head, table, one{name: file.name, text: "Sealed"})), ErrDamaged},
		"a wrong name":            {append(append([]one{}, good...), manifestOf(t, 1, 1, head, table, named("files/ab/other"))), ErrDamaged},
		"an entry left out":       {append([]one{head, table}, manifestOf(t, 1, 0, good...)), ErrDamaged},
		"an entry too many":       {append(append([]one{}, good...), manifestOf(t, 1, 1, head, table)), ErrDamaged},
		"another order":           {append([]one{head, file, table}, manifestOf(t, 1, 1, good...)), ErrDamaged},
		"a wrong count":           {with(2, 1, good...), ErrDamaged},
		"a wrong count of files":  {with(1, 2, good...), ErrDamaged},
		"something after the end": {append(with(1, 1, good...), file), ErrDamaged},
		"the head not first":      {with(1, 1, table, head), ErrNoBackup},
		"no head":                 {with(1, 1, table), ErrNoBackup},
		"a newer format":          {with(0, 0, one{name: headName, text: strings.Replace(goodHead, `backup":1`, `backup":2`, 1)}), ErrNewerFormat},
		"format 0":                {with(0, 0, one{name: headName, text: strings.Replace(goodHead, `backup":1`, `backup":0`, 1)}), ErrNoBackup},
		"another kind":            {with(0, 0, one{name: headName, text: strings.Replace(goodHead, "main", "keys", 1)}), ErrOtherKind},
		"a way out":               {with(1, 1, head, table, named("files/../../part")), ErrDamaged},
		"an absolute name":        {with(1, 1, head, table, named("files//etc/part")), ErrDamaged},
		"the folder itself":       {with(1, 1, head, table, named("files/.")), ErrDamaged},
		"a name of nothing":       {with(1, 0, head, table, named("elsewhere")), ErrDamaged},
		"a link":                  {with(1, 0, head, table, one{name: "files/link", text: "/etc", kind: tar.TypeSymlink}), ErrDamaged},
		"a folder":                {with(1, 0, head, table, one{name: "files/dir/", kind: tar.TypeDir}), ErrDamaged},
		"a value too few":         {with(1, 0, head, rows(`["ä",-1,"AAEC"]`+"\n")), ErrDamaged},
		"a value too many":        {with(1, 0, head, rows(`["ä",-1,"AAEC",true,1]`+"\n")), ErrDamaged},
		"nothing for a value":     {with(1, 0, head, rows(`["ä",null,"AAEC",true]`+"\n")), ErrDamaged},
		"a text for a number":     {with(1, 0, head, rows(`["ä","1","AAEC",true]`+"\n")), ErrDamaged},
		"a fraction":              {with(1, 0, head, rows(`["ä",1.5,"AAEC",true]`+"\n")), ErrDamaged},
		"no base64":               {with(1, 0, head, rows(`["ä",1,"A%",true]`+"\n")), ErrDamaged},
		"a number for yes":        {with(1, 0, head, rows(`["ä",1,"AAEC",1]`+"\n")), ErrDamaged},
		"a row without an end":    {with(0, 0, head, rows(`["ä",1,"AAEC",true]`)), ErrDamaged},
		"a table without columns": {with(0, 0, head, one{name: table.name, text: `{"table":"t","columns":[]}` + "\n"}), ErrDamaged},
		"an empty part":           {with(0, 0, head, one{name: table.name}), ErrDamaged},
		"another kind of column": {with(1, 0, head, one{name: table.name, text: strings.Replace(columns, "bytes", "blob", 1) + `["ä",1,"AAEC",true]` + "\n"}),
			ErrDamaged},
	} {
		if err := readAll(tarred(t, c.entries...), &kept{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	var k kept
	if err := readAll(tarred(t, with(1, 1, good...)...), &k); err != nil || !strings.Contains(k.got.String(), "[ä -1 [0 1 2] true]") || !strings.Contains(k.got.String(), `ab/part "sealed"`) {
		t.Errorf("%v %s", err, k.got.String())
	}
	long := append(tarred(t, with(1, 1, good...)...), make([]byte, 20<<10)...)
	if err := readAll(long, &kept{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("much behind the end: %v", err)
	}
}

// An archive of a newer program, of other tables, without one of them: the place stays empty.
func TestHostileTables(t *testing.T) {
	key, public, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	to, err := ParseRecipients([]string{public})
	if err != nil {
		t.Fatal(err)
	}
	secret := identities(t, key)
	for name, c := range map[string]struct {
		schema int64
		table  store.Table
		want   error
	}{
		"a newer schema":    {store.Schema() + 1, store.Table{}, store.ErrNewerSchema},
		"an unknown table":  {1, store.Table{Name: "t", Columns: []store.Column{{Name: "a", Kind: store.Text}}}, store.ErrOtherShape},
		"a column too many": {1, store.Table{Name: "logos", Columns: []store.Column{{Name: "agency", Kind: store.Bytes}, {Name: "image", Kind: store.Bytes}, {Name: "x", Kind: store.Text}}}, store.ErrOtherShape},
		"another kind":      {1, store.Table{Name: "logos", Columns: []store.Column{{Name: "agency", Kind: store.Bytes}, {Name: "image", Kind: store.Text}}}, store.ErrOtherShape},
		"missing tables":    {1, store.Table{Name: "logos", Columns: []store.Column{{Name: "agency", Kind: store.Bytes}, {Name: "image", Kind: store.Bytes}}}, store.ErrOtherShape},
	} {
		var out bytes.Buffer
		w, err := newWriter(&out, to, Head{Kind: Main, At: time.Unix(0, 0), Schema: c.schema})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.entry("database/001-t/000001.jsonl", headline(c.table)); err != nil {
			t.Fatal(err)
		}
		w.sums.Counts[c.table.Name] = 0
		if _, err := w.close(); err != nil {
			t.Fatal(err)
		}
		place := Target{Database: filepath.Join(t.TempDir(), "siegel.db")}
		if _, err := Restore(context.Background(), &out, secret, place); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(place.Database), "*")); len(left) > 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

// Every text comes back as it was, or is refused.
func TestRows(t *testing.T) {
	cols := []store.Column{{Name: "a", Kind: store.Text}, {Name: "b", Kind: store.Int}, {Name: "c", Kind: store.Bytes}, {Name: "d", Kind: store.Bool}}
	for _, text := range []string{"", "a\nb", "\u2028\"\\<>&", "\x00", "ﷺ😀"} {
		for _, n := range []int64{0, -1 << 63, 1<<63 - 1} {
			values := []any{text, n, []byte(text), n < 0}
			line, err := appendRow(nil, values)
			if err != nil || bytes.Count(line, []byte("\n")) != 1 {
				t.Fatalf("%q: %v", line, err)
			}
			back := make([]any, 4)
			if err := readRow(line, cols, back); err != nil || fmt.Sprint(back...) != fmt.Sprint(values...) {
				t.Errorf("%q: %v %v", line, back, err)
			}
		}
	}
	if _, err := appendRow(nil, []any{"\xff"}); err == nil {
		t.Error("a text that is not UTF-8 would come back as another one")
	}
}

// FuzzArchive reads what somebody has sealed to us: whatever it is, it is refused or read, and no name leads out of the folder.
func FuzzArchive(f *testing.F) {
	whole := tarred(f, head, table, file, manifestOf(f, 1, 1, head, table, file))
	f.Add(whole)
	f.Add(whole[:600])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var k names
		_ = readAll(raw, &k)
		for _, name := range k.files {
			if !filepath.IsLocal(name) {
				t.Errorf("%q leads out of the folder", name)
			}
		}
	})
}

type names struct {
	kept
	files []string
}

func (n *names) File(name string, from io.Reader) error {
	n.files = append(n.files, name)
	return n.kept.File(name, from)
}
