package sg1

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"siegel/internal/counsel"
)

// maxAlias is the length of an alias in code points.
const maxAlias = 64

// CheckRecord checks a member record by itself: strict JSON, whose it is, roles, keys and their ids, an alias fit to be shown.
// Errors are *[Refusal] with Record.
func CheckRecord(agency, uid counsel.ID, record string) (*Member, error) {
	var m Member
	if Decode([]byte(record), &m) != nil || m.V != 1 {
		return nil, refuse(Record) // kill: S.Record.form
	}
	if m.Agency != agency || m.UID != uid {
		return nil, refuse(Record) // kill: S.Record.whose
	}
	if !soundRoles(m.Roles) || !soundAlias(m.Alias) || !m.Enc.sound() || !m.Sig.sound() {
		return nil, refuse(Record) // kill: S.Record.contents
	}
	return &m, nil
}

// sound reports whether the key is a hybrid recipient and its id fits.
func (k RoleKey) sound() bool { return k.isHybrid() && k.Kid == KeyIDOf([]byte(k.Rcpt)) } // kill: S.Record.role-key

// isHybrid reports whether the recipient has the form of the post-quantum kind; no other exists.
func (k RoleKey) isHybrid() bool {
	data, ok := strings.CutPrefix(k.Rcpt, "age1pq1")
	return ok && len(data) == 1952 && strings.Trim(data, bech32Letters) == "" // kill: S.Record.hybrid
}

const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

func (r RoleKeys) areHybrid() bool {
	return r.Intake.isHybrid() && (r.Continuity == nil || r.Continuity.isHybrid()) && (r.Archive == nil || r.Archive.isHybrid()) // kill: S.D1.role-keys
}

// sound reports whether the key can verify anything and its id fits.
func (k SignKey) sound() bool {
	return isCanonical(k.Pub[:]) && !isSmallOrder(k.Pub[:]) && k.Kid == KeyIDOf(k.Pub[:]) // kill: S.Record.sign-key
}

func soundRoles(roles []string) bool {
	seen := map[string]bool{}
	for _, r := range roles {
		if seen[r] || !oneOf(r, "counsellor", "intake", "lead", "supervisor", "admin") {
			return false // kill: S.Record.sound-roles
		}
		seen[r] = true
	}
	return len(roles) > 0 // kill: S.Record.some-role
}

// soundAlias refuses what every seeker of the agency would see as nothing or as something else: control and format characters.
func soundAlias(alias string) bool {
	if n := utf8.RuneCountInString(alias); n == 0 || n > maxAlias || strings.TrimSpace(alias) != alias {
		return false // kill: S.Record.alias-length
	}
	for _, r := range alias {
		if !unicode.IsPrint(r) {
			return false // kill: S.Record.alias-letters
		}
	}
	return true
}
