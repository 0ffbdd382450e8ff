package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/store"
)

// Agency is an archive with everything of one agency, on its way to another machine.
const Agency Kind = "agency"

// keysFile holds the boxed keys of accounts and cases, inside files/.
const keysFile = "shred.jsonl"

// partPrefix is before the names of parts, inside files/.
const partPrefix = "parts/"

// Moving is an agency of an installation that nobody writes to any more.
type Moving struct {
	Store      *store.Store
	Agency     counsel.ID
	Recipients Recipients
	Head       Head // At, Software
}

// CreateAgency writes the boxed keys, the rows and the parts of one agency. Nothing of it is opened.
func CreateAgency(ctx context.Context, to io.Writer, from Moving) (Manifest, error) {
	var w *writer
	err := from.Store.Snapshot(ctx, func(n *store.Snapshot) (err error) {
		head := from.Head
		head.Kind, head.At, head.Schema, head.Checks, head.Agency = Agency, head.At.UTC(), n.Schema, n.Checks, from.Agency.String()
		if w, err = newWriter(to, from.Recipients, head); err != nil {
			return err
		}
		var keys bytes.Buffer // some hundred bytes for an account or a case, and each is boxed
		if err := from.Store.Shreds(ctx, from.Agency, &keys); err != nil {
			return err
		}
		w.sums.Files++
		if err := w.stream(filePrefix+keysFile, int64(keys.Len()), &keys); err != nil {
			return err
		}
		for i, table := range n.TablesOf() {
			rows := func(row func([]any) error) error { return n.RowsOf(from.Agency, table, row) }
			if err := w.tableOf(rows, i+1, table); err != nil {
				return fmt.Errorf("table %s: %w", table.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return Manifest{}, err
	}
	if err := from.Store.Parts(ctx, from.Agency, func(key string, size int64, part io.Reader) error {
		w.sums.Files++
		return w.stream(filePrefix+partPrefix+key, size, part)
	}); err != nil {
		return Manifest{}, fmt.Errorf("attachments: %w", err)
	}
	return w.close()
}

// RestoreAgency reads an archive of an agency to its last byte and gives everything to an arrival. Errors: those of Open and of the store.
func RestoreAgency(a *Archive, to *store.Arrival) (Manifest, error) { return a.each(arriving{to}) }

// arriving takes what an archive of an agency holds.
type arriving struct{ *store.Arrival }

func (arriving) Settings([]byte) error { return ErrDamaged } // kill: S.Agency.settings-damaged

// mostPart bounds a part in memory: 1 MiB, and what sealing adds.
const mostPart = 2 << 20

func (a arriving) File(name string, from io.Reader) error {
	if name == keysFile {
		return a.Keys(from)
	}
	key, isPart := strings.CutPrefix(name, partPrefix)
	if !isPart {
		return ErrDamaged // kill: S.Agency.file-damaged
	}
	part, err := io.ReadAll(io.LimitReader(from, mostPart+1))
	if err != nil {
		return err
	}
	if len(part) > mostPart {
		return errors.Join(ErrDamaged, errors.New("a part is longer than any that a browser sends")) // kill: S.Agency.file-damaged-2
	}
	return a.Part(key, int64(len(part)), bytes.NewReader(part))
}
