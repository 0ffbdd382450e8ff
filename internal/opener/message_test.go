package opener_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/opener"
	"siegel/internal/testkit"
)

// drafted changes one text before it is sealed: the letter or note of an order number.
func drafted(kind counsel.Kind, order int64, change func(c *sealedCase, d *draft)) func(*sealedCase) {
	return func(c *sealedCase) {
		c.draft = func(d *draft) {
			if d.Kind == kind && d.Order == order {
				change(c, d)
			}
		}
	}
}

func replaced(old, new string) func(string) string {
	return func(text string) string {
		if !strings.Contains(text, old) {
			panic("there is no " + old)
		}
		return strings.Replace(text, old, new, 1)
	}
}

// Each is a text that was sealed with the right key and is right but for one thing (E1, E3, E5).
func TestMessageRefuses(t *testing.T) {
	said := func(order int64, change func(string) string) func(*sealedCase) {
		return drafted(counsel.KindMessage, order, func(_ *sealedCase, d *draft) { d.inside = change(d.inside) })
	}
	sealed := func(change func([]byte) []byte) func(*sealedCase) {
		return drafted(counsel.KindMessage, 3, func(_ *sealedCase, d *draft) { d.plain = change })
	}
	parts := func(last ...byte) func([]byte) []byte { // in place of the empty signature
		return func(b []byte) []byte { return append(b[:len(b)-4], last...) }
	}
	const third, second = "open open sealed open", "open sealed open open"
	readAll(t, map[string]reading{
		"E5: under no key": {after: func(c *sealedCase) {
			c.rows.Messages[2].Epoch = 7
			c.rows.Messages[2].Box = box(nil, nil, padded(append(part([]byte(plainLetter)), part(nil)...)))
		}, want: third},
		"E5: longer than a box":               {before: said(3, replaced("Mein Befund.", strings.Repeat("a", 200_000))), want: third},
		"E5: no part at all":                  {before: sealed(func([]byte) []byte { return nil }), want: third},
		"E5: one part":                        {before: sealed(parts()), want: third},
		"E5: cut in a length":                 {before: sealed(parts(0, 0)), want: third},
		"E5: a length that leads behind it":   {before: sealed(parts(0x7f, 0, 0, 0)), want: third},
		"E5: a length that leads to its pads": {before: sealed(parts(0, 0, 0, 9)), want: third},
		"E5: something behind the parts":      {before: sealed(parts(0, 0, 0, 0, 1)), want: third},
		"E5: of tomorrow":                     {before: said(3, replaced(`"v":1`, `"v":2`)), want: third},
		"E5: five attachments":                {before: filesIn(counsel.KindMessage, 3, 5), want: "open open open open"},
		"E5: six attachments":                 {before: filesIn(counsel.KindMessage, 3, 6), want: third},
		"E5: a note with an attachment":       {before: filesIn(counsel.KindNote, 1, 1), want: "open open open sealed"},
		"E3: a seeker's note": {before: drafted(counsel.KindNote, 1, func(c *sealedCase, d *draft) {
			d.Author, d.Role, d.inside, d.sign = c.rows.Case.Seeker, counsel.SeekerRole, replaced(`"mseq":2`, `"mseq":null`)(d.inside), false
		}), want: "open open open sealed"},
		"E3: by another seeker":         {before: drafted(counsel.KindMessage, 3, func(_ *sealedCase, d *draft) { d.Author, d.AuthorSeq = testkit.ID(), 1 }), want: third},
		"E3: a seeker's letter, signed": {before: drafted(counsel.KindMessage, 3, func(_ *sealedCase, d *draft) { d.sign = true }), want: third},
		"E3: by a manifest":             {before: said(3, replaced(`"mseq":null`, `"mseq":2`)), want: third},
		"E1: by no manifest":            {before: said(2, replaced(`"mseq":2`, `"mseq":null`)), want: second},
		"E1: by a manifest without him": {before: said(2, replaced(`"mseq":2`, `"mseq":1`)), want: second},
		"E1: in a role that he has not": {before: drafted(counsel.KindMessage, 2, func(_ *sealedCase, d *draft) { d.Role = counsel.Lead }), want: second},
		"E1: unsigned":                  {before: drafted(counsel.KindMessage, 2, func(_ *sealedCase, d *draft) { d.sign = false }), want: second},
		"E1: of a note":                 {before: drafted(counsel.KindNote, 1, func(c *sealedCase, d *draft) { c.messageSigner = c.lead }), want: "open open open sealed"},
	})
}

const plainLetter = `{"v":1,"ts":"2026-11-22T10:11:12Z","lang":"de","mseq":null,"text":"Danke.","files":[],"reply":null}`

// filesIn says so many attachments in a text.
func filesIn(kind counsel.Kind, order int64, n int) func(*sealedCase) {
	return drafted(kind, order, func(c *sealedCase, d *draft) {
		d.inside = between(d.inside, `"files":[`, `],"reply"`, strings.Join(slices.Repeat([]string{c.attached()}, n), ","))
	})
}

// Each text is right by itself and stands where it cannot stand (E4).
func TestOrderRefuses(t *testing.T) {
	third := func(change func(d *draft)) func(*sealedCase) {
		return drafted(counsel.KindMessage, 3, func(_ *sealedCase, d *draft) { change(d) })
	}
	const gap, refused = "open open unchecked open", "open open sealed open"
	readAll(t, map[string]reading{
		"as if nothing were before it":      {before: third(func(d *draft) { d.PrevHash = [32]byte{} }), want: gap},
		"it names what is not there":        {before: third(func(d *draft) { d.PrevHash = [32]byte(testkit.Bytes(32)) }), want: gap},
		"a number of the author is missing": {before: third(func(d *draft) { d.AuthorSeq = 3 }), want: gap},
		"an order number is missing":        {before: third(func(d *draft) { d.Order = 4 }), want: gap},
		"the author's number again":         {before: third(func(d *draft) { d.AuthorSeq = 1 }), want: refused},
		"an epoch begins earlier":           {before: epochs(0, 1, 1), want: "open open open open"},
		"back to the epoch before":          {before: epochs(0, 1, 0), want: refused},
	})
}

// epochs seals the letters in epochs.
func epochs(of ...int64) func(*sealedCase) {
	return func(c *sealedCase) {
		c.draft = func(d *draft) {
			if d.Kind == counsel.KindMessage {
				d.Epoch = of[d.Order-1]
			}
		}
	}
}

// A moment that its author gives is shown where it lies within half an hour of the server's; else the server's is.
func TestMoment(t *testing.T) {
	for at, want := range map[string]string{
		"2026-11-22T09:45:00Z": "2026-11-22T09:45:00.000Z true", "2026-11-22T10:45:00Z": "2026-11-22T10:45:00.000Z true",
		"2026-11-22T09:44:59Z": "2026-11-22T10:15:00.000Z false", "2026-11-22T10:45:01Z": "2026-11-22T10:15:00.000Z false",
	} {
		c := newSealedCase(t)
		c.said = replaced("2026-11-22T10:11:12Z", at)
		c.fill(t)
		o, err := unsealed(c)
		if err != nil {
			t.Fatal(err)
		}
		var lines []opener.Line
		files, _ := filesOf(t, c, o)
		if err := json.Unmarshal([]byte(files["messages.json"]), &lines); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(lines[0].Time, " ", lines[0].Exact); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}
