package config

import (
	"errors"
	"fmt"
	"strconv"
)

// Limits are how much one sender or account may do before it has to wait (PROTOCOL 2.13).
type Limits struct {
	Logins        int  // sign-ins by password, and registrations of staff, by sender in 10 minutes
	Pre           int  // questions before a sign-in (auth/pre), by sender in 10 minutes
	Registrations int  // of seekers, by sender and hour
	Enquiries     int  // by sender and hour
	Messages      int  // and notes, by author and case in 10 minutes
	Drafts        int  // saved, by account in 10 minutes
	Files         int  // begun uploads, by account and hour
	NoWork        bool // registrations and letters ask for no work: only a measurement can say so, there is no setting
	Failures      int  // wrong login keys by account and sender before waiting starts
}

// of gives the place of a setting, nil for one that is no limit.
func (l *Limits) of(name string) *int {
	return map[string]*int{
		"limit_logins": &l.Logins, "limit_pre": &l.Pre, "limit_registrations": &l.Registrations, "limit_enquiries": &l.Enquiries,
		"limit_messages": &l.Messages, "limit_drafts": &l.Drafts, "limit_files": &l.Files, "limit_failures": &l.Failures,
	}[name]
}

// limits reads them all. The defaults are the protocol's numbers, and the laxest that are allowed.
func (c *Config) limits(v Values, collect func(name string, err error)) {
	for _, s := range Settings {
		if into := c.Limits.of(s.Name); into != nil {
			collect(s.Name, strict(into, v[s.Name].Text, s.Default))
		}
	}
}

func strict(into *int, text, most string) error {
	bound, err := strconv.Atoi(most)
	if err != nil {
		panic(err) // our own table
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return errors.New("a number from 1 is expected")
	}
	if n > bound {
		return fmt.Errorf("at most %s: a laxer limit would protect nobody from guessing and floods", most)
	}
	*into = n
	return nil
}
