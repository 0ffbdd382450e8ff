package backup_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"siegel/internal/backup"
	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// offline is a pair of keys that the server never sees as a whole.
type offline struct {
	Public backup.Recipients
	Secret backup.Identities
}

func newOffline(t testing.TB) offline {
	t.Helper()
	secret, public, err := backup.NewKey()
	no(t, err)
	path := filepath.Join(t.TempDir(), "offline.key")
	no(t, os.WriteFile(path, []byte(secret), 0o600))
	ids, err := backup.LoadIdentities(path)
	no(t, err)
	to, err := backup.ParseRecipients([]string{public})
	no(t, err)
	return offline{to, ids}
}

// made makes an archive of a world, as the command does: beside whoever has the database open.
func made(t testing.TB, w *testkit.World, to backup.Recipients, files string) (*bytes.Buffer, backup.Manifest) {
	t.Helper()
	s, err := store.Look(ctx, w.Database)
	no(t, err)
	var out bytes.Buffer
	m, err := backup.Create(ctx, &out, backup.Source{Store: s, Files: files, Settings: []byte("settings"), Recipients: to, Software: "test", At: w.Clock.Now()})
	no(t, err)
	no(t, s.Close())
	return &out, m
}

// target is an empty place of one of the two kinds.
func target(t testing.TB, postgres bool) backup.Target {
	t.Helper()
	dir := t.TempDir()
	to := backup.Target{Database: filepath.Join(dir, "siegel.db"), Files: filepath.Join(dir, "files"), Settings: filepath.Join(dir, "settings.txt")}
	if postgres {
		to.Postgres, to.Database = true, testkit.EmptyPostgres(t)
	}
	return to
}

// dumped reads a database as somebody does who has it.
func dumped(t testing.TB, database string, postgres bool) testkit.Dump {
	t.Helper()
	db := testkit.Look(t, database)
	defer func(db *sql.DB) { _ = db.Close() }(db)
	return testkit.DumpOf(t, db, testkit.Tables(t, db, postgres))
}

// A backup of each database comes back on each database, row by row, with the files beside it; people sign in, and the old keys fit.
func TestThereAndBack(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, r := s.Seeker("kanarienvogel")
		id := s.Case(seeker, s.Lead, 2)
		files := filepath.Join(t.TempDir(), "files")
		no(t, os.MkdirAll(filepath.Join(files, "ab"), 0o700))
		part := testkit.Bytes(3 << 20)
		no(t, os.WriteFile(filepath.Join(files, "ab", "part"), part, 0o600))
		key := newOffline(t)
		archive, m := made(t, w, key.Public, files)
		before := w.Dump(t)
		if m.Counts["messages"] != before.Count(s.Agency.ID, "messages") || m.Files != 1 {
			t.Errorf("the manifest counts %v and %d files", m.Counts, m.Files)
		}
		for name, postgres := range map[string]bool{"into sqlite": false, "into postgres": true} {
			t.Run(name, func(t *testing.T) {
				to := target(t, postgres)
				report, err := backup.Restore(ctx, bytes.NewReader(archive.Bytes()), key.Secret, to)
				no(t, err)
				if report.Head.Software != "test" || report.Head.Schema != store.Schema() || report.Manifest.Counts["messages"] != m.Counts["messages"] {
					t.Errorf("the report: %+v", report)
				}
				same := to
				if postgres != w.Postgres { // the dumps of two kinds spell some values otherwise: so back again
					over := *w
					over.Database = to.Database
					second, _ := made(t, &over, key.Public, "")
					same = target(t, w.Postgres)
					_, err := backup.Restore(ctx, second, key.Secret, same)
					no(t, err)
				}
				if first := before.Differs(dumped(t, same.Database, w.Postgres), s.Agency.ID); first != "" {
					t.Errorf("what came back differs: %s", first)
				}
				if back, err := os.ReadFile(filepath.Join(to.Files, "ab", "part")); err != nil || !bytes.Equal(back, part) {
					t.Errorf("the file: %v", err)
				}
				again, err := store.Open(ctx, store.Options{Database: to.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
				no(t, err)
				defer func() { no(t, again.Close()) }()
				in, err := again.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "kanarienvogel", Auth: r.Auth})
				no(t, err)
				page, err := again.Messages(ctx, in.Actor, id, counsel.Stretch{})
				if err != nil || len(page.Messages) != 1 {
					t.Errorf("the old letter: %+v %v", page, err)
				}
			})
		}
	})
}

// While people write, a backup holds the database as it was at one moment: of each letter all or nothing.
func TestWhileTheyWrite(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		key := newOffline(t)
		stop := make(chan struct{})
		var writers sync.WaitGroup
		for n := range 3 {
			seeker, _ := s.Seeker("vogel " + string(rune('a'+n)))
			writers.Go(func() {
				for version := int64(2); ; version++ {
					select {
					case <-stop:
						return
					default:
					}
					if _, err := w.AddEnquiry(ctx, seeker, s.Enquiry(version)); err != nil && version < 5 {
						t.Error(err)
						return
					} else if err != nil {
						return // three open enquiries are enough for anybody
					}
				}
			})
		}
		for range 3 {
			archive, m := made(t, w, key.Public, "")
			if m.Counts["messages"] != m.Counts["cases"] || m.Counts["grants"] != 2*m.Counts["cases"] {
				t.Errorf("a letter was cut in two: %v", m.Counts)
			}
			if _, err := backup.Restore(ctx, archive, key.Secret, target(t, w.Postgres)); err != nil {
				t.Error(err)
			}
		}
		close(stop)
		writers.Wait()
	})
}

// While attachments come and go, a backup has every part that its rows speak of, but of those that somebody has removed meanwhile.
func TestWhileFilesMove(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("kanarienvogel")
		id, key, stop := s.Case(seeker, s.Lead, 2), newOffline(t), make(chan struct{})
		const length = 70 + 1<<20 + 1<<16 + 17*16 // two parts
		content := testkit.Bytes(length)
		var gone sync.Map
		var people sync.WaitGroup
		people.Go(func() {
			for n := range 20 {
				select {
				case <-stop:
					return
				default:
				}
				f := counsel.File{ID: testkit.ID(), Case: id, Length: length}
				_, err := w.AddFile(ctx, seeker, f)
				for n := range f.AllParts() {
					err = errors.Join(err, w.PutPart(ctx, seeker, f.ID, n, f.PartLength(n), bytes.NewReader(content[n*counsel.PartSize:])))
				}
				if n%2 == 0 {
					gone.Store(f.ID, true) // from now on it may be missing
					err = errors.Join(err, w.DropFile(ctx, seeker, f.ID), w.RemoveFiles(ctx))
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
		var last string
		for range 2 {
			archive, m := made(t, w, key.Public, w.Files)
			to := target(t, false)
			if _, err := backup.Restore(ctx, archive, key.Secret, to); err != nil {
				t.Fatal(err)
			}
			db := testkit.Look(t, to.Database)
			rows, err := db.Query(`SELECT agency, case_id, id, parts FROM files`)
			no(t, err)
			for rows.Next() {
				var agency, of, file []byte
				var parts int64
				no(t, rows.Scan(&agency, &of, &file, &parts))
				_, dropped := gone.Load(counsel.ID(file))
				for n := range parts {
					part, err := os.ReadFile(filepath.Join(to.Files, fmt.Sprintf("%x/%x/%x/%d", agency, of, file, n)))
					if err != nil && !dropped {
						t.Errorf("part %d of %d: %v", n, parts, err)
					}
					if err == nil && !bytes.Equal(part, content[n*counsel.PartSize:min(length, (n+1)*counsel.PartSize)]) {
						t.Errorf("part %d is another one", n)
					}
				}
			}
			no(t, errors.Join(rows.Err(), rows.Close(), db.Close()))
			last = fmt.Sprint(m.Counts["files"], " rows, ", m.Files, " parts")
		}
		close(stop)
		people.Wait()
		t.Log(last)
	})
}

// Damage of any sort is found, told in words, and leaves the place as empty as it was.
func TestDamaged(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		testkit.NewScene(t, w, "kiz", true)
		key := newOffline(t)
		whole, _ := made(t, w, key.Public, "")
		flipped := func(at int) []byte {
			b := bytes.Clone(whole.Bytes())
			b[at] ^= 1
			return b
		}
		n := whole.Len()
		to := target(t, w.Postgres)
		for name, c := range map[string]struct {
			archive []byte
			keys    backup.Identities
			want    error
		}{
			"another key":           {whole.Bytes(), newOffline(t).Secret, backup.ErrOtherKey},
			"nothing":               {nil, key.Secret, backup.ErrNoBackup},
			"another file":          {[]byte("PK\x03\x04 no backup"), key.Secret, backup.ErrNoBackup},
			"the header cut off":    {whole.Bytes()[:100], key.Secret, backup.ErrNoBackup},
			"half of it":            {whole.Bytes()[:n/2], key.Secret, backup.ErrDamaged},
			"without its last byte": {whole.Bytes()[:n-1], key.Secret, backup.ErrDamaged},
			"cut between chunks":    {whole.Bytes()[:len(header(whole.Bytes()))+16+64<<10+16], key.Secret, backup.ErrDamaged},
			"a bit in the middle":   {flipped(n / 2), key.Secret, backup.ErrDamaged},
			"a bit at the end":      {flipped(n - 1), key.Secret, backup.ErrDamaged},
			"something behind it":   {append(bytes.Clone(whole.Bytes()), "more"...), key.Secret, backup.ErrDamaged},
		} {
			_, err := backup.Restore(ctx, bytes.NewReader(c.archive), c.keys, to)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			if said := fmt.Sprint(err); c.want == backup.ErrDamaged && !strings.Contains(said, " (in ") && !strings.Contains(said, " (behind ") && name != "something behind it" && !strings.Contains(name, "the end") && !strings.Contains(name, "last byte") {
				t.Errorf("%s: it does not say where: %s", name, said)
			}
		}
		if left, _ := os.ReadDir(filepath.Dir(to.Settings)); len(left) > 1 { // the settings may have been written
			t.Errorf("something was left: %v", left)
		}
		_, err := backup.Restore(ctx, bytes.NewReader(whole.Bytes()), key.Secret, to)
		no(t, err)
		if _, err := backup.Restore(ctx, bytes.NewReader(whole.Bytes()), key.Secret, to); !errors.Is(err, backup.ErrOccupied) {
			t.Errorf("over a database that is there: %v", err)
		}
	})
}

// header is the part of an age file in front of its payload.
func header(b []byte) []byte {
	at := bytes.Index(b, []byte("\n---"))
	return b[:at+1+bytes.IndexByte(b[at+1:], '\n')+1]
}

// No archive holds a key file, nor anything in the clear.
func TestSealedAndWithoutKeys(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	key := newOffline(t)
	archive, _ := made(t, w, key.Public, "")
	for _, word := range []string{"kiz", "Beratung", s.Signed.Manifest[:40], "agencies"} {
		if bytes.Contains(archive.Bytes(), []byte(word)) {
			t.Errorf("%q stands in the archive in the clear", word)
		}
	}
	plain := unsealed(t, archive, key.Secret)
	if !strings.Contains(plain, "Beratung kiz") {
		t.Error("the search does not find what must be there")
	}
	for _, name := range []string{"k_salt", "k_idx", "k_auth", "k_rest"} {
		text, err := os.ReadFile(filepath.Join(w.KeysDir, name))
		no(t, err)
		if strings.Contains(plain, strings.TrimSpace(string(text))) {
			t.Errorf("the archive holds the key file %s", name)
		}
	}
}

func unsealed(t *testing.T, archive io.Reader, keys backup.Identities) string {
	t.Helper()
	plain, err := age.Decrypt(archive, keys...)
	no(t, err)
	text, err := io.ReadAll(plain)
	no(t, err)
	return string(text)
}

// A file that cannot be written to its end is no backup, and a folder keeps only what is not past its time.
func TestFolder(t *testing.T) {
	dir, clock := t.TempDir(), testkit.NewClock()
	if _, err := backup.Into(dir, backup.Main, clock.Now(), func(io.Writer) error { return errors.New("no room") }); err == nil {
		t.Error("a failed backup has a name")
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	for _, want := range []bool{true, false} {
		if _, err := backup.Into(dir, backup.Keys, clock.Now(), func(io.Writer) error { return nil }); (err == nil) != want {
			t.Errorf("an archive over another: %v", err)
		}
	}
	no(t, os.Remove(filepath.Join(dir, backup.Name(backup.Keys, clock.Now()))))
	write := func(out io.Writer) error { _, err := out.Write([]byte("x")); return err }
	for range 9 {
		for _, kind := range []backup.Kind{backup.Main, backup.Shred} {
			_, err := backup.Into(dir, kind, clock.Now(), write)
			no(t, err)
		}
		clock.Pass(24 * 3600e9)
	}
	no(t, os.WriteFile(filepath.Join(dir, "siegel-main-20200101T000000Z.age.partial"), nil, 0o600))
	no(t, os.WriteFile(filepath.Join(dir, "holiday.jpg"), nil, 0o600))
	count := func(prefix string) (n int) {
		list, _ := os.ReadDir(dir)
		for _, f := range list {
			if strings.HasPrefix(f.Name(), prefix) {
				n++
			}
		}
		return n
	}
	gone, err := backup.Expire(dir, clock.Now())
	no(t, err)
	if gone != 4 || count("siegel-shred") != 5 || count("siegel-main") != 9 || count("holiday") != 1 {
		t.Errorf("%d gone, left %d, %d, %d", gone, count("siegel-shred"), count("siegel-main"), count("holiday"))
	}
	if at := backup.Newest(dir, backup.Main, ""); !at.Equal(clock.Now().Add(-24 * 3600e9).Truncate(1e9)) {
		t.Errorf("the newest: %v", at)
	}
	clock.Pass(40 * 24 * 3600e9)
	if gone, err := backup.Expire(dir, clock.Now()); err != nil || gone != 14 || count("siegel") != 0 {
		t.Errorf("%d gone, %d left: %v", gone, count("siegel"), err)
	}
}
