package sg1

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"siegel/internal/counsel"
)

// Shapes of what a member record holds.
const (
	recipientPrefix = "age1pq1"
	recipientLength = 1959 // characters of a hybrid recipient
	maxAlias        = 64   // code points
)

// CheckRecord checks a member record by itself: strict JSON, whose it is, roles, keys and their ids, an alias fit to be shown.
// Errors are *[Refusal] with Record.
func CheckRecord(agency, uid counsel.ID, record string) (*Member, error) {
	var m Member
	if Decode([]byte(record), &m) != nil || m.V != 1 {
		return nil, refuse(Record)
	}
	if m.Agency != agency || m.UID != uid {
		return nil, refuse(Record)
	}
	if !soundRoles(m.Roles) || !soundAlias(m.Alias) || !m.Enc.sound() || !m.Sig.sound() {
		return nil, refuse(Record)
	}
	return &m, nil
}

// sound reports whether the key is a hybrid recipient and its id fits.
func (k RoleKey) sound() bool {
	return len(k.Rcpt) == recipientLength && strings.HasPrefix(k.Rcpt, recipientPrefix) && k.Kid == KeyIDOf([]byte(k.Rcpt))
}

// sound reports whether the key can verify anything and its id fits.
func (k SignKey) sound() bool {
	return isCanonical(k.Pub[:]) && !isSmallOrder(k.Pub[:]) && k.Kid == KeyIDOf(k.Pub[:])
}

func soundRoles(roles []string) bool {
	seen := map[string]bool{}
	for _, r := range roles {
		if seen[r] || !oneOf(r, "counsellor", "intake", "lead", "supervisor", "admin") {
			return false
		}
		seen[r] = true
	}
	return len(roles) > 0
}

// soundAlias refuses what every seeker of the agency would see as nothing or as something else: control and format characters.
func soundAlias(alias string) bool {
	if n := utf8.RuneCountInString(alias); n == 0 || n > maxAlias || strings.TrimSpace(alias) != alias {
		return false
	}
	for _, r := range alias {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
