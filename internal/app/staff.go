package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/store"
)

// colleague is a member of staff with the alias under which she signs and is known to seekers.
type colleague struct {
	store.StaffAccount
	alias string // "" for whom no manifest has named yet
}

// shown is as much of an id as people read out.
const shown = 8

func (c colleague) uid() string { return c.UID.String()[:shown] }

// listStaff shows who may sign in at an agency: what the signed directory tells its people anyway.
func listStaff(ctx context.Context, in input) error {
	if len(in.args) != 1 {
		return errors.New("usage: siegel staff list AGENCY")
	}
	return onStore(ctx, in, func(_ config.Config, s *store.Store) error {
		_, staff, err := staffOf(ctx, s, in.args[0])
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(in.Stdout, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "ALIAS\tROLES\tSTATE\tUID") // Flush says whether it went well
		for _, c := range staff {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", orDash(c.alias), orDash(counsel.RoleList(c.Roles)), c.State, c.uid())
		}
		return table.Flush()
	})
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// staffOf gives the staff of an agency, by alias.
func staffOf(ctx context.Context, s *store.Store, short string) (counsel.Agency, []colleague, error) {
	a, err := s.AgencyByShort(ctx, short)
	if counsel.CodeOf(err) == counsel.NotFound {
		return a, nil, fmt.Errorf("there is no agency %q", short)
	}
	if err != nil {
		return a, nil, err
	}
	accounts, err := s.StaffAccounts(ctx, a.ID)
	if err != nil {
		return a, nil, err
	}
	aliases, err := aliasesOf(ctx, s, a.ID)
	if err != nil {
		return a, nil, err
	}
	var staff []colleague
	for _, account := range accounts {
		staff = append(staff, colleague{account, aliases[account.UID]})
	}
	slices.SortStableFunc(staff, func(x, y colleague) int { return strings.Compare(x.alias, y.alias) })
	return a, staff, nil
}

// aliasesOf reads the names that the agency's own directory gives its members, also former ones.
func aliasesOf(ctx context.Context, s *store.Store, agency counsel.ID) (map[counsel.ID]string, error) {
	records, err := s.MemberRecords(ctx, agency)
	if err != nil {
		return nil, err
	}
	stored, err := s.Directory(ctx, agency)
	if err != nil {
		return nil, err
	}
	newest := map[counsel.ID]sg1.Hash{}
	if d, err := sg1.Open(stored.Roots, stored.Manifest); err == nil { // else there is none yet; or it is damaged, and people must still be found
		newest = d.Manifest.Members
	}
	return aliasesIn(records, newest)
}

// aliasesIn reads member records. Where somebody has several, as a person who was renamed, the one that newest names counts: an alias that she
// had before may be somebody else's by now.
func aliasesIn(records []string, newest map[counsel.ID]sg1.Hash) (map[counsel.ID]string, error) {
	aliases := map[counsel.ID]string{}
	for _, record := range records {
		var m sg1.Member
		if err := sg1.Decode([]byte(record), &m); err != nil {
			return nil, fmt.Errorf("a member record of the agency: %w", err)
		}
		if hash, named := newest[m.UID]; !named || hash == sg1.HashOf([]byte(record)) {
			aliases[m.UID] = m.Alias
		}
	}
	return aliases, nil
}

// stopStaff keeps a person out at once: her open pages are signed out, and nothing is served to her any more.
func stopStaff(ctx context.Context, in input) error {
	return onColleague(ctx, in, "stop", func(s *store.Store, agency counsel.ID, c colleague, rest []colleague) error {
		if err := s.StopStaff(ctx, agency, c.UID); err != nil {
			return err
		}
		if c.State == counsel.Active && slices.Contains(c.Roles, counsel.Lead) && !slices.ContainsFunc(rest, isLead) {
			_, _ = fmt.Fprintln(in.Stderr, "siegel: warning: the agency has no lead left who can sign in; nobody can invite or dismiss anybody")
		}
		_, err := fmt.Fprintf(in.Stdout, "%s (%s) is stopped and signed out. Her cases stay hers; a lead ends her place in the signed directory.\n", orDash(c.alias), c.uid())
		return err
	})
}

func isLead(c colleague) bool {
	return c.State == counsel.Active && slices.Contains(c.Roles, counsel.Lead)
}

// startStaff lets a person sign in again whom somebody had stopped.
func startStaff(ctx context.Context, in input) error {
	return onColleague(ctx, in, "start", func(s *store.Store, agency counsel.ID, c colleague, _ []colleague) error {
		err := s.StartStaff(ctx, agency, c.UID)
		if counsel.CodeOf(err) == counsel.Conflict {
			return errors.New("the agency's newest signed directory does not name this person; only a lead can admit her")
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(in.Stdout, "%s (%s) may sign in again.\n", orDash(c.alias), c.uid())
		return err
	})
}

// onColleague finds the one person that the command line names. rest are the others.
func onColleague(ctx context.Context, in input, verb string, do func(s *store.Store, agency counsel.ID, c colleague, rest []colleague) error) error {
	if len(in.args) != 2 {
		return fmt.Errorf("usage: siegel staff %s AGENCY UID|ALIAS", verb)
	}
	return onStore(ctx, in, func(_ config.Config, s *store.Store) error {
		a, staff, err := staffOf(ctx, s, in.args[0])
		if err != nil {
			return err
		}
		at, err := pick(staff, in.args[1])
		if err != nil {
			return err
		}
		return do(s, a.ID, staff[at], slices.Delete(slices.Clone(staff), at, at+1))
	})
}

// leastOfID is how much of an id has to be typed.
const leastOfID = 4

// pick takes a whole alias or the beginning of an id. Nobody is stopped by a guess: two that fit are none. A whole id is always its own person's,
// whatever somebody else calls herself.
func pick(staff []colleague, name string) (int, error) {
	found := -1
	for i, c := range staff {
		if c.UID.String() == name {
			return i, nil
		}
		if c.alias != name && (len(name) < leastOfID || !strings.HasPrefix(c.UID.String(), name)) {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("%q fits more than one; write more of the UID (siegel staff list)", name)
		}
		found = i
	}
	if found < 0 {
		return 0, fmt.Errorf("nobody of this agency is %q; siegel staff list shows who is there", name)
	}
	return found, nil
}
