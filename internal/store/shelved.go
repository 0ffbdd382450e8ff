package store

import (
	"bytes"
	"context"
	"io"

	"siegel/internal/counsel"
)

// Of names a case of an agency.
type Of struct{ Agency, Case counsel.ID }

// OnShelf gives every sealed case of the database, those that go first first. For the operator's terminal, at a place that was put back: all of it is sealed.
func (s *Store) OnShelf(ctx context.Context) (list []Of, err error) {
	err = s.read(ctx, func(t *tx) error {
		var one Of
		list = nil
		return t.fill(`SELECT agency, id FROM cases WHERE state = 'sealed' ORDER BY sealed_until, agency, id`, nil, []any{&one.Agency, &one.Case}, func() { list = append(list, one) })
	})
	return list, err
}

// Shelved gives what lies of a sealed case, the server's own layer taken off. Errors: not_found (no grant to the archive, either).
func (s *Store) Shelved(ctx context.Context, of Of) (out counsel.Shelved, err error) {
	err = s.read(ctx, func(t *tx) error {
		by := counsel.Actor{Agency: of.Agency, Realm: counsel.Staff}
		if out.Agency, err = t.agency(of.Agency); err != nil {
			return err
		}
		if out.Case, err = t.caseByID(by, of.Case); err != nil {
			return err
		}
		if err := out.Case.InArchive(); err != nil { // kill: S.Shelved.asks-in-archive
			return err
		}
		var opened counsel.Opened
		if err := t.opened(by, counsel.Opening{Case: of.Case}, &opened); err != nil { // kill: S.Shelved.asks-opened
			return err
		}
		out.Grant = opened.Grant
		if out.Messages, err = t.whole(messages, of, opened.Messages); err != nil {
			return err
		}
		if out.Notes, err = t.whole(notes, of, opened.Notes); err != nil {
			return err
		}
		var text string
		for into, query := range map[*[]string]string{
			&out.Roots: `SELECT body FROM roots WHERE agency = $1 ORDER BY n`, &out.Manifests: `SELECT body FROM manifests WHERE agency = $1 ORDER BY seq`, &out.Records: `SELECT body FROM records WHERE agency = $1`,
		} {
			*into = nil
			if err := t.fill(query, args{of.Agency}, []any{&text}, func() { *into = append(*into, text) }); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// whole goes on from a first stretch to the end.
func (t *tx) whole(on shelf, of Of, first counsel.Excerpt) (list []counsel.Message, err error) {
	list = first.Messages
	for more := first.More; more; {
		next, err := t.excerpt(on, of.Agency, of.Case, counsel.After(list[len(list)-1].Order))
		if err != nil {
			return nil, err
		}
		list, more = append(list, next.Messages...), next.More && len(next.Messages) > 0
	}
	return list, nil
}

// ShelvedFile gives the sealed bytes of an attachment of a sealed case. Errors: not_found, away.
func (s *Store) ShelvedFile(ctx context.Context, of Of, id counsel.ID) ([]byte, error) {
	var f counsel.File
	if err := s.read(ctx, func(t *tx) error {
		known, found, err := t.file(of.Agency, id)
		if err == nil && (!found || known.Case != of.Case) {
			err = counsel.Refuse(counsel.NotFound) // kill: S.Shelved.file-not-found
		}
		f = known
		return err
	}); err != nil {
		return nil, err
	}
	at, err := s.attachment(ctx, counsel.Actor{Agency: of.Agency}, f)
	if err != nil {
		return nil, err
	}
	var all bytes.Buffer
	err = at.Each(ctx, func(r io.Reader, length int64) error {
		_, err := io.CopyN(&all, r, length)
		return err
	})
	return all.Bytes(), err
}
