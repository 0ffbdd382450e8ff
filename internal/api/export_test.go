package api

// Fail is how every call fails.
var Fail = fail

// Sweep frees what is over now, not in a minute.
func (t *Tabs) Sweep() { t.sweep() }

// Count is how many tabs are in memory, also those that nobody can fetch any more.
func (t *Tabs) Count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all.Len()
}
