package notifier

import (
	"context"
	"errors"
	"time"

	"siegel/internal/notice"
)

// The outbox lies on the shelf: what waits for whom, and since when. It outlives restarts, and mail servers that are away.

// look is how long one waits for the next look at it. While the mail server does not answer it is doubled, up to mostAway times as long.
const (
	look     = time.Second
	mostAway = 900
)

// Run sends what is due until ctx ends.
func (n *Notifier) Run(ctx context.Context) {
	wait, away := n.every, time.Duration(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = n.every
		err := n.round(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			away = 0
			continue
		}
		if away == 0 { // once, and not at every try
			n.log.Warn("mails do not go out", "kind", kindOf(err))
		}
		away = min(max(2*away, 2*n.every), mostAway*n.every)
		wait = away
	}
}

// errOurs is a mail server's last word that is not about an address. What it said may hold one, and stays away.
var errOurs = errors.New("notifier: the mail server refuses a mail")

// round forgets what has lapsed and sends what is due now. The error is about the way, not about a mail.
func (n *Notifier) round(ctx context.Context) error {
	if err := n.lapsed(); err != nil {
		return err
	}
	if !n.begun.Load() {
		return nil // the folder may be an older copy: nobody has said yet what it must not hold any more
	}
	list, err := n.shelf.due(n.clock())
	if err != nil || len(list) == 0 {
		return err
	}
	open, err := n.post.dial(ctx) // first of all: while a mail server is away, no mail counts as tried
	if err != nil {
		return wayError{err}
	}
	defer open.close()
	for _, who := range list {
		before, err := n.begin(who)
		if err != nil {
			return err
		}
		if before == nil {
			continue
		}
		f := n.hand(open, before)
		if err := n.end(who, *before, f); err != nil || f == put || f == later || ctx.Err() != nil {
			return err // what is left goes over a connection of its own, a second later
		}
		if f == ours {
			return wayError{errOurs} // what is left would fare no better: it waits, as for a server that is away
		}
	}
	return nil
}

// lapsed forgets addresses whose code has become void.
func (n *Notifier) lapsed() error {
	list, err := n.shelf.void(n.clock())
	if err != nil {
		return err
	}
	for _, who := range list {
		if err := n.shelf.change(who, func(p *person) (*person, error) {
			if p != nil {
				p.lapse(n.clock())
			}
			return p, nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// begin notes a person's mail as sent, right before it goes out, and gives the person as found; nil if nothing is due any more.
func (n *Notifier) begin(who notice.Person) (before *person, err error) {
	err = n.shelf.change(who, func(p *person) (*person, error) {
		if p == nil || p.waits == nothing || n.clock().Before(p.due) {
			return p, nil
		}
		found := *p
		before = &found
		p.begin(n.clock())
		return p, nil
	})
	return before, err
}

// hand opens the address, writes the mail and hands it in. The address is nowhere else than in here.
func (n *Notifier) hand(open *line, p *person) fate {
	address, err := n.identity.open(p.Person, p.address)
	if err != nil {
		n.log.Warn("an address does not open", "kind", "sealed")
		return later // it is damaged, and may be put back from a backup: only a mail server knows whether there is such an address
	}
	return open.send(address, p.token, n.writer.write(p))
}

// end keeps what became of a mail; that it was sent is noted already. Somebody may have changed the address, stopped the notices or signed in meanwhile: then that stays.
func (n *Notifier) end(who notice.Person, before person, f fate) error {
	return n.shelf.change(who, func(p *person) (*person, error) {
		if p == nil || p.token != before.token {
			return p, nil
		}
		switch {
		case f == refused && (p.state == notice.Waiting || p.state == notice.On):
			p.end(notice.Broken)
			n.log.Info("an address does not work", "kind", "refused")
		case f == later, f == ours:
			p.later(before, n.clock())
		}
		return p, nil
	})
}
