// Package config reads every setting once: flags before environment before file before default, and says where each value comes from.
package config

import "strings"

// Setting is one thing that can be set: `--name`, SIEGEL_NAME, or name in the TOML file.
type Setting struct {
	Name    string // as in the file; a flag writes - for _
	Default string
	Secret  bool // shown masked; may come from a file named by SIEGEL_<NAME>_FILE
	Help    string
}

// Settings is the whole list, in the order in which it is shown.
var Settings = []Setting{
	{Name: "listen", Default: "127.0.0.1:8080", Help: "Address and port to listen on. Without a certificate only a loopback address, unless trusted_proxies is set."},
	{Name: "health_listen", Help: "Address and port of /healthz and /readyz, for watching programs: loopback or one named address. Empty: off."},
	{Name: "public_url", Help: "Scheme and host that people type, such as https://beratung.example. Required. Keys are bound to it: it never changes for an agency."},
	{Name: "data", Default: "/var/lib/siegel/data", Help: "Folder of the database. Must not hold the keys, nor lie inside their folder."},
	{Name: "keys", Default: "/var/lib/siegel/keys", Help: "Folder of the server's secrets. Back it up apart from the data: losing it locks everybody out, for ever."},
	{Name: "shred", Secret: true, Help: "Where the keys of accounts and cases lie, apart from the database so that deletion reaches backups. Empty: the folder shred beside the data folder. Or another folder; or, for several nodes, a PostgreSQL database of its own."},
	{Name: "database", Secret: true, Help: "Empty: SQLite in the data folder. Or postgres://user:password@host/name for PostgreSQL."},
	{Name: "backup_folder", Default: "/var/lib/siegel/backups", Help: "Folder where siegel backup create puts its archives. Neither inside data or keys nor around them."},
	{Name: "backup_recipients", Help: "Public keys (age1pq1… or age1…), separated by commas: only who holds a secret one, offline, opens a backup. siegel backup key makes a pair."},
	{Name: "files", Help: "Where attachments lie, sealed. Empty: files in the data folder. Or another folder; or, for several nodes, a store that speaks S3: s3+https://host/bucket?region=eu-central-1."},
	{Name: "files_access", Secret: true, Help: "Access key of the S3 store of files."},
	{Name: "files_secret", Secret: true, Help: "Secret key of the S3 store of files."},
	{Name: "backup_before_migration", Default: "true", Help: "Seal a backup before a newer program brings the database up to date; without backup_recipients it does not start then."},
	{Name: "tls_cert", Help: "File with the certificate and its chain (PEM). With tls_key the server speaks TLS 1.3, and nothing older."},
	{Name: "tls_key", Help: "File with the private key of tls_cert (PEM)."},
	{Name: "acme", Help: "Directory of an authority that gives certificates by itself (ACME), such as https://acme-v02.api.letsencrypt.org/directory, instead of tls_cert and tls_key. Port 443 of public_url must reach this server; you agree to the terms of the authority."},
	{Name: "acme_email", Help: "Where the authority of acme may write when something is wrong. Empty: nowhere."},
	{Name: "acme_root", Help: "File (PEM) with the root of an authority of your own. Empty: those that are known publicly."},
	{Name: "http_listen", Help: "Address and port, such as :80, where plain HTTP is answered with the way to public_url and nothing else. Only with TLS."},
	{Name: "trusted_proxies", Help: "Addresses or networks of reverse proxies, separated by commas. Only their X-Forwarded-For is believed, for throttling. Nothing of it is stored."},
	{Name: "hsts_include_subdomains", Default: "false", Help: "true: Strict-Transport-Security also binds all sub-domains of public_url. Only if all of them are yours."},
	{Name: "operator", Help: "Who runs this server: name and address, shown on the privacy page."},
	{Name: "access_statistics", Default: "on", Help: "on: visits and page requests are counted by the hour, without anything that leads to somebody. An agency may switch it off for itself. off: nothing is counted."},
	{Name: "access_record", Default: "off", Help: "on: each access to a public page or by a seeker is a row in a file: day, time, pattern of the address, KiB, outcome, family of browser, and nothing else. An agency may keep out of it. The privacy page says which."},
	{Name: "access_record_days", Default: "7", Help: "How many days a file of the access record is kept after its day, at most 30. Privacy pages name the number."},
	{Name: "access_record_folder", Help: "Folder of the access record. Empty: the folder record beside the data folder."},
	{Name: "limit_logins", Default: "60", Help: "Sign-ins by password, and registrations of staff, by sender in 10 minutes. This and all other limits may be lowered only."},
	{Name: "limit_pre", Default: "60", Help: "Questions that precede a sign-in, by sender in 10 minutes."},
	{Name: "limit_registrations", Default: "5", Help: "Registrations of seekers by sender and hour."},
	{Name: "limit_enquiries", Default: "10", Help: "First letters by sender and hour."},
	{Name: "limit_messages", Default: "30", Help: "Messages and notes by author and case in 10 minutes."},
	{Name: "limit_drafts", Default: "1200", Help: "Saved drafts by account in 10 minutes."},
	{Name: "limit_files", Default: "20", Help: "Attachments that are begun, by account and hour."},
	{Name: "limit_failures", Default: "5", Help: "Wrong passwords by account and sender before waiting starts."},
	{Name: "notifier", Help: "Where the notifier listens: a loopback address such as 127.0.0.1:8090, or unix:/path of a socket. Empty: no notices by mail."},
	{Name: "notifier_recipient", Help: "Whom browsers seal addresses to (age1pq1…), as `siegel notifier init` prints it."},
	{Name: "notifier_secret", Help: "File with the secret that server and notifier share. Both users must be able to read it, and nobody else."},
	{Name: "notifier_folder", Default: "/var/lib/siegel-notifier", Help: "Notifier: folder of its identity and of the sealed addresses. The server's user must not be able to read it."},
	{Name: "notifier_link", Help: "Notifier: scheme and host of the links in mails, a neutral name that leads to public_url. Empty: public_url."},
	{Name: "notifier_jitter", Default: "15m", Help: "Notifier: a notice goes out after a random part of this time."},
	{Name: "smtp_server", Help: "Notifier: host and port of the mail server that takes its mails, such as mail.example:587."},
	{Name: "smtp_security", Default: "starttls", Help: "Notifier: starttls, tls (from the first byte on), or none, which is for a mail server on this machine."},
	{Name: "smtp_user", Help: "Notifier: name at the mail server. Empty: it asks for none."},
	{Name: "smtp_password", Secret: true, Help: "Notifier: password at the mail server."},
	{Name: "smtp_from", Help: "Notifier: address of the sender, neutral, such as post@portal.example. What is sent to it is read by nobody."},
	{Name: "smtp_return", Help: "Notifier: address that undeliverable mails come back to; each gets a mark behind a +, for `siegel notifier bounce`. Empty: smtp_from, and they are not looked at."},
	{Name: "smtp_ca", Help: "Notifier: file with the authorities (PEM) that the mail server's certificate comes from. Empty: those of the system."},
	{Name: "log_level", Default: "info", Help: "debug, info, warn or error. No level writes addresses, names or content."},
}

// Flag is the setting's name on the command line.
func (s Setting) Flag() string { return strings.ReplaceAll(s.Name, "_", "-") }

// Env is the setting's name in the environment.
func (s Setting) Env() string { return prefix + strings.ToUpper(s.Name) }

const prefix = "SIEGEL_"

func byName(name string) (Setting, bool) {
	for _, s := range Settings {
		if s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}
