package app

import (
	"context"
	"net"
	"strconv"
	"strings"
	"time"
)

// tellSystemd says how we are to whoever started us (Type=notify, sd_notify(3)). Without NOTIFY_SOCKET nobody wants to know.
func tellSystemd(env []string, state string) {
	path := lookUp(env, "NOTIFY_SOCKET")
	if path == "" {
		return
	}
	if strings.HasPrefix(path, "@") { // an abstract socket
		path = "\x00" + path[1:]
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return
	}
	defer func() { _ = c.Close() }()
	_, _ = c.Write([]byte(state)) // whoever does not listen need not know
}

// watchdog says that we are alive, twice in the time that the unit allows (WatchdogSec), as long as our own health listener answers over the
// network: a process without file descriptors, or one that hangs, falls silent and is started anew.
func watchdog(ctx context.Context, env []string, address string) {
	allowed, err := strconv.ParseInt(lookUp(env, "WATCHDOG_USEC"), 10, 64)
	if err != nil || allowed <= 0 {
		return
	}
	every := time.Duration(allowed) * time.Microsecond / 2
	for tick := time.NewTicker(every); ; {
		if address == "" || answers(ctx, address, "/healthz", every) == nil {
			tellSystemd(env, "WATCHDOG=1")
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

// lookUp finds a variable; of several the last one counts.
func lookUp(env []string, name string) (value string) {
	for _, line := range env {
		if v, found := strings.CutPrefix(line, name+"="); found {
			value = v
		}
	}
	return value
}
