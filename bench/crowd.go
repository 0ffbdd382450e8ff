package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// crowd keeps very many pages open: what they cost at rest, and everything at once beside them.
func (r *run) crowd(ctx context.Context) (err error) {
	pid := r.server.cmd.Process.Pid
	before, err := usageOf(pid)
	if err != nil {
		return err
	}
	pages, err := r.openPages()
	if err != nil {
		return err
	}
	open, err := usageOf(pid)
	if err != nil {
		return err
	}
	rest := min(30*time.Second, r.together) // a sign of life goes to each every 25 s
	time.Sleep(rest)
	idle, err := usageOf(pid)
	if err != nil {
		return err
	}
	n := whole(float64(r.live))
	r.add("a live connection", "15 KiB", "%.1f KiB", float64(open.RSS-before.RSS)/float64(r.live)/1024)
	r.add(n+" live", "350 MiB (20 000), CPU under 2 %", "%s, CPU %.1f %%", mib(idle.RSS), 100*idle.since(open).CPU.Seconds()/rest.Seconds())
	if err := r.everything(ctx, n); err != nil {
		return err
	}
	var broken int64
	for _, p := range pages {
		_, b, err := p.close()
		if err != nil {
			return err
		}
		broken += b
	}
	r.add("… pages that lost their stream meanwhile", "none", "%d", broken)
	return nil
}

// openPages spreads them over processes, because one may not have that many connections.
func (r *run) openPages() (list []*opened, err error) {
	const most = 10_000
	for from := 0; from < r.live; from += most {
		h := holding{Address: r.server.address, Host: r.server.host()}
		for _, p := range r.world.seekers[from:min(from+most, r.live)] {
			h.Pages = append(h.Pages, p.who())
		}
		o, err := open(h)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// everything at once: 100 messages and 50 sign-ins a second beside the open pages. Whatever was acknowledged must be there at the end.
func (r *run) everything(ctx context.Context, n string) error {
	writing := r.task(r.senders...)
	writing.Rate, writing.Window, writing.Windows = 100, r.together, 1
	var people []client
	for _, p := range r.world.signers {
		people = append(people, client{Does: "login", who: who{Realm: "seeker"}, Agency: short, Name: p.name, Auth: b64.EncodeToString(p.auth)})
	}
	signing := r.task(people...)
	signing.Rate, signing.Window, signing.Windows = 50, r.together, 1
	before := total(r.senders)
	var signed []window
	written, err := both(func() ([]window, error) { return r.load(writing) }, func() (w []window, err error) { signed, err = r.load(signing); return signed, err })
	if err != nil {
		return err
	}
	if err := r.stored(ctx, r.senders); err != nil {
		return err
	}
	work := fmt.Sprintf("everything at once for %s: 100 messages, 50 sign-ins a second, %s live", r.together, n)
	cpu := 100 * written[0].Used.CPU.Seconds() / r.together.Seconds() / float64(processors())
	// What was written while it got warm is stored, too.
	lost := "nothing lost"
	if there := int(total(r.senders) - before); there < written[0].Count {
		lost = fmt.Sprintf("%d LOST", written[0].Count-there)
	}
	r.add(work, "p99 25 ms, under half of the CPU, nothing lost", "p99 %s (sign-ins %s), CPU %.0f %%, %s of %d", milli(float64(written[0].P99)), milli(float64(signed[0].P99)), cpu, lost, written[0].Count)
	return nil
}

func total(clients []client) (n int64) {
	for _, c := range clients {
		n += c.Seq
	}
	return n
}

func processors() int {
	n := 0
	for {
		if _, err := os.Stat(fmt.Sprintf("/sys/devices/system/cpu/cpu%d", n)); err != nil {
			return max(n, 1)
		}
		n++
	}
}
