package sg1

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// The verdicts of this language on bytes that both have to judge alike: what is accepted, and what it means. web/proof/fuzz lets them judge the same inputs;
// those that were hard are kept in proof/fuzz/testdata/verdicts.txt, one a line: a kind, the input in base64url, and the verdict.

// verdict is "no", or what an input means, written in one way only.
func verdict(kind string, input []byte) string {
	switch kind {
	case "json":
		if v, err := parse(input, false); err == nil {
			return canonical(v)
		}
	case "name":
		if CheckName(string(input)) == nil {
			return "yes"
		}
	case "b64":
		if raw, ok := decode64(string(input)); ok {
			return "hex " + hex.EncodeToString(raw)
		}
	case "sig":
		if len(input) >= 96 && Verify(input[:32], input[96:], input[32:96]) {
			return "yes"
		}
	case "date":
		if new(Date).UnmarshalText(input) == nil {
			return "yes"
		}
	case "length":
		if n, err := strconv.Atoi(string(input)); err == nil {
			return fmt.Sprint(Padme(n), CheckPadded(n))
		}
	default:
		panic("no such kind: " + kind)
	}
	return "no"
}

// canonical writes a value with sorted keys, and every character beyond ASCII as UTF-16 units.
func canonical(v value) string {
	switch v.kind {
	case kindNull:
		return "null"
	case kindBool:
		return strconv.FormatBool(v.yes)
	case kindNumber:
		return strconv.FormatUint(v.number, 10)
	case kindString:
		return quoted(v.text)
	case kindArray:
		parts := make([]string, len(v.items))
		for i, item := range v.items {
			parts[i] = canonical(item)
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	parts := make([]string, len(v.members))
	for i, m := range v.members {
		parts[i] = quoted(m.key) + ":" + canonical(m.value)
	}
	slices.Sort(parts)
	return "{" + strings.Join(parts, ",") + "}"
}

func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, u := range utf16.Encode([]rune(s)) {
		if u > 0x20 && u < 0x7f && u != '"' && u != '\\' {
			b.WriteByte(byte(u))
		} else {
			fmt.Fprintf(&b, `\u%04x`, u)
		}
	}
	return b.String() + `"`
}

// TestVerdicts judges the kept inputs; and those in the file that VERDICTS names, where it writes the verdicts into a file beside it.
func TestVerdicts(t *testing.T) {
	judged := 0
	lines(t, "../../proof/fuzz/testdata/verdicts.txt")(func(kind string, input []byte, want string) bool {
		if got := verdict(kind, input); got != want {
			t.Errorf("%s %q: %s, want %s", kind, input, got, want)
		}
		judged++
		return true
	})
	if judged < 100 {
		t.Errorf("only %d verdicts are kept", judged)
	}
	asked := os.Getenv("VERDICTS")
	if asked == "" {
		return
	}
	var out bytes.Buffer
	lines(t, asked)(func(kind string, input []byte, _ string) bool {
		out.WriteString(verdict(kind, input) + "\n")
		return true
	})
	if err := os.WriteFile(asked+".go", out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lines gives kind, input and verdict of each line.
func lines(t *testing.T, name string) func(yield func(string, []byte, string) bool) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(string, []byte, string) bool) {
		defer f.Close()
		s := bufio.NewScanner(f)
		s.Buffer(nil, 4<<20)
		for s.Scan() {
			kind, rest, _ := strings.Cut(s.Text(), " ")
			text, want, _ := strings.Cut(rest, " ")
			input, ok := decode64(text)
			if !ok {
				t.Fatalf("%s: no base64url: %s", name, text)
			}
			if !yield(kind, input, want) {
				return
			}
		}
	}
}
