package site

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"
)

// templates holds one parsed set per page: the frame, and the page's own "main".
type templates struct{ sets map[string]*template.Template }

// The public pages of an agency, by their name in the address; "" is the start page.
var publicPages = map[string]string{
	"": "start", "safety": "safety", "help": "help", "privacy": "privacy", "limits": "limits", "imprint": "imprint", "accessibility": "accessibility",
}

func loadTemplates(files fs.FS) (*templates, error) {
	frame, err := template.New("frame").Funcs(template.FuncMap{"tel": tel, "digits": digits}).ParseFS(files, "pages/frame.html")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	t := &templates{sets: map[string]*template.Template{}}
	for _, name := range []string{"start", "safety", "help", "privacy", "limits", "imprint", "accessibility", "closed", "error", "neutral", "off", "seeker", "desk"} {
		set, err := template.Must(frame.Clone()).ParseFS(files, "pages/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
		t.sets[name] = set
	}
	return t, nil
}

// whole are the pages that bring their own <html>; all others fill the public frame.
var whole = map[string]bool{"neutral": true, "off": true, "seeker": true, "desk": true}

// html makes the bytes of a page.
func (t *templates) html(name string, p *Page) ([]byte, error) {
	entry := "public"
	if whole[name] {
		entry = name + ".html"
	}
	var out bytes.Buffer
	if err := t.sets[name].ExecuteTemplate(&out, entry, p); err != nil {
		return nil, fmt.Errorf("site: %s: %w", name, err)
	}
	return bytes.TrimLeft(out.Bytes(), "\n"), nil
}

// tel is the address behind a number as people write it.
func tel(number string) template.URL {
	return template.URL("tel:" + strings.Map(func(r rune) rune { // only digits and a leading +, so it is safe as it stands
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number))
}

// digits has a screen reader say each digit (UX 1.4).
func digits(number string) string {
	var each []string
	for _, r := range number {
		if r >= '0' && r <= '9' || r == '+' {
			each = append(each, string(r))
		}
	}
	return strings.Join(each, " ")
}

// htmlZips are kept, because one takes many times the memory of a page.
var htmlZips = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestCompression) // fails only for levels that do not exist
	return z
}}

// htmlDocument compresses a page once: public pages hold no secret that its length could tell.
func htmlDocument(page []byte) encoded {
	var out bytes.Buffer
	z := htmlZips.Get().(*gzip.Writer)
	z.Reset(&out)
	_, _ = z.Write(page) // a bytes.Buffer takes everything
	_ = z.Close()
	htmlZips.Put(z)
	return encoded{kind: "text/html; charset=utf-8", plain: page, gzip: out.Bytes()}
}

func writeHTML(w http.ResponseWriter, r *http.Request, status int, page encoded) {
	w.Header().Set("Content-Type", page.kind)
	rw := &statusFirst{ResponseWriter: w, status: status}
	page.write(rw, r)
}

// statusFirst sends its status with the first byte.
type statusFirst struct {
	http.ResponseWriter
	status int
}

func (s *statusFirst) Write(b []byte) (int, error) {
	if s.status != 0 {
		s.WriteHeader(s.status)
		s.status = 0
	}
	return s.ResponseWriter.Write(b)
}
