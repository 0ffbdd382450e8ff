package notifier

import (
	"database/sql"

	"siegel/internal/counsel"
	"siegel/internal/notice"
)

// A copy of the folder that is put back holds addresses that were given up since it was made: somebody has deleted the account, or taken the address away because another
// person reads that mailbox. What was given up is therefore noted at the server, beside the keys, and told again after every start, before a mail goes out.

// withdraw notes that an address was given up, in the transaction that does it.
func withdraw(t *sql.Tx, token string) error {
	mark := notice.MarkOf(token)
	_, err := t.Exec(`INSERT OR IGNORE INTO withdrawn (mark) VALUES (?)`, mark[:])
	return err
}

// withdrawn forgets the marks that the server has noted, and gives those that it has not; at most notice.AtOnce.
func (s *shelf) withdrawn(kept []notice.Mark) (list []notice.Mark, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.inOne(func(t *sql.Tx) error {
		for _, mark := range kept {
			if _, err := t.Exec(`DELETE FROM withdrawn WHERE mark = ?`, mark[:]); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(`SELECT mark FROM withdrawn LIMIT ?`, notice.AtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list = []notice.Mark{}
	for rows.Next() {
		var mark counsel.ID
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		copy(mark[:], raw)
		list = append(list, mark)
	}
	return list, rows.Err()
}

// gone takes away what there must not be any more: agencies, people, and whoever has an address that was given up.
func (s *shelf) gone(g notice.Gone) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	people, err := s.marked(g.Marks)
	if err != nil {
		return err
	}
	return s.inOne(func(t *sql.Tx) error {
		for _, agency := range g.Agencies {
			if _, err := t.Exec(`DELETE FROM people WHERE agency = ?`, agency[:]); err != nil {
				return err
			}
		}
		for _, who := range append(people, g.People...) {
			if err := remove(t, who); err != nil {
				return err
			}
		}
		return nil
	})
}

// marked gives those whose address has one of the marks.
func (s *shelf) marked(marks []notice.Mark) (list []notice.Person, err error) {
	if len(marks) == 0 {
		return nil, nil
	}
	given := map[notice.Mark]bool{}
	for _, mark := range marks {
		given[mark] = true
	}
	rows, err := s.db.Query(`SELECT agency, uid, token FROM people WHERE length(address) > 0`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var agency, uid []byte
		var token string
		if err := rows.Scan(&agency, &uid, &token); err != nil {
			return nil, err
		}
		var who notice.Person
		if given[notice.MarkOf(token)] {
			copy(who.Agency[:], agency)
			copy(who.UID[:], uid)
			list = append(list, who)
		}
	}
	return list, rows.Err()
}
