// Package locales embeds every text that a person reads in a browser: one folder per language, one file per noun.
package locales

import "embed"

// Files holds crisis.json and the catalogues.
//
//go:embed *.json */*.json
var Files embed.FS
