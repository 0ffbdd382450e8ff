package sg1

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// Fuzzing finds inputs; what a run must hold is said in each target. Their seeds run with every go test.

// FuzzDecode: what the strict reader accepts is JSON for the standard library too, and a signed payload is also a body unless it
// holds U+0000.
func FuzzDecode(f *testing.F) {
	var file struct{ Values, Docs []jsonCase }
	load(f, "json.json", &file)
	for _, c := range append(file.Values, file.Docs...) {
		if len(c.Hex) < 1000 {
			f.Add(c.text(f))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := parse(text, false)
		if err != nil {
			return
		}
		if !json.Valid(text) || !utf8.Valid(text) {
			t.Errorf("accepted: %q", text)
		}
		if _, err := parse(text, true); err != nil && !holdsZero(v) {
			t.Errorf("a body is refused: %q: %v", text, err)
		}
		var d jsonDoc
		if Decode(text, &d) == nil && v.kind != kindObject {
			t.Errorf("filled from no object: %q", text)
		}
	})
}

func holdsZero(v value) bool {
	for _, c := range []byte(v.text) {
		if c == 0 {
			return true
		}
	}
	for _, item := range v.items {
		if holdsZero(item) {
			return true
		}
	}
	for _, m := range v.members {
		if holdsZero(value{text: m.key}) || holdsZero(m.value) {
			return true
		}
	}
	return false
}

// FuzzDecodeBody: never a panic, and the place of an error holds nothing but letters of our own keys.
func FuzzDecodeBody(f *testing.F) {
	f.Add([]byte(`{"n":1,"t":"a","b":true,"x":null,"h":"AQEBAQEBAQEBAQEBAQEBAQ","l":["a"],"m":{}}`))
	f.Add([]byte(` { "n" : 1, "N": 2 } `))
	f.Add([]byte("{\"n\":1,\"\xff\":2}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var d jsonDoc
		fe, ok := DecodeBody(text, &d).(*FieldError)
		if !ok {
			return
		}
		for _, c := range fe.Field {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '.' && c != '?' {
				t.Errorf("field %q", fe.Field)
			}
		}
	})
}

// FuzzCheckName: an accepted name is short, valid and has no capital ASCII letter, no @ and no two spaces.
func FuzzCheckName(f *testing.F) {
	var file nameVectors
	load(f, "sg1.json", &file)
	for _, c := range file.Names.List {
		f.Add(*c[0])
	}
	f.Fuzz(func(t *testing.T, name string) {
		if CheckName(name) != nil {
			return
		}
		if n := utf8.RuneCountInString(name); n < 3 || n > 32 || !utf8.ValidString(name) {
			t.Errorf("%q accepted", name)
		}
		for i, r := range name {
			if r >= 'A' && r <= 'Z' || r == '@' || r < ' ' || r == ' ' && i > 0 && name[i-1] == ' ' {
				t.Errorf("%q accepted", name)
			}
		}
	})
}

// FuzzCheckAgeFile: never a panic; nothing of 16 KiB or more, nothing shorter than its header.
func FuzzCheckAgeFile(f *testing.F) {
	good, refused := ageFiles(f)
	f.Add(good)
	for _, b := range refused {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if CheckAgeFile(file) == nil && (len(file) >= MaxAgeFile || len(file) < 1600) {
			t.Errorf("%d bytes accepted", len(file))
		}
	})
}

// FuzzVerifyDirectory: without a key nobody can make a manifest, so only the two known ones are ever accepted.
func FuzzVerifyDirectory(f *testing.F) {
	file := loadSetup(f)
	root := file.Texts.get("@root1")
	known := map[Hash]bool{}
	for _, name := range []string{"@m1", "@m2"} {
		_, hash, err := ReadManifest(file.Texts.get(name))
		if err != nil {
			f.Fatal(err)
		}
		known[hash] = true
		f.Add(root, file.Texts.get(name))
	}
	for _, c := range file.Next {
		f.Add(root, file.Texts.get(c.Manifest))
	}
	f.Fuzz(func(t *testing.T, root, manifest string) {
		got, err := VerifyDirectory(Chain{
			Roots: []string{root}, Manifest: manifest, Agency: file.Context.Agency, Origin: file.Context.Origin, Today: today,
			Fingerprint: "D1XXGJJ8PGAMYBAHMKCRD4YTZR",
		})
		if err == nil && !known[got.Pin.Hash] && !signedHere(file, got.Pin.Hash) {
			t.Errorf("accepted: %s", manifest)
		}
	})
}

// signedHere reports whether the manifest with this hash is one of the cases, which are well signed.
func signedHere(file setupFile, hash Hash) bool {
	for _, c := range append(file.Setup, file.Next...) {
		if _, h, err := ReadManifest(file.Texts.get(c.Manifest)); err == nil && h == hash {
			return true
		}
	}
	return false
}
