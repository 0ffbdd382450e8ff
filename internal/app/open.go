package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"siegel/internal/opener"
)

// openCase opens a case that was saved from the archive. It needs no server, no settings and no network: only the key from the recovery sheet.
func openCase(ctx context.Context, in input) error {
	if in.flags.Lookup("restored").Value.String() == "true" {
		return openRestored(ctx, in)
	}
	if len(in.args) != 1 {
		return errors.New("open takes one file: siegel open case-….zip.age --identity FILE")
	}
	key, err := archiveKey(in)
	if err != nil {
		return err
	}
	f, err := os.Open(in.args[0])
	if err != nil {
		return err
	}
	return errors.Join(openedCase(in, f, key), f.Close())
}

func openedCase(in input, f *os.File, key opener.Key) error {
	about, err := f.Stat()
	if err != nil {
		return err
	}
	c, err := opener.Open(f, about.Size(), key)
	if err != nil {
		return fmt.Errorf("%s: %w", in.args[0], err)
	}
	if want := in.flags.Lookup("fingerprint").Value.String(); want != "" && plainly(want) != plainly(c.Directory) {
		return fmt.Errorf("%s was signed in another agency: its directory is %s, not %s", in.args[0], c.Directory, want)
	}
	if _, err := fmt.Fprintf(in.Stderr, "%s.\nDirectory %s: compare it with the recovery sheet.\n", c, c.Directory); err != nil {
		return err
	}
	if into := in.flags.Lookup("into").Value.String(); into != "" {
		return writeCase(c, into)
	}
	_, err = in.Stdout.Write(c.Text("case.html"))
	return err
}

func plainly(fingerprint string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(fingerprint))
}

// archiveKey takes the key or the passphrase from a file, or as it is typed. It is never an argument: those stand in the shell's history and in the list of processes.
func archiveKey(in input) (opener.Key, error) {
	var from io.Reader = os.Stdin
	spoken := in.flags.Lookup("passphrase").Value.String() == "true"
	if path := in.flags.Lookup("identity").Value.String(); path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			return opener.Key{}, err
		}
		from = bytes.NewReader(data)
	} else if _, err := fmt.Fprint(in.Stderr, asked[spoken], ", then an empty line or the end: "); err != nil {
		return opener.Key{}, err
	}
	var text strings.Builder
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" && text.Len() > 0 {
			break
		}
		if !strings.HasPrefix(line, "#") { // a comment, as age writes it
			text.WriteString(line + " ")
		}
	}
	if err := lines.Err(); err != nil {
		return opener.Key{}, err
	}
	if spoken {
		return opener.ParsePassphrase(text.String())
	}
	return opener.ParseKey(text.String())
}

// asked is what somebody types, by whether it is a passphrase.
var asked = map[bool]string{false: "Key of the archive (AGE-SECRET-KEY-PQ-1…)", true: "Passphrase of the file"}

// writeCase writes the files into a folder that is not there yet, readable by its owner alone.
func writeCase(c opener.Case, into string) error {
	if err := os.Mkdir(into, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return err
	}
	for _, f := range c.Files {
		if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(f.Name)), 0o700); err != nil {
			return errors.Join(err, root.Close())
		}
		to, err := root.OpenFile(filepath.FromSlash(f.Name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			err = errors.Join(f.Copy(to), to.Close())
		}
		if err != nil {
			return errors.Join(err, root.Close())
		}
	}
	return root.Close()
}
