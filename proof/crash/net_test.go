package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// net18 is kept for measuring devices (RFC 2544): no other network uses it.
const net18 = "198.18.0.0/15"

// island is a network namespace with two cables to it: one to the database, which is pulled, and one for its people.
type island struct {
	t                        *testing.T
	name                     string
	cable                    string // our end of that to the database
	databaseHost, serverHost string
	nodeHost                 string // how the database sees the node
	ours                     string // our end of that for its people
}

// newIsland makes one. False: only root can, and who is not looks at nothing here.
func newIsland(t *testing.T) (*island, bool) {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil, false
	}
	sweep()
	n := os.Getpid() % 250
	i := &island{t: t, name: fmt.Sprint("siegel-crash-", os.Getpid()), cable: fmt.Sprint("sgd", os.Getpid()), ours: fmt.Sprint("sgp", os.Getpid()),
		databaseHost: fmt.Sprintf("198.18.%d.1", n), serverHost: fmt.Sprintf("198.18.%d.6", n), nodeHost: fmt.Sprintf("198.18.%d.2", n)}
	t.Cleanup(i.sink)
	i.ip("netns", "add", i.name)
	i.ip("-n", i.name, "link", "set", "lo", "up")
	i.lay(i.cable, "database", i.databaseHost+"/30", i.nodeHost+"/30")
	i.lay(i.ours, "people", fmt.Sprintf("198.18.%d.5/30", n), i.serverHost+"/30")
	return i, true
}

// sweep removes what a run that was killed has left.
func sweep() {
	left, _ := filepath.Glob("/run/netns/siegel-crash-*")
	for _, path := range left {
		pid := strings.TrimPrefix(filepath.Base(path), "siegel-crash-")
		if _, err := os.Stat("/proc/" + pid); os.IsNotExist(err) {
			for _, args := range [][]string{{"netns", "del", "siegel-crash-" + pid}, {"link", "del", "sgd" + pid}, {"link", "del", "sgp" + pid}} {
				_ = exec.Command("ip", args...).Run()
			}
		}
	}
}

// lay lays a cable with an address at either end.
func (i *island) lay(here, there, ourAddress, theirAddress string) {
	i.t.Helper()
	i.ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", i.name)
	i.ip("addr", "add", ourAddress, "dev", here)
	i.ip("link", "set", here, "up")
	i.ip("-n", i.name, "addr", "add", theirAddress, "dev", there)
	i.ip("-n", i.name, "link", "set", there, "up")
}

func (i *island) ip(args ...string) {
	i.t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		i.t.Fatalf("ip %v: %v %s", args, err, out)
	}
}

// pull takes the cable to the database out: nothing is refused, nothing comes back. plug puts it in again.
func (i *island) pull() { i.ip("link", "set", i.cable, "down") }
func (i *island) plug() { i.ip("link", "set", i.cable, "up") }

// pullInTheMiddle pulls it at a moment at which the database holds locks of the node, and says how many transactions do.
func (i *island) pullInTheMiddle(p *place) (n int) {
	i.t.Helper()
	for range 60 {
		i.pull()
		time.Sleep(50 * time.Millisecond) // what has arrived is done
		p.look(i.t, func(e *eye) {
			e.rows(`SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND backend_xid IS NOT NULL AND client_addr = $1::inet`, []any{i.nodeHost}, []any{&n}, func() {})
		})
		if n > 0 {
			return n
		}
		i.plug()
		time.Sleep(500 * time.Millisecond) // what was lost is sent again
	}
	return 0
}

// sink removes all of it; the cables go with the namespace.
func (i *island) sink() {
	_ = exec.Command("ip", "link", "del", i.cable).Run()
	_ = exec.Command("ip", "link", "del", i.ours).Run()
	_ = exec.Command("ip", "netns", "del", i.name).Run()
}

func (i *island) enter() []string { return []string{"ip", "netns", "exec", i.name} }
