package store

import "siegel/internal/counsel"

// tell keeps an event until the transaction is committed; then it is passed on to open pages. Nothing is told of what was undone.
func (t *tx) tell(e counsel.Event) { t.told = append(t.told, e) }
