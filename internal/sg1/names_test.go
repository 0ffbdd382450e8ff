package sg1

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write names_table.go anew from the vectors")

type nameVectors struct {
	Names struct {
		Table, Scripts string
		List           [][2]*string
	}
}

// TestNameTable holds the compiled-in table to the vectors, byte for byte.
func TestNameTable(t *testing.T) {
	var file nameVectors
	load(t, "sg1.json", &file)
	want := tableSource(file.Names.Table, file.Names.Scripts)
	if *update {
		if err := os.WriteFile("names_table.go", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("names_table.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("names_table.go is not what the vectors say; go test ./internal/sg1 -run TestNameTable -update")
	}
	count := 0
	for _, s := range nameTable {
		count += int(s.to-s.from) + 1
	}
	if count != 293 {
		t.Errorf("%d code points, want the 293 of the protocol", count)
	}
}

func tableSource(table, scripts string) string {
	var out strings.Builder
	out.WriteString("// Code generated from spec/vectors/sg1.json (names); DO NOT EDIT. go test ./internal/sg1 -run TestNameTable -update\n\n" +
		"package sg1\n\nvar nameTable = []span{\n")
	for _, word := range strings.Fields(table) {
		from, to, ok := strings.Cut(word, "-")
		if !ok {
			to = from
		}
		fmt.Fprintf(&out, "\t{0x%s, 0x%s},\n", from, to)
	}
	out.WriteString("}\n\nvar nameScripts = []span{\n")
	words := strings.Fields(scripts)
	for i := 0; i+1 < len(words); i += 2 {
		from, to, _ := strings.Cut(words[i+1], "-")
		fmt.Fprintf(&out, "\t{0x%s, 0x%s}, // %s\n", from, to, words[i])
	}
	out.WriteString("}\n")
	return out.String()
}

// TestCheckName: what normalising gives passes; every typed form that is not itself normalised is refused.
func TestCheckName(t *testing.T) {
	var file nameVectors
	load(t, "sg1.json", &file)
	for _, c := range file.Names.List {
		typed, norm := *c[0], c[1]
		if norm != nil && CheckName(*norm) != nil {
			t.Errorf("%q refused", *norm)
		}
		if (norm == nil || typed != *norm) && CheckName(typed) == nil {
			t.Errorf("%q accepted", typed)
		}
	}
}

func TestCheckNameEdges(t *testing.T) {
	for name, ok := range map[string]bool{
		"abc": true, "ab": false, strings.Repeat("a", 32): true, strings.Repeat("a", 33): false,
		strings.Repeat("ж", 32): true, "äöü": true,
		"a b": true, "a  b": false, " abc": false, "abc ": false, "a\tbc": false,
		"abж": false, "мир7._-": true, "123": true,
		"ab\xffc": false, "Abc": false, "ab\u0301c": false, "ab\u00e6c": true,
		"ab@c": false, "": false,
	} {
		if got := CheckName(name) == nil; got != ok {
			t.Errorf("%q: %v, want %v", name, got, ok)
		}
	}
}
