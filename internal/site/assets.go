package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Asset is a file as a page names it.
type Asset struct {
	Path      string `json:"path"`      // /assets/<name>.<hash>.<ext>
	Integrity string `json:"integrity"` // sha384-…
}

// Assets is the built browser side (web/build.mjs): names to hashed paths, and the bytes, compressed beforehand.
type Assets struct {
	named map[string]Asset
	files map[string]encoded
}

type encoded struct {
	kind            string
	plain, br, gzip []byte
}

var kindOf = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm",
}

// LoadAssets reads dist. Without a manifest (nothing built yet) it is empty, and Built says so.
func LoadAssets(dist fs.FS) (*Assets, error) {
	a := &Assets{named: map[string]Asset{}, files: map[string]encoded{}}
	raw, err := fs.ReadFile(dist, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	if err := json.Unmarshal(raw, &a.named); err != nil {
		return nil, fmt.Errorf("site: manifest.json: %w", err)
	}
	for _, asset := range a.named {
		if err := a.read(dist, asset.Path); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *Assets) read(dist fs.FS, name string) error {
	var e encoded
	file := strings.TrimPrefix(name, "/")
	for suffix, into := range map[string]*[]byte{"": &e.plain, ".br": &e.br, ".gz": &e.gzip} {
		raw, err := fs.ReadFile(dist, file+suffix)
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		*into = raw
	}
	e.kind = kindOf[path.Ext(file)]
	if e.kind == "" {
		return fmt.Errorf("site: no content type for %s", file)
	}
	a.files[name] = e
	return nil
}

// Built says whether the app can run.
func (a *Assets) Built() bool { return a.Named("seeker.js") != nil && a.Named("desk.js") != nil }

// Named gives the asset a page asks for, or nil if it was not built.
func (a *Assets) Named(name string) *Asset {
	asset, ok := a.named[name]
	if !ok {
		return nil
	}
	return &asset
}

// ServeHTTP gives a file whose name holds its hash, so it may be kept for ever.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e, ok := a.files[r.URL.Path]
	if !ok {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if !reading(w, r) {
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Content-Type", e.kind)
	e.write(w, r)
}

// write picks the smallest encoding that the browser takes.
func (e encoded) write(w http.ResponseWriter, r *http.Request) {
	h, body := w.Header(), e.plain
	h.Add("Vary", "Accept-Encoding")
	switch {
	case e.br != nil && accepts(r, "br"):
		h.Set("Content-Encoding", "br")
		body = e.br
	case e.gzip != nil && accepts(r, "gzip"):
		h.Set("Content-Encoding", "gzip")
		body = e.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a browser that went away is no error of ours
}

func accepts(r *http.Request, coding string) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q := strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			return q != "0" && q != "0.0" && q != "0.00" && q != "0.000"
		}
	}
	return false
}

// reading lets GET and HEAD through and answers everything else.
func reading(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	w.WriteHeader(http.StatusMethodNotAllowed) // kill: S.Site.reading
	return false
}
