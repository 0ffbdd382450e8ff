// Package doctor looks at an installation and says what is wrong with it, each line with its cure. It changes nothing, and sees no content.
package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"text/tabwriter"
	"time"

	"siegel/internal/config"
	"siegel/internal/texts"
)

// Level says how a finding is.
type Level int

// The levels; a program that runs the doctor ends with the worst as its code.
const (
	OK   Level = iota
	Warn       // works, and somebody should look at it
	Fail       // does not work, or does not protect
)

var words = [...]string{"OK", "WARN", "FAIL"}

func (l Level) String() string { return words[l] }

// MarshalText implements encoding.TextMarshaler.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Finding is one line.
type Finding struct {
	Level Level  `json:"level"`
	Check string `json:"check"`
	Says  string `json:"says"`
	Cure  string `json:"cure,omitempty"` // where it is not OK
}

// Installation is what is looked at.
type Installation struct {
	Config      config.Config
	ConfigError error // of config.Check; then only what needs no settings is looked at
	Texts       *texts.Catalogues
	ProxyConfig string           // path of the proxy's configuration; "" if none is shown
	Machine     fs.FS            // the root of the file system, for what the kernel says of itself
	Now         func() time.Time // the machine's clock
}

// examination collects findings.
type examination struct {
	Installation
	ctx      context.Context
	findings []Finding
}

// Examine looks at everything. It asks the database, the health listener, the notifier and the S3 store of attachments, and nobody else.
func Examine(ctx context.Context, i Installation) []Finding {
	e := &examination{Installation: i, ctx: ctx}
	e.configuration()
	e.memory()
	if i.ConfigError == nil {
		e.address()
		e.proxy()
		e.folders()
		e.owners()
		e.disk()
		e.attachments()
		e.accessRecord()
		e.certificate()
		e.health()
		e.notifier()
		e.database()
		e.backups()
	}
	e.emergencyNumbers()
	e.proxyLog()
	return e.findings
}

func (e *examination) ok(check, says string, a ...any) {
	e.findings = append(e.findings, Finding{OK, check, fmt.Sprintf(says, a...), ""})
}

func (e *examination) warn(check, cure, says string, a ...any) {
	e.findings = append(e.findings, Finding{Warn, check, fmt.Sprintf(says, a...), cure})
}

func (e *examination) fail(check, cure, says string, a ...any) {
	e.findings = append(e.findings, Finding{Fail, check, fmt.Sprintf(says, a...), cure})
}

// Worst gives the level of the whole.
func Worst(findings []Finding) (worst Level) {
	for _, f := range findings {
		worst = max(worst, f.Level)
	}
	return worst
}

// Print writes the findings as a table, each cure under its line.
func Print(w io.Writer, findings []Finding) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range findings {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", f.Level, f.Check, strings.ReplaceAll(f.Says, "\n", "; ")) // Flush says whether it went well
		if f.Cure != "" {
			_, _ = fmt.Fprintf(table, "\t\t→ %s\n", f.Cure)
		}
	}
	return table.Flush()
}

// PrintJSON writes {"worst":…,"findings":[…]} for programs.
func PrintJSON(w io.Writer, findings []Finding) error {
	return json.NewEncoder(w).Encode(map[string]any{"worst": Worst(findings), "findings": findings})
}
