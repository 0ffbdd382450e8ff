// Package web embeds the pages that the server makes and the built browser side.
package web

import "embed"

// Files holds pages/ (templates) and dist/ (made by build.mjs; empty but for .gitkeep before the first build).
//
//go:embed pages all:dist
var Files embed.FS
