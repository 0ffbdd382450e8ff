// Package fuzz runs every fuzz target of the tree for a while, and holds the list of what reads bytes from outside: a parser without a target, or a target that
// nothing names, fails. The targets stand beside the parsers, with corpora in their testdata. It holds tests only; those of the browser side are in web/proof/fuzz.
package fuzz
