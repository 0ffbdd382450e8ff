package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"siegel/internal/backup"
	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/store"
)

func moveFlags(f *flag.FlagSet) {
	f.String("to", "", "file for the agency, sealed to backup_recipients; it must not exist")
	f.String("from", "", "file with the agency that arrives")
	f.String("identity", "", "with --from: file with the offline secret key (AGE-SECRET-KEY-…)")
}

// moveAgency takes an agency out of one installation and into another, under the same origin and with the same key files.
func moveAgency(ctx context.Context, in input) error {
	to, from := in.flags.Lookup("to").Value.String(), in.flags.Lookup("from").Value.String()
	switch {
	case to != "" && from == "":
		return takeAlong(ctx, in, to)
	case from != "" && to == "" && len(in.args) == 0:
		return arrive(ctx, in, from)
	}
	return errors.New("usage: siegel agency move SHORT --to FILE, or siegel agency move --from FILE --identity KEYFILE")
}

func takeAlong(ctx context.Context, in input, path string) error {
	return onAgency(ctx, in, "move", 0, func(c config.Config, s *store.Store, a counsel.Agency, _ []string) error {
		if a.State != counsel.AgencySuspended {
			return fmt.Errorf("%s is open; close it first, so that nothing is written that does not come along: siegel agency suspend %s", a.Short, a.Short)
		}
		recipients, err := backup.ParseRecipients(c.BackupRecipients)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		kept, err := backup.CreateAgency(ctx, f, backup.Moving{Store: s, Agency: a.ID, Recipients: recipients, Head: backup.Head{At: in.now(), Software: Version}})
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return errors.Join(err, os.Remove(path))
		}
		if err := printCounts(in.Stdout, path, kept); err != nil {
			return err
		}
		_, err = fmt.Fprintf(in.Stdout, "There: the same key files (siegel keys backup, keys restore), the same public_url, the same version; then siegel agency move --from FILE --identity KEY, and agency resume. "+
			"Here, once it works there: siegel agency delete %s. Addresses for notices stay behind. Destroy the file: what is deleted later is in it.\n", a.Short)
		return err
	})
}

func arrive(ctx context.Context, in input, path string) error {
	identity := in.flags.Lookup("identity").Value.String()
	if identity == "" {
		return errors.New("--identity KEYFILE is required: the offline secret key to which the file was sealed")
	}
	secret, err := backup.LoadIdentities(identity)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return withStore(ctx, in, func(c config.Config, s *store.Store) error {
		a, kept, err := admit(ctx, c, s, f, secret)
		if err != nil {
			return fmt.Errorf("nothing has come: %s: %w", path, inWords(err))
		}
		if err := printCounts(in.Stdout, path, kept); err != nil {
			return err
		}
		_, err = fmt.Fprintf(in.Stdout, "%s is here, closed: siegel doctor looks at it, siegel agency resume %s opens it.\n", a.Short, a.Short)
		return err
	})
}

func admit(ctx context.Context, c config.Config, s *store.Store, f io.Reader, secret backup.Identities) (a counsel.Agency, kept backup.Manifest, err error) {
	archive, err := backup.Open(f, secret, backup.Agency)
	if err != nil {
		return a, kept, err
	}
	id, err := counsel.ParseID(archive.Head.Agency)
	if err != nil {
		return a, kept, backup.ErrDamaged
	}
	err = s.Admit(ctx, id, archive.Head.Schema, archive.Head.Checks, func(to *store.Arrival) error {
		if kept, err = backup.RestoreAgency(archive, to); err != nil {
			return err
		}
		return to.SameOrigin(c.PublicURL)
	})
	if err == nil {
		a, err = s.Agency(ctx, id)
	}
	return a, kept, err
}

// inWords says what to do about it.
func inWords(err error) error {
	for cause, cure := range map[error]string{
		store.ErrMovedKeys:   "this server has other key files: put those of the old one here before anything else (siegel keys restore); names and passwords are found by them alone",
		rest.ErrBox:          "the newest key files of the old server are needed: k_rest has been renewed since these were copied (siegel keys backup there, keys restore here)",
		store.ErrMovedSchema: "bring both servers to the same version first",
		store.ErrMovedThere:  "the agency is here already, or its short name is taken",
		store.ErrMovedGone:   "it was deleted here, and the deletion journal would delete it again",
		store.ErrMovedOrigin: "it was made for another public_url; its keys are bound to that",
	} {
		if errors.Is(err, cause) {
			return errors.New(cure)
		}
	}
	return err
}
