package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"siegel/internal/rest"
	"siegel/internal/store"
)

// cluster is the one PostgreSQL of a test binary.
var cluster struct {
	once    sync.Once
	err     error
	address string // of the database postgres
	dir     string // "" if somebody else runs it
	server  *exec.Cmd
	next    int
	mu      sync.Mutex
	prefix  string
}

// Main runs the tests and then stops the cluster. Call it from TestMain.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for who has something of its own to clear away: it gives the code to end with.
func Run(m *testing.M) int {
	code := m.Run()
	stopCluster()
	return code
}

// freshPostgres makes a database by copying the migrated one.
func freshPostgres(t testing.TB) string {
	t.Helper()
	cluster.once.Do(func() { cluster.err = startCluster() })
	if cluster.err != nil {
		t.Fatalf("PostgreSQL: %v", cluster.err)
	}
	cluster.mu.Lock() // a template must not be in use by two at once
	defer cluster.mu.Unlock()
	cluster.next++
	name := cluster.prefix + strconv.Itoa(cluster.next)
	if err := admin(`CREATE DATABASE ` + name + ` TEMPLATE ` + cluster.prefix + `template STRATEGY FILE_COPY`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(`DROP DATABASE ` + name + ` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return databaseAddress(name)
}

// EmptyPostgres makes a database without any tables, for what fills one.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	address := freshPostgres(t) // the cluster runs, and the name is free again at the end
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	name := u.Path[1:]
	if err := errors.Join(admin(`DROP DATABASE `+name), admin(`CREATE DATABASE `+name)); err != nil {
		t.Fatal(err)
	}
	return address
}

// startCluster uses SIEGEL_TEST_POSTGRES if it is set, else makes a cluster of its own.
func startCluster() error {
	cluster.prefix = fmt.Sprintf("siegel_test_%d_", os.Getpid())
	if cluster.address = os.Getenv("SIEGEL_TEST_POSTGRES"); cluster.address == "" {
		if err := ownCluster(); err != nil {
			return err
		}
	}
	return makeTemplate()
}

// makeTemplate migrates once; every test gets a copy.
func makeTemplate() error {
	name := cluster.prefix + "template"
	if err := admin(`CREATE DATABASE ` + name); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "siegel-keys-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	keys, err := rest.Create(dir)
	if err != nil {
		return err
	}
	s, err := store.Open(context.Background(), store.Options{Database: databaseAddress(name), Keys: keys})
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	return on(databaseAddress(name), `DELETE FROM server_keys`) // each test brings keys of its own
}

func ownCluster() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	if cluster.dir, err = os.MkdirTemp("", "siegel-postgres-"); err != nil {
		return err
	}
	if err := giveAway(cluster.dir); err != nil {
		return err
	}
	data := filepath.Join(cluster.dir, "data")
	if out, err := asPostgres(filepath.Join(bin, "initdb"), "-D", data, "-U", "siegel", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	cluster.server = asPostgres(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "max_connections=200",
		"-c", "fsync=off", "-c", "full_page_writes=off") // it need not survive a power cut: what the store asks for is tested on the setting
	cluster.address = fmt.Sprintf("postgres://siegel@127.0.0.1:%d/postgres?sslmode=disable", port)
	if err := cluster.server.Start(); err != nil {
		return err
	}
	return awaitCluster()
}

func awaitCluster() error {
	var err error
	for range 300 {
		if err = admin(`SELECT 1`); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

// stopCluster ends the server that startCluster began, by its process id, and removes its files.
func stopCluster() {
	if cluster.address == "" {
		return
	}
	if cluster.dir == "" {
		_ = admin(`DROP DATABASE IF EXISTS ` + cluster.prefix + `template WITH (FORCE)`)
		return
	}
	if cluster.server != nil && cluster.server.Process != nil {
		_ = cluster.server.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = cluster.server.Wait()
	}
	os.RemoveAll(cluster.dir)
}

// asPostgres runs a program as the user postgres if we are root: PostgreSQL refuses to run as root. The process is the program itself.
func asPostgres(name string, arg ...string) *exec.Cmd {
	cmd := exec.Command(name, arg...)
	cmd.Dir = cluster.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	dieWithUs(cmd.SysProcAttr)
	if uid, gid, ok := postgresUser(); ok {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
	}
	return cmd
}

func giveAway(dir string) error {
	uid, gid, ok := postgresUser()
	if !ok {
		return nil
	}
	return os.Chown(dir, int(uid), int(gid))
}

// binaries finds PostgreSQL's programs: on Debian they are not in the PATH.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errors.New("no PostgreSQL programs found; install postgresql or set SIEGEL_TEST_POSTGRES")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func databaseAddress(name string) string {
	u, err := url.Parse(cluster.address)
	if err != nil {
		panic(err)
	}
	u.Path = "/" + name
	return u.String()
}

func admin(statement string) error { return on(cluster.address, statement) }

func on(address, statement string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}
