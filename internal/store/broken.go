package store

import (
	"fmt"
	"time"

	"siegel/internal/counsel"
)

// answerTime bounds one transaction on PostgreSQL, waiting for a connection included. A node that is cut off from its database says so then,
// instead of waiting as long as TCP does: a quarter of an hour. A browser waits half a minute, and asks a second time.
const answerTime = 8 * time.Second

// Seconds after which another try may do, for who has to be told so.
const (
	awayWait = 5
	fullWait = 60
)

// broken is a failure of the database as others may know it: what it is called here, and the code that people get words for; "" for none.
func broken(code counsel.Code, what string) error {
	switch code {
	case counsel.Away:
		return fmt.Errorf("store: %s: %w", what, &counsel.Error{Code: code, Wait: awayWait}) // kill: S.Broken.away
	case counsel.Full:
		return fmt.Errorf("store: %s: %w", what, &counsel.Error{Code: code, Wait: fullWait}) // kill: S.Broken.full
	}
	return fmt.Errorf("store: %s", what)
}
