package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"siegel/internal/testkit"
)

// probes is how many times each kind of name is asked for (PROTOCOL 4.2, T2).
const probes = 2000

// asked is how many names of each kind take turns. So many that no account sees the twenty failures after which it lets one sender try in each turn. So few that
// the rows at or behind them in the index are as many for one kind as for the other: if all accounts were asked for, half of the rows would be behind no unknown
// name, and known ones would find theirs colder, which tells of the crowd, not of the name (README.md).
const asked = 400

// probing compares how long the server takes for a name that has an account and for one that has none: for the salt, and for a wrong password. The kinds take
// turns at random, on one connection, so that whatever else the machine does meets both alike.
func (r *run) probing(context.Context) error {
	for _, ask := range []struct {
		work, path string
		body       func(name string) map[string]any
	}{
		{"probing: salt of a known and of an unknown name", "/api/1/auth/pre", func(name string) map[string]any {
			return map[string]any{"agency": short, "realm": "seeker", "name": name}
		}},
		{"probing: wrong password of a known and of an unknown name", "/api/1/auth/login", func(name string) map[string]any {
			return map[string]any{"agency": short, "realm": "seeker", "method": "pw", "name": name, "rc_id": nil, "auth": b64.EncodeToString(testkit.Bytes(32))}
		}},
	} {
		known, unknown, err := r.takesTurns(ask.path, ask.body)
		if err != nil {
			return err
		}
		p := mannWhitney(known, unknown)
		slices.Sort(known)
		slices.Sort(unknown)
		r.add(ask.work+", "+fmt.Sprint(probes)+" each (Mann-Whitney)", "p over 0.01", "p %.3f (%s and %s)", p, milli(float64(percentile(known, 50))), milli(float64(percentile(unknown, 50))))
	}
	return nil
}

func (r *run) takesTurns(path string, body func(name string) map[string]any) (known, unknown []time.Duration, err error) {
	l, err := dial(r.server.address, r.server.host())
	if err != nil {
		return nil, nil, err
	}
	defer l.close()
	everybody := slices.Concat(r.world.seekers, r.world.signers)
	rand.Shuffle(len(everybody), func(i, j int) { everybody[i], everybody[j] = everybody[j], everybody[i] })
	everybody = everybody[:min(len(everybody), asked)]
	for i := 0; len(known) < probes || len(unknown) < probes; i++ {
		there := rand.IntN(2) == 0 && len(known) < probes || len(unknown) == probes
		name := everybody[rand.IntN(len(everybody))].name
		if !there {
			name = "regen" + name[len("sonne"):] // of the same length, and nobody's
		}
		request := l.request(path, who{Realm: "seeker"}, must(json.Marshal(body(name))))
		from := time.Now()
		status, _, err := l.ask(request)
		took := time.Since(from)
		if err != nil || status != 200 && status != 401 {
			return nil, nil, fmt.Errorf("%s: status %d: %w", path, status, err)
		}
		switch {
		case i < probes/10: // the connection and the caches are warm from here on
		case there:
			known = append(known, took)
		default:
			unknown = append(unknown, took)
		}
	}
	return known, unknown, nil
}

// mannWhitney gives the probability that two samples of one distribution lie as far apart as these, or farther: the normal approximation, with a correction
// for equal times.
func mannWhitney(a, b []time.Duration) float64 {
	type timed struct {
		took  time.Duration
		first bool
	}
	var all []timed
	for _, t := range a {
		all = append(all, timed{t, true})
	}
	for _, t := range b {
		all = append(all, timed{t, false})
	}
	slices.SortFunc(all, func(x, y timed) int { return int(x.took - y.took) })
	n1, n2 := float64(len(a)), float64(len(b))
	n, ranks, ties := n1+n2, 0.0, 0.0
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].took == all[i].took {
			j++
		}
		rank, equal := float64(i+j+1)/2, float64(j-i)
		for ; i < j; i++ {
			if all[i].first {
				ranks += rank
			}
		}
		ties += equal*equal*equal - equal
	}
	u := ranks - n1*(n1+1)/2
	deviation := math.Sqrt(n1 * n2 / 12 * (n + 1 - ties/(n*(n-1))))
	return math.Erfc(math.Abs(u-n1*n2/2) / deviation / math.Sqrt2)
}
