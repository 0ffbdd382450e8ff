package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"siegel/internal/backup"
)

// keptMessages are in the database of which a backup is made.
const keptMessages = 100_000

// backups measures the binary: a backup, its check, and a restoration into an empty place, each with its memory.
func (r *run) backups(context.Context) error {
	if err := r.server.stop(); err != nil {
		return err
	}
	if err := r.fillTo(keptMessages); err != nil {
		return err
	}
	secret, public, err := backup.NewKey()
	if err != nil {
		return err
	}
	identity, archives := filepath.Join(r.dir, "backup.key"), filepath.Join(r.dir, "backups")
	if err := errors.Join(os.WriteFile(identity, []byte(secret), 0o600), os.MkdirAll(archives, 0o700)); err != nil {
		return err
	}
	env := append(r.settings(), "SIEGEL_BACKUP_RECIPIENTS="+public, "SIEGEL_BACKUP_FOLDER="+archives)
	if err := r.runs("backup of 100 000 messages", env, "backup", "create"); err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(archives, "siegel-main-*"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("%d archives: %w", len(found), err)
	}
	if about, err := os.Stat(found[0]); err == nil {
		r.add("… its size", "", "%.0f MB", float64(about.Size())/1e6)
	}
	if err := r.runs("… checked", env, "backup", "verify", "--identity", identity, found[0]); err != nil {
		return err
	}
	empty, err := r.elsewhere()
	if err != nil {
		return err
	}
	return r.runs("… restored into an empty place", append(env, empty...), "restore", "--identity", identity, found[0])
}

// elsewhere are the settings of an empty place; its keys are the same.
func (r *run) elsewhere() ([]string, error) {
	data := filepath.Join(r.dir, "restored")
	env := []string{"SIEGEL_DATA=" + data}
	if r.postgres() {
		database, err := r.cluster.database("restored")
		if err != nil {
			return nil, err
		}
		env = append(env, "SIEGEL_DATABASE="+database)
	}
	return env, os.MkdirAll(data, 0o700)
}

// runs runs the binary once and adds how long it took and how much memory it had at most.
func (r *run) runs(work string, env []string, args ...string) error {
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	peak, err := peakUntil(cmd.Process.Pid, ended)
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(args[:1], " "), err, said.Bytes())
	}
	r.add(work, "", "%.1f s, memory at most %s", time.Since(begin).Seconds(), mib(peak))
	return nil
}

// peakUntil looks every 10 ms at the most memory that a process has had, in bytes, until it has ended. What wait4 would say (ru_maxrss)
// is at least what this process had when it started the other: Linux hands it on over exec.
func peakUntil(pid int, ended <-chan error) (peak int64, err error) {
	for {
		select {
		case err := <-ended:
			if err == nil && peak == 0 {
				err = errors.New("it ended before its memory was looked at")
			}
			return peak, err
		case <-time.After(10 * time.Millisecond):
			if u, err := usageOf(pid); err == nil { // without one it is ending
				peak = max(peak, u.Peak)
			}
		}
	}
}
