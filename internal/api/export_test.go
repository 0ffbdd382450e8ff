package api

import "time"

// HurryStreams shortens how long a browser may leave a frame where it is, until the test ends.
func HurryStreams(t interface{ Cleanup(func()) }, d time.Duration) {
	before := maxUnread
	maxUnread = d
	t.Cleanup(func() { maxUnread = before })
}

// Fail is how every call fails.
var Fail = fail

// Routes lists method and path of every route.
func Routes() (list [][2]string) {
	for _, r := range (&server{}).all() {
		list = append(list, [2]string{r.method, r.path})
	}
	return list
}

// What reads single words of a request.
var (
	ReadCookie = readCookie
	Number     = number
	Named      = named
)

// Sweep frees what is over now, not in a minute.
func (t *Tabs) Sweep() { t.sweep() }

// Count is how many tabs are in memory, also those that nobody can fetch any more.
func (t *Tabs) Count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all.Len()
}
