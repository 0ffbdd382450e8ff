package doctor

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
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

// A place that does not exist yet is in order; one that others read is named with its cure.
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
}

// A store of attachments: one that does not answer or knows other keys is named with its cure, and so is one that keeps what is deleted. One that does not know
// the question, or does not let us ask it, is in order.
func TestStoreOfAttachments(t *testing.T) {
	const list = "<ListBucketResult></ListBucketResult>"
	status, versioning, said := http.StatusOK, http.StatusOK, list
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("the doctor writes: %s", r.Method)
		}
		if r.URL.Query().Has("versioning") {
			w.WriteHeader(versioning)
			_, _ = w.Write([]byte(said))
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(list))
	}))
	c := config.Config{Files: config.Files{S3: config.S3{Endpoint: server.URL, Bucket: "siegel", Region: "eu-1", Access: "a", Secret: "s"}}}
	of := func(state string) string {
		return `<?xml version="1.0"?><VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` + state + `</VersioningConfiguration>`
	}
	for what, v := range map[string]struct {
		status int
		said   string
		level  Level
		says   string
	}{
		"no versions":            {http.StatusOK, of(""), OK, "keeps no versions"},
		"versions":               {http.StatusOK, of("<Status>Enabled</Status>"), Fail, "still there"},
		"versions, suspended":    {http.StatusOK, of("<Status>Suspended</Status>"), Fail, "still there"},
		"overlooks the question": {http.StatusOK, list, OK, "does not say"},
		"does not know it":       {http.StatusNotImplemented, "<Error></Error>", OK, "does not say"},
		"may not be asked":       {http.StatusForbidden, "<Error></Error>", OK, "does not say"},
	} {
		versioning, said = v.status, v.said
		if f := filesLine(t, c); f.Level != v.level || !strings.Contains(f.Says, v.says) || (f.Cure == "") != (v.level == OK) {
			t.Errorf("%s: %+v", what, f)
		}
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
