package store

import (
	"context"

	"siegel/internal/counsel"
)

// stored says, for every column of every table that holds anything of a seeker, under which item the person is told of it, and how it is counted. Together with
// aboutNoSeeker it names each column once: a new one without a description fails a test (stored_test.go). $1 is the agency, $2 the seeker. A query gives
// count, bytes, oldest and newest (Unix ms; 0: no time is kept).
var stored = []struct {
	key     string
	columns map[string]string // table → columns
	query   string
}{
	{"name", map[string]string{"accounts": "name_idx"},
		`SELECT count(*), 0, 0, 0 FROM accounts WHERE agency = $1 AND uid = $2 AND length(name_idx) > 0`},
	{"password", map[string]string{"accounts": "salt16 kdf verifier_pw"},
		`SELECT count(*), 0, 0, 0 FROM accounts WHERE agency = $1 AND uid = $2 AND length(verifier_pw) > 0`},
	{"code", map[string]string{"accounts": "rc_idx verifier_rc"},
		`SELECT count(*), 0, 0, 0 FROM accounts WHERE agency = $1 AND uid = $2 AND length(verifier_rc) > 0`},
	{"keys", map[string]string{"accounts": "keyring_version keyring vault_version vault", "wraps": "agency uid method gen kdf wrap"},
		`SELECT count(*), CAST(COALESCE(sum(length(keyring) + length(vault)), 0) AS BIGINT), 0, 0 FROM accounts WHERE agency = $1 AND uid = $2`},
	{"account", map[string]string{"accounts": "agency uid realm roles state created last_seen"},
		`SELECT count(*), 0, COALESCE(min(created), 0), COALESCE(max(CASE WHEN last_seen > created THEN last_seen ELSE created END), 0) FROM accounts WHERE agency = $1 AND uid = $2`},
	{"fails", map[string]string{"accounts": "fails fails_day"},
		`SELECT CAST(COALESCE(sum(fails), 0) AS BIGINT), 0, 0, 0 FROM accounts WHERE agency = $1 AND uid = $2`},
	{"sessions", map[string]string{"sessions": "agency cookie_hash handle uid ends_at last_use step_until"},
		`SELECT count(*), 0, 0, COALESCE(max(ends_at), 0) FROM sessions WHERE agency = $1 AND uid = $2`},
	{"cases", map[string]string{"cases": "agency id seeker state epoch ck_id nk_id department topic lang created closed sealed_until locked_until counsellor last_order last_note last_time last_role put_back"},
		`SELECT count(*), 0, COALESCE(min(created), 0), COALESCE(max(last_time), 0) FROM cases WHERE agency = $1 AND seeker = $2 AND state <> 'sealed'`},
	{"promises", map[string]string{"cases": "promised_at confirm_due marks"},
		`SELECT count(*), 0, 0, COALESCE(max(promised_at), 0) FROM cases WHERE agency = $1 AND seeker = $2 AND state <> 'sealed' AND promised_at > 0`},
	{"profile", map[string]string{"cases": "profile_version profile"},
		`SELECT count(*), CAST(COALESCE(sum(length(profile)), 0) AS BIGINT), 0, 0 FROM cases WHERE agency = $1 AND seeker = $2 AND state <> 'sealed'`},
	{"messages", map[string]string{"messages": "agency id case_id epoch author role author_seq prev_hash kind order_no time length held_until hash box"},
		`SELECT count(*), CAST(COALESCE(sum(m.length), 0) AS BIGINT), COALESCE(min(m.time), 0), COALESCE(max(m.time), 0) FROM messages m` + ofSeeker("m") + ` AND m.order_no > 0`},
	{"notes", map[string]string{"notes": "agency id case_id epoch author role author_seq prev_hash kind order_no time length held_until hash box"}, nothingTold},
	{"files", map[string]string{"files": "agency id case_id author length parts time message", "file_removals": "agency case_id id due"},
		`SELECT count(*), CAST(COALESCE(sum(f.length), 0) AS BIGINT), COALESCE(min(f.time), 0), COALESCE(max(f.time), 0) FROM files f` + ofSeeker("f")},
	{"drafts", map[string]string{"drafts": "agency uid case_id kind version message box"},
		`SELECT count(*), CAST(COALESCE(sum(length(box)), 0) AS BIGINT), 0, 0 FROM drafts WHERE agency = $1 AND uid = $2`},
	{"readers", map[string]string{"grants": "agency id obj obj_id epoch to_uid to_role by_uid why until created file", "self_copies": "agency case_id epoch uid box",
		"shares": "agency case_id uid id to_case by_uid at", "back_links": "agency case_id epoch ck nk"},
		readersQuery},
	{"notices", map[string]string{"notices": "agency uid what entries turn"},
		`SELECT count(*), 0, 0, 0 FROM notices WHERE agency = $1 AND uid = $2`},
	{"orders", map[string]string{"erase_orders": "agency id case_id runs_at by_uid by_role account body", "holds": "agency case_id until reason by_uid"},
		`SELECT count(*), 0, 0, COALESCE(max(o.until), 0) FROM (SELECT agency, case_id, runs_at AS until FROM erase_orders UNION ALL SELECT agency, case_id, until FROM holds) o` + ofSeeker("o")},
	{"receipts", map[string]string{"receipts": "agency uid id at role sealed_until"},
		`SELECT count(*), 0, COALESCE(min(at), 0), COALESCE(max(at), 0) FROM receipts WHERE agency = $1 AND uid = $2`},
	{"traces", map[string]string{
		"erased": "agency uid id at why sealed", "audit": "agency seq at actor action object reason count prev hash", "audit_roots": "agency seq root",
		"audit_notes": "agency id at actor action object reason count", "shred_notes": "agency kind id",
	}, nothingTold},
}

// readersQuery counts each reader once, however many cases and ways there are: roles and accounts by their grants, staff also by the copy of a case's present
// keys, because the confirmation of an acceptance takes the grants away from which it was made. A copy has no day, and until when somebody reads is kept nowhere.
const readersQuery = `WITH mine AS (SELECT id, epoch FROM cases WHERE agency = $1 AND seeker = $2 AND state <> 'sealed'),
	keys AS (SELECT g.to_uid AS uid, g.to_role AS role, g.created AS at FROM mine JOIN grants g ON g.agency = $1 AND g.obj = 'case' AND g.obj_id = mine.id
		UNION ALL SELECT s.uid, '', s.at FROM mine JOIN shares s ON s.agency = $1 AND s.case_id = mine.id
		UNION ALL SELECT s.uid, '', NULL FROM mine JOIN self_copies s ON s.agency = $1 AND s.case_id = mine.id AND s.epoch = mine.epoch
			JOIN accounts a ON a.agency = $1 AND a.uid = s.uid AND a.realm = 'staff'),
	readers AS (SELECT uid, role, min(at) AS at FROM keys WHERE uid <> $2 GROUP BY uid, role)
	SELECT count(*), 0, COALESCE(min(at), 0), 0 FROM readers`

// nothingTold is for what a person is told of in words only: whether staff have written notes is theirs to say, and the audit chain names no seeker.
const nothingTold = `SELECT 0, 0, 0, 0 FROM accounts WHERE agency = $1 AND uid = $2`

// ofSeeker joins a table of a case's parts to the seeker whose it is. What is sealed is no longer the account's.
func ofSeeker(part string) string {
	return ` JOIN cases c ON c.agency = ` + part + `.agency AND c.id = ` + part + `.case_id WHERE ` + part + `.agency = $1 AND c.seeker = $2 AND c.state <> 'sealed'`
}

// aboutNoSeeker are the tables that hold nothing of a seeker, with the reason.
var aboutNoSeeker = map[string]string{
	"server_keys":   "key check values of the server",
	"agencies":      "the agency, its settings and policy",
	"former_names":  "addresses that the agency had",
	"logos":         "the agency's picture",
	"roots":         "the agency's signed directory",
	"manifests":     "the agency's signed directory",
	"records":       "staff, as the directory names them",
	"invites":       "staff who are invited",
	"audit_counts":  "how many have signed in on a day, of no account",
	"audit_heads":   "up to where a lead has confirmed the audit chain",
	"access_counts": "counts of visits and accesses by hour, of no session and no account",
}

// Stored says what is kept about the actor: one item for each of the list, in its order. Errors: refused for staff.
func (s *Store) Stored(ctx context.Context, by counsel.Actor) (items []counsel.StoredItem, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MaySeeStored(); err != nil { // kill: S.Stored.stored-asks-may-see-stored
			return err
		}
		items = make([]counsel.StoredItem, 0, len(stored))
		for _, item := range stored {
			out := counsel.StoredItem{Key: item.key}
			if _, err := t.get(item.query, args{a.Agency, a.UID}, &out.Count, &out.Bytes, &out.Since, &out.Until); err != nil {
				return err
			}
			items = append(items, out)
		}
		return nil
	})
	return items, err
}
