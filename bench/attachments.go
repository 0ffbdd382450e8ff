package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

// carriers send and fetch attachments side by side, each of the largest size.
const carriers = 8

// carrier is somebody with a case, and one attachment after the other.
type carrier struct {
	who
	in, origin string
	sent       []counsel.ID
}

// attachments measures what goes up and comes down, and what the server holds meanwhile. It must not depend on how large they are.
func (r *run) attachments(ctx context.Context) error {
	people := make([]carrier, carriers)
	for i := range people {
		people[i] = carrier{who: r.senders[i].who, in: r.senders[i].Case, origin: "http://" + r.server.address}
	}
	content := testkit.Bytes(sg1.MaxFile)
	before, err := usageOf(r.server.cmd.Process.Pid)
	if err != nil {
		return err
	}
	measured := func(work string, one func(c *carrier, n int) error) error {
		begin := time.Now()
		if err := together(carriers, func(i int) error {
			for n := range r.plan.attached {
				if err := one(&people[i], n); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		took := time.Since(begin)
		after, err := usageOf(r.server.cmd.Process.Pid)
		if err != nil {
			return err
		}
		bytes := float64(carriers * r.plan.attached * len(content))
		used := after.since(before)
		r.add(work, "", "%.0f MB a second, server CPU %.1f ms a MB, memory at most %s (%s at rest before)", bytes/1e6/took.Seconds(), used.CPU.Seconds()*1e3/(bytes/1e6), mib(after.Peak), mib(before.RSS))
		before = after
		return nil
	}
	if err := measured(fmt.Sprintf("attachments of 10 MiB up, %d side by side", carriers), func(c *carrier, _ int) error { return c.up(ctx, r.server.host(), content) }); err != nil {
		return err
	}
	return measured("… down", func(c *carrier, n int) error { return c.down(ctx, r.server.host(), c.sent[n], len(content)) })
}

// ask sends one call and gives its answer, which the caller closes. Anything but success is an error.
func (c *carrier) ask(ctx context.Context, host, method, path, kind string, body []byte) (io.ReadCloser, error) {
	q, err := http.NewRequestWithContext(ctx, method, c.origin+"/api/1/"+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Host = host
	q.Header.Set("Siegel-Realm", c.Realm)
	q.Header.Set("Cookie", cookieNames[c.Realm]+"="+c.Cookie)
	if kind != "" {
		q.Header.Set("Content-Type", kind)
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil, err
	}
	if a.StatusCode/100 != 2 {
		_ = a.Body.Close()
		return nil, fmt.Errorf("%s: %s", method, a.Status)
	}
	return a.Body, nil
}

func (c *carrier) told(ctx context.Context, host, method, path, kind string, body []byte) error {
	a, err := c.ask(ctx, host, method, path, kind, body)
	if err != nil {
		return err
	}
	return a.Close()
}

func (c *carrier) up(ctx context.Context, host string, content []byte) error {
	id := testkit.ID()
	if err := c.told(ctx, host, "POST", "files", "application/json", must(json.Marshal(map[string]any{"id": id, "case": c.in, "length": len(content)}))); err != nil {
		return err
	}
	for n := 0; n*counsel.PartSize < len(content); n++ {
		part := content[n*counsel.PartSize : min(len(content), (n+1)*counsel.PartSize)]
		if err := c.told(ctx, host, "PUT", fmt.Sprintf("files/%s/parts/%d", id, n), "application/octet-stream", part); err != nil {
			return err
		}
	}
	c.sent = append(c.sent, id)
	return nil
}

func (c *carrier) down(ctx context.Context, host string, id counsel.ID, length int) error {
	a, err := c.ask(ctx, host, "GET", "files/"+id.String(), "", nil)
	if err != nil {
		return err
	}
	n, err := io.Copy(io.Discard, a)
	if err == nil && n != int64(length) {
		err = fmt.Errorf("%d of %d bytes came", n, length)
	}
	if err := a.Close(); err != nil {
		return err
	}
	return err
}
