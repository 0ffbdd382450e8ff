package sg1

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
)

// load reads a vector file of spec/vectors into v.
func load(t testing.TB, name string, v any) {
	t.Helper()
	data, err := os.ReadFile("../../spec/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// unhex reads hex, or "07 x 32": a byte and how often.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	if one, times, ok := strings.Cut(s, " x "); ok {
		n, err := strconv.Atoi(times)
		if err != nil {
			t.Fatal(err)
		}
		s = strings.Repeat(one, n)
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// texts resolves the "@n" of the checks.
type texts map[string]string

func (t texts) get(s string) string {
	if full, ok := t[s]; ok {
		return full
	}
	return s
}

func (t texts) all(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = t.get(s)
	}
	return out
}
