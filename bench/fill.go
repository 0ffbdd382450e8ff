package main

import (
	"database/sql"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// fill puts many messages into the cases of a closed database, as if they had been written over the years. What is in the boxes does not matter to a start.
func fill(database string, agency counsel.ID, messages int) error {
	const each = 100 // messages a case
	driver, numbers, random := "pgx", `generate_series(1, CAST($2 AS INT)) AS g(n)`, `decode(md5(random()::text), 'hex')`
	if !strings.HasPrefix(database, "postgres://") {
		driver, numbers, random = "sqlite", `(WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < $2) SELECT n FROM g) AS g`, `randomblob(16)`
	}
	address := database
	if driver == "sqlite" { // it need not survive a power cut, and its indexes are filled in no order
		address = "file:" + database + "?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-600000)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`INSERT INTO cases SELECT agency, `+random+`, seeker, 'closed', epoch, ck_id, nk_id, department, topic, lang, 0, marks, 0, created, created, 0, 0, counsellor, $3, 0,
		profile_version, profile`+later(db)+` FROM (SELECT * FROM cases WHERE agency = $1 LIMIT 1) AS c, `+numbers, agency[:], messages/each, each); err != nil {
		return err
	}
	_, err = db.Exec(`INSERT INTO messages SELECT c.agency, `+random+`, c.id, 0, c.seeker, 'seeker', g.n, m.prev_hash, m.kind, g.n, m.time, m.length, 0, m.hash, $3
		FROM cases c, (SELECT * FROM messages WHERE agency = $1 LIMIT 1) AS m, `+numbers+` WHERE c.agency = $1 AND c.state = 'closed'
		AND NOT EXISTS (SELECT 1 FROM messages x WHERE x.agency = c.agency AND x.case_id = c.id)`, agency[:], each, testkit.Letter())
	return err
}

// later names the columns that migrations after the first have added to cases, so that a copied row has them too.
func later(db *sql.DB) string {
	rows, err := db.Query(`SELECT * FROM cases LIMIT 0`)
	if err != nil {
		return ""
	}
	defer rows.Close()
	var more strings.Builder
	for _, name := range must(rows.Columns())[22:] {
		more.WriteString(", " + name)
	}
	return more.String()
}
