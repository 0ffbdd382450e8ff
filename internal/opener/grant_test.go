package opener_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/opener"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

// between replaces what stands in a text between two others, the first time.
func between(text, before, after, with string) string {
	head, rest, _ := strings.Cut(text, before)
	_, tail, found := strings.Cut(rest, after)
	if !found {
		panic("there is no " + before)
	}
	return head + before + with + after + tail
}

// without says null where a text says something.
func without(key string) func(string) string {
	return func(text string) string {
		return strings.Replace(between(text, `"`+key+`":"`, `"`, ""), `"`+key+`":""`, `"`+key+`":null`, 1)
	}
}

// Each is a grant that is right but for one thing.
func TestGrantRefuses(t *testing.T) {
	grant := func(change func(string) string) func(*sealedCase) {
		return func(c *sealedCase) { c.grant = change }
	}
	envelope := func(change func(string) string) func(*sealedCase) {
		return func(c *sealedCase) { c.envelope = change }
	}
	file := func(change func(c *sealedCase, file []byte) []byte) func(*sealedCase) {
		return func(c *sealedCase) { c.rows.Grant.File = change(c, c.rows.Grant.File) }
	}
	rows := map[string]refusal{
		"G1: to one more":          {after: file(func(c *sealedCase, file []byte) []byte { return toTwo(t, c, file) })},
		"G1: a changed MAC":        {after: file(func(_ *sealedCase, file []byte) []byte { return []byte(changedMAC(string(file))) })},
		"G1: something behind it":  {after: file(func(_ *sealedCase, file []byte) []byte { return append(file, 0) })},
		"G2: one key more outside": {before: envelope(replaced(`{"typ"`, `{"more":1,"typ"`))},
		"G2: another type":         {before: envelope(replaced(`"typ":"sg1/grant"`, `"typ":"sg1/erase"`))},
		"G2: one key more inside":  {before: grant(replaced(`"v":1`, `"v":1,"more":1`))},
		"G2: of tomorrow":          {before: grant(replaced(`"v":1`, `"v":2`))},
		"G3: to another key": {before: func(c *sealedCase) {
			c.grant = func(g string) string { return between(g, `"to_kid":"`, `"`, kidOf(c.lead)) }
		}},
		"G4: without a note key's id":  {before: grant(without("nk_id"))},
		"G4: of another note key's id": {after: func(c *sealedCase) { c.rows.Case.NKID = testkit.ID() }},
		"G5: without a note key":       {before: grant(without("nk"))},
		"G6: by nobody's key":          {before: grant(without("by_kid"))},
		"G6: signed twice":             {before: envelope(signedTwice)},
		"G6: unsigned":                 {before: envelope(func(e string) string { return e[:strings.Index(e, `"sigs":[`)] + `"sigs":[]}` })},
		"G6: by an admin":              {before: byMember(counsel.Admin)},
		"G6: by a stranger":            {before: func(c *sealedCase) { givenBy(c, testkit.NewMember(c.rows.Agency.ID, "Eve", counsel.Lead), 2) }},
	}
	rows["G4: of an epoch that the case has not come to"] = laterEpoch()
	for what, one := range rows {
		one.want = opener.ErrCase
		rows[what] = one
	}
	rows["by somebody with two roles, of whom a later manifest knows"] = refusal{before: byMember(counsel.Admin, counsel.Intake), want: nil}
	refuse(t, rows)
}

// toTwo seals what is in a grant to the archive and to one more.
func toTwo(t *testing.T, c *sealedCase, file []byte) []byte {
	t.Helper()
	plain, err := age.Decrypt(bytes.NewReader(file), c.key)
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, c.key.Recipient(), other.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(w, plain)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// changedMAC gives an age file another line of the MAC, of the same form.
func changedMAC(file string) string {
	at := strings.Index(file, "\n--- ") + len("\n--- ")
	return file[:at] + map[bool]string{true: "B", false: "A"}[file[at] == 'A'] + file[at+1:]
}

func signedTwice(e string) string {
	at := strings.Index(e, `"sigs":[`) + len(`"sigs":[`)
	one := strings.TrimSuffix(e[at:], "]}")
	return e[:at] + one + "," + one + "]}"
}

// givenBy lets somebody give the grant, by a manifest.
func givenBy(c *sealedCase, m *testkit.Member, manifest int) {
	c.grantBy = m
	c.grant = func(g string) string {
		g = between(between(g, `"by":"`, `"`, m.UID.String()), `"by_kid":"`, `"`, kidOf(m))
		return between(g, `"mseq":`, `,`, strconv.Itoa(manifest))
	}
}

// byMember lets somebody give the grant whom the next manifest lists with these roles.
func byMember(roles ...counsel.Role) func(*sealedCase) {
	return func(c *sealedCase) {
		m := testkit.NewMember(c.rows.Agency.ID, "Frau A.", roles...)
		c.rows.Records = append(c.rows.Records, m.Record)
		c.signed.Members = append(c.signed.Members, m)
		c.publish(c.lead, same)
		givenBy(c, m, 3)
	}
}

// laterEpoch has a grant of epoch 2 whose keys lead back to those of a case in epoch 1.
func laterEpoch() refusal {
	ck, nk := testkit.Bytes(32), testkit.Bytes(32)
	context := func(c *sealedCase, label string, more ...[]byte) []byte {
		return sg1.AD(label, append([][]byte{c.rows.Agency.ID[:], c.rows.Case.ID[:], number(2)}, more...)...)
	}
	return refusal{before: func(c *sealedCase) {
		row := &c.rows.Case
		copy(row.CKID[:], derived(ck, nil, "sg1/ck-id", 16))
		copy(row.NKID[:], derived(nk, nil, "sg1/nk-id", 16))
		link := hmac.New(sha256.New, c.ck[1])
		link.Write(context(c, "sg1/epoch", row.CKID[:]))
		c.grant = func(g string) string {
			g = between(between(g, `"ck":"`, `"`, b64(ck)), `"nk":"`, `"`, b64(nk))
			return between(between(g, `"epoch":`, `,`, "2"), `"link":"`, `"`, b64(link.Sum(nil)))
		}
	}, after: func(c *sealedCase) {
		back := counsel.BackLink{Epoch: 2, CK: box(ck, context(c, "sg1/back"), c.ck[1]), NK: box(nk, context(c, "sg1/back-nk"), c.nk[1])}
		c.rows.Case.Back = append(c.rows.Case.Back, back)
	}}
}
