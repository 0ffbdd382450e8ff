package address

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// cluster is a PostgreSQL of our own, whose every file can be searched, and which can be stopped. It listens on a socket file, which is the same
// in every namespace. It logs what Debian's does, and the connections besides.
type cluster struct {
	bin, dir string // of the programs; of the data, the log and the socket
	server   *exec.Cmd
}

var postgres cluster

// address is what the test kit takes.
func (c *cluster) address() string {
	return "postgres://siegel@/postgres?sslmode=disable&host=" + c.dir
}

func (c *cluster) create(dir string) error {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return errors.New("no PostgreSQL programs found; tools/ensure-test-tools installs them")
	}
	c.bin, c.dir = filepath.Dir(found[len(found)-1]), dir
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if a := asPostgres(); a != nil {
		if err := os.Chown(dir, int(a.Uid), int(a.Gid)); err != nil {
			return err
		}
	}
	initdb := c.command("initdb", "-D", c.path("data"), "-U", "siegel", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return c.start()
}

func (c *cluster) path(name string) string { return filepath.Join(c.dir, name) }

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = dying()
	cmd.SysProcAttr.Credential = asPostgres()
	return cmd
}

// asPostgres is who runs it if we are root: it refuses to run as root.
func asPostgres() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func (c *cluster) start() error {
	log, err := os.OpenFile(c.path("log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	c.server = c.command("postgres", "-D", c.path("data"), "-c", "listen_addresses=", "-c", "unix_socket_directories="+c.dir, "-c", "max_connections=200",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "log_connections=on", "-c", "log_disconnections=on", "-c", "log_hostname=on",
		"-c", "log_error_verbosity=verbose", "-c", "log_line_prefix=%m [%p] %q%u@%d %h ")
	c.server.Stdout, c.server.Stderr = log, log
	if err := c.server.Start(); err != nil {
		return err
	}
	for range 300 {
		if err = c.psql("SELECT 1"); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// stop ends it, and all connections with it.
func (c *cluster) stop() {
	if c.server != nil {
		_ = c.server.Process.Signal(syscall.SIGINT)
		_ = c.server.Wait()
		c.server = nil
	}
}

func (c *cluster) psql(statement string) error {
	out, err := c.command("psql", "-h", c.dir, "-U", "siegel", "-d", "postgres", "-c", statement).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// dump writes what a copy by hand would hold.
func (c *cluster) dump(t *testing.T, to string) {
	t.Helper()
	file, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	dump := c.command("pg_dumpall", "-h", c.dir, "-U", "siegel")
	dump.Stdout = file
	if err := errors.Join(dump.Run(), file.Close()); err != nil {
		t.Fatal(err)
	}
}
