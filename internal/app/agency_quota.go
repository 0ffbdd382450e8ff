package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/store"
)

func quotaFlags(f *flag.FlagSet) {
	f.String("max-files", "", "room for attachments: 500MB, 20GB; 0 is no limit")
	f.String("max-staff", "", "members of staff with open invites; 0 is no limit")
	f.String("max-cases", "", "cases that are not closed; 0 is no limit")
}

// quotaOfAgency sets what is named and shows all of it: numbers only.
func quotaOfAgency(ctx context.Context, in input) error {
	return onAgency(ctx, in, "quota", 0, func(_ config.Config, s *store.Store, a counsel.Agency, _ []string) error {
		next, err := quotaIn(in.flags, a.Quota)
		if err != nil {
			return err
		}
		if next != a.Quota {
			if err := s.SetQuota(ctx, a.ID, next); err != nil {
				return err
			}
		}
		u, err := s.Used(ctx, a.ID)
		if err != nil {
			return err
		}
		return showQuota(in, u)
	})
}

func showQuota(in input, u store.Used) error {
	table := tabwriter.NewWriter(in.Stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "WHAT\tHAS\tMAY HAVE") // Flush says whether it went well
	for _, row := range []struct {
		what      string
		has, most int64
		show      func(int64) string
	}{
		{"files", u.Files, u.Max.Files, size},
		{"staff", int64(u.Staff), int64(u.Max.Staff), number},
		{"cases", int64(u.Cases), int64(u.Max.Cases), number},
	} {
		most := "no limit"
		if row.most > 0 {
			most = row.show(row.most)
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", row.what, row.show(row.has), most)
	}
	return table.Flush()
}

// quotaIn puts what the command line names over what holds.
func quotaIn(f *flag.FlagSet, q counsel.Quota) (counsel.Quota, error) {
	staff, cases := int64(q.Staff), int64(q.Cases)
	for _, at := range []struct {
		name string
		into *int64
		read func(string) (int64, error)
	}{{"max-files", &q.Files, parseSize}, {"max-staff", &staff, parseNumber}, {"max-cases", &cases, parseNumber}} {
		text := f.Lookup(at.name).Value.String()
		if text == "" {
			continue
		}
		n, err := at.read(text)
		if err != nil {
			return q, fmt.Errorf("--%s %s: %w", at.name, text, err)
		}
		*at.into = n
	}
	q.Staff, q.Cases = int(staff), int(cases)
	return q, nil
}

// mostQuota keeps every product and sum inside what both databases count with.
const mostQuota = 1 << 50

func parseNumber(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > mostQuota {
		return 0, errors.New("expected a whole number; 0 is no limit")
	}
	return n, nil
}

// units of sizes, the largest first: decimal, as disks are sold.
var units = []struct {
	name  string
	bytes int64
}{{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}}

func parseSize(text string) (int64, error) {
	for _, u := range units {
		if count, found := strings.CutSuffix(strings.ToUpper(text), u.name); found {
			n, err := parseNumber(strings.TrimSpace(count))
			if err != nil || n > mostQuota/u.bytes {
				return 0, errors.New("expected a size like 500MB or 20GB; 0 is no limit")
			}
			return n * u.bytes, nil
		}
	}
	if text == "0" {
		return 0, nil
	}
	return 0, errors.New("expected a size like 500MB or 20GB; 0 is no limit")
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// size rounds up, so that what is full never looks as if there were room.
func size(n int64) string {
	for _, u := range units {
		if n >= u.bytes {
			return strconv.FormatInt((n+u.bytes-1)/u.bytes, 10) + " " + u.name
		}
	}
	return strconv.FormatInt(n, 10) + " bytes"
}
