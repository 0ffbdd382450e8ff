package house

import (
	"testing"

	"siegel/proof/kill"
)

// TestEveryCheckHasAnID: each line that refuses something ends with an id of its own, so that the run of proof/kill takes every one of them
// away once. What is such a line is found in the source; nobody keeps a list.
func TestEveryCheckHasAnID(t *testing.T) {
	places, err := kill.Places(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range kill.Faults(places) {
		t.Error(fault)
	}
	if len(places) < 1000 {
		t.Errorf("only %d checks found: the search is blind somewhere", len(places))
	}
}
