package store

import (
	"context"
	"errors"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/files"
)

// Attachments lie outside the database. So what is to be removed is marked in the transaction that removes its row, and a job removes it, again
// until it is done.

// removeFiles marks the attachments of a case for removal and takes their rows away. Call it before the case goes, in the same transaction.
func (t *tx) removeFiles(agency, caseID counsel.ID) error {
	return t.removeFilesWhere(`agency = $1 AND case_id = $2`, agency, caseID)
}

// removeFilesWhere takes a condition of ours.
func (t *tx) removeFilesWhere(where string, a ...any) error {
	var gone []counsel.File
	var agencies []counsel.ID
	err := t.each(`DELETE FROM files WHERE `+where+` RETURNING agency, case_id, id`, a, func(scan func(...any) error) error {
		var f counsel.File
		var agency counsel.ID
		err := scan(&agency, &f.Case, &f.ID)
		gone, agencies = append(gone, f), append(agencies, agency)
		return err
	})
	for i, f := range gone {
		if err != nil {
			return err
		}
		err = t.markRemoval(agencies[i], f)
	}
	return err
}

func (t *tx) markRemoval(agency counsel.ID, f counsel.File) error {
	_, err := t.exec(`INSERT INTO file_removals (agency, case_id, id, due) VALUES ($1, $2, $3, 0) ON CONFLICT (agency, id) DO UPDATE SET due = 0`, agency, f.Case, f.ID)
	return err
}

const (
	// onItsWay is how long a part that was let in may take to be stored: afterwards none of a removed file can come any more.
	onItsWay = 30 * time.Minute
	// maxRemovals of one call.
	maxRemovals = 256
)

// removal is one file outside. Again says that it was removed before.
type removal struct {
	agency counsel.ID
	file   counsel.File
	again  bool
}

// RemoveFiles removes what was marked, and marks first what no message has announced in time, unless all of it has come and its author keeps a list of
// what is to go with the next message of the case. After an error the others are removed all the same; what failed is tried again at the next call.
func (s *Store) RemoveFiles(ctx context.Context) error {
	err := s.write(ctx, func(t *tx) error {
		if err := t.plausible(); err != nil { // kill: S.FileRemove.remove-files-asks-plausible
			return err
		}
		return t.removeFilesWhere(`length(message) = 0 AND time < $1 AND (parts * $2 < length OR NOT EXISTS
			(SELECT 1 FROM drafts d WHERE d.agency = files.agency AND d.uid = files.author AND d.case_id = files.case_id AND d.kind = $3))`,
			t.now.Add(-counsel.AnnounceWithin), counsel.PartSize, counsel.DraftFiles)
	})
	list, listed := s.removals(ctx)
	err = errors.Join(err, listed)
	for _, r := range list {
		if gone := s.files.Delete(ctx, files.Prefix(r.agency, r.file.Case, r.file.ID)); gone != nil {
			err = errors.Join(err, gone)
			continue
		}
		err = errors.Join(err, s.write(ctx, func(t *tx) error { return t.removed(r) }))
	}
	return err
}

func (s *Store) removals(ctx context.Context) (list []removal, err error) {
	err = s.read(ctx, func(t *tx) error {
		list = nil
		return t.each(`SELECT agency, case_id, id, due FROM file_removals WHERE due <= $1 ORDER BY due LIMIT $2`, args{t.now, maxRemovals},
			func(scan func(...any) error) error {
				var r removal
				var due time.Time
				err := scan(&r.agency, &r.file.Case, &r.file.ID, &due)
				r.again = !due.IsZero()
				list = append(list, r)
				return err
			})
	})
	return list, err
}

// removed notes that it is done: the second time for good.
func (t *tx) removed(r removal) error {
	query, a := `DELETE FROM file_removals WHERE agency = $1 AND id = $2 AND due > 0`, args{r.agency, r.file.ID}
	if !r.again {
		query, a = `UPDATE file_removals SET due = $3 WHERE agency = $1 AND id = $2`, append(a, t.now.Add(onItsWay))
	}
	_, err := t.exec(query, a...)
	return err
}
