package address

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Where people sit. The bytes are rare ones: no port, no padding, no word has them.
var (
	near    = netip.MustParseAddr("127.66.77.88")
	nearToo = netip.MustParseAddr("127.113.181.219")
	far     = netip.MustParseAddr("10.178.201.93")
	farSix  = netip.MustParseAddr("fd66:c7a9:1b5e:d27f::b72d")
	// What is forged in headers.
	forged    = netip.MustParseAddr("203.60.113.197")
	forgedSix = netip.MustParseAddr("2001:db8:c3a5:971e::4d6b")
	// What is planted, and nobody's.
	planted    = netip.MustParseAddr("127.201.58.143")
	plantedSix = netip.MustParseAddr("fd39:a17c:e4b5:62d8::9fc3")
)

// The server's ends of the wire between the two namespaces.
const (
	server4, server6 = "10.178.17.1", "fd12:9::1"
)

// network is where one scene takes place: as root a namespace of its own for the servers and another one for people far away; else this machine's loopback.
type network struct {
	inside, outside string // names of the namespaces, "" for none
	ports           atomic.Int32
}

var networks atomic.Int32

func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{}
	n.ports.Store(8100)
	if os.Getuid() != 0 || runtime.GOOS != "linux" {
		return n
	}
	sweep()
	id := fmt.Sprintf("%d-%d", os.Getpid(), networks.Add(1))
	inside, outside := "siegel-in-"+id, "siegel-out-"+id
	t.Cleanup(func() { // the wire between them goes with them; both may be missing if making them failed
		_ = exec.Command("ip", "netns", "del", inside).Run()
		_ = exec.Command("ip", "netns", "del", outside).Run()
	})
	for _, line := range []string{
		"netns add IN", "netns add OUT", "-n IN link set lo up", "-n OUT link set lo up",
		"-n IN link add wire type veth peer name wire netns OUT", "-n IN link set wire up", "-n OUT link set wire up",
		"-n IN addr add " + server4 + "/24 dev wire", "-n OUT addr add " + far.String() + "/32 dev wire",
		"-n IN -6 addr add " + server6 + "/64 dev wire nodad", "-n OUT -6 addr add " + farSix.String() + "/64 dev wire nodad",
		"-n IN route add " + far.String() + "/32 dev wire", "-n OUT route add " + server4 + "/32 dev wire src " + far.String(),
		"-n IN -6 route add " + farSix.String() + "/128 dev wire", "-n OUT -6 route add " + server6 + "/128 dev wire",
	} {
		line = strings.NewReplacer("IN", inside, "OUT", outside).Replace(line)
		if out, err := exec.Command("ip", strings.Fields(line)...).CombinedOutput(); err != nil {
			t.Fatalf("ip %s: %v: %s", line, err, out)
		}
	}
	n.inside, n.outside = inside, outside
	return n
}

// sweep removes what a run left that was killed.
func sweep() {
	left, _ := filepath.Glob("/run/netns/siegel-*-*-*")
	for _, path := range left {
		name := filepath.Base(path)
		if _, err := os.Stat("/proc/" + strings.Split(name, "-")[2]); os.IsNotExist(err) {
			_ = exec.Command("ip", "netns", "del", name).Run()
		}
	}
}

// people are the addresses that clients have here.
func (n *network) people() []netip.Addr {
	if n.inside == "" {
		return []netip.Addr{near, nearToo}
	}
	return []netip.Addr{near, nearToo, far, farSix}
}

// any is where a server listens for all of them.
func (n *network) any(port int) string {
	if n.inside == "" {
		return fmt.Sprintf("127.0.0.1:%d", port)
	}
	return fmt.Sprintf("[::]:%d", port)
}

// port gives one that is free.
func (n *network) port(t *testing.T) int {
	t.Helper()
	if n.inside != "" {
		return int(n.ports.Add(1))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// command is a program inside. ip replaces itself by the program, so the process is the program's own.
func (n *network) command(name string, args ...string) *exec.Cmd {
	if n.inside == "" {
		return exec.Command(name, args...)
	}
	return exec.Command("ip", append([]string{"netns", "exec", n.inside, name}, args...)...)
}

// dial connects to a server's port as the person at an address.
func (n *network) dial(from netip.Addr, port int) (*net.TCPConn, error) {
	host, where := "127.0.0.1", n.inside
	switch from {
	case far:
		host, where = server4, n.outside
	case farSix:
		host, where = server6, n.outside
	}
	dialer := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0)), Timeout: 20 * time.Second}
	var conn net.Conn
	err := within(where, func() (err error) {
		conn, err = dialer.Dial("tcp", net.JoinHostPort(host, fmt.Sprint(port)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}
