package crash

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/shred"
)

// eye looks at a database beside the server, in one unchanging state of it.
type eye struct {
	t     *testing.T
	place *place
	tx    *sql.Tx
	keys  *shred.Store
}

// look opens the database and shows it as it is at one moment.
func (p *place) look(t *testing.T, fn func(e *eye)) {
	t.Helper()
	driver, name := "sqlite", "file:"+p.database+"?mode=rw&_pragma=busy_timeout(5000)&_pragma=query_only(1)"
	if p.postgres {
		driver, name = "pgx", p.database
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true, Isolation: map[bool]sql.IsolationLevel{true: sql.LevelRepeatableRead}[p.postgres]})
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	keys, err := shred.Open(context.Background(), p.shredDir, p.keys)
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	fn(&eye{t, p, tx, keys})
}

// rows reads all rows of an answer into the same variables.
func (e *eye) rows(query string, args []any, into []any, row func()) {
	e.t.Helper()
	list, err := e.tx.Query(query, args...)
	if err != nil {
		e.t.Fatal(err)
	}
	defer list.Close()
	for list.Next() {
		if err := list.Scan(into...); err != nil {
			e.t.Fatal(err)
		}
		row()
	}
	if err := list.Err(); err != nil {
		e.t.Fatal(err)
	}
}

// open takes the rest layer off a row of an account or a case.
func (e *eye) open(box []byte, of shred.Kind, owner counsel.ID, table string, key ...[]byte) []byte {
	e.t.Helper()
	own, err := e.keys.Key(context.Background(), shred.Name{Agency: e.place.agency.ID, Kind: of, ID: owner})
	if err != nil {
		e.t.Errorf("the key of a row of %s: %v", table, err)
	}
	plain, err := own.Open(rest.RowOf(e.place.agency.ID, table, key...), box)
	if err != nil {
		e.t.Errorf("a row of %s does not open: %v", table, err)
	}
	return plain
}

func id(b []byte) (out counsel.ID) {
	copy(out[:], b)
	return out
}

// found is what the database holds of a strand's seeker and case.
func (e *eye) found(s *strand) *model {
	m := &model{drafts: map[draftKey]draft{}, grants: map[counsel.ID]grant{}, self: map[counsel.ID][]byte{}, files: map[counsel.ID]attachment{}}
	agency, uid, of := e.place.agency.ID, s.seeker.uid, s.id
	var box, counsellor, nk, key, by, message, file []byte
	var due, n, until int64
	var state, role, why, kind string
	e.rows(`SELECT vault_version, vault FROM accounts WHERE agency = $1 AND uid = $2`, []any{agency[:], uid[:]}, []any{&m.vault, &box}, func() {
		m.account, m.vaultBox = true, e.open(box, shred.Account, uid, "accounts", uid[:])
	})
	e.rows(`SELECT state, counsellor, nk_id, put_back, confirm_due, marks, profile_version, profile FROM cases WHERE agency = $1 AND id = $2`, []any{agency[:], of[:]},
		[]any{&state, &counsellor, &nk, &m.putBack, &due, &m.marks, &m.profile, &m.profileBox}, func() {
			m.id, m.state, m.counsellor, m.nk, m.unsure = of, counsel.CaseState(state), id(counsellor), id(nk), due > 0
		})
	m.letters, m.held = e.letters(s, "messages")
	m.notes, _ = e.letters(s, "notes")
	e.rows(`SELECT uid, kind, version, message, box FROM drafts WHERE agency = $1 AND case_id = $2`, []any{agency[:], of[:]}, []any{&key, &kind, &n, &message, &box}, func() {
		m.drafts[draftKey{id(key), kind}] = draft{n, id(message), e.open(box, shred.Account, id(key), "drafts", key, of[:], []byte(kind))}
	})
	e.rows(`SELECT id, to_role, why, by_uid, file FROM grants WHERE agency = $1 AND obj_id = $2`, []any{agency[:], of[:]}, []any{&key, &role, &why, &by, &file}, func() {
		m.grants[id(key)] = grant{role, why, id(by), e.open(file, shred.Case, of, "grants", key)}
	})
	e.rows(`SELECT uid, epoch, box FROM self_copies WHERE agency = $1 AND case_id = $2`, []any{agency[:], of[:]}, []any{&key, &until, &box}, func() {
		m.self[id(key)] = e.open(box, shred.Case, of, "self_copies", of[:], rest.Uint(until), key)
	})
	e.attachments(s, m)
	e.rows(`SELECT count(*) FROM erase_orders WHERE agency = $1 AND case_id = $2`, []any{agency[:], of[:]}, []any{&n}, func() { m.ordered = n > 0 })
	return m
}

// letters gives what is out, in order, and what is held.
func (e *eye) letters(s *strand, table string) (list []letter, held *letter) {
	var one, author, box []byte
	var l letter
	var until int64
	e.rows(`SELECT id, author, author_seq, order_no, held_until, box FROM `+table+` WHERE agency = $1 AND case_id = $2 ORDER BY order_no, author_seq`,
		[]any{e.place.agency.ID[:], s.id[:]}, []any{&one, &author, &l.seq, &l.order, &until, &box}, func() {
			next := letter{id(one), id(author), l.seq, l.order, box}
			box = nil
			if until == 0 {
				list = append(list, next)
				return
			}
			if next.order = 0; held != nil {
				e.t.Errorf("two answers of one case are held")
			}
			held = &next
		})
	return list, held
}

// how a deed without an answer was found.
type fate int

const (
	nothing fate = iota // nothing was under way
	whole               // it is there
	none                // it is not
	half                // anything else
)

// judge compares what is there with what was acknowledged. What is held may have gone out by the clock.
func (e *eye) judge(s *strand) fate {
	e.t.Helper()
	got := e.found(s).text()
	for _, released := range []bool{false, true} {
		before := s.now.clone()
		if released {
			before.release()
		}
		if before.text() == got {
			return map[bool]fate{true: none, false: nothing}[s.pending != nil]
		}
		if s.pending != nil && s.pending.after(s.now, released).text() == got {
			return whole
		}
	}
	if s.pending != nil && s.pending.after(s.now, false).release().text() == got { // the answer went out after it
		return whole
	}
	want, under := s.now, "nothing"
	if s.pending != nil {
		under = s.pending.kind
	}
	e.t.Errorf("seed %d: what was acknowledged is not what is there (under way: %s)\n%s", s.run.seed, under, difference(want.text(), got))
	return half
}

// sessions looks whether who is signed in is, and who has signed out is not.
func (e *eye) sessions(s *strand) {
	e.t.Helper()
	for want, cookies := range map[bool][]string{true: s.now.signedIn, false: s.now.wasHere} {
		for _, cookie := range cookies {
			raw, _ := base64.RawURLEncoding.DecodeString(cookie)
			hash := sha256.Sum256(raw)
			var n int
			e.rows(`SELECT count(*) FROM sessions WHERE agency = $1 AND cookie_hash = $2`, []any{e.place.agency.ID[:], hash[:]}, []any{&n}, func() {})
			if under := s.pending; under != nil && (under.kind == "sign out" && under.who.cookie == cookie || under.kind == "deletion") {
				continue
			}
			if (n == 1) != want {
				e.t.Errorf("seed %d: a session that was %s: %d rows", s.run.seed, map[bool]string{true: "begun", false: "ended"}[want], n)
			}
		}
	}
}

// everybody judges all strands that live, and counts what has become of deeds without an answer.
func (r *run) everybody() {
	r.t.Helper()
	r.place.look(r.t, func(e *eye) {
		for _, s := range r.strands {
			e.sessions(s)
			if s.expired { // it is being deleted just now
				continue
			}
			switch e.judge(s) {
			case whole:
				r.whole++
			case none:
				r.none++
			}
			e.parts(s)
		}
		e.invariants()
	})
}

// home looks at the strands that have lived, when nothing is held any more.
func (r *run) home() {
	r.t.Helper()
	r.place.look(r.t, func(e *eye) {
		for _, stray := range e.strays() {
			r.t.Errorf("seed %d: on the disk lies %s, and belongs to no attachment", r.seed, stray)
		}
		for _, s := range r.lived {
			if s.expired {
				s.destroyed = append(s.destroyed, s.name(shred.Case, s.id))
				s.now = s.now.clone().end()
			}
			e.sessions(s)
			if s.now.held != nil {
				r.out++
			}
			if e.judge(s); e.found(s).held != nil {
				r.t.Errorf("seed %d: an answer is still held", r.seed)
			}
			e.parts(s)
			e.shredded(s)
		}
		e.invariants()
		var cases, letters int
		e.rows(`SELECT count(*) FROM cases`, nil, []any{&cases}, func() {})
		e.rows(`SELECT count(*) FROM messages`, nil, []any{&letters}, func() {})
		wantCases, wantLetters := 0, 0
		for _, s := range r.lived {
			if s.retired && s.pending != nil {
				return // whether that one is there nobody has been told
			}
			if s.now.state != "" {
				wantCases++
			}
			if wantLetters += len(s.now.letters); s.now.held != nil {
				wantLetters++
			}
		}
		if cases != wantCases || letters != wantLetters {
			r.t.Errorf("seed %d: %d cases and %d letters, acknowledged were %d and %d", r.seed, cases, letters, wantCases, wantLetters)
		}
	})
}

// lawful are questions whose answer is 0 in a database in which nothing is half.
var lawful = map[string]string{
	"order numbers are dense, and the newest is the case's": `SELECT count(*) FROM cases c WHERE last_order <> (SELECT count(*) FROM messages m WHERE m.agency = c.agency AND m.case_id = c.id AND m.order_no > 0)
		OR last_order <> (SELECT COALESCE(max(m.order_no), 0) FROM messages m WHERE m.agency = c.agency AND m.case_id = c.id)`,
	"the same of notes": `SELECT count(*) FROM cases c WHERE last_note <> (SELECT count(*) FROM notes m WHERE m.agency = c.agency AND m.case_id = c.id)
		OR last_note <> (SELECT COALESCE(max(m.order_no), 0) FROM notes m WHERE m.agency = c.agency AND m.case_id = c.id)`,
	"a case has a first letter": `SELECT count(*) FROM cases WHERE last_order < 1`,
	"the case knows its newest letter": `SELECT count(*) FROM cases c JOIN messages m ON m.agency = c.agency AND m.case_id = c.id AND m.order_no = c.last_order
		WHERE m.role <> c.last_role OR m.time <> c.last_time`,
	"authors count densely":                  `SELECT count(*) FROM (SELECT 1 FROM messages GROUP BY agency, case_id, author HAVING count(*) <> max(author_seq)) x`,
	"in notes too":                           `SELECT count(*) FROM (SELECT 1 FROM notes GROUP BY agency, case_id, author HAVING count(*) <> max(author_seq)) x`,
	"held has no number":                     `SELECT count(*) FROM messages WHERE (held_until > 0) <> (order_no <= 0)`,
	"one held by author":                     `SELECT count(*) FROM (SELECT 1 FROM messages WHERE held_until > 0 GROUP BY agency, case_id, author HAVING count(*) > 1) x`,
	"attachments of cases":                   `SELECT count(*) FROM files f WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.agency = f.agency AND c.id = f.case_id)`,
	"no attachment of a letter that is not":  `SELECT count(*) FROM files f WHERE length(message) > 0 AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.agency = f.agency AND m.id = f.message)`,
	"no letter names half an attachment":     `SELECT count(*) FROM files WHERE length(message) > 0 AND parts * 1048576 < length`,
	"a case is locked while its order waits": `SELECT count(*) FROM cases c WHERE (locked_until > 0) <> EXISTS (SELECT 1 FROM erase_orders o WHERE o.agency = c.agency AND o.case_id = c.id)`,
	"lengths":                                `SELECT count(*) FROM messages WHERE length <> length(box)`,
	"an enquiry in the pool has one grant to the intake": `SELECT count(*) FROM cases c WHERE state = 'open'
		AND 1 <> (SELECT count(*) FROM grants g WHERE g.agency = c.agency AND g.obj_id = c.id AND g.to_role = 'intake')`,
	"a confirmed case has none, and one to continuity": `SELECT count(*) FROM cases c WHERE state <> 'open' AND confirm_due = 0 AND (
		0 <> (SELECT count(*) FROM grants g WHERE g.agency = c.agency AND g.obj_id = c.id AND g.to_role = 'intake') OR
		1 <> (SELECT count(*) FROM grants g WHERE g.agency = c.agency AND g.obj_id = c.id AND g.to_role = 'continuity'))`,
	"every case has a grant to continuity": `SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM grants g WHERE g.agency = c.agency AND g.obj_id = c.id AND g.to_role = 'continuity')`,
	"seeker and counsellor have their copies": `SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM self_copies s WHERE s.agency = c.agency AND s.case_id = c.id AND s.uid = c.seeker)
		OR state <> 'open' AND NOT EXISTS (SELECT 1 FROM self_copies s WHERE s.agency = c.agency AND s.case_id = c.id AND s.uid = c.counsellor)`,
	"only a pool is nobody's":          `SELECT count(*) FROM cases WHERE (state = 'open') <> (length(counsellor) = 0)`,
	"no grant of a case that is not":   `SELECT count(*) FROM grants g WHERE obj = 'case' AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.agency = g.agency AND c.id = g.obj_id)`,
	"no draft of a letter that is not": `SELECT count(*) FROM drafts d WHERE length(message) > 0 AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.agency = d.agency AND m.id = d.message AND m.held_until > 0)`,
	"no account without a way in":      `SELECT count(*) FROM accounts a WHERE NOT EXISTS (SELECT 1 FROM wraps w WHERE w.agency = a.agency AND w.uid = a.uid)`,
	"no case without its seeker":       `SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.agency = c.agency AND a.uid = c.seeker)`,
	"letters of cases":                 `SELECT count(*) FROM messages m WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.agency = m.agency AND c.id = m.case_id)`,
	"notes of cases":                   `SELECT count(*) FROM notes m WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.agency = m.agency AND c.id = m.case_id)`,
	"copies of cases":                  `SELECT count(*) FROM self_copies m WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.agency = m.agency AND c.id = m.case_id)`,
	"sessions of accounts":             `SELECT count(*) FROM sessions s WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.agency = s.agency AND a.uid = s.uid)`,
}

// invariants hold over the whole database at every moment.
func (e *eye) invariants() {
	e.t.Helper()
	for law, query := range lawful {
		var n int
		if e.rows(query, nil, []any{&n}, func() {}); n != 0 {
			e.t.Errorf("%s: %d times not", law, n)
		}
	}
	if e.place.postgres {
		return // it refuses foreign keys that point nowhere; amcheck looks at its files at the end
	}
	var word string
	e.rows(`PRAGMA integrity_check`, nil, []any{&word}, func() {
		if word != "ok" {
			e.t.Errorf("integrity_check: %s", word)
		}
	})
	var table, parent string
	var row, key any
	e.rows(`PRAGMA foreign_key_check`, nil, []any{&table, &row, &parent, &key}, func() { e.t.Errorf("%s refers to a %s that is not there", table, parent) })
}
