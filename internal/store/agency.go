package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"

	"siegel/internal/counsel"
	"siegel/internal/rest"
)

// Errors of the operator's commands.
var (
	ErrShortTaken = errors.New("store: an agency with this short name exists")
	ErrShort      = errors.New("store: a short name is a small letter, then 1 to 29 of a-z, 0-9 and -")
	ErrSetUp      = errors.New("store: the agency has been set up already")
)

var shortName = regexp.MustCompile(`^[a-z][a-z0-9-]{1,29}$`)

const agencyColumns = `agency, short, name, origin, state, quota, max_staff, max_cases, retention = 'none' AND close_days > 0, settings`

// CreateAgency makes an agency and an invite for its first lead. It gives the token of the set-up link; the store keeps the token's id only.
// A zero ID is filled in. Errors: ErrShortTaken, ErrShort.
func (s *Store) CreateAgency(ctx context.Context, a counsel.Agency) (token string, err error) {
	if !shortName.MatchString(a.Short) {
		return "", ErrShort // kill: S.Agency.create-agency-short
	}
	if a.ID == (counsel.ID{}) {
		rand.Read(a.ID[:])
	}
	settings, err := json.Marshal(a.Settings)
	if err != nil {
		return "", err
	}
	t16 := newToken()
	err = s.write(ctx, func(t *tx) error {
		if err := t.freeName(a.ID, a.Short); err != nil { // kill: S.Agency.create-agency-asks-free-name
			return err
		}
		n, err := t.exec(`INSERT INTO agencies (agency, short, name, origin, state, quota, seq, continuity, settings)
			VALUES ($1, $2, $3, $4, $5, 0, 0, FALSE, $6) ON CONFLICT DO NOTHING`, a.ID, a.Short, a.Name, a.Origin, counsel.AgencyNew, string(settings))
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrShortTaken // kill: S.Agency.create-agency-short-taken
		}
		if a.Logo.Given() {
			if _, err := t.exec(`INSERT INTO logos (agency, image) VALUES ($1, $2)`, a.ID, a.Logo.Image); err != nil {
				return err
			}
		}
		return t.inviteFirstLead(a.ID, t16)
	})
	return tokenText(t16), err
}

// NewSetupToken replaces the set-up link of an agency that is not ready, with whatever an earlier link began. Errors: ErrSetUp, not_found.
func (s *Store) NewSetupToken(ctx context.Context, short string) (token string, err error) {
	t16 := newToken()
	err = s.write(ctx, func(t *tx) error {
		a, err := t.agencyBy(`short = $1`, short)
		if err != nil {
			return err
		}
		if a.State != counsel.AgencyNew {
			return ErrSetUp // kill: S.Agency.new-setup-token-set-up
		}
		if _, err := t.exec(`DELETE FROM invites WHERE agency = $1 AND kind = $2`, a.ID, counsel.InviteSetup); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM accounts WHERE agency = $1 AND state = $2`, a.ID, counsel.Setup); err != nil {
			return err
		}
		return t.inviteFirstLead(a.ID, t16)
	})
	return tokenText(t16), err
}

func newToken() (t16 [16]byte) {
	rand.Read(t16[:])
	return t16
}

func tokenText(t16 [16]byte) string { return base64.RawURLEncoding.EncodeToString(t16[:]) }

func (t *tx) inviteFirstLead(agency counsel.ID, token [16]byte) error {
	_, err := t.addInvite(agency, counsel.Invite{
		ID: rest.InviteID(token), Kind: counsel.InviteSetup, Until: counsel.Day(t.now).AddDate(0, 0, counsel.InviteDays),
	})
	return err
}

// Agencies gives all agencies, for the operator, by short name.
func (s *Store) Agencies(ctx context.Context) (list []counsel.Agency, err error) {
	err = s.read(ctx, func(t *tx) error {
		list = nil
		return t.each(`SELECT `+agencyColumns+` FROM agencies ORDER BY short`, nil, func(scan func(...any) error) error {
			a, err := readAgency(scan)
			list = append(list, a)
			return err
		})
	})
	return list, err
}

// Agency gives the public data of an agency. Errors: not_found.
func (s *Store) Agency(ctx context.Context, id counsel.ID) (a counsel.Agency, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err = t.agency(id)
		return err
	})
	return a, err
}

// AgencyByShort finds an agency by the name in its address, also by one that it had before: then its Short is another. Errors: not_found.
func (s *Store) AgencyByShort(ctx context.Context, short string) (a counsel.Agency, err error) {
	if !shortName.MatchString(short) { // whatever else stands in an address never reaches the database
		return a, counsel.Refuse(counsel.NotFound) // kill: S.Agency.agency-by-short-not-found
	}
	err = s.read(ctx, func(t *tx) error {
		a, err = t.agencyByName(short)
		return err
	})
	return a, err
}

// Logo gives an agency's logo with its bytes, which no other method reads. Errors: not_found, also for an agency without a logo.
func (s *Store) Logo(ctx context.Context, short string) (logo counsel.Logo, err error) {
	if !shortName.MatchString(short) {
		return logo, counsel.Refuse(counsel.NotFound) // kill: S.Agency.logo-no-agency
	}
	err = s.read(ctx, func(t *tx) error {
		a, err := t.agencyByName(short)
		if err != nil {
			return err
		}
		logo = a.Logo
		found, err := t.get(`SELECT image FROM logos WHERE agency = $1`, args{a.ID}, &logo.Image)
		if err == nil && !found {
			err = counsel.Refuse(counsel.NotFound) // kill: S.Agency.logo-none
		}
		return err
	})
	return logo, err
}

func (t *tx) agency(id counsel.ID) (counsel.Agency, error) { return t.agencyBy(`agency = $1`, id) }

// agencyBy takes a condition of ours, never a text from outside.
func (t *tx) agencyBy(where string, key any) (a counsel.Agency, err error) {
	found := false
	err = t.each(`SELECT `+agencyColumns+` FROM agencies WHERE `+where, args{key}, func(scan func(...any) error) error {
		found = true
		a, err = readAgency(scan)
		return err
	})
	if err == nil && !found {
		err = counsel.Refuse(counsel.NotFound) // kill: S.Agency.agency-by-not-found
	}
	if err == nil && a.Quota.Cases > 0 { // cases of agencies without a quota are not counted
		a.Full, err = t.full(a)
	}
	return a, err
}

func readAgency(scan func(...any) error) (a counsel.Agency, err error) {
	var settings string
	if err := scan(&a.ID, &a.Short, &a.Name, &a.Origin, &a.State, &a.Quota.Files, &a.Quota.Staff, &a.Quota.Cases, &a.Erases, &settings); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(settings), &a.Settings)
}
