package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"siegel/internal/files"
)

// storeTime bounds how long the doctor waits for a store of attachments.
const storeTime = 5 * time.Second

// attachments looks at the place of files: a folder that nobody else reads, with room; or an S3 store that answers. Nothing is written there.
func (e *examination) attachments() {
	c := e.Config.Files
	if c.Folder == "" {
		e.store()
		return
	}
	if _, err := os.Stat(c.Folder); errors.Is(err, fs.ErrNotExist) {
		e.ok("files", "no attachment has come yet")
		return
	}
	e.folder("files", c.Folder, Warn)
	if rel, err := filepath.Rel(e.Config.Data, c.Folder); err != nil || strings.HasPrefix(rel, "..") || e.Config.Postgres() {
		e.room("attachments", c.Folder)
	}
}

// store asks for a list that is empty: that needs the address, the bucket and the keys.
func (e *examination) store() {
	ctx, cancel := context.WithTimeout(e.ctx, storeTime)
	defer cancel()
	s := e.Config.Files.S3
	err := files.NewS3(s.Endpoint, s.Bucket, s.Region, s.Access, s.Secret).List(ctx, "none/", func(string, int64) error { return nil })
	if err != nil {
		e.fail("files", "start the store of attachments, or correct files, files_access and files_secret; until then nobody can send or open a file", "%s: %v", s.Endpoint, err)
		return
	}
	e.ok("files", "%s answers", s.Endpoint)
}
