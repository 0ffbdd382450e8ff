package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/opener"
	"siegel/internal/rest"
	"siegel/internal/store"
	"siegel/internal/texts"
	"siegel/locales"
)

// openRestored opens every sealed case of a place that was put back from a backup: with the archive's key, without a server, and without anybody's password.
func openRestored(ctx context.Context, in input) error {
	into := in.flags.Lookup("into").Value.String()
	if len(in.args) > 0 || into == "" {
		return errors.New("open --restored takes no file, but a new folder for the cases: siegel open --restored --into FOLDER --identity FILE")
	}
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	if _, err := rest.Load(c.Keys); err != nil { // nothing is made here
		return fmt.Errorf("keys: %w (put the backup back first: siegel keys restore, shred restore, restore)", err)
	}
	key, err := archiveKey(in)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(openedCases(ctx, in, s, key, into), s.Close())
}

func openedCases(ctx context.Context, in input, s *store.Store, key opener.Key, into string) error {
	words, err := texts.Load(locales.Files)
	if err != nil {
		return err
	}
	list, err := s.OnShelf(ctx)
	if err != nil {
		return err
	}
	if err := os.Mkdir(into, 0o700); err != nil {
		return err
	}
	opened, other := 0, 0
	for _, of := range list {
		switch err := openedRows(ctx, in, s, of, key, wordsOf(words, in.flags.Lookup("lang").Value.String()), into); {
		case errors.Is(err, opener.ErrOtherKey): // of another agency
			other++
		case err != nil:
			return err
		default:
			opened++
		}
	}
	_, err = fmt.Fprintf(in.Stdout, "%d cases were opened, %d are sealed to another key.\n", opened, other)
	if err == nil && opened == 0 {
		err = errors.New("nothing opened with this key")
	}
	return err
}

// openedRows writes one case into a folder of its own.
func openedRows(ctx context.Context, in input, s *store.Store, of store.Of, key opener.Key, words opener.Words, into string) error {
	rows, err := s.Shelved(ctx, of)
	if err != nil {
		return err
	}
	c, err := opener.Unseal(rows, key)
	if err != nil {
		return err
	}
	if want := in.flags.Lookup("fingerprint").Value.String(); want != "" && plainly(want) != plainly(c.Directory) {
		return fmt.Errorf("the directory of this agency is %s, not %s", c.Directory, want)
	}
	folder := filepath.Join(into, "case-"+c.Handle())
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	fetch := func(id counsel.ID) ([]byte, error) { return s.ShelvedFile(ctx, of, id) }
	missing, err := c.Files(words, fetch, func(name string, data []byte) error { return putFile(root, name, data) })
	if err := errors.Join(err, root.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(in.Stdout, "%s: %d attachments missing, directory %s\n", c, missing, c.Directory)
	return err
}

func putFile(root *os.Root, name string, data []byte) error {
	name = filepath.FromSlash(name)
	return errors.Join(root.MkdirAll(filepath.Dir(name), 0o700), root.WriteFile(name, data, 0o600))
}

// wordsOf are those with which a browser labels an export.
func wordsOf(c *texts.Catalogues, lang string) opener.Words {
	word := func(key string) string { return c.T(lang, "archive."+key) }
	return opener.Words{
		Lang: lang, Title: word("record_of"), From: word("from"), To: word("to"), Time: word("time"), Text: word("text"), Notes: word("notes"), Unread: word("unread"),
		Files: word("files"), Missing: word("file_missing"),
	}
}
