package crash

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// cluster is a PostgreSQL of our own with the settings it comes with, which is stopped and started by its process id.
type cluster struct {
	t     *testing.T
	dir   string
	hosts []string
	port  string
	cmd   *exec.Cmd
}

// newCluster makes one in a folder, listening on loopback and the further hosts.
func newCluster(t *testing.T, dir string, hosts ...string) *cluster {
	t.Helper()
	c := &cluster{t: t, dir: dir, hosts: append([]string{"127.0.0.1"}, hosts...), port: freePort(t)}
	if out, err := c.command("initdb", "-D", c.dir, "-U", "siegel", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v %s", err, out)
	}
	f, err := os.OpenFile(filepath.Join(c.dir, "pg_hba.conf"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString("host all all samenet trust\n")
	must(t, err)
	must(t, f.Close())
	t.Cleanup(func() { c.stop(syscall.SIGQUIT) })
	c.start()
	return c
}

// command is one of its programs, as the user postgres if we are root: it refuses to run as root.
func (c *cluster) command(name string, args ...string) *exec.Cmd {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		c.t.Fatalf("no %s in /usr/lib/postgresql", name)
	}
	cmd := exec.Command(found[len(found)-1], args...)
	cmd.Dir, cmd.SysProcAttr = "/", &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if uid, gid, ok := postgresUser(c.t); ok {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	return cmd
}

func postgresUser(t *testing.T) (uid, gid int, ok bool) {
	if os.Geteuid() != 0 {
		return 0, 0, false
	}
	u, err := user.Lookup("postgres")
	must(t, err)
	uid, err = strconv.Atoi(u.Uid)
	must(t, err)
	gid, err = strconv.Atoi(u.Gid)
	must(t, err)
	return uid, gid, true
}

// folder makes one for a cluster, which belongs to its user.
func clusterFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "siegel-crash-postgres-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if uid, gid, ok := postgresUser(t); ok {
		must(t, os.Chown(dir, uid, gid))
	}
	return filepath.Join(dir, "data")
}

// start starts it and waits until it takes connections.
func (c *cluster) start() {
	c.t.Helper()
	if !c.tryStart() {
		c.t.Fatal("PostgreSQL does not start")
	}
}

func (c *cluster) tryStart() bool {
	listen := ""
	for i, host := range c.hosts {
		if i > 0 {
			listen += ","
		}
		listen += host
	}
	c.cmd = c.command("postgres", "-D", c.dir, "-p", c.port, "-c", "listen_addresses="+listen, "-c", "unix_socket_directories=", "-c", "max_connections=100",
		"-c", "max_wal_size=64MB", "-c", "min_wal_size=32MB") // small disks
	must(c.t, c.cmd.Start())
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if exec1(c.address("127.0.0.1", "postgres"), `SELECT 1`) == nil {
			return true
		}
	}
	return false
}

// stop ends it: SIGINT fast, SIGQUIT at once, as in a crash.
func (c *cluster) stop(how syscall.Signal) {
	if c.cmd == nil || c.cmd.Process == nil || c.cmd.ProcessState != nil {
		return
	}
	_ = c.cmd.Process.Signal(how)
	_ = c.cmd.Wait()
}

func (c *cluster) address(host, name string) string {
	return "postgres://siegel@" + host + ":" + c.port + "/" + name + "?sslmode=disable"
}

// database makes one and gives its address.
func (c *cluster) database() string {
	c.t.Helper()
	must(c.t, exec1(c.address("127.0.0.1", "postgres"), `CREATE DATABASE donau`))
	return c.address("127.0.0.1", "donau")
}

// fresh makes an empty database beside another one, in the same cluster: a place makes its own tables and agency.
func fresh(t *testing.T, beside string) string {
	t.Helper()
	u, err := url.Parse(beside)
	must(t, err)
	name := u.Path[1:] + "_crash"
	must(t, exec1(beside, `CREATE DATABASE `+name))
	t.Cleanup(func() { must(t, exec1(beside, `DROP DATABASE `+name+` WITH (FORCE)`)) })
	u.Path = "/" + name
	return u.String()
}

// exec1 runs one statement.
func exec1(database, statement string) error {
	db, err := sql.Open("pgx", database)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err = db.ExecContext(ctx, statement)
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
