package site

import (
	"sync"
	"testing"
)

// Documents are made when they are asked for: the same bytes for everybody who asks at once, and none fails.
func TestDocumentsAreMadeOnce(t *testing.T) {
	f := newSite(t, nil)
	var pages [8]string
	var all sync.WaitGroup
	for i := range pages {
		all.Go(func() { pages[i] = body(t, f.get("/donau/write")) })
	}
	all.Wait()
	for _, page := range pages {
		if page != pages[0] || page == "" {
			t.Fatal("two got different documents")
		}
	}
}

func TestEveryDocumentCanBeMade(t *testing.T) {
	s := &Site{Options: Options{Origin: origin, Files: testFiles(t), Texts: catalogues(t)}}
	if err := s.load(); err != nil {
		t.Fatal(err)
	}
	if len(s.documents) != 2*len(s.Texts.Catalogues()) {
		t.Errorf("%d documents", len(s.documents))
	}
	for name, made := range s.documents {
		if page, err := made(); err != nil || len(page.plain) < 1000 || len(page.gzip) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(page.plain), err)
		}
	}
}
