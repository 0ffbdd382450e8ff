package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// newest asks how many messages a case has; a sender that goes on in a new process begins behind them.
func (p *place) newest(ctx context.Context, c *client) error {
	var answer struct {
		Case struct {
			LastOrder int64 `json:"last_order"`
		}
	}
	if err := p.get(ctx, "/api/1/cases/"+c.Case, c.who, &answer); err != nil {
		return err
	}
	c.Seq = answer.Case.LastOrder // all of them are hers
	return nil
}

func (p *place) get(ctx context.Context, path string, w who, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+path, nil)
	if err != nil {
		return err
	}
	r.Host = p.host()
	r.Header.Set("Siegel-Realm", w.Realm)
	r.Header.Set("Cookie", cookieNames[w.Realm]+"="+w.Cookie)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", path, answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}
