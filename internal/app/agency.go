package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/site"
	"siegel/internal/store"
	"siegel/internal/texts"
	"siegel/locales"
)

// createAgency makes an agency from a file and prints the link with which its first lead begins.
func createAgency(ctx context.Context, in input) error {
	path := in.flags.Lookup("from").Value.String()
	if path == "" {
		return errors.New("--from FILE is required; deploy/agency.example.toml shows what it holds")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file, err := readAgency(string(text), os.DirFS(filepath.Dir(path)))
	if err != nil {
		return fmt.Errorf("%s:\n%w", path, err)
	}
	if word := config.Telling(file.Short); word != "" {
		_, _ = fmt.Fprintf(in.Stderr, "siegel: warning: %q in the short name tells a stranger what the page is for; it stands in the history of people's browsers\n", word)
	}
	if colour := site.LooksLikeDanger(file.Colours); colour != "" {
		_, _ = fmt.Fprintf(in.Stderr, "siegel: warning: the colour %s looks like danger; links and buttons will look like deletion and overdue\n", colour)
	}
	return withStore(ctx, in, func(c config.Config, s *store.Store) error {
		token, err := s.CreateAgency(ctx, agencyOf(file, c.PublicURL, false))
		if err != nil {
			return err
		}
		return printLink(in, c.PublicURL, file.Short, token)
	})
}

// readAgency reads and checks a description, with the colours and, from its folder, the logo.
func readAgency(text string, folder fs.FS) (config.AgencyFile, error) {
	file, err := config.ReadAgency(text)
	if err != nil {
		return file, err
	}
	catalogues, err := texts.Load(locales.Files)
	if err != nil {
		return file, err
	}
	return file, errors.Join(file.Check(catalogues.Languages(), catalogues.Catalogues(), catalogues.Countries()), site.CheckColours(file.Colours), file.ReadLogo(folder))
}

func agencyOf(f config.AgencyFile, origin string, demo bool) counsel.Agency {
	a := counsel.Agency{Short: f.Short, Name: f.Name, Origin: origin, Settings: f.Settings}
	a.Demo = demo
	return a
}

func printLink(in input, origin, short, token string) error {
	_, err := fmt.Fprintf(in.Stdout, "%s\n", setupAddress(origin, short, token))
	_, _ = fmt.Fprintf(in.Stderr, "The link works once, for seven days. Give it to the agency's first lead; it shows no secret to this server.\n")
	return err
}

// setupAddress carries the token in the fragment, which browsers never send.
func setupAddress(origin, short, token string) string {
	return origin + "/" + short + "/setup#t=" + token
}

// setupLink replaces the link of an agency that is not ready. What an interrupted set-up began under the old link is dropped.
func setupLink(ctx context.Context, in input) error {
	if len(in.args) != 1 {
		return errors.New("usage: siegel agency link SHORT")
	}
	return onStore(ctx, in, func(c config.Config, s *store.Store) error {
		token, err := s.NewSetupToken(ctx, in.args[0])
		if counsel.CodeOf(err) == counsel.NotFound {
			return fmt.Errorf("there is no agency %q", in.args[0])
		}
		if errors.Is(err, store.ErrSetUp) {
			return fmt.Errorf("%s has been set up; its leads invite everybody else", in.args[0])
		}
		if err != nil {
			return err
		}
		return printLink(in, c.PublicURL, in.args[0], token)
	})
}

// listAgencies shows numbers only: the operator has no way to names of people or content.
func listAgencies(ctx context.Context, in input) error {
	return onStore(ctx, in, func(_ config.Config, s *store.Store) error {
		counts, err := s.Counts(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(in.Stdout, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "SHORT\tSTATE\tSTAFF\tSEEKERS\tOPEN\tTAKEN\tREST\tCLOSED\tLETTERS") // Flush says whether it went well
		for _, n := range counts {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", n.Short, n.State, n.Staff, n.Seekers, n.Open, n.Taken, n.Rest, n.Closed, n.Messages)
		}
		return table.Flush()
	})
}

// onStore is withStore for what needs something that is there: a setting that is missing or wrong must not leave an empty database behind, and keys for it.
func onStore(ctx context.Context, in input, do func(config.Config, *store.Store) error) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	used, err := inUse(ctx, c)
	if err != nil {
		return err
	}
	if !used {
		place := c.Database
		if c.Postgres() {
			place = config.Mask(place)
		}
		return fmt.Errorf("%s holds nothing yet, and nothing was made: give the settings that the server runs with (siegel config show says where each comes from)", place)
	}
	return withStore(ctx, in, do)
}

func withStore(ctx context.Context, in input, do func(config.Config, *store.Store) error) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	if err := beforeMigration(ctx, in, c); err != nil {
		return err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(do(c, s), s.Close())
}
