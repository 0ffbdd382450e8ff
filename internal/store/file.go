package store

import (
	"context"
	"errors"
	"io"
	"slices"

	"siegel/internal/counsel"
	"siegel/internal/files"
)

// AddFile begins the upload of an attachment and says what is there of it. Errors: not_found, conflict (state), full (what: case, agency), same_id.
// The same again is no error.
func (s *Store) AddFile(ctx context.Context, by counsel.Actor, f counsel.File) (out counsel.File, err error) {
	f.Author = by.UID
	err = s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, f.Case); err != nil { // two must not share the last room of a case
			return err
		}
		a, c, err := t.caseFor(by, f.Case)
		if err != nil {
			return err
		}
		if known, found, err := t.file(a.Agency, f.ID); err != nil || found {
			if out = known; err == nil && !known.Same(f) {
				err = counsel.Refuse(counsel.SameID) // kill: S.File.add-file-same-id
			}
			return err
		}
		if err := c.MayAttach(a); err != nil { // kill: S.File.add-file-asks-may-attach
			return err
		}
		if err := t.room(a, f); err != nil { // kill: S.File.add-file-asks-room
			return err
		}
		out, err = t.addFile(a, f)
		return err
	})
	return out, err
}

// room asks for the quotas. Agencies without one are not added up.
func (t *tx) room(a counsel.Actor, f counsel.File) error {
	var inCase, inAgency, quota int64
	if _, err := t.get(`SELECT COALESCE((SELECT sum(length) FROM files WHERE agency = $1 AND case_id = $2), 0), quota FROM agencies WHERE agency = $1`,
		args{a.Agency, f.Case}, &inCase, &quota); err != nil {
		return err
	}
	if quota > 0 {
		if _, err := t.get(`SELECT COALESCE(sum(length), 0) FROM files WHERE agency = $1`, args{a.Agency}, &inAgency); err != nil {
			return err
		}
	}
	return f.Room(inCase, inAgency, quota) // kill: S.File.room-asks-room
}

// addFile stores the row. An id that is still being removed is not free.
func (t *tx) addFile(a counsel.Actor, f counsel.File) (counsel.File, error) {
	f.Time = counsel.Quarter(t.now)
	n, err := t.exec(`INSERT INTO files (agency, id, case_id, author, length, parts, time, message)
		SELECT $1, $2, $3, $4, $5, 0, $6, $7 WHERE NOT EXISTS (SELECT 1 FROM file_removals WHERE agency = $1 AND id = $2) ON CONFLICT DO NOTHING`,
		a.Agency, f.ID, f.Case, f.Author, f.Length, f.Time, []byte{})
	if err == nil && n == 0 {
		err = counsel.Refuse(counsel.SameID) // kill: S.File.add-file-taken
	}
	return f, err
}

// PutPart stores part n, counted from 0, of an upload of the actor's. One that has come before is not written again. Errors: not_found,
// bad_request (length), sequence (an earlier one is missing), full, away.
func (s *Store) PutPart(ctx context.Context, by counsel.Actor, id counsel.ID, n, length int64, r io.Reader) error {
	var f counsel.File
	known := false
	if err := s.read(ctx, func(t *tx) (err error) {
		var a counsel.Actor
		if a, f, err = t.fileFor(by, id); err == nil {
			known, err = f.MayPut(a, n, length) // kill: S.File.put-part-asks-may-put
		}
		return err
	}); err != nil {
		return err
	}
	if known {
		_, err := io.Copy(io.Discard, io.LimitReader(r, length)) // a sender that is not heard out takes the answer for a broken line
		return errors.Join(err)
	}
	if err := s.files.Put(ctx, files.Key(by.Agency, f.Case, id, n), r, length); err != nil {
		if errors.Is(err, files.ErrBroken) {
			return counsel.RefuseField(counsel.BadRequest, "length") // kill: S.File.put-part-broken
		}
		return err
	}
	return s.write(ctx, func(t *tx) error { return t.partCame(by, f, n) })
}

// partCame counts a part. A file that has been removed meanwhile is removed once more, with the part.
func (t *tx) partCame(by counsel.Actor, f counsel.File, n int64) error {
	changed, err := t.exec(`UPDATE files SET parts = $3 + 1 WHERE agency = $1 AND id = $2 AND parts = $3`, by.Agency, f.ID, n)
	if err != nil || changed == 1 {
		return err
	}
	if _, found, err := t.file(by.Agency, f.ID); err != nil || found { // the same part has come twice at a time
		return err
	}
	if err := t.markRemoval(by.Agency, f); err != nil {
		return err
	}
	return nil
}

// DropFile removes an attachment of the actor's own that no message has announced. Errors: conflict (announced). What is not there is no error.
func (s *Store) DropFile(ctx context.Context, by counsel.Actor, id counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		a, f, err := t.fileFor(by, id)
		if counsel.CodeOf(err) == counsel.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f.MayDrop(a); counsel.CodeOf(err) == counsel.NotFound { // kill: S.File.drop-file-asks-may-drop
			return nil
		} else if err != nil {
			return err
		}
		return t.removeFilesWhere(`agency = $1 AND id = $2 AND length(message) = 0`, a.Agency, id)
	})
}

// Attachment is a file that may be read.
type Attachment struct {
	counsel.File
	agency counsel.ID
	from   files.Parts
	first  io.ReadCloser
}

// File opens an attachment, for its author, and once its message has gone out for whoever may read the case. Errors: not_found, away. Close it.
func (s *Store) File(ctx context.Context, by counsel.Actor, id counsel.ID) (*Attachment, error) {
	var f counsel.File
	if err := s.read(ctx, func(t *tx) (err error) {
		var a counsel.Actor
		if a, f, err = t.fileFor(by, id); err == nil {
			err = f.MayFetch(a) // kill: S.File.file-asks-may-fetch
		}
		return err
	}); err != nil {
		return nil, err
	}
	return s.attachment(ctx, by, f)
}

func (s *Store) attachment(ctx context.Context, by counsel.Actor, f counsel.File) (*Attachment, error) {
	at := &Attachment{File: f, agency: by.Agency, from: s.files}
	var err error
	at.first, err = at.part(ctx, 0)
	return at, err
}

func (a *Attachment) part(ctx context.Context, n int64) (io.ReadCloser, error) {
	return a.from.Get(ctx, files.Key(a.agency, a.Case, a.ID, n))
}

// Each calls copy for every part in order, one open at a time. An error ends it: what was given is not the whole file.
func (a *Attachment) Each(ctx context.Context, copy func(r io.Reader, length int64) error) error {
	r := a.first
	for n := range a.AllParts() {
		if n > 0 {
			var err error
			if r, err = a.part(ctx, n); err != nil {
				return err
			}
		}
		if err := errors.Join(copy(r, a.PartLength(n)), r.Close()); err != nil {
			return err
		}
	}
	return nil
}

// fileFor gives the actor as it stands and a file of a case that the actor may see. Errors: not_found.
func (t *tx) fileFor(by counsel.Actor, id counsel.ID) (counsel.Actor, counsel.File, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, counsel.File{}, err
	}
	f, found, err := t.file(a.Agency, id)
	if err == nil && !found {
		err = counsel.Refuse(counsel.NotFound) // kill: S.File.file-for-not-found
	}
	if err != nil {
		return a, f, err
	}
	a, c, err := t.caseFor(a, f.Case)
	if err == nil {
		err = c.Unlocked() // while an erase order waits, nobody reads // kill: S.File.file-for-asks-unlocked
	}
	return a, f, err
}

// file reads one of an agency's, whoever has it.
func (t *tx) file(agency, id counsel.ID) (f counsel.File, found bool, err error) {
	found, err = t.get(`SELECT f.id, f.case_id, f.author, f.length, f.parts, f.time, f.message,
			EXISTS (SELECT 1 FROM messages m WHERE m.agency = f.agency AND m.id = f.message AND m.held_until = 0)
		FROM files f WHERE f.agency = $1 AND f.id = $2`, args{agency, id}, &f.ID, &f.Case, &f.Author, &f.Length, &f.Parts, &f.Time, &f.Message, &f.Out)
	return f, found, err
}

// announce binds complete uploads of a message's author to it. Errors: conflict (files), if one is not there or belongs to another message.
func (t *tx) announce(agency counsel.ID, m counsel.Message) error {
	for _, id := range m.Files {
		n, err := t.exec(`UPDATE files SET message = $5 WHERE agency = $1 AND id = $2 AND case_id = $3 AND author = $4 AND length(message) = 0 AND parts * $6 >= length`,
			agency, id, m.Case, m.Author, m.ID, counsel.PartSize)
		if err != nil {
			return err
		}
		if n == 0 {
			return counsel.RefuseField(counsel.Conflict, "files") // kill: S.File.announce
		}
	}
	return nil
}

// unannounce lets the attachments of a message wait again, from now on: it was taken back.
func (t *tx) unannounce(agency counsel.ID, m counsel.Message) error {
	_, err := t.exec(`UPDATE files SET message = $4, time = $5 WHERE agency = $1 AND case_id = $2 AND message = $3`, agency, m.Case, m.ID, []byte{}, counsel.Quarter(t.now))
	return err
}

// sameFiles compares what a message has announced with what is sent again.
func (t *tx) sameFiles(agency counsel.ID, m counsel.Message) (bool, error) {
	var stored []counsel.ID
	err := t.each(`SELECT id FROM files WHERE agency = $1 AND case_id = $2 AND message = $3`, args{agency, m.Case, m.ID}, func(scan func(...any) error) error {
		var id counsel.ID
		err := scan(&id)
		stored = append(stored, id)
		return err
	})
	sent := slices.Clone(m.Files)
	for _, list := range [][]counsel.ID{stored, sent} {
		slices.SortFunc(list, func(a, b counsel.ID) int { return slices.Compare(a[:], b[:]) })
	}
	return slices.Equal(stored, sent), err
}
