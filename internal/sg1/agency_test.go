package sg1

import (
	"testing"

	"siegel/internal/counsel"
)

type setupCase struct {
	What, Current, Root, Manifest string
	Records                       []string
	Refuse                        *string
}

type setupFile struct {
	Texts   texts
	Context struct {
		Agency counsel.ID
		Origin string
	}
	Setup, Next []setupCase
	Records     []struct {
		What, Record string
		UID          counsel.ID
		Refuse       *string
	}
}

const today = "2026-11-23"

func loadSetup(t testing.TB) setupFile {
	t.Helper()
	var file setupFile
	load(t, "setup.json", &file)
	if len(file.Setup) < 20 || len(file.Next) < 20 || len(file.Records) < 20 {
		t.Error("cases are missing")
	}
	return file
}

// want fails unless err is a refusal by the check, or nil where there is none.
func want(t *testing.T, check *string, err error) {
	t.Helper()
	if check == nil && err != nil || check != nil && checkOf(err) != *check {
		t.Errorf("got %v, want %v", err, deref(check))
	}
}

func deref(s *string) string {
	if s == nil {
		return "no error"
	}
	return *s
}

func TestSetup(t *testing.T) {
	file := loadSetup(t)
	for _, c := range file.Setup {
		t.Run(c.What, func(t *testing.T) {
			d, err := CheckSetup(file.Context.Agency, file.Context.Origin, file.Texts.get(c.Root), file.Texts.get(c.Manifest), file.Texts.all(c.Records), today)
			want(t, c.Refuse, err)
			if err == nil && (d.Seq != 1 || len(d.Members) != len(d.Manifest.Members) || d.Origin != file.Context.Origin) {
				t.Errorf("%+v", d)
			}
		})
	}
}

// TestNext runs each case twice: from the directory as set up, and as opened again from what was stored.
func TestNext(t *testing.T) {
	file := loadSetup(t)
	one := file.Texts.get("@m1")
	root := file.Texts.get("@root1")
	fresh, err := CheckSetup(file.Context.Agency, file.Context.Origin, root, one, file.Texts.all([]string{"@ilse", "@ben", "@xenia"}), today)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := Open([]string{root}, one)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Next {
		t.Run(c.What, func(t *testing.T) {
			_, err := opened.Next(file.Texts.get(c.Manifest), file.Texts.all(c.Records), today)
			want(t, c.Refuse, err)
			d, err := fresh.Next(file.Texts.get(c.Manifest), file.Texts.all(c.Records), today)
			want(t, c.Refuse, err)
			if err == nil && (d.Seq != 2 || len(d.Members) != len(d.Manifest.Members)) {
				t.Errorf("%+v", d)
			}
		})
	}
}

// A manifest says that role keys are new where those of intake or continuity are others than before, and only there: what was sealed to the old ones is then refused.
func TestRekeyed(t *testing.T) {
	file := loadSetup(t)
	next := file.Next[0] // a member less
	other := RoleKey{Kid: KeyID{9}, Rcpt: "age1pq1other"}
	for what, try := range map[string]struct {
		before func(*Directory)
		want   bool
	}{
		"the same keys":         {func(*Directory) {}, false},
		"another intake":        {func(d *Directory) { d.Intake = other }, true},
		"a continuity before":   {func(d *Directory) { d.Continuity = &other }, true},
		"another archive alone": {func(d *Directory) { d.Archive = &other }, false},
	} {
		d, err := CheckSetup(file.Context.Agency, file.Context.Origin, file.Texts.get("@root1"), file.Texts.get("@m1"), file.Texts.all([]string{"@ilse", "@ben", "@xenia"}), today)
		if err != nil {
			t.Fatal(err)
		}
		try.before(d)
		got, err := d.Next(file.Texts.get(next.Manifest), file.Texts.all(next.Records), today)
		if err != nil || got.Rekeyed != try.want {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	file := loadSetup(t)
	root, one := file.Texts.get("@root1"), file.Texts.get("@m1")
	for _, c := range []struct {
		roots    []string
		manifest string
		check    string
	}{
		{nil, one, D1},
		{[]string{root}, one + " ", D1},
		{[]string{root, root}, one, D3},
		{[]string{one}, one, D1},
	} {
		if _, err := Open(c.roots, c.manifest); checkOf(err) != c.check {
			t.Errorf("%v, want %s", err, c.check)
		}
	}
}

func TestRecords(t *testing.T) {
	file := loadSetup(t)
	for _, c := range file.Records {
		t.Run(c.What, func(t *testing.T) {
			m, err := CheckRecord(file.Context.Agency, c.UID, c.Record)
			want(t, c.Refuse, err)
			if err == nil && (m.UID != c.UID || !m.Has("lead") || m.Has("admin")) {
				t.Errorf("%+v", m)
			}
		})
	}
}

// TestAdd: only a record whose hash the manifest has becomes a member.
func TestAdd(t *testing.T) {
	file := loadSetup(t)
	d, err := Open([]string{file.Texts.get("@root1")}, file.Texts.get("@m2"))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Add(file.Texts.get("@ilse")); err != nil || len(d.Members) != 1 {
		t.Errorf("%v, %d members", err, len(d.Members))
	}
	for _, record := range []string{file.Texts.get("@xenia"), file.Texts.get("@ben") + " ", "{}", ""} {
		if err := d.Add(record); checkOf(err) != Record {
			t.Errorf("%.20s: %v", record, err)
		}
	}
}

func TestReadManifest(t *testing.T) {
	file := loadSetup(t)
	m, hash, err := ReadManifest(file.Texts.get("@m2"))
	if err != nil || m.Seq != 2 || !m.follows(hashOfManifest(t, file.Texts.get("@m1"))) || hash == (Hash{}) {
		t.Errorf("%v %d", err, m.Seq)
	}
	if _, _, err := ReadManifest(file.Texts.get("@root1")); checkOf(err) != D1 {
		t.Errorf("a root: %v", err)
	}
}

func hashOfManifest(t *testing.T, text string) Hash {
	t.Helper()
	_, hash, err := ReadManifest(text)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestFingerprint(t *testing.T) {
	var file struct {
		Directory struct {
			RootPayload string `json:"root_payload"`
			Fingerprint string
			KidPub      string `json:"kid_pub"`
			Pub         string
			Hash        string `json:"manifest_hash"`
			Payload     string `json:"manifest_payload"`
		}
	}
	load(t, "sg1.json", &file)
	v := file.Directory
	if got := Fingerprint([]byte(v.RootPayload)); got != v.Fingerprint {
		t.Errorf("fingerprint %s, want %s", got, v.Fingerprint)
	}
	if got := KeyIDOf(unhex(t, v.Pub)); string(got[:]) != string(unhex(t, v.KidPub)) {
		t.Errorf("kid %s", got)
	}
	if got := HashOf([]byte(v.Payload)); string(got[:]) != string(unhex(t, v.Hash)) {
		t.Errorf("hash %s", got)
	}
}
