package config

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"
)

// masked stands for a secret.
const masked = "********"

// Show prints every setting with its value and its source. Secrets are masked.
func Show(w io.Writer, v Values) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range Settings {
		text := v[s.Name].Text
		if s.Secret {
			text = Mask(text)
		}
		if text == "" {
			text = "(empty)"
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t(%s)\n", s.Name, text, v[s.Name].Source); err != nil {
			return err
		}
	}
	return table.Flush()
}

// Mask hides the password of a database address: in front of the host, and in every parameter whose name speaks of a password.
// What cannot be read as an address is hidden as a whole.
func Mask(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || !isPostgres(text) {
		return masked
	}
	if _, set := u.User.Password(); set {
		u.User = url.UserPassword(u.User.Username(), "x")
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "pass") {
			query.Set(name, "x")
		}
	}
	u.RawQuery = query.Encode()
	out := u.String()
	if _, set := u.User.Password(); set {
		out = strings.Replace(out, ":x@", ":"+masked+"@", 1)
	}
	for name := range query {
		if strings.Contains(strings.ToLower(name), "pass") {
			out = strings.Replace(out, url.QueryEscape(name)+"=x", url.QueryEscape(name)+"="+masked, 1)
		}
	}
	return out
}
