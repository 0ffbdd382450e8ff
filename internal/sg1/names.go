package sg1

import (
	"strings"
	"unicode/utf8"
)

// Length of a name in code points.
const (
	minName = 3
	maxName = 32
)

// span is a range of code points, both ends in it.
type span struct{ from, to rune }

func (s span) has(r rune) bool { return r >= s.from && r <= s.to } // kill: S.Names.span

// CheckName reports [ErrName] unless norm is exactly what a browser's normalising of some name gives (spec/password.md): 3 to 32
// code points of the table, single spaces and none at the ends, letters of one script. The server never normalises. Bytes that are no
// UTF-8 read as U+FFFD, which is not in the table.
func CheckName(norm string) error {
	if n := utf8.RuneCountInString(norm); n < minName || n > maxName {
		return ErrName // kill: S.Names.length
	}
	if strings.HasPrefix(norm, " ") || strings.HasSuffix(norm, " ") || strings.Contains(norm, "  ") {
		return ErrName // kill: S.Names.spaces
	}
	return checkLetters(norm) // kill: S.Names.name-asks-letters
}

func checkLetters(norm string) error {
	script := -1
	for _, r := range norm {
		if index(nameTable, r) < 0 {
			return ErrName // kill: S.Names.letter
		}
		s := index(nameScripts, r)
		if s >= 0 && script >= 0 && s != script {
			return ErrName // kill: S.Names.one-script
		}
		if s >= 0 {
			script = s
		}
	}
	return nil
}

// index gives the span that holds r, or -1.
func index(spans []span, r rune) int {
	for i, s := range spans {
		if s.has(r) {
			return i
		}
	}
	return -1
}
