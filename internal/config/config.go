package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
)

// Config is the checked configuration of a server.
type Config struct {
	Listen            string
	HealthListen      string // "" for none
	PublicURL         string // scheme and host, lower case, without a slash at the end
	Data, Keys        string // absolute paths
	Shred             string // folder of the shred store, or postgres://…
	Database          string // path of the SQLite file, or postgres://…
	Files             Files
	BackupFolder      string   // absolute path
	BackupRecipients  []string // public keys, as they were given
	BackupFirst       bool     // before the schema is brought up to date
	TLSCert, TLSKey   string
	ACME              ACME   // instead of the two files
	HTTPListen        string // "" for none
	TrustedProxies    []netip.Prefix
	IncludeSubdomains bool
	Operator          string
	Statistics        bool // visits are counted
	Record            Record
	Limits            Limits
	LogLevel          slog.Level
	Notifier          ToNotifier
}

// databaseFile is the SQLite database inside the data folder.
const databaseFile = "siegel.db"

// Check turns values into a configuration. It gives all faults at once, joined.
func Check(v Values) (Config, error) {
	c := Config{Listen: v["listen"].Text, HealthListen: v["health_listen"].Text, Operator: v["operator"].Text, TLSCert: v["tls_cert"].Text, TLSKey: v["tls_key"].Text}
	var faults []error
	collect := func(name string, err error) {
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w (from: %s)", name, err, v[name].Source))
		}
	}
	var err error
	c.PublicURL, err = origin(v["public_url"].Text)
	collect("public_url", err)
	c.TrustedProxies, err = prefixes(v["trusted_proxies"].Text)
	collect("trusted_proxies", err)
	c.IncludeSubdomains, err = boolean(v["hsts_include_subdomains"].Text)
	collect("hsts_include_subdomains", err)
	c.Statistics, err = onOff(v["access_statistics"].Text)
	collect("access_statistics", err)
	c.limits(v, collect)
	collect("log_level", level(&c.LogLevel, v["log_level"].Text))
	c.Data, c.Keys, err = folders(v["data"].Text, v["keys"].Text)
	collect("keys", err)
	c.Database, err = database(v["database"].Text, c.Data)
	collect("database", err)
	c.Shred, err = c.shred(v["shred"].Text)
	collect("shred", err)
	c.BackupFolder, err = c.apart(v["backup_folder"].Text)
	collect("backup_folder", err)
	c.BackupRecipients, err = publicKeys(v["backup_recipients"].Text)
	collect("backup_recipients", err)
	c.BackupFirst, err = boolean(v["backup_before_migration"].Text)
	collect("backup_before_migration", err)
	c.Files, err = filesPlace(v, c.Data, c.Keys)
	collect("files", err)
	c.record(v, collect)
	collect("tls_cert", c.pair())
	c.ACME, err = c.authority(v)
	collect("acme", err)
	c.HTTPListen, err = c.plain(v["http_listen"].Text)
	collect("http_listen", err)
	collect("listen", c.transport())
	collect("health_listen", c.watched())
	collect("notifier", c.toNotifier(v))
	return c, errors.Join(faults...)
}

// TLS says whether the server itself speaks TLS.
func (c Config) TLS() bool { return c.TLSCert != "" || c.ACME.Directory != "" }

// Host is the host of public_url, with its port where that is not the usual one.
func (c Config) Host() string {
	_, host, _ := strings.Cut(c.PublicURL, "://")
	return host
}

// Postgres says which of the two databases is meant.
func (c Config) Postgres() bool { return isPostgres(c.Database) }

func (c Config) pair() error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("tls_cert and tls_key belong together: set both or none")
	}
	return nil
}

// transport allows plain HTTP only where nobody else can read it: on loopback, or behind a proxy that has been named.
func (c Config) transport() error {
	host, err := hostOf(c.Listen)
	if err != nil {
		return err
	}
	if c.TLS() || len(c.TrustedProxies) > 0 || Loopback(host) {
		return nil
	}
	return errors.New("plain HTTP only on a loopback address: set acme, or tls_cert and tls_key, or name the reverse proxy in trusted_proxies")
}

func hostOf(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", errors.New("an address and a port are expected, such as 127.0.0.1:8080")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "", errors.New("the port must be a number from 0 to 65535")
	}
	return host, nil
}

// watched wants the health listener at one address: whoever may ask is decided by the network, and "everywhere" would ask everybody in.
func (c Config) watched() error {
	if c.HealthListen == "" {
		return nil
	}
	host, err := hostOf(c.HealthListen)
	if err != nil {
		return err
	}
	if a, err := netip.ParseAddr(host); host == "" || err == nil && a.IsUnspecified() {
		return errors.New("one address is expected, such as 127.0.0.1:8081, not all of this machine")
	}
	if c.HealthListen == c.Listen && !strings.HasSuffix(c.Listen, ":0") {
		return errors.New("listen has this address already")
	}
	return nil
}

// Loopback says whether a host is this machine and nobody else's.
func Loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// origin reads public_url in its one spelling.
func origin(text string) (string, error) {
	if text == "" {
		return "", errors.New("required: scheme and host, such as https://beratung.example")
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme+"://"+u.Host != text || strings.ToLower(text) != text {
		return "", errors.New("only scheme and host in lower case, nothing behind them: https://beratung.example")
	}
	if port := u.Port(); port == "443" && u.Scheme == "https" || port == "80" && u.Scheme == "http" || strings.HasSuffix(u.Host, ":") {
		return "", errors.New("leave the port out where it is the usual one")
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && Loopback(u.Hostname()):
		return text, nil
	case u.Scheme == "http":
		return "", errors.New("must begin with https:// (http:// only for a loopback address)")
	}
	return "", errors.New("must begin with https://")
}

func prefixes(text string) (list []netip.Prefix, err error) {
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if a, err := netip.ParseAddr(item); err == nil {
			list = append(list, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(item)
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network", item)
		}
		if p.Bits() == 0 {
			return nil, fmt.Errorf("%q would trust everybody", item)
		}
		list = append(list, p.Masked())
	}
	return list, nil
}

func onOff(text string) (bool, error) {
	switch text {
	case "on":
		return true, nil
	case "off":
		return false, nil
	}
	return false, errors.New("on or off is expected")
}

func boolean(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, errors.New("true or false is expected")
	}
	return text == "true", nil
}

func level(into *slog.Level, text string) error {
	switch text {
	case "debug", "info", "warn", "error":
		return into.UnmarshalText([]byte(text))
	}
	return errors.New("debug, info, warn or error is expected")
}

// folders gives both as absolute paths, with links followed as far as they exist. They must not touch: a copy of one must never hold the other.
func folders(data, keys string) (string, string, error) {
	d, err := real(data)
	if err != nil {
		return "", "", fmt.Errorf("data: %w", err)
	}
	k, err := real(keys)
	if err != nil {
		return "", "", err
	}
	if d == k || inside(d, k) || inside(k, d) {
		return d, k, errors.New("data and keys must be two folders, neither inside the other")
	}
	return d, k, nil
}

func inside(outer, inner string) bool {
	rel, err := filepath.Rel(outer, inner)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// real follows links of the part of a path that exists already.
func real(path string) (string, error) {
	if path == "" {
		return "", errors.New("a folder is expected")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	for rest := ""; ; {
		if found, err := filepath.EvalSymlinks(abs); err == nil {
			return filepath.Join(found, rest), nil
		}
		if abs == filepath.Dir(abs) {
			return filepath.Join(abs, rest), nil
		}
		rest = filepath.Join(filepath.Base(abs), rest)
		abs = filepath.Dir(abs)
	}
}

func isPostgres(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

// database never repeats what was given: it may hold a password.
func database(text, data string) (string, error) {
	switch {
	case text == "":
		return filepath.Join(data, databaseFile), nil
	case !isPostgres(text):
		return "", errors.New("postgres://… is expected, or nothing for SQLite in the data folder")
	}
	if _, err := url.Parse(text); err != nil {
		return "", errors.New("this is no postgres:// address")
	}
	return text, nil
}
