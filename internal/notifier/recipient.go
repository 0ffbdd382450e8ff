package notifier

import (
	"database/sql"
	"errors"
	"fmt"

	"siegel/internal/counsel"
	"siegel/internal/notice"
)

// ErrOtherIdentity says that a folder's database and its identity come from two different folders.
var ErrOtherIdentity = errors.New("the folder's identity is not the one that its addresses are sealed to: put both (" + identityFile + ", " + shelfFile + ") back from the same backup, or remove the folder and let people give their addresses again")

// belongs refuses a database whose addresses are sealed to another identity: no mail could go out, and what browsers seal from now on would be lost with the
// cure. The first identity that opens a database is remembered in it, by its public half. A database of an older version remembers none, and takes one that
// opens an address in it, or any while there are none. The table is not a step of the schema: a version that does not know it may still open the database.
func (s *shelf) belongs(id *Identity) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.db.Exec(`CREATE TABLE IF NOT EXISTS recipient (one INTEGER PRIMARY KEY CHECK (one = 1), recipient TEXT NOT NULL)`); err != nil {
		return fmt.Errorf("notifier: %w", err)
	}
	var recipient string
	err := s.db.QueryRow(`SELECT recipient FROM recipient`).Scan(&recipient)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return s.remember(id)
	case err != nil:
		return fmt.Errorf("notifier: %w", err)
	case recipient != id.Recipient():
		return ErrOtherIdentity // kill: S.Recipient.belongs-other
	}
	return nil
}

// remember takes an identity for a database that knows none.
func (s *shelf) remember(id *Identity) error {
	rows, err := s.db.Query(`SELECT agency, uid, address FROM people WHERE length(address) > 0`)
	if err != nil {
		return fmt.Errorf("notifier: %w", err)
	}
	defer rows.Close()
	some, opens := false, false
	for !opens && rows.Next() {
		var agency, uid, address []byte
		if err := rows.Scan(&agency, &uid, &address); err != nil {
			return fmt.Errorf("notifier: %w", err)
		}
		if some = true; len(agency) == len(counsel.ID{}) && len(uid) == len(counsel.ID{}) {
			_, err := id.open(notice.Person{Agency: counsel.ID(agency), UID: counsel.ID(uid)}, address)
			opens = err == nil
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("notifier: %w", err)
	}
	if some && !opens {
		return ErrOtherIdentity // kill: S.Recipient.remember-none-opens
	}
	if _, err := s.db.Exec(`INSERT INTO recipient (one, recipient) VALUES (1, ?)`, id.Recipient()); err != nil {
		return fmt.Errorf("notifier: %w", err)
	}
	return nil
}
