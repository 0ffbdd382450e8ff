package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"siegel/internal/counsel"
)

// leavers are seekers with a long case each, who delete everything.
const leavers, leaverLetters = 5, 1_000

// addLeavers makes them before the server starts.
func (r *run) addLeavers(ctx context.Context) error {
	w := r.world
	r.leavers = make([]person, leavers)
	return together(leavers, func(i int) (err error) {
		if r.leavers[i], err = w.register(ctx, registration(w.agency.ID, r.keys, counsel.Seekers, fmt.Sprint("abschied-", i))); err != nil {
			return err
		}
		id, err := w.enquiry(ctx, &r.leavers[i], &w.staff[i%len(w.staff)])
		if err != nil {
			return err
		}
		return w.letters(ctx, r.leavers[i], id, 2, leaverLetters)
	})
}

// deletions measures how long somebody waits who deletes everything. Keys and parts of attachments go behind it.
func (r *run) deletions(ctx context.Context) error {
	var times []time.Duration
	for _, p := range r.leavers {
		c := carrier{who: p.who(), origin: "http://" + r.server.address}
		asked, err := c.ask(ctx, r.server.host(), "GET", "me/erasure", "", nil)
		if err != nil {
			return err
		}
		var preview struct {
			Manifest string `json:"manifest"`
		}
		text, err := io.ReadAll(asked)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &preview); err != nil {
			return err
		}
		body := must(json.Marshal(map[string]any{"manifest": preview.Manifest, "staying": []string{}, "method": counsel.ByPassword, "auth": b64.EncodeToString(p.auth)}))
		begin := time.Now()
		if err := c.told(ctx, r.server.host(), "DELETE", "me", "application/json", body); err != nil {
			return err
		}
		times = append(times, time.Since(begin))
	}
	slices.Sort(times)
	r.add("deletion of a seeker with 1 000 messages", "", "%s (%s–%s)", milli(float64(times[leavers/2])), milli(float64(times[0])), milli(float64(times[leavers-1])))
	return nil
}
