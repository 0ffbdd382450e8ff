package sg1

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"
	"testing"
)

func TestPadme(t *testing.T) {
	var old struct{ Padme map[string]int }
	load(t, "sg1.json", &old)
	var own struct{ Padme [][2]int }
	load(t, "box.json", &own)
	for n, m := range old.Padme {
		length, err := strconv.Atoi(n)
		if err != nil {
			t.Fatal(err)
		}
		own.Padme = append(own.Padme, [2]int{length, m})
	}
	for _, c := range own.Padme {
		if got := Padme(c[0]); got != c[1] {
			t.Errorf("Padme(%d) = %d, want %d", c[0], got, c[1])
		}
	}
}

// TestCheckPadded holds it to the sizes that filling up really gives.
func TestCheckPadded(t *testing.T) {
	sizes := map[int]bool{}
	for n := range 9000 {
		sizes[max(512, Padme(n+1))] = true
	}
	for n := range 8192 {
		if got := CheckPadded(n); got != sizes[n] {
			t.Errorf("%d: %v", n, got)
		}
	}
}

func TestCheckBox(t *testing.T) {
	box := func(first, second byte, inside int) []byte {
		b := make([]byte, BoxOverhead+inside)
		b[0], b[1] = first, second
		return b
	}
	for what, c := range map[string]struct {
		box    []byte
		max    int
		padded bool
		want   error
	}{
		"padded":                      {box(1, 1, 512), 1000, true, nil},
		"of the greatest length":      {box(1, 1, 512), 594, true, nil},
		"one byte too long":           {box(1, 1, 512), 593, true, ErrTooLong},
		"not padded, and need not be": {box(1, 1, 32), 1000, false, nil},
		"not padded":                  {box(1, 1, 32), 1000, true, ErrShape},
		"one byte off a padded size":  {box(1, 1, 513), 1000, true, ErrShape},
		"empty inside":                {box(1, 1, 0), 1000, false, nil},
		"one byte too short":          {box(1, 1, 0)[:81], 1000, false, ErrShape},
		"nothing":                     {nil, 1000, false, ErrShape},
		"first version byte unknown":  {box(2, 1, 512), 1000, true, ErrVersion},
		"second version byte unknown": {box(1, 2, 512), 1000, true, ErrVersion},
		"first version byte zero":     {box(0, 1, 512), 1000, true, ErrVersion},
	} {
		if got := CheckBox(c.box, c.max, c.padded); got != c.want {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
}

// ageFiles gives a good age file and the cases of checks.grant_files.
func ageFiles(t testing.TB) (good []byte, refused map[string][]byte) {
	var file struct {
		Grant  map[string]any
		Checks struct {
			GrantFiles []struct {
				What, File string
				Refuse     *string
				ZerosTo    int `json:"zeros_to"`
			} `json:"grant_files"`
		}
	}
	load(t, "sg1.json", &file)
	byName := func(text string) []byte {
		if text == "grant.file_by_js" {
			text = file.Grant["file_by_js"].(string)
		}
		b, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	refused = map[string][]byte{}
	for _, c := range file.Checks.GrantFiles {
		b := byName(c.File)
		if c.ZerosTo > 0 {
			b = append(b, make([]byte, c.ZerosTo-len(b))...)
		}
		if c.Refuse == nil {
			good = b
		} else {
			refused[c.What] = b
		}
	}
	if good == nil || len(refused) < 4 {
		t.Fatal("cases are missing")
	}
	if err := CheckAgeFile(byName(file.Grant["file_by_go"].(string))); err != nil {
		t.Errorf("file made by Go: %v", err)
	}
	return good, refused
}

func TestCheckAgeFile(t *testing.T) {
	good, refused := ageFiles(t)
	if err := CheckAgeFile(good); err != nil {
		t.Error(err)
	}
	for what, b := range refused {
		if CheckAgeFile(b) == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	lines := strings.SplitAfterN(string(good), "\n", 5)
	rebuilt := func(at int, line string) []byte {
		changed := append([]string{}, lines...)
		changed[at] = line
		return []byte(strings.Join(changed, ""))
	}
	filled := append(bytes.Clone(good), make([]byte, MaxAgeFile-1-len(good))...)
	for what, c := range map[string]struct {
		file []byte
		want error
	}{
		"16383 bytes":                {filled, nil},
		"16384 bytes":                {append(filled, 0), ErrTooLong},
		"nothing":                    {nil, ErrVersion},
		"next version":               {rebuilt(0, "age-encryption.org/v2\n"), ErrVersion},
		"carriage return":            {rebuilt(0, "age-encryption.org/v1\r\n"), ErrVersion},
		"armoured":                   {[]byte("-----BEGIN AGE ENCRYPTED FILE-----\n"), ErrVersion},
		"passphrase":                 {rebuilt(1, "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18\n"), ErrVersion},
		"type that begins alike":     {rebuilt(1, strings.Replace(lines[1], "x25519", "x25519x", 1)), ErrVersion},
		"argument without its type":  {rebuilt(1, strings.TrimPrefix(lines[1], "-> mlkem768x25519 ")), ErrVersion},
		"MAC without its dashes":     {rebuilt(3, strings.TrimPrefix(lines[3], "--- ")), ErrVersion},
		"a second argument":          {rebuilt(1, strings.TrimSuffix(lines[1], "\n")+" a\n"), ErrVersion},
		"argument cut":               {rebuilt(1, lines[1][:100]+"\n"), ErrVersion},
		"body with a foreign letter": {rebuilt(2, "_"+lines[2][1:]), ErrVersion},
		"body too long":              {rebuilt(2, "A"+lines[2]), ErrVersion},
		"no line of the MAC":         {rebuilt(3, ""), ErrVersion},
		"nothing behind the header":  {[]byte(strings.Join(lines[:4], "")), ErrShape},
		"31 bytes behind it":         {rebuilt(4, lines[4][:31]), ErrShape},
		"32 bytes behind it":         {rebuilt(4, lines[4][:32]), nil},
	} {
		if got := CheckAgeFile(c.file); got != c.want {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
}
