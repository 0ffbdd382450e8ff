package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"siegel/internal/config"
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

// store asks for a list that is empty: that needs the address, the bucket and the keys. Then whether deleting deletes there.
func (e *examination) store() {
	ctx, cancel := context.WithTimeout(e.ctx, storeTime)
	defer cancel()
	at := e.Config.Files.S3
	s := files.NewS3(at.Endpoint, at.Bucket, at.Region, at.Access, at.Secret)
	if err := s.List(ctx, "none/", func(string, int64) error { return nil }); err != nil {
		e.fail("files", "start the store of attachments, or correct files, files_access and files_secret; until then nobody can send or open a file", "%s: %v", at.Endpoint, err)
		return
	}
	e.versions(ctx, s, at)
}

// versions looks whether the bucket keeps what is deleted. A store that does not know the question, or our keys may not ask, is no fault: many know no versions.
func (e *examination) versions(ctx context.Context, s *files.S3, at config.S3) {
	state, err := s.Versioning(ctx)
	switch {
	case err != nil:
		e.ok("files", "%s answers; it does not say whether the bucket keeps versions of what is deleted, which it must not", at.Endpoint)
	case state != "":
		e.fail("files", "switch versioning and object lock off for this bucket and remove the old versions; where they only can be suspended, copy the files to a bucket that never had them, name it in files, and remove this one with all its versions",
			"%s: the bucket %s keeps versions (%s): attachments that were deleted are still there", at.Endpoint, at.Bucket, state)
	default:
		e.ok("files", "%s answers, and keeps no versions of what is deleted", at.Endpoint)
	}
}
