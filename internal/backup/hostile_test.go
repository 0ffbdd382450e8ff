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
	"testing/iotest"
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
	return listed(t, Manifest{Counts: map[string]int{"t": rows}, Files: files}, nil, entries...)
}

// listed adds entries to a manifest, as they are, and then changes it.
func listed(t testing.TB, m Manifest, change func(*Manifest), entries ...one) one {
	t.Helper()
	for _, e := range entries {
		if e.kind != 0 {
			e.text = "" // what is no file has no content
		}
		sum := sha256.Sum256([]byte(e.text))
		m.Entries = append(m.Entries, Entry{e.name, int64(len(e.text)), sum[:]})
	}
	if change != nil {
		change(&m)
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
	said := func(counts map[string]int, change func(*Manifest), entries ...one) []one {
		return append(entries, listed(t, Manifest{Counts: counts, Files: 1}, change, entries...))
	}
	none := func(line string) one { return one{name: table.name, text: line} } // a table without a row
	typed := func(entries []one, old, new string) []one {
		last := &entries[len(entries)-1]
		last.text = strings.Replace(last.text, old, new, 1)
		return entries
	}
	for name, c := range map[string]struct {
		entries []one
		want    error
	}{
		"as it should be":                   {with(1, 1, good...), nil},
		"no manifest":                       {good, ErrDamaged},
		"a manifest that is none":           {append(append([]one{}, good...), one{name: manifestName, text: "{"}), ErrDamaged},
		"nothing but a head":                {[]one{head}, ErrDamaged},
		"a wrong sum":                       {append(append([]one{}, good...), manifestOf(t, 1, 1, head, table, one{name: file.name, text: "Sealed"})), ErrDamaged},
		"a wrong size":                      {said(map[string]int{"t": 1}, func(m *Manifest) { m.Entries[2].Size++ }, head, table, file), ErrDamaged},
		"another table counted":             {said(map[string]int{"u": 0}, nil, head, none(columns), file), ErrDamaged},
		"a table not counted":               {said(nil, nil, head, table, file), ErrDamaged},
		"a list with a text for a number":   {typed(with(1, 0, head, table), `"files":0`, `"files":"0"`), ErrDamaged},
		"a wrong name":                      {append(append([]one{}, good...), manifestOf(t, 1, 1, head, table, named("files/ab/other"))), ErrDamaged},
		"an entry left out":                 {append([]one{head, table}, manifestOf(t, 1, 0, good...)), ErrDamaged},
		"an entry too many":                 {append(append([]one{}, good...), manifestOf(t, 1, 1, head, table)), ErrDamaged},
		"another order":                     {append([]one{head, file, table}, manifestOf(t, 1, 1, good...)), ErrDamaged},
		"a wrong count":                     {with(2, 1, good...), ErrDamaged},
		"a wrong count of files":            {with(1, 2, good...), ErrDamaged},
		"something after the end":           {append(with(1, 1, good...), file), ErrDamaged},
		"the head not first":                {with(1, 1, table, head), ErrNoBackup},
		"no head":                           {with(1, 1, table), ErrNoBackup},
		"a head of another name":            {with(1, 1, one{name: "HEAD.txt", text: goodHead}, table, file), ErrNoBackup},
		"a head with a text for a number":   {with(1, 1, one{name: headName, text: strings.Replace(goodHead, `"schema":1`, `"schema":"1"`, 1)}, table, file), ErrNoBackup},
		"a newer format":                    {with(0, 0, one{name: headName, text: strings.Replace(goodHead, `backup":1`, `backup":2`, 1)}), ErrNewerFormat},
		"format 0":                          {with(0, 0, one{name: headName, text: strings.Replace(goodHead, `backup":1`, `backup":0`, 1)}), ErrNoBackup},
		"another kind":                      {with(0, 0, one{name: headName, text: strings.Replace(goodHead, "main", "keys", 1)}), ErrOtherKind},
		"a way out":                         {with(1, 1, head, table, named("files/../../part")), ErrDamaged},
		"an absolute name":                  {with(1, 1, head, table, named("files//etc/part")), ErrDamaged},
		"the folder itself":                 {with(1, 1, head, table, named("files/.")), ErrDamaged},
		"a name of nothing":                 {with(1, 0, head, table, named("elsewhere")), ErrDamaged},
		"a link":                            {with(1, 1, head, table, one{name: "files/link", text: "/etc", kind: tar.TypeSymlink}), ErrDamaged},
		"a folder":                          {with(1, 1, head, table, one{name: "files/dir/", kind: tar.TypeDir}), ErrDamaged},
		"a value too few":                   {with(1, 0, head, rows(`["ä",-1,"AAEC"]`+"\n")), ErrDamaged},
		"a value too many":                  {with(1, 0, head, rows(`["ä",-1,"AAEC",true,1]`+"\n")), ErrDamaged},
		"nothing for a value":               {with(1, 0, head, rows(`["ä",null,"AAEC",true]`+"\n")), ErrDamaged},
		"a text for a number":               {with(1, 0, head, rows(`["ä","1","AAEC",true]`+"\n")), ErrDamaged},
		"a fraction":                        {with(1, 0, head, rows(`["ä",1.5,"AAEC",true]`+"\n")), ErrDamaged},
		"no base64":                         {with(1, 0, head, rows(`["ä",1,"A%",true]`+"\n")), ErrDamaged},
		"a number for yes":                  {with(1, 0, head, rows(`["ä",1,"AAEC",1]`+"\n")), ErrDamaged},
		"a row without an end":              {with(0, 0, head, rows(`["ä",1,"AAEC",true]`)), ErrDamaged},
		"a table without columns":           {with(0, 0, head, one{name: table.name, text: `{"table":"t","columns":[]}` + "\n"}), ErrDamaged},
		"a kind of column that is a number": {with(0, 1, head, none(strings.Replace(columns, `"bool"`, "7", 1)), file), ErrDamaged},
		"a table without a name":            {said(map[string]int{"": 0}, nil, head, none(strings.Replace(columns, `"t"`, `""`, 1)), file), ErrDamaged},
		"an empty part":                     {with(0, 0, head, one{name: table.name}), ErrDamaged},
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
	short := tarred(t, with(1, 1, good...)...)
	if err := readAll(short[:bytes.Index(short, []byte(file.text))+3], &kept{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut within a file: %v", err)
	}
}

// What breaks behind the end of the tar is damage too: only the last byte says that nothing was cut off.
func TestHostileEnd(t *testing.T) {
	whole := tarred(t, head, table, file, manifestOf(t, 1, 1, head, table, file))
	for _, err := range []error{nil, io.ErrUnexpectedEOF} {
		from := io.Reader(bytes.NewReader(whole))
		if err != nil {
			from = io.MultiReader(from, iotest.ErrReader(err))
		}
		a, bad := begin(from, Main)
		if bad != nil {
			t.Fatal(bad)
		}
		if _, got := a.each(&kept{}); (err == nil) != (got == nil) || err != nil && !errors.Is(got, ErrDamaged) {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// A row without an end would fill the memory.
func TestHostileRow(t *testing.T) {
	defer func(n int64) { smallest = n }(smallest)
	for _, c := range []struct {
		most int64
		want error
	}{{256 << 20, nil}, {70 << 10, ErrDamaged}} {
		smallest = c.most
		long := one{name: table.name, text: columns + `["` + strings.Repeat("a", 200<<10) + `",-1,"AAEC",true]` + "\n"}
		if err := readAll(tarred(t, head, long, manifestOf(t, 1, 0, head, long)), &kept{}); !errors.Is(err, c.want) {
			t.Errorf("%d bytes at most: %v", c.most, err)
		}
	}
}

// Archives of keys hold files and nothing else; one of the shred store only its own.
func TestHostileKinds(t *testing.T) {
	id, to := sealedTo(t)
	for _, kind := range []Kind{Keys, Shred} {
		for _, more := range []one{{}, {name: "database/001-t/000001.jsonl", text: columns}, {name: settingsName, text: "settings"}} {
			var out bytes.Buffer
			w, err := newWriter(&out, to, Head{Kind: kind, At: time.Unix(0, 0)})
			if err != nil {
				t.Fatal(err)
			}
			entries := []one{{name: filePrefix + shredFile(0), text: "{}\n"}}
			if more.name != "" {
				entries = append(entries, more)
			}
			for _, e := range entries {
				if err := w.entry(e.name, []byte(e.text)); err != nil {
					t.Fatal(err)
				}
			}
			if w.sums.Files = 1; strings.HasPrefix(more.name, tablePrefix) {
				w.sums.Counts["t"] = 0
			}
			if _, err := w.close(); err != nil {
				t.Fatal(err)
			}
			if kind == Keys {
				_, err = Check(&out, Identities{id}, kind)
			} else {
				var got string
				_, err = RestoreShred(kind, &out, Identities{id}, whole(&got))
			}
			if good := more.name == "" || kind == Keys && more.name == settingsName; good && err != nil || !good && !errors.Is(err, ErrDamaged) {
				t.Errorf("%s, %s: %v", kind, more.name, err)
			}
		}
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
