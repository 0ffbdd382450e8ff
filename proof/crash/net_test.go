package crash

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// net18 is kept for measuring devices (RFC 2544): no other network uses it.
const net18 = "198.18.0.0/15"

// island is a network namespace with two cables to it: one to the database, which is pulled, and one for its people.
type island struct {
	t                        *testing.T
	name                     string
	cable                    string // our end of that to the database
	databaseHost, serverHost string
	ours                     string // our end of that for its people
}

// newIsland makes one. False: only root can, and who is not looks at nothing here.
func newIsland(t *testing.T) (*island, bool) {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil, false
	}
	n := os.Getpid() % 250
	i := &island{t: t, name: fmt.Sprint("siegel-crash-", os.Getpid()), cable: fmt.Sprint("sgd", os.Getpid()), ours: fmt.Sprint("sgp", os.Getpid()),
		databaseHost: fmt.Sprintf("198.18.%d.1", n), serverHost: fmt.Sprintf("198.18.%d.6", n)}
	t.Cleanup(i.sink)
	i.ip("netns", "add", i.name)
	i.ip("-n", i.name, "link", "set", "lo", "up")
	i.lay(i.cable, "database", i.databaseHost+"/30", fmt.Sprintf("198.18.%d.2/30", n))
	i.lay(i.ours, "people", fmt.Sprintf("198.18.%d.5/30", n), i.serverHost+"/30")
	return i, true
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

// sink removes all of it; the cables go with the namespace.
func (i *island) sink() {
	_ = exec.Command("ip", "link", "del", i.cable).Run()
	_ = exec.Command("ip", "link", "del", i.ours).Run()
	_ = exec.Command("ip", "netns", "del", i.name).Run()
}

func (i *island) enter() []string { return []string{"ip", "netns", "exec", i.name} }
