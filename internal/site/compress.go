package site

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// worthIt is the size from which an answer is compressed, in bytes: below it, it fits one packet anyway.
const worthIt = 1 << 10

// compressed gzips the JSON of calls where the browser takes it. Streams of events and everything else pass untouched. No answer mixes a
// secret with text that a stranger chose, so its length tells nothing (spec/api.md, 1).
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !accepts(r, "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		s := &shrinking{ResponseWriter: w}
		next.ServeHTTP(s, r)
		s.end()
	})
}

// zips are kept, because one takes more memory than the answers it writes. The level is the fastest: ids and boxes are random, and what is
// not shrinks at any level.
var zips = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // fails only for levels that do not exist
	return z
}}

// shrinking holds the head of a JSON answer back until the first bytes tell its size. Our answers are written in one piece.
type shrinking struct {
	http.ResponseWriter
	status int          // held back; 0 if none is
	zip    *gzip.Writer // nil: passes untouched
	begun  bool
}

// Unwrap lets http.ResponseController find the connection.
func (s *shrinking) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (s *shrinking) WriteHeader(status int) {
	kind := s.Header().Get("Content-Type")
	if s.begun || status < 200 || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		s.ResponseWriter.WriteHeader(status)
		return
	}
	s.status = status
}

// Write implements http.ResponseWriter.
func (s *shrinking) Write(b []byte) (int, error) {
	if !s.begun {
		s.begin(len(b))
	}
	if s.zip != nil {
		return s.zip.Write(b)
	}
	return s.ResponseWriter.Write(b)
}

func (s *shrinking) begin(size int) {
	s.begun = true
	if s.status == 0 { // not JSON
		return
	}
	if size >= worthIt {
		s.Header().Set("Content-Encoding", "gzip")
		s.zip = zips.Get().(*gzip.Writer)
		s.zip.Reset(s.ResponseWriter)
	}
	s.ResponseWriter.WriteHeader(s.status)
}

// end sends what is still held back. After a panic it is not called: half an answer must not look whole.
func (s *shrinking) end() {
	if !s.begun && s.status != 0 {
		s.begin(0)
	}
	if s.zip != nil {
		_ = s.zip.Close() // a browser that went away is no error of ours
		zips.Put(s.zip)
	}
}
