package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// usage is what the kernel has counted for a process.
type usage struct {
	CPU     time.Duration // user and system
	Written int64         // bytes sent to the disk
	RSS     int64         // bytes
	Peak    int64         // the most it has been
}

// tick is what /proc counts processor time in (USER_HZ, 100 on every Linux that Go runs on).
const tick = 10 * time.Millisecond

func usageOf(pid int) (u usage, err error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return u, err
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:])) // behind the name, which may hold spaces
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	if err1 != nil || err2 != nil {
		return u, fmt.Errorf("/proc/%d/stat: %q", pid, stat)
	}
	u.CPU = time.Duration(user+system) * tick
	if u.Written, err = value(fmt.Sprintf("/proc/%d/io", pid), "write_bytes:"); err != nil {
		return u, err
	}
	kib, err := value(fmt.Sprintf("/proc/%d/status", pid), "VmRSS:")
	if u.RSS = kib << 10; err != nil {
		return u, err
	}
	kib, err = value(fmt.Sprintf("/proc/%d/status", pid), "VmHWM:")
	u.Peak = kib << 10
	return u, err
}

// value reads one line of a /proc file.
func value(file, name string) (int64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		if rest, found := strings.CutPrefix(line, name); found {
			return strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		}
	}
	return 0, fmt.Errorf("%s: no %s", file, name)
}

// since is what a process has used from one look to the next.
func (u usage) since(before usage) usage {
	return usage{CPU: u.CPU - before.CPU, Written: u.Written - before.Written, RSS: u.RSS - before.RSS, Peak: u.Peak}
}
