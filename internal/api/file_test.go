package api_test

import (
	"bytes"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// fileLength is that of two parts.
const fileLength = 70 + 1<<20 + 1<<16 + 17*16

// part sends a part as the browser does.
func (b *browser) part(id counsel.ID, n int, content []byte) answer {
	b.t.Helper()
	b.header.Set("Content-Type", "application/octet-stream")
	defer b.header.Del("Content-Type")
	return b.put("files/"+id.String()+"/parts/"+strconv.Itoa(n), string(content))
}

// attach uploads a file and gives its bytes.
func (b *browser) attach(caseID string) (counsel.ID, []byte) {
	b.t.Helper()
	id, content := testkit.ID(), testkit.Bytes(fileLength)
	if got := b.post("files", body{"id": id, "case": caseID, "length": fileLength}).is(201); got["received"] != 0.0 || len(got) != 1 {
		b.t.Fatalf("%v", got)
	}
	b.part(id, 0, content[:1<<20]).is(204)
	if got := b.post("files", body{"id": id, "case": caseID, "length": fileLength}).is(201); got["received"] != 1.0 {
		b.t.Fatalf("%v", got)
	}
	b.part(id, 1, content[1<<20:]).is(204)
	return id, content
}

// An attachment goes up in parts, is announced, and comes down as it was.
func TestFile(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		sending{seeker, "POST", "files", body{"id": testkit.ID(), "case": id, "length": 86}, 201, nil}.tried(t)
		file, content := seeker.attach(id)
		path := "files/" + file.String()
		s.lead.get(path).refused(counsel.NotFound)
		m := message(counsel.SeekerRole, 2, "message").but("files", []counsel.ID{file})
		seeker.post("cases/"+id+"/messages", m).is(201)
		seeker.post("cases/"+id+"/messages", m).is(201)
		for _, b := range []*browser{seeker, s.lead} {
			got := b.get(path)
			if got.status != 200 || !bytes.Equal([]byte(got.text), content) {
				t.Fatalf("%d, %d bytes", got.status, len(got.text))
			}
			for name, want := range map[string]string{"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment", "Content-Length": strconv.Itoa(fileLength)} {
				if got.header.Get(name) != want {
					t.Errorf("%s: %q", name, got.header.Get(name))
				}
			}
		}
		seeker.remove(path).refused(counsel.Conflict)
		neighbour, _ := h.seeker("kiz", "wolke-7")
		for _, unknown := range []string{path, "files/" + testkit.ID().String(), "files/x"} {
			neighbour.get(unknown).refused(counsel.NotFound)
		}
	})
}

// The form of a part: its number, its length, its type; whatever is refused, the right one is taken afterwards.
func TestPartForm(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id, file := s.counselled(seeker, 2), testkit.ID()
		for _, length := range []int{0, 85, 97, 70 + 16 + 129, 70 + 1<<16 + 2*16, fileLength + 1, -1} {
			seeker.post("files", body{"id": file, "case": id, "length": length}).at(counsel.BadRequest, "length")
		}
		most := 70 + 10<<20 + 160*16
		seeker.post("files", body{"id": testkit.ID(), "case": id, "length": most + 16}).at(counsel.TooLong, "length")
		seeker.post("files", body{"id": testkit.ID(), "case": id, "length": most}).is(201)
		seeker.post("files", body{"id": file, "case": id, "length": fileLength}).is(201)
		path, content := "files/"+file.String()+"/parts/", testkit.Bytes(fileLength)
		first, last := content[:1<<20], content[1<<20:]
		seeker.part(file, 0, first[1:]).at(counsel.BadRequest, "length")
		seeker.part(file, 0, append(first[:1<<20:1<<20], 1)).refused(counsel.TooLong)
		seeker.part(file, 1, last).refused(counsel.Sequence)
		seeker.part(testkit.ID(), 0, first).refused(counsel.NotFound)
		s.lead.part(file, 0, first).refused(counsel.NotFound)
		for _, n := range []string{"x", "-1", "+0", "00", "2", "9223372036854775808", ""} {
			seeker.header.Set("Content-Type", "application/octet-stream")
			seeker.put(path+n, string(first)).refused(counsel.NotFound)
		}
		for _, kind := range []string{"", "text/plain", "multipart/form-data; boundary=x", "application/octet-stream; x"} {
			seeker.header.Set("Content-Type", kind)
			seeker.put(path+"0", string(first)).refused(counsel.Unsupported)
		}
		seeker.header.Del("Content-Type")
		seeker.part(file, 0, first).is(204)
		seeker.part(file, 0, first).is(204)
		seeker.part(file, 1, last).is(204)
		for what, list := range map[string][]counsel.ID{"six": {testkit.ID(), testkit.ID(), testkit.ID(), testkit.ID(), testkit.ID(), testkit.ID()}, "the same twice": {file, file}} {
			if got := seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, 2, "message").but("files", list)); got.status != 400 {
				t.Errorf("%s: %d", what, got.status)
			}
		}
		mine, _ := s.lead.attach(id)
		s.lead.post("cases/"+id+"/notes", message(counsel.Counsellor, 1, "note").but("files", []counsel.ID{mine})).at(counsel.BadRequest, "files")
		s.lead.remove("files/" + mine.String()).is(204)
		s.lead.remove("files/" + mine.String()).is(204)
	})
}

// Twenty attachments may be begun in an hour.
func TestFilesWait(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		h := open(t, w, api.Limits{NoWork: true})
		s := h.setUp("kiz", true)
		seeker, reg := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		begin := func() answer { return seeker.post("files", body{"id": testkit.ID(), "case": id, "length": 86}) }
		for range 20 {
			begin().is(201)
		}
		begin().refused(counsel.Wait)
		h.Clock.Pass(3600e9)
		seeker.post("auth/login", body{"agency": "kiz", "realm": "seeker", "method": "rc", "name": nil, "rc_id": reg["rc_id"], "auth": reg["auth_rc"]}).is(200)
		begin().is(201)
	})
}

// A place of parts that cannot be written, or that has lost a part, says so; half a file never looks like a whole one.
func TestPlaceOfPartsInTrouble(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		file, _ := seeker.attach(id)
		second, err := filepath.Glob(filepath.Join(h.Files, "*", "*", hex.EncodeToString(file[:]), "1"))
		if err != nil || len(second) != 1 {
			t.Fatal(second, err)
		}
		if err := os.Remove(second[0]); err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), "GET", h.server.URL+"/api/1/files/"+file.String(), strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = seeker.header.Clone()
		for name, value := range seeker.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		if res, err := http.DefaultTransport.RoundTrip(r); err == nil {
			if n, err := new(bytes.Buffer).ReadFrom(res.Body); err == nil {
				t.Errorf("%d bytes look like the whole file", n)
			}
			_ = res.Body.Close()
		}
		if err := os.RemoveAll(h.Files); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(h.Files, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		broken := testkit.ID()
		seeker.post("files", body{"id": broken, "case": id, "length": 86}).is(201)
		if got := seeker.part(broken, 0, testkit.Bytes(86)).refused(counsel.Away); got["wait"] == nil {
			t.Error("it does not say when to try again")
		}
		seeker.get("files/" + file.String()).refused(counsel.Away)
	})
}
