package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

func p50(w window) time.Duration { return w.P50 }
func p99(w window) time.Duration { return w.P99 }

// sends is the durable sending of letters: 64 people, each in a case of her own, each waiting for her answer.
func (r *run) sends(ctx context.Context) error {
	before, err := r.tally()
	if err != nil {
		return err
	}
	first := total(r.senders)
	windows, err := r.load(r.task(r.senders...))
	if err != nil {
		return err
	}
	if err := r.stored(ctx, r.senders); err != nil {
		return err
	}
	after, err := r.tally()
	if err != nil {
		return err
	}
	rate, sent := rateOf(windows), float64(total(r.senders)-first) // with the warm-up, which the tally has seen too
	if r.postgres() {
		r.add("durable sends a second, 2 KB, 64 clients", "60 % of single commits and 4 000; PostgreSQL 25 % of inserts", "%s; %.0f %% of plain inserts", rate.number(), 100*rate.median/r.machine["inserts"])
	} else {
		r.add("durable sends a second, 2 KB, 64 clients", "60 % of single commits and 4 000; PostgreSQL 25 % of inserts", "%s; %.0f %% of single commits", rate.number(), 100*rate.median/r.machine["commits"])
	}
	r.add("… p99", "40 ms", "%s", timeOf(windows, p99).time())
	r.add("… server CPU a message", "0.20 ms", "%s", timeOf(windows, window.cpu).time())
	r.add("… commits a message (PostgreSQL: transactions)", "0.1", "%.3f", float64(after.commits-before.commits)/sent)
	r.add("… written a message", "15 KB", "%.1f KB", float64(after.written-before.written)/sent/1000)
	return nil
}

// tally is what has been committed, and written to the disk (SQLite) or to the log (PostgreSQL), so far.
type tally struct{ commits, written int64 }

func (r *run) tally() (tally, error) {
	if r.postgres() {
		return counted(r.database)
	}
	u, err := usageOf(r.server.cmd.Process.Pid)
	if err != nil {
		return tally{}, err
	}
	n, err := r.server.commits()
	return tally{n, u.Written}, err
}

// signIns measures signing in by itself, and what it does to those who send at the same time.
func (r *run) signIns(ctx context.Context) error {
	var people []client
	for _, p := range r.world.signers {
		people = append(people, client{Does: "login", who: who{Realm: "seeker"}, Agency: short, Name: p.name, Auth: b64.EncodeToString(p.auth)})
	}
	alone, err := r.load(r.task(people...))
	if err != nil {
		return err
	}
	r.add("sign-ins a second, 64 clients", "2 000", "%s", rateOf(alone).number())
	r.add("… server CPU a sign-in", "", "%s", timeOf(alone, window.cpu).time())
	quiet, err := r.load(r.task(r.senders...))
	if err != nil {
		return err
	}
	if err := r.stored(ctx, r.senders); err != nil {
		return err
	}
	busy, err := both(func() ([]window, error) { return r.load(r.task(r.senders...)) }, func() ([]window, error) { return r.load(r.task(people...)) })
	if err != nil {
		return err
	}
	before, during := timeOf(quiet, p99), timeOf(busy, p99)
	r.add("send p99 while 64 clients sign in", "at most half more than without", "%s, without %s: %+.0f %%", milli(during.median), milli(before.median), 100*(during.median/before.median-1))
	return r.stored(ctx, r.senders)
}

// both runs two loads at once and gives what the first has shown.
func both(first, second func() ([]window, error)) ([]window, error) {
	done := make(chan error, 1)
	go func() {
		_, err := second()
		done <- err
	}()
	windows, err := first()
	if other := <-done; err == nil {
		err = other
	}
	return windows, err
}

// desks is the list of 200 cases, for one counsellor and for eight at once, and while others write.
func (r *run) desks(ctx context.Context) error {
	look := client{Does: "get", who: r.desk.who(), Paths: []string{"/api/1/desk"}}
	one, err := r.load(r.task(look))
	if err != nil {
		return err
	}
	r.add("desk of 200 cases, one", "2 ms", "%s", timeOf(one, p50).time())
	r.add("… compressed", "60 KiB", "%.1f KiB", float64(one[0].Bytes)/1024)
	eight, err := r.load(r.task(look, look, look, look, look, look, look, look))
	if err != nil {
		return err
	}
	r.add("… a second, eight", "1 500", "%s", rateOf(eight).number())
	r.add("… server CPU a look", "", "%s", timeOf(eight, window.cpu).time())
	var slow []float64
	for _, rate := range []float64{50, 500} {
		writing := r.task(r.senders...)
		writing.Rate = rate
		w, err := both(func() ([]window, error) { return r.load(r.task(look)) }, func() ([]window, error) { return r.load(writing) })
		if err != nil {
			return err
		}
		slow = append(slow, timeOf(w, p50).median)
		if err := r.stored(ctx, r.senders); err != nil {
			return err
		}
	}
	r.add("… one, while others write 50 and 500 a second", "not slower", "%s and %s", milli(slow[0]), milli(slow[1]))
	return nil
}

// cases is the opening of a case: the case itself and its newest messages, one after the other.
func (r *run) cases(context.Context) error {
	var readers []client
	for i := range 16 {
		id := r.deskOf[i*7%len(r.deskOf)]
		readers = append(readers, client{Does: "get", who: r.desk.who(), Paths: []string{"/api/1/cases/" + id, "/api/1/cases/" + id + "/messages?before=0"}})
	}
	one, err := r.load(r.task(readers[0]))
	if err != nil {
		return err
	}
	r.add("case of 20 messages, two calls, one", "1 ms", "%s", timeOf(one, p50).time())
	many, err := r.load(r.task(readers...))
	if err != nil {
		return err
	}
	r.add("… a second, 16", "2 500", "%s", rateOf(many).number())
	r.add("… server CPU a case", "", "%s", timeOf(many, window.cpu).time())
	return nil
}

// seen is the way of a message to an open page: on one node, across two, and to fifty.
func (r *run) seen(ctx context.Context) error {
	w := r.world
	one := seeing{Address: r.server.address, Streams: r.server.address, Host: r.server.host(), Senders: r.senders[:1], Pages: []who{w.staff[0].who()}, Rate: 20, Window: r.window, Windows: r.windows}
	measure := func(work, goal string, s seeing, of func(window) time.Duration) error {
		windows, err := child[[]window]("see", s)
		if err != nil {
			return fmt.Errorf("%s: %w", work, err)
		}
		lost := ""
		if n := errorsOf(windows); n > 0 {
			lost = fmt.Sprintf("; %d not seen", n)
		}
		text := timeOf(windows, of).time() + lost
		if work == oneNode {
			text = timeOf(windows, p50).time() + ", p99 " + text
		}
		r.add(work, goal, "%s", text)
		return r.stored(ctx, r.senders[:1])
	}
	if err := measure(oneNode, "1.2 ms, p99 2 ms", one, p99); err != nil {
		return err
	}
	if r.postgres() {
		port, err := freePort()
		if err != nil {
			return err
		}
		second, err := startServer(r.database, r.keysDir(), filepath.Join(r.dir, "data", "files"), fmt.Sprintf("127.0.0.1:%d", port), r.server.origin)
		if err != nil {
			return err
		}
		one.Streams = second.address
		err = measure(acrossNodes, "15 ms", one, p99)
		if stopped := second.stop(); err == nil {
			err = stopped
		}
		if err != nil {
			return err
		}
	}
	if !r.postgres() {
		r.table.add(r.column, acrossNodes, "15 ms", "–")
	}
	return r.seenByMany(ctx, measure)
}

const (
	oneNode     = "send to seen live, 20 a second: p50"
	acrossNodes = "… across two nodes, p99"
)

// seenByMany: a letter into an enquiry of the pool is news for all who read the pool.
func (r *run) seenByMany(ctx context.Context, measure func(work, goal string, s seeing, of func(window) time.Duration) error) error {
	var list struct{ Cases []struct{ ID, State string } }
	writer := r.world.seekers[len(r.world.seekers)-1]
	if err := r.server.get(ctx, "/api/1/cases", writer.who(), &list); err != nil {
		return err
	}
	if len(list.Cases) == 0 {
		return fmt.Errorf("no enquiry in the pool")
	}
	many := seeing{
		Address: r.server.address, Streams: r.server.address, Host: r.server.host(), Everyone: true, Rate: 20, Window: r.window, Windows: r.windows,
		Senders: []client{{Does: "send", who: writer.who(), Case: list.Cases[0].ID, Seq: 1}},
	}
	for _, p := range r.world.staff[1 : watchers+1] {
		many.Pages = append(many.Pages, p.who())
	}
	return measure("… one to 50, the last of them, p99", "5 ms", many, p99)
}
