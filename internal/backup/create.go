package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"siegel/internal/store"
)

// Source is an installation that a backup is made of, while it runs.
type Source struct {
	Store      *store.Store
	Files      string   // the folder of the attachments; "" if they are elsewhere
	Settings   []byte   // as text, secrets masked
	Apart      []string // what is kept elsewhere, in words
	Recipients Recipients
	Software   string
	At         time.Time
}

// Create writes the database as it is at one moment, and the files. A file that belongs to the database was there before its row: so files come after.
func Create(ctx context.Context, to io.Writer, from Source) (Manifest, error) {
	var w *writer
	err := from.Store.Snapshot(ctx, func(n *store.Snapshot) (err error) {
		w, err = newWriter(to, from.Recipients, Head{Kind: Main, At: from.At.UTC(), Software: from.Software, Schema: n.Schema, Checks: n.Checks, Apart: from.Apart})
		if err != nil {
			return err
		}
		for i, table := range n.Tables {
			if err := w.table(n, i+1, table); err != nil {
				return fmt.Errorf("table %s: %w", table.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return Manifest{}, err
	}
	if err := w.entry(settingsName, from.Settings); err != nil {
		return Manifest{}, err
	}
	if from.Files != "" {
		if err := w.folder(ctx, from.Files); err != nil {
			return Manifest{}, err
		}
	}
	return w.close()
}

// partSize is about how much of a table is in memory at a time.
const partSize = 4 << 20

// table writes a table in parts of whole rows.
func (w *writer) table(n *store.Snapshot, number int, table store.Table) error {
	return w.tableOf(func(row func([]any) error) error { return n.Rows(table, row) }, number, table)
}

func (w *writer) tableOf(rows func(row func([]any) error) error, number int, table store.Table) error {
	head := headline(table)
	part, text := 0, append([]byte{}, head...)
	flush := func() error {
		part++
		err := w.entry(fmt.Sprintf("%s%03d-%s/%06d.jsonl", tablePrefix, number, table.Name, part), text)
		text = append(text[:0], head...)
		return err
	}
	w.sums.Counts[table.Name] = 0
	if err := rows(func(values []any) (err error) {
		if text, err = appendRow(text, values); err != nil {
			return err
		}
		w.sums.Counts[table.Name]++
		if len(text) < partSize {
			return nil
		}
		return flush()
	}); err != nil {
		return err
	}
	if part == 0 || len(text) > len(head) {
		return flush()
	}
	return nil
}

// folder writes the files of a folder. What is removed while we read was deleted by somebody who wanted it gone.
func (w *writer) folder(ctx context.Context, dir string) error {
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		inside, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		return w.file(name, path.Join(filePrefix, filepath.ToSlash(inside)))
	})
	if err != nil {
		return fmt.Errorf("files: %w", withoutPath(err))
	}
	return nil
}

func (w *writer) file(from, name string) error {
	f, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	w.sums.Files++
	return w.stream(name, info.Size(), f)
}

// withoutPath leaves of an error what happened, not to which file.
func withoutPath(err error) error {
	var about *fs.PathError
	if errors.As(err, &about) {
		return about.Err
	}
	return err
}
