//go:build !unix

package app

// noCoreDumps has nothing to do here: such systems write no core files.
func noCoreDumps() error { return nil }
