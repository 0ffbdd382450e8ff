package opener_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/opener"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

func unsealed(c *sealedCase) (*opener.Unsealed, error) {
	key, err := opener.ParseKey(c.key.String())
	if err != nil {
		return nil, err
	}
	return opener.Unseal(c.rows, key)
}

// filesOf writes what was opened, as the command does.
func filesOf(t *testing.T, c *sealedCase, o *opener.Unsealed) (files map[string]string, missing int) {
	t.Helper()
	files = map[string]string{}
	missing, err := o.Files(opener.Words{Lang: "de", Title: "Fall {handle}", Unread: "nicht lesbar", Missing: "fehlt"}, func(id counsel.ID) ([]byte, error) {
		if id != c.fileID {
			return nil, errors.New("no such file")
		}
		return c.file, nil
	}, func(name string, data []byte) error { files[name] = string(data); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return files, missing
}

type line struct{ From, To, Time, State, Text string }

func linesOf(t *testing.T, text string) (lines []line) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &lines); err != nil {
		t.Fatal(err)
	}
	return lines
}

// Rows of a database and the archive's key give the files of an export.
func TestUnseal(t *testing.T) {
	c := newSealedCase(t)
	c.text = strings.Repeat("Befund: alles gut.\n", 7_000) // three chunks
	c.fill(t)
	o, err := unsealed(c)
	if err != nil {
		t.Fatal(err)
	}
	files, missing := filesOf(t, c, o)
	if missing != 0 || len(o.Directory) != 26 || files["files/1-_Befund _.txt"] != c.text {
		t.Errorf("%d missing, directory %q, %v", missing, o.Directory, o)
	}
	const at = "2026-11-22T10:11:12.000Z"
	want := []line{{"Wolke", "Kriseninsel", at, "open", "Bitte heben Sie das auf."}, {"Herr B.", "Wolke", at, "open", "Das tun wir."}, {"Wolke", "Kriseninsel", at, "open", "<b>Mein Befund.</b>"}}
	if got := linesOf(t, files["messages.json"]); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("messages: %v", got)
	}
	if got := linesOf(t, files["notes.json"]); fmt.Sprint(got) != fmt.Sprint([]line{{"Herr B.", "", at, "open", "Erstgespräch."}}) {
		t.Errorf("notes: %v", got)
	}
	for _, words := range []string{"&#60;b&#62;Mein Befund.&#60;/b&#62;", `<li><a href="files/1-_Befund%20_.txt" download>_Befund _.txt</a></li>`, "default-src &#39;none&#39;", "<title>Fall " + o.Handle()} {
		if !strings.Contains(files["case.html"], words) {
			t.Errorf("case.html lacks %s", words)
		}
	}
	if !strings.Contains(files["profile.json"], `"name":"Wolke"`) || !strings.Contains(files["directory.json"], `"roots":[`) {
		t.Error(files["profile.json"], files["directory.json"])
	}
}

// refusal is what is wrong with a case before it is sealed, or after, and what is said of it then.
type refusal struct {
	before, after func(c *sealedCase)
	want          error
}

func refuse(t *testing.T, rows map[string]refusal) {
	t.Helper()
	for what, one := range rows {
		c := newSealedCase(t)
		if one.before != nil {
			one.before(c)
		}
		c.fill(t)
		if one.after != nil {
			one.after(c)
		}
		if _, err := unsealed(c); !errors.Is(err, one.want) {
			t.Errorf("%s: %v, want %v", what, err, one.want)
		}
	}
}

// Each is a case that is right but for one thing.
func TestUnsealRefuses(t *testing.T) {
	replaced := func(old, new string) func(c *sealedCase) {
		return func(c *sealedCase) { c.grant = func(g string) string { return strings.Replace(g, old, new, 1) } }
	}
	refuse(t, map[string]refusal{
		"as it should be":     {want: nil},
		"another key":         {after: func(c *sealedCase) { c.key, _ = age.GenerateHybridIdentity() }, want: opener.ErrOtherKey},
		"no age file":         {after: func(c *sealedCase) { c.rows.Grant.File = []byte("age") }, want: opener.ErrCase},
		"a damaged age file":  {after: func(c *sealedCase) { c.rows.Grant.File[len(c.rows.Grant.File)-1] ^= 1 }, want: opener.ErrCase},
		"to somebody":         {before: replaced(`"role":"archive"`, `"role":"intake"`), want: opener.ErrCase},
		"of another object":   {before: replaced(`"obj":"case"`, `"obj":"room"`), want: opener.ErrCase},
		"of another epoch":    {before: replaced(`"epoch":1`, `"epoch":0`), want: opener.ErrCase},
		"for another reason":  {before: replaced(`"why":"archive"`, `"why":"continuity"`), want: opener.ErrCase},
		"by a later manifest": {before: replaced(`"mseq":2`, `"mseq":3`), want: opener.ErrCase},
		"for some time":       {before: replaced(`"until":null`, `"until":"2030-01-01"`), want: opener.ErrCase},
		"signed by another":   {before: func(c *sealedCase) { c.grantBy = c.lead }, want: opener.ErrCase},
		"a good signature under another name": {before: func(c *sealedCase) {
			c.envelope = func(e string) string { return strings.Replace(e, kidOf(c.ben), kidOf(c.lead), 1) }
		}, want: opener.ErrCase},
		"another's signature under his name": {before: func(c *sealedCase) {
			c.grantBy = c.lead
			c.envelope = func(e string) string { return strings.Replace(e, kidOf(c.lead), kidOf(c.ben), 1) }
		}, want: opener.ErrCase},
		"by another key of his": {before: func(c *sealedCase) {
			c.grant = func(g string) string { return strings.Replace(g, kidOf(c.ben), kidOf(c.lead), 1) }
		}, want: opener.ErrCase},
		"of another agency": {before: func(c *sealedCase) {
			c.grant = func(g string) string { return strings.Replace(g, c.rows.Agency.ID.String(), testkit.ID().String(), 1) }
		}, want: opener.ErrCase},
		"by nobody's manifest": {before: replaced(`"mseq":2`, `"mseq":null`), want: opener.ErrCase},
		"without a link": {before: func(c *sealedCase) {
			c.grant = func(g string) string {
				at := strings.Index(g, `"link":"`) + len(`"link":`)
				return g[:at] + "null" + g[at+45:]
			}
		}, want: opener.ErrCase},
		"another case":                 {after: func(c *sealedCase) { c.rows.Case.ID = testkit.ID() }, want: opener.ErrCase},
		"another case's key id":        {after: func(c *sealedCase) { c.rows.Case.CKID = testkit.ID() }, want: opener.ErrCase},
		"keys that do not fit":         {before: func(c *sealedCase) { c.rows.Case.CKID = testkit.ID() }, want: opener.ErrCase},
		"a note key that does not fit": {before: func(c *sealedCase) { c.rows.Case.NKID = testkit.ID() }, want: opener.ErrCase},
		"no way back":                  {after: func(c *sealedCase) { c.rows.Case.Back = nil }, want: opener.ErrCase},
		"a link to other keys": {before: func(c *sealedCase) {
			c.grant = func(g string) string {
				at := strings.Index(g, `"link":"`) + len(`"link":"`)
				return g[:at] + b64(testkit.Bytes(32)) + g[at+43:]
			}
		}, want: opener.ErrCase},
		"a manifest nobody signed": {after: func(c *sealedCase) {
			other := testkit.NewMember(c.rows.Agency.ID, "Eve", counsel.Lead)
			c.rows.Manifests = []string{testkit.NewSigned(c.rows.Agency.ID, testkit.Origin, other, false).Manifest}
		}, want: opener.ErrCase},
		"no manifest":                     {after: func(c *sealedCase) { c.rows.Manifests = []string{"{}"} }, want: opener.ErrCase},
		"the record of the giver is gone": {after: func(c *sealedCase) { c.rows.Records = c.rows.Records[:1] }, want: opener.ErrCase},
		"nothing of the newest epoch opens": {after: func(c *sealedCase) {
			c.rows.Case.Profile.Box, c.rows.Messages[2].Box = testkit.Bytes(700), testkit.Bytes(700)
		}, want: opener.ErrCase},
		"only the profile opens": {after: func(c *sealedCase) { c.rows.Messages = nil }, want: nil},
		"nothing opens": {after: func(c *sealedCase) {
			c.rows.Case.Profile.Box = testkit.Bytes(700)
			for i := range c.rows.Messages {
				c.rows.Messages[i].Box = testkit.Bytes(700)
			}
		}, want: opener.ErrCase},
	})
	c := newSealedCase(t)
	c.fill(t)
	spoken, err := opener.ParsePassphrase("ein satz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := opener.Unseal(c.rows, spoken); !errors.Is(err, opener.ErrKey) {
		t.Error(err)
	}
}

// A profile that is not the seeker's is none; what was written opens all the same.
func TestUnsealProfile(t *testing.T) {
	for what, change := range map[string]func(string) string{
		"a key of more": replaced(`"v":1`, `"v":1,"w":1`), "of tomorrow": replaced(`"v":1`, `"v":2`),
		"signed by nobody":           func(p string) string { return between(p, `"enc_sig":"`, `"`, b64(testkit.Bytes(64))) },
		"another key's name":         func(p string) string { return between(p, `"enc":{"kid":"`, `"`, sg1.KeyIDOf(nil).String()) },
		"another signing key's name": func(p string) string { return between(p, `"pin":{"kid":"`, `"`, sg1.KeyIDOf(nil).String()) },
	} {
		c := newSealedCase(t)
		c.profile = change
		c.fill(t)
		o, err := unsealed(c)
		if err != nil {
			t.Fatal(err)
		}
		if files, _ := filesOf(t, c, o); files["profile.json"] != "null" || linesOf(t, files["messages.json"])[0].State != "open" {
			t.Errorf("%s: %s", what, files["profile.json"])
		}
	}
}

// reading is what is wrong with a case before it is sealed, or after, and how each message can be read, then each note.
type reading struct {
	before, after func(c *sealedCase)
	want          string
}

func readAll(t *testing.T, rows map[string]reading) {
	t.Helper()
	for what, one := range rows {
		c := newSealedCase(t)
		if one.before != nil {
			one.before(c)
		}
		c.fill(t)
		if one.after != nil {
			one.after(c)
		}
		o, err := unsealed(c)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		files, _ := filesOf(t, c, o)
		var states []string
		for _, l := range append(linesOf(t, files["messages.json"]), linesOf(t, files["notes.json"])...) {
			states = append(states, l.State)
			if (l.State == "sealed") != (l.Text == "") {
				t.Errorf("%s: %v", what, l)
			}
		}
		if got := strings.Join(states, " "); got != one.want {
			t.Errorf("%s: %s, want %s", what, got, one.want)
		}
	}
}

// What is wrong with one text hides no other, and says so.
func TestUnsealStates(t *testing.T) {
	flip := func(b []byte) { b[len(b)-1] ^= 1 }
	readAll(t, map[string]reading{
		"as it should be":          {want: "open open open open"},
		"a box that does not open": {after: func(c *sealedCase) { flip(c.rows.Messages[0].Box) }, want: "sealed open open open"},
		"a box of another version": {after: func(c *sealedCase) { c.rows.Messages[0].Box[0] = 2 }, want: "sealed open open open"},
		"a letter left out":        {after: func(c *sealedCase) { c.rows.Messages = c.rows.Messages[1:] }, want: "unchecked unchecked open"},
		"two changed places":       {after: func(c *sealedCase) { m := c.rows.Messages; m[0].Order, m[1].Order = 2, 1; m[0], m[1] = m[1], m[0] }, want: "unchecked unchecked unchecked open"},
		"a letter twice": {after: func(c *sealedCase) {
			m := c.rows.Messages
			twice := m[0]
			twice.Order = 4
			c.rows.Messages = append(m, twice)
		}, want: "open open open sealed open"},
		"the same number again":     {after: func(c *sealedCase) { m := c.rows.Messages; c.rows.Messages = append(m, m[2]) }, want: "open open open sealed open"},
		"an answer by a stranger":   {before: func(c *sealedCase) { c.messageSigner = c.lead }, want: "open sealed open sealed"},
		"an answer in another role": {after: func(c *sealedCase) { c.rows.Messages[1].Role = counsel.Lead }, want: "open sealed open open"},
		"a letter of another person": {before: func(c *sealedCase) {
			c.said = func(s string) string { return strings.Replace(s, `"mseq":null`, `"mseq":2`, 1) }
		}, want: "sealed open open open"},
		"a letter without a moment": {before: func(c *sealedCase) { c.said = func(s string) string { return strings.Replace(s, "T10:11:12Z", "", 1) } }, want: "sealed open open open"},
		"a letter with a key of more": {before: func(c *sealedCase) {
			c.said = func(s string) string { return strings.Replace(s, `"v":1`, `"v":1,"w":1`, 1) }
		}, want: "sealed open open open"},
	})
}

// An attachment that is not what the message says is left out, and counted.
func TestUnsealAttachments(t *testing.T) {
	long := strings.Repeat("a", 70_000)
	for what, change := range map[string]func(c *sealedCase){
		"cut at a chunk":     func(c *sealedCase) { c.file = c.file[:70+64<<10+16] },
		"cut short":          func(c *sealedCase) { c.file = c.file[:60] },
		"another beginning":  func(c *sealedCase) { c.file[4] = 2 },
		"another commitment": func(c *sealedCase) { c.file[40] ^= 1 },
		"a chunk changed":    func(c *sealedCase) { c.file[200] ^= 1 },
		"not to be had":      func(c *sealedCase) { c.fileID = testkit.ID() },
		"more zeros behind it": func(c *sealedCase) {
			c.file = sealFile(c.fileKey, c.fileContext(), []byte(long+strings.Repeat("\x00", len(long))))
		},
		"something behind it": func(c *sealedCase) { c.file = sealFile(c.fileKey, c.fileContext(), []byte(long+"a")) },
		"of another length": func(c *sealedCase) {
			c.file = sealFile(c.fileKey, c.fileContext(), []byte(long+long))
		},
		"another text": func(c *sealedCase) {
			c.file = sealFile(c.fileKey, c.fileContext(), []byte(strings.Repeat("b", 70_000)))
		},
	} {
		c := newSealedCase(t)
		c.text = long
		c.fill(t)
		change(c)
		o, err := unsealed(c)
		if err != nil {
			t.Fatal(err)
		}
		if files, missing := filesOf(t, c, o); missing != 1 || !strings.Contains(files["case.html"], "<li>_Befund _.txt (fehlt)</li>") {
			t.Errorf("%s: %d missing", what, missing)
		}
	}
	for _, one := range []struct{ kind, text, name string }{
		{"text/plain", "a\tb\n", "files/1-_Befund _.txt"}, {"text/plain", "\x00binary", ""}, {"image/jpeg", "\xff\xd8\xff\xe0", "files/1-_Befund _.jpg"}, {"image/jpeg", "GIF89a", ""},
		{"application/pdf", "%PDF-1.7", "files/1-_Befund _.pdf"}, {"application/pdf", "<script>", ""}, {"video/mp4", "\x00\x00\x00\x18ftypisom", "files/1-_Befund _.mp4"}, {"video/mp4", "\x00\x00\x00\x18ftypheic", ""},
		{"video/mp4", "\x00\x00\x00\x18freeisom", ""},
		{"audio/mp4", "\x00\x00\x00\x18ftypM4A ", "files/1-_Befund _.m4a"}, {"audio/mp4", "ftyp", ""}, {"text/html", "<b>", ""},
	} {
		c := newSealedCase(t)
		c.text, c.kind = one.text, one.kind
		c.fill(t)
		o, err := unsealed(c)
		if err != nil {
			t.Fatal(err)
		}
		files, missing := filesOf(t, c, o)
		if (missing == 0) != (one.name != "") || one.name != "" && files[one.name] != one.text {
			t.Errorf("%s %q: %d missing", one.kind, one.text, missing)
		}
	}
}

// What a file holds at most, and at least: nothing is a file too, and what does not open is not taken for it.
func TestUnsealAttachmentSizes(t *testing.T) {
	for what, one := range map[string]struct {
		size    int
		change  func(c *sealedCase)
		missing int
	}{
		"empty":                      {0, func(*sealedCase) {}, 0},
		"empty, and does not open":   {0, func(c *sealedCase) { c.file[len(c.file)-1] ^= 1 }, 1},
		"as long as it may be":       {sg1.MaxFilePlain, func(*sealedCase) {}, 0},
		"longer by a byte, and pads": {sg1.MaxFilePlain + 1, func(*sealedCase) {}, 1},
	} {
		c := newSealedCase(t)
		c.text = strings.Repeat("a", one.size)
		c.fill(t)
		one.change(c)
		o, err := unsealed(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, missing := filesOf(t, c, o); missing != one.missing {
			t.Errorf("%s: %d missing", what, missing)
		}
	}
}
