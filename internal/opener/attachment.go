package opener

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// attachments gives those that open, with every check of spec/file.md, under their names in the export.
func (o *Unsealed) attachments(fetch func(counsel.ID) ([]byte, error), put func(string, []byte) error) (missing int, err error) {
	n := 0
	for i := range o.messages {
		line := &o.messages[i]
		for j, f := range line.attached {
			sealed, err := fetch(f.ID)
			plain, ok := []byte(nil), false
			if err == nil {
				plain, ok = o.u.openAttachment(f, sealed)
			}
			if !ok {
				missing++
				continue
			}
			n++
			name := fmt.Sprintf("files/%d-%s", n, line.Files[j].Name)
			if err := put(name, plain); err != nil {
				return missing, err
			}
			line.Files[j].File = &name
		}
	}
	return missing, nil
}

// openAttachment makes the checks F1 to F6.
func (u *unsealing) openAttachment(f fileText, sealed []byte) (plain []byte, ok bool) {
	padded, err := openFile(f.Key[:], sg1.AD("sg1/file", u.Agency.ID[:], u.Case.ID[:], f.ID[:]), sealed)
	if err != nil || f.Size < 0 || f.Size > sg1.MaxFilePlain || len(padded) != sg1.Padme(int(f.Size)) {
		return nil, false // kill: S.F3.open-attachment
	}
	plain = padded[:f.Size]
	if len(bytes.Trim(padded[f.Size:], "\x00")) > 0 || sg1.HashOf(plain) != f.SHA256 {
		return nil, false // kill: S.F5.open-attachment
	}
	if of, known := kinds[f.Type]; !known || !of.begins(plain) {
		return nil, false // kill: S.F6.open-attachment
	}
	return plain, true
}

// kinds are the types that travel: how a file of each begins, and how its name ends (spec/file.md, 2).
var kinds = map[string]struct {
	begins func([]byte) bool
	end    string
}{
	"image/jpeg":      {func(b []byte) bool { return bytes.HasPrefix(b, []byte("\xff\xd8\xff")) }, ".jpg"},
	"application/pdf": {func(b []byte) bool { return bytes.HasPrefix(b, []byte("%PDF-")) }, ".pdf"},
	"text/plain":      {func(b []byte) bool { return !bytes.ContainsFunc(b, isControl) }, ".txt"},
	"video/mp4":       {func(b []byte) bool { return isMedia(b, video) }, ".mp4"},
	"audio/mp4":       {func(b []byte) bool { return isMedia(b, sound) }, ".m4a"},
}

func isControl(c rune) bool { return c < 9 || c > 13 && c < ' ' } // kill: S.F6.control

var (
	video = regexp.MustCompile(`^(iso[m2-9]|mp4[12]|avc1|M4V |MSNV|3gp[4-6])$`)
	sound = regexp.MustCompile(`^M4[AB] $`)
)

// isMedia looks at the first brand.
func isMedia(b []byte, brand *regexp.Regexp) bool {
	return len(b) >= 12 && string(b[4:8]) == "ftyp" && brand.Match(b[8:12]) // kill: S.F6.is-media
}

var (
	notPlain = regexp.MustCompile(`[^A-Za-z0-9._ -]`)
	ending   = regexp.MustCompile(`\.[A-Za-z0-9]{1,5}$`)
)

// plainName reduces a name once more: who sent it has done so, or is not to be believed.
func plainName(name, kind string) string {
	end := kinds[kind].end
	if end == "" {
		end = ".bin"
	}
	bare := strings.TrimLeft(ending.ReplaceAllString(notPlain.ReplaceAllString(name, "_"), ""), ". ")
	if bare = bare[:min(len(bare), 80-len(end))]; bare == "" {
		bare = "file"
	}
	return bare + end
}
