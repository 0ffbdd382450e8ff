package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// cluster is a PostgreSQL of our own, with the settings it comes with: every commit is on the disk.
type cluster struct {
	address string // without the name of a database
	dir     string
	server  *exec.Cmd
}

func startCluster(dir string) (*cluster, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return nil, errors.New("no PostgreSQL programs in /usr/lib/postgresql")
	}
	bin, data := found[len(found)-1], filepath.Join(dir, "postgres")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	owner, err := ownerOf(dir, data)
	if err != nil {
		return nil, err
	}
	run := func(name string, arg ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), arg...)
		cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: owner, Pdeathsig: syscall.SIGINT}
		return cmd
	}
	if out, err := run("initdb", "-D", data, "-U", "siegel", "-A", "trust", "-E", "UTF8", "--locale=C").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	c := &cluster{address: fmt.Sprintf("postgres://siegel@127.0.0.1:%d/", port), dir: dir}
	c.server = run("postgres", "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200")
	if err := c.server.Start(); err != nil {
		return nil, err
	}
	for range 300 {
		if err = c.do(`SELECT 1`); err == nil {
			return c, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, errors.Join(err, c.stop())
}

// ownerOf is the user to run it as, if we are root: PostgreSQL refuses to run as root.
func ownerOf(dirs ...string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, gid := must(strconv.Atoi(u.Uid)), must(strconv.Atoi(u.Gid))
	for _, dir := range dirs {
		if err := os.Chown(dir, uid, gid); err != nil {
			return nil, err
		}
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func (c *cluster) stop() error {
	if err := c.server.Process.Signal(syscall.SIGINT); err != nil { // fast shutdown
		return err
	}
	return c.server.Wait()
}

func (c *cluster) database(name string) (string, error) {
	return c.address + name + "?sslmode=disable", c.do(`CREATE DATABASE ` + name)
}

func (c *cluster) do(statement string) error {
	db, err := sql.Open("pgx", c.address+"postgres?sslmode=disable")
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

// counted is what a database has counted so far: commits, and bytes of its log.
func counted(database string) (t tally, err error) {
	db, err := sql.Open("pgx", database)
	if err != nil {
		return t, err
	}
	defer db.Close()
	err = db.QueryRowContext(context.Background(), `SELECT xact_commit, (pg_current_wal_insert_lsn() - '0/0')::bigint FROM pg_stat_database WHERE datname = current_database()`).
		Scan(&t.commits, &t.written)
	return t, err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
