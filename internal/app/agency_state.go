package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/store"
)

// agencyCommands are what the operator can do to a whole agency. None of them sees content or a name of a person.
func agencyCommands() []command {
	none := func(*flag.FlagSet) {}
	return []command{
		{"agency suspend", "close an agency for now: everybody is signed out, nothing is deleted: agency suspend SHORT", none, suspendAgency},
		{"agency resume", "open a suspended agency again: agency resume SHORT", none, resumeAgency},
		{"agency rename", "give an agency another address; the old one leads to it: agency rename SHORT NEW", none, renameAgency},
		{"agency quota", "show or set how much an agency may have: agency quota SHORT", quotaFlags, quotaOfAgency},
		{"agency move", "take a suspended agency to another machine: agency move SHORT --to FILE here, then agency move --from FILE --identity KEY there", moveFlags, moveAgency},
		{"agency delete", "delete a suspended agency with everything of it, for ever: agency delete SHORT", func(f *flag.FlagSet) {
			f.String("name", "", "the agency's whole name, typed by hand: nothing is deleted without it")
		}, deleteAgency},
	}
}

// onAgency finds the agency that the command line names. rest are the words behind it, as many as more says.
func onAgency(ctx context.Context, in input, verb string, more int, do func(c config.Config, s *store.Store, a counsel.Agency, rest []string) error) error {
	if len(in.args) != 1+more {
		words := " SHORT"
		if more == 1 {
			words += " NEW"
		}
		return errors.New("usage: siegel agency " + verb + words)
	}
	return onStore(ctx, in, func(c config.Config, s *store.Store) error {
		a, err := s.AgencyByShort(ctx, in.args[0])
		if counsel.CodeOf(err) == counsel.NotFound {
			return fmt.Errorf("there is no agency %q", in.args[0])
		}
		if err != nil {
			return err
		}
		return do(c, s, a, in.args[1:])
	})
}

func suspendAgency(ctx context.Context, in input) error {
	return onAgency(ctx, in, "suspend", 0, func(_ config.Config, s *store.Store, a counsel.Agency, _ []string) error {
		if err := s.SuspendAgency(ctx, a.ID); err != nil {
			return err
		}
		_, err := fmt.Fprintf(in.Stdout, "%s is closed: everybody is signed out, and its pages say whom to call. Nothing was deleted; retention goes on, and erase orders wait. siegel agency resume %s opens it again.\n", a.Short, a.Short)
		return err
	})
}

func resumeAgency(ctx context.Context, in input) error {
	return onAgency(ctx, in, "resume", 0, func(_ config.Config, s *store.Store, a counsel.Agency, _ []string) error {
		if err := s.ResumeAgency(ctx, a.ID); err != nil {
			return err
		}
		_, err := fmt.Fprintf(in.Stdout, "%s is open.\n", a.Short)
		return err
	})
}

func renameAgency(ctx context.Context, in input) error {
	return onAgency(ctx, in, "rename", 1, func(c config.Config, s *store.Store, a counsel.Agency, rest []string) error {
		if err := s.RenameAgency(ctx, a.ID, rest[0]); err != nil {
			return err
		}
		if word := config.Telling(rest[0]); word != "" {
			_, _ = fmt.Fprintf(in.Stderr, "siegel: warning: %q in the short name tells a stranger what the page is for; it stands in the history of people's browsers\n", word)
		}
		_, err := fmt.Fprintf(in.Stdout, "%s/%s\nThe old address %s/%s leads there for as long as the agency exists.\n", c.PublicURL, rest[0], c.PublicURL, a.Short)
		return err
	})
}

// deleteAgency tells the notifier first: what it has of the agency goes even if the rest fails, and the command is simply given again.
func deleteAgency(ctx context.Context, in input) error {
	return onAgency(ctx, in, "delete", 0, func(c config.Config, s *store.Store, a counsel.Agency, _ []string) error {
		if a.State != counsel.AgencySuspended {
			return fmt.Errorf("%s is open; close it first: siegel agency suspend %s", a.Short, a.Short)
		}
		if in.flags.Lookup("name").Value.String() != a.Name {
			return notNamed(ctx, in.Stderr, s, a)
		}
		to, err := noticesOf(c)
		if err != nil {
			return err
		}
		if to != nil {
			if err := to.Tell(ctx, notice.Told{Person: notice.Person{Agency: a.ID}, All: true, What: counsel.NoticeGone}); err != nil {
				return fmt.Errorf("nothing was deleted, because the notifier does not answer (start it and say this again): %w", err)
			}
		}
		if err := s.DeleteAgency(ctx, a.ID); err != nil {
			return fmt.Errorf("the agency cannot be opened any more, but not all of it is gone yet: say this again: %w", err)
		}
		_, err = fmt.Fprintf(in.Stdout, "%s is deleted, with its keys. Backups do not bring it back: their copies of its keys are gone after seven days, those of its rows after thirty. "+
			"Keys of sealed cases lie in backups of their own for ninety days: until the rows are gone, whoever has those backups, the key files and the archive's key can open what was sealed.\n", a.Short)
		return err
	})
}

// notNamed says what would go, in numbers, and how it is confirmed.
func notNamed(ctx context.Context, to io.Writer, s *store.Store, a counsel.Agency) error {
	counts, err := s.Counts(ctx)
	if err != nil {
		return err
	}
	for _, n := range counts {
		if n.Short == a.Short {
			_, _ = fmt.Fprintf(to, "%s would go for ever: %d seekers, %d members of staff, %d cases, %d letters, and what the archive keeps.\n",
				a.Short, n.Seekers, n.Staff, n.Open+n.Taken+n.Rest+n.Closed+n.Sealed, n.Messages)
		}
	}
	return errors.New("nothing was deleted: type the agency's whole name behind --name (it stands on its pages)")
}
