package testkit

import "os"

// Long says whether the long form of the proofs was asked for (`make proof`); `make test` runs the short one.
func Long() bool { return os.Getenv("PROOF") == "long" }

// Times is how often a proof repeats what it does: the first number in `make test`, the second in `make proof`.
func Times(short, long int) int {
	if Long() {
		return long
	}
	return short
}
