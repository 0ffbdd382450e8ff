package doctor

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"siegel/internal/config"
)

// filesLine gives what the doctor says of the place of attachments.
func filesLine(t *testing.T, c config.Config) Finding {
	t.Helper()
	e := &examination{Installation: Installation{Config: c}, ctx: t.Context()}
	e.attachments()
	for _, f := range e.findings {
		if f.Check == "files" {
			return f
		}
	}
	t.Fatal("nothing is said")
	return Finding{}
}

// A place that does not exist yet is in order; one that others read, or a store that does not answer or knows other keys, is named with its cure.
func TestPlaceOfAttachments(t *testing.T) {
	root := t.TempDir()
	place := filepath.Join(root, "files")
	c := config.Config{Data: root, Files: config.Files{Folder: place}}
	if f := filesLine(t, c); f.Level != OK {
		t.Errorf("none yet: %+v", f)
	}
	if err := os.Mkdir(place, 0o755); err != nil {
		t.Fatal(err)
	}
	if f := filesLine(t, c); f.Level != Warn || f.Cure == "" {
		t.Errorf("others may look in: %+v", f)
	}
	if err := os.Chmod(place, 0o700); err != nil {
		t.Fatal(err)
	}
	if f := filesLine(t, c); f.Level != OK {
		t.Errorf("as it should be: %+v", f)
	}
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("the doctor writes: %s", r.Method)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<ListBucketResult></ListBucketResult>"))
	}))
	c.Files = config.Files{S3: config.S3{Endpoint: server.URL, Bucket: "siegel", Region: "eu-1", Access: "a", Secret: "s"}}
	if f := filesLine(t, c); f.Level != OK {
		t.Errorf("a store that answers: %+v", f)
	}
	status = http.StatusForbidden
	if f := filesLine(t, c); f.Level != Fail || f.Cure == "" {
		t.Errorf("other keys: %+v", f)
	}
	server.Close()
	if f := filesLine(t, c); f.Level != Fail {
		t.Errorf("no store: %+v", f)
	}
}
