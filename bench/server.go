package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"time"

	"siegel/internal/app"
	"siegel/internal/config"
	"siegel/internal/files"
	"siegel/internal/rest"
	"siegel/internal/store"
)

// place is a server that runs, in a process of its own.
type place struct {
	address, origin string
	cmd             *exec.Cmd
	stop            func() error
	lines           *bufio.Scanner // what it says
}

// commits asks a child of ours how often it has committed (SQLite).
func (p *place) commits() (n int64, err error) {
	if err := p.cmd.Process.Signal(syscall.SIGUSR1); err != nil {
		return 0, err
	}
	if !p.lines.Scan() {
		return 0, errors.New("the server says nothing")
	}
	_, err = fmt.Sscan(p.lines.Text(), &n)
	return n, err
}

func (p *place) host() string { return strings.TrimPrefix(p.origin, "http://") }

// settings are what our server child gets.
type settings struct {
	Listen, Origin, Database, Keys, Files string
}

// serve runs the server with limits that let one address be many people.
func serve(text string) error {
	var s settings
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	keys, err := rest.Load(s.Keys)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{Database: s.Database, Keys: keys, Files: files.NewDisk(s.Files)})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return err
	}
	const many = math.MaxInt32
	c := config.Config{PublicURL: s.Origin, Operator: "bench", LogLevel: 8, Limits: config.Limits{NoWork: true,
		Logins: many, Pre: many, Registrations: many, Enquiries: many, Messages: many, Drafts: many, Files: many, Failures: many,
	}}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	go func() {
		for range asked {
			fmt.Println(db.Commits())
		}
	}()
	finish, err := profile()
	if err != nil {
		return err
	}
	defer finish()
	fmt.Println("listening")
	return errors.Join(app.Measured(ctx, c, db, listener, os.Stderr), db.Close())
}

// profile writes where the processor time goes, one file a server, into the folder that BENCH_PROFILE names.
func profile() (finish func(), err error) {
	dir := os.Getenv("BENCH_PROFILE")
	if dir == "" {
		return func() {}, nil
	}
	f, err := os.Create(filepath.Join(dir, fmt.Sprintf("cpu-%d.pprof", os.Getpid())))
	if err != nil {
		return nil, err
	}
	return pprof.StopCPUProfile, pprof.StartCPUProfile(f)
}

// startServer starts a child that serves a database. A second node of one agency has the origin of the first.
func startServer(database, keys, files, address, origin string) (*place, error) {
	text := must(json.Marshal(settings{address, origin, database, keys, files}))
	p, err := start([]string{os.Args[0], "serve", string(text)}, nil, "listening")
	if err != nil {
		return nil, err
	}
	p.address, p.origin = address, origin
	return p, nil
}

// start runs a program until it has said a word.
func start(args, env []string, word string) (*place, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &place{cmd: cmd}
	p.stop = sync.OnceValue(func() error {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil && cmd.ProcessState.Exited() {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		return nil
	})
	p.lines = bufio.NewScanner(out)
	for p.lines.Scan() {
		if strings.Contains(p.lines.Text(), word) {
			return p, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%s said nothing of %q", args[0], word), p.stop())
}

// child runs one of our own commands with a task on its input, and reads its answer.
func child[T any](command string, task any) (answer T, err error) {
	cmd := exec.Command(os.Args[0], command)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(must(json.Marshal(task))), os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := cmd.Output()
	if err != nil {
		return answer, fmt.Errorf("%s: %w", command, err)
	}
	return answer, json.Unmarshal(out, &answer)
}

// opened is a child that keeps pages open.
type opened struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
}

func open(h holding) (*opened, error) {
	cmd := exec.Command(os.Args[0], "hold")
	cmd.Stderr, cmd.SysProcAttr = os.Stderr, &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	o := &opened{cmd, in, bufio.NewScanner(out)}
	if _, err := in.Write(append(must(json.Marshal(h)), '\n')); err != nil {
		return nil, err
	}
	if o.lines.Scan() && o.lines.Text() == "open" {
		return o, nil
	}
	return nil, errors.Join(fmt.Errorf("hold: %s", o.lines.Text()), o.cmd.Process.Kill())
}

// close ends the pages and says how many events they had.
func (o *opened) close() (events, broken int64, err error) {
	if err := o.in.Close(); err != nil {
		return 0, 0, err
	}
	for o.lines.Scan() {
		_, err = fmt.Sscanf(o.lines.Text(), "events %d broken %d", &events, &broken)
	}
	return events, broken, errors.Join(err, o.cmd.Wait())
}

// firstAnswer is how long a program takes from its start to its first answer.
func firstAnswer(args, env []string, address, host string) (took time.Duration, p *place, err error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env, cmd.SysProcAttr = append(os.Environ(), env...), &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, nil, err
	}
	p = &place{cmd: cmd, address: address, origin: "http://" + host, stop: func() error {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		return cmd.Wait()
	}}
	for time.Since(begin) < time.Minute {
		if l, err := dial(address, host); err == nil {
			status, _, err := l.ask(l.request("/"+short, who{}, nil))
			l.close()
			if err == nil && status == 200 {
				return time.Since(begin), p, nil
			}
		}
		time.Sleep(500 * time.Microsecond)
	}
	return 0, nil, errors.Join(fmt.Errorf("%s does not answer", args[0]), p.stop())
}
