package crash

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// attachment is what the database knows of one; the bytes are the strand's.
type attachment struct {
	length, parts int64
	message       counsel.ID
}

// octets is a body that is not JSON.
type octets []byte

// attach begins an attachment: of one part, or now and then of two.
func (s *strand) attach() *deed {
	id, size := testkit.ID(), 70+4_096+16 // head, one chunk, its tag (spec/file.md)
	if s.rng.IntN(6) == 0 {
		size = 70 + 33<<15 + 17*16
	}
	s.files[id] = testkit.Bytes(size)
	return &deed{kind: "file", who: s.seeker, method: "POST", path: "files", body: object{"id": id, "case": s.id, "length": size},
		effect: func(m *model) { m.files[id] = attachment{length: int64(size)} }}
}

// part sends the next part of an attachment.
func (s *strand) part(id counsel.ID) *deed {
	n := s.now.files[id].parts
	all := s.files[id]
	piece := all[n*counsel.PartSize : min(int64(len(all)), (n+1)*counsel.PartSize)]
	return &deed{kind: "part", who: s.seeker, method: "PUT", path: "files/" + id.String() + "/parts/" + string(rune('0'+n)), body: octets(piece), effect: func(m *model) {
		f := m.files[id]
		f.parts = n + 1
		m.files[id] = f
	}}
}

// upload is the next step for an attachment that no letter names yet, or nil.
func (s *strand) upload() *deed {
	for id, f := range s.now.files {
		if f.message == (counsel.ID{}) && f.parts*counsel.PartSize < f.length {
			return s.part(id)
		}
	}
	return nil
}

// complete names the attachments that wait for a letter.
func (m *model) complete() []counsel.ID {
	list := []counsel.ID{}
	for id, f := range m.files {
		if f.message == (counsel.ID{}) && f.parts*counsel.PartSize >= f.length && len(list) < counsel.MaxFiles {
			list = append(list, id)
		}
	}
	return list
}

// attachments reads what the database holds of a case's files.
func (e *eye) attachments(s *strand, m *model) {
	var one, message []byte
	var f attachment
	e.rows(`SELECT id, length, parts, message FROM files WHERE agency = $1 AND case_id = $2`, []any{e.place.agency.ID[:], s.id[:]}, []any{&one, &f.length, &f.parts, &message}, func() {
		f.message = id(message)
		m.files[id(one)] = f
	})
}

// folder is where the parts of an attachment lie, below that of all.
func folder(agency, of, file counsel.ID) string {
	return fmt.Sprintf("%x/%x/%x/", agency[:], of[:], file[:])
}

// parts compares the parts that have come with what was sent, byte by byte.
func (e *eye) parts(s *strand) {
	e.t.Helper()
	for id, f := range e.found(s).files {
		for n := range f.parts {
			got, err := os.ReadFile(filepath.Join(e.place.data, "files", filepath.FromSlash(folder(e.place.agency.ID, s.id, id)), strconv.FormatInt(n, 10)))
			want := s.files[id][n*counsel.PartSize : min(f.length, (n+1)*counsel.PartSize)]
			if err != nil || !bytes.Equal(got, want) {
				e.t.Errorf("seed %d: part %d of an attachment that has come is not what was sent (%d of %d bytes, %v)", s.run.seed, n, len(got), len(want), err)
			}
		}
	}
}

// strays names what lies on the disk and belongs to no attachment any more.
func (e *eye) strays() (list []string) {
	e.t.Helper()
	known := map[string]bool{}
	var agency, of, one []byte
	e.rows(`SELECT agency, case_id, id FROM files`, nil, []any{&agency, &of, &one}, func() { known[folder(id(agency), id(of), id(one))] = true })
	root := filepath.Join(e.place.data, "files")
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		rel, _ := filepath.Rel(root, path)
		if key := filepath.ToSlash(rel); !known[key[:strings.LastIndexByte(key, '/')+1]] {
			list = append(list, key)
		}
		return nil
	})
	return list
}
