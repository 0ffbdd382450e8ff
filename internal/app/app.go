// Package app puts the server together and is the command line. Tests start it like main does.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"siegel/internal/config"
)

// Streams is where a command reads its environment and writes.
type Streams struct {
	Env            []string // as os.Environ gives it
	Stdout, Stderr io.Writer
	Clock          func() time.Time // nil: the machine's; only journeys that move the clock set another
}

// command is one line of the command line. What it takes besides the settings stands in own.
type command struct {
	name, help string
	own        func(f *flag.FlagSet) // flags of this command alone
	run        func(ctx context.Context, in input) error
}

// input is what a command gets: the settings put together, its own flags, and what stands behind them.
type input struct {
	Streams
	values config.Values
	flags  *flag.FlagSet
	args   []string
}

// errUsage says that the command line was wrong. Its words have been printed.
var errUsage = errors.New("usage")

// exitCode ends the process with a code of its own. Its words have been printed.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

func commands() []command {
	none := func(*flag.FlagSet) {}
	return append([]command{
		{"serve", "run the server", none, serve},
		{"demo", "run a believable world on loopback, in a temporary folder", none, runDemo},
		{"agency create", "make an agency from a file (--from) and print its set-up link", func(f *flag.FlagSet) {
			f.String("from", "", "file that describes the agency (deploy/agency.example.toml)")
		}, createAgency},
		{"agency link", "print a new set-up link; the old one is void: agency link SHORT", none, setupLink},
		{"agency list", "short name, state and counts of all agencies", none, listAgencies},
		{"staff list", "alias, roles and state of an agency's staff: staff list AGENCY", none, listStaff},
		{"staff stop", "keep somebody out at once: staff stop AGENCY UID|ALIAS", none, stopStaff},
		{"staff start", "let somebody sign in again: staff start AGENCY UID|ALIAS", none, startStaff},
		{"notifier init", "make the notifier's folder, identity and secret, and print what the server's settings need", none, initNotifier},
		{"notifier bounce", "take in an undeliverable mail that came back (standard input): notifier bounce RECIPIENT", none, bounce},
		{"notifier", "send notices by mail: a process of its own, under a user of its own", none, runNotifier},
		{"config show", "every setting, its value and where it comes from; secrets masked", none, showConfig},
		{"config check", "check the settings and the certificate files; opens no database and no keys", none, checkConfig},
		{"version", "print the version; --json for programs", func(f *flag.FlagSet) { f.Bool("json", false, "one JSON object") }, version},
		{"doctor", "look at this installation: OK, WARN or FAIL (exit 0, 1 or 2), each with its cure; --json for programs", func(f *flag.FlagSet) {
			f.Bool("json", false, "one JSON object")
			f.String("proxy-config", "", "the reverse proxy's configuration file, to be looked at too")
		}, examine},
		{"open", "open a case that was saved from the archive, without a server: open FILE", func(f *flag.FlagSet) {
			f.String("identity", "", "file with the archive's key (AGE-SECRET-KEY-PQ-1…); without it the key is typed")
			f.Bool("passphrase", false, "the file was saved to a passphrase, not to the archive's key: it is typed, or stands in the file that --identity names")
			f.String("into", "", "new folder for the files; without it the readable page is printed")
			f.String("fingerprint", "", "the agency's, from the recovery sheet: the case must have been signed there")
			f.Bool("restored", false, "open every sealed case of a place that was put back from a backup (its settings are needed), each into a folder of its own in --into")
			f.String("lang", "de", "language of the readable page with --restored")
		}, openCase},
		{"healthcheck", "ask the health listener of the running server (exit 0 or 1)", none, healthcheck},
	}, slices.Concat(agencyCommands(), backupCommands(), keysCommands(), clockCommands())...)
}

// Run runs one command. args are those behind the name of the program. The code is that of the process: 0, 1 (failed), 2 (wrong command line).
func Run(ctx context.Context, args []string, s Streams) int {
	err := run(ctx, args, s)
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.As(err, &code):
		return int(code)
	}
	_, _ = fmt.Fprintf(s.Stderr, "siegel: %v\n", err) // there is nowhere else to say it
	return 1
}

func run(ctx context.Context, args []string, s Streams) error {
	c, rest, err := choose(args)
	if err != nil {
		usage(s.Stderr)
		if len(args) > 0 {
			_, _ = fmt.Fprintf(s.Stderr, "\nsiegel: %v\n", err)
		}
		return errUsage
	}
	flags := flag.NewFlagSet("siegel "+c.name, flag.ContinueOnError)
	flags.SetOutput(s.Stderr)
	flags.String("config", "", "TOML file with settings (SIEGEL_CONFIG)")
	for _, setting := range config.Settings {
		flags.String(setting.Flag(), setting.Default, setting.Help+" ("+setting.Env()+")")
	}
	c.own(flags)
	args, err = parse(flags, rest)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		dashed(c, flags, rest)
		return errUsage
	}
	values, err := config.Load(given(flags), s.Env)
	if err != nil {
		return err
	}
	err = c.run(ctx, input{s, values, flags, args})
	if slices.Contains(lookers, c.name) {
		return err
	}
	return errors.Join(err, giveBack(values)) // also what a command left that failed
}

// lookers are the commands that make nothing in the server's folders, and those that go on running: they are under the right user already.
var lookers = []string{"serve", "demo", "notifier", "config show", "config check", "version", "doctor", "open", "healthcheck"}

// parse takes flags before and behind the words of a command.
func parse(flags *flag.FlagSet, args []string) (words []string, err error) {
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			if name, found := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); found {
				var known []string
				flags.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
				if near := config.Nearest(name, known); near != "" {
					_, _ = fmt.Fprintf(flags.Output(), "siegel: did you mean --%s?\n", near)
				}
			}
			return nil, err
		}
		args = flags.Args()
		if len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	return words, nil
}

// dashed says how a UID is written that begins with - and so was taken for a flag.
func dashed(c command, flags *flag.FlagSet, args []string) {
	_, takes, _ := strings.Cut(c.help, ": ")
	before, found := strings.CutSuffix(takes, " UID|ALIAS")
	if !found {
		return
	}
	for _, arg := range args {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if strings.HasPrefix(arg, "-") && flags.Lookup(name) == nil {
			_, _ = fmt.Fprintf(flags.Output(), "siegel: a UID that begins with - is written behind two: siegel %s -- %s\n", before, arg)
			return
		}
	}
}

// given are the settings that stand on the command line, by name.
func given(flags *flag.FlagSet) map[string]string {
	set := map[string]string{}
	flags.Visit(func(f *flag.Flag) { set[strings.ReplaceAll(f.Name, "-", "_")] = f.Value.String() })
	return set
}

func choose(args []string) (command, []string, error) {
	var names []string
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return c, args[len(words):], nil
		}
		names = append(names, c.name)
	}
	return command{}, nil, config.Unknown("command", strings.Join(args, " "), names)
}

func usage(w io.Writer) {
	_, _ = fmt.Fprintf(w, "siegel: a virtual counselling centre whose server cannot read.\n\n")
	for _, c := range commands() {
		_, _ = fmt.Fprintf(w, "  siegel %-18s %s\n", c.name, c.help)
	}
	_, _ = fmt.Fprintf(w, "\nsiegel COMMAND --help lists the settings. The same names stand in the file (--config) and, as SIEGEL_…, in the environment.\n")
}
