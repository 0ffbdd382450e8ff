package config

import (
	"fmt"
	"slices"
	"strings"
)

// Unknown says that a name does not exist, and which one was perhaps meant.
func Unknown(what, name string, known []string) error {
	if best := Nearest(name, known); best != "" {
		return fmt.Errorf("unknown %s %q: did you mean %q?", what, name, best)
	}
	sorted := slices.Sorted(slices.Values(known))
	return fmt.Errorf("unknown %s %q; there are: %s", what, name, strings.Join(sorted, ", "))
}

// Nearest gives the known name that needs the fewest changed letters, or "" if none is near.
func Nearest(name string, known []string) string {
	best, distance := "", len(name)/2+1
	for _, k := range known {
		if d := changes(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// changes counts letters to add, drop or replace (Levenshtein).
func changes(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
