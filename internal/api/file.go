package api

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/store"
)

// A part of 1 MiB may take a slow line longer than other calls: 5 minutes are 28 kbit/s.
const partTime = 5 * time.Minute

type fileBody struct {
	ID     counsel.ID `json:"id"`
	Case   counsel.ID `json:"case"`
	Length int64      `json:"length"`
}

type fileAnswer struct {
	Received int64 `json:"received"` // parts
}

// addFile begins an upload, or says how far it has come.
func addFile(c *call) (any, error) {
	var b fileBody
	if err := c.body(&b); err != nil { // kill: S.File.add-file-asks-body
		return nil, err
	}
	if err := shape(sg1.CheckFile(int(b.Length)), "length"); err != nil { // kill: S.File.add-file-asks-file
		return nil, err
	}
	if err := c.s.throttle.file(c); err != nil { // kill: S.File.add-file-asks-throttle
		return nil, err
	}
	f, err := c.store().AddFile(c.r.Context(), c.by, counsel.File{ID: b.ID, Case: b.Case, Length: b.Length})
	return fileAnswer{f.Parts}, err
}

// putPart streams one part into the store.
func putPart(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	n, err := number(c.r.PathValue("n"))
	if err != nil || c.r.PathValue("n") != strconv.FormatInt(n, 10) {
		return nil, counsel.Refuse(counsel.NotFound) // kill: S.File.put-part-number
	}
	if kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type")); err != nil || kind != "application/octet-stream" {
		return nil, counsel.Refuse(counsel.Unsupported) // kill: S.File.put-part-unsupported
	}
	if c.r.ContentLength > counsel.PartSize {
		return nil, counsel.Refuse(counsel.TooLong) // kill: S.File.put-part-too-long
	}
	_ = http.NewResponseController(c.w).SetReadDeadline(time.Now().Add(partTime)) // where it cannot be set, the server's own holds
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(partTime))
	return nil, c.store().PutPart(c.r.Context(), c.by, id, n, c.r.ContentLength, c.r.Body)
}

// getFile streams all parts. What breaks off in the middle breaks the connection off: half a file must not look like a whole one.
func getFile(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	f, err := c.store().File(c.r.Context(), c.by, id)
	if err != nil {
		return nil, err
	}
	c.stream(f)
	return nil, nil
}

// stream gives all parts in order, one open at a time.
func (c *call) stream(f *store.Attachment) {
	h := c.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", "attachment")
	h.Set("Content-Length", strconv.FormatInt(f.Length, 10))
	to := http.NewResponseController(c.w)
	err := f.Each(c.r.Context(), func(r io.Reader, length int64) error {
		_ = to.SetWriteDeadline(time.Now().Add(partTime))
		_, err := io.CopyN(c.w, r, length)
		return err
	})
	if err != nil {
		if c.r.Context().Err() == nil {
			c.s.Log.Error(string(counsel.CodeOf(err)), "route", c.r.Pattern)
		}
		panic(http.ErrAbortHandler)
	}
}

func dropFile(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	return nil, c.store().DropFile(c.r.Context(), c.by, id)
}

// announces checks the files of a message: few, each once; notes have none.
func (b messageBody) announces() error {
	most := counsel.MaxFiles
	if b.Kind == counsel.KindNote {
		most = 0
	}
	seen := map[counsel.ID]bool{}
	for _, id := range b.Files {
		seen[id] = true
	}
	return must(len(b.Files) <= most && len(seen) == len(b.Files), "files") // kill: S.File.announces
}
