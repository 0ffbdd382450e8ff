package store

import "siegel/internal/counsel"

// tell keeps an event until the transaction is committed; then it is passed on to open pages. Nothing is told of what was undone.
func (t *tx) tell(e counsel.Event) { t.told = append(t.told, e) }

// Listen gives every later event to tell: those of this process right after their commit, on PostgreSQL also those of the other nodes. tell must
// not block, because the next commit waits for it. Call it once, before anybody is served.
func (s *Store) Listen(tell func([]counsel.Event)) {
	s.told.Store(&tell)
	if s.relay != nil {
		s.relay.listen(tell)
	}
}

// Cut has fn called when PostgreSQL has not been heard for some seconds: nothing that others do reaches this node. It is called again as long
// as that lasts, and must not block. On SQLite there are no others. Call it once, before Listen.
func (s *Store) Cut(fn func()) {
	if s.relay != nil {
		s.relay.cut.Store(&fn)
	}
}

// publish passes on what a committed transaction has told.
func (s *Store) publish(events []counsel.Event) {
	if len(events) == 0 {
		return
	}
	if tell := s.told.Load(); tell != nil {
		(*tell)(events)
	}
	if s.relay != nil {
		s.relay.send(events)
	}
}
