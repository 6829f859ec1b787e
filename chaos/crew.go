//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"hearsay/client"
	"hearsay/post"
	"hearsay/replies"
)

// crew are the people at the desk. They go on working while everything breaks, and remember what the program confirmed.
type crew struct {
	*stage
	rng  *rand.Rand
	http *http.Client

	mu        sync.Mutex
	confirmed map[string]confirmed // by reply
	submitted []string             // replies that wait for their second person
	counts    map[string]int       // what got done
}

// confirmed is what the program has said of a reply.
type confirmed struct {
	fact  string
	state replies.State
}

func newCrew(s *stage, rng *rand.Rand) *crew {
	return &crew{stage: s, rng: rng, http: &http.Client{Timeout: 8 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}, confirmed: map[string]confirmed{}, counts: map[string]int{}}
}

func (c *crew) draw(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rng.IntN(n)
}

// at is somebody at the desk of one process or another.
func (c *crew) at(name string) *client.Client {
	return &client.Client{Server: "http://" + c.programs[c.draw(len(c.programs))].address, Token: tokenOf(name), HTTP: c.http, Tries: 3}
}

// work works until ctx ends.
func (c *crew) work(ctx context.Context) {
	var all sync.WaitGroup
	for _, name := range []string{"ann", "bob"} {
		all.Go(func() { c.respond(ctx, name) })
	}
	all.Go(func() { c.verifyAll(ctx) })
	all.Go(func() { c.edit(ctx) })
	all.Wait()
}

func (c *crew) done(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[what]++
}

// respond pulls items, and answers, dismisses, gives back or forgets them.
func (c *crew) respond(ctx context.Context, name string) {
	queues := []string{"questions", "claims"}
	for ctx.Err() == nil {
		me := c.at(name)
		held, err := me.Pull(ctx, queues[c.draw(len(queues))], 1+c.draw(2), 3*time.Second, 300*time.Millisecond)
		if err != nil || len(held) == 0 {
			sleep(ctx, 50*time.Millisecond)
			continue
		}
		for _, it := range held {
			c.done("pulled")
			switch c.draw(8) {
			case 0:
				if _, err := me.Release(ctx, it.ID); err == nil {
					c.done("released")
				}
			case 1:
				if _, err := me.Dismiss(ctx, it.ID, "made up"); err == nil {
					c.done("dismissed")
				}
			case 2: // forgotten: the lease lapses
			case 3:
				_, _ = me.Extend(ctx, it.ID, 4*time.Second)
				c.answer(ctx, me, it.ID)
			default:
				c.answer(ctx, me, it.ID)
			}
		}
		sleep(ctx, time.Duration(50+c.draw(150))*time.Millisecond)
	}
}

func (c *crew) answer(ctx context.Context, me *client.Client, item string) {
	c.mu.Lock()
	c.counts["facts"]++
	fact := fmt.Sprintf("Made-up fact %d stands.", c.counts["facts"])
	c.mu.Unlock()
	r, err := me.Draft(ctx, item, replies.Text{
		Language: "en", Fact: fact, Myth: "What was said.", Rating: "false", Why: "Nobody has found it so, and many have looked.", Again: fact, Sources: []string{c.world.facts.URL + "/facts"},
	})
	if err != nil {
		return
	}
	c.note(r)
	if r, err = me.Submit(ctx, r.ID); err != nil {
		return
	}
	c.note(r)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.submitted = append(c.submitted, r.ID)
}

func (c *crew) note(r *client.Reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.confirmed[r.ID] = confirmed{r.Fact, r.State}
	c.counts[string(r.State)]++
}

// verifyAll is the second person, who also posts what is verified: by the town's account, or by hand.
func (c *crew) verifyAll(ctx context.Context) {
	for ctx.Err() == nil {
		c.mu.Lock()
		waiting := slices.Clone(c.submitted)
		c.submitted = nil
		c.mu.Unlock()
		for _, id := range waiting {
			if !c.verify(ctx, id) && ctx.Err() == nil {
				c.mu.Lock()
				c.submitted = append(c.submitted, id)
				c.mu.Unlock()
			}
		}
		sleep(ctx, 100*time.Millisecond)
	}
}

// verify tells whether the reply needs no more of the verifier.
func (c *crew) verify(ctx context.Context, id string) bool {
	me := c.at("ver")
	r, err := me.Verify(ctx, id, c.world.facts.URL+"/facts")
	if err != nil {
		return client.StatusOf(err)/100 == 4
	}
	c.note(r)
	if c.draw(2) == 0 {
		c.dispatch(ctx, me, id)
		return true
	}
	if r, err = me.Publish(ctx, id); err != nil {
		return true
	}
	c.note(r)
	if r, err = me.Record(ctx, id, "https://forum.example/thread/"+id); err == nil {
		c.note(r)
	}
	return true
}

func (c *crew) dispatch(ctx context.Context, me *client.Client, id string) {
	plan, err := me.Plan(ctx, id, "town", post.Ref{})
	if err != nil {
		return
	}
	if _, err := me.Dispatch(ctx, plan); err == nil {
		c.done("dispatched")
	}
}

// edit makes an edition of the bulletin and approves it.
func (c *crew) edit(ctx context.Context) {
	sleep(ctx, c.editionAt)
	var made, approved struct {
		ID string `json:"id"`
	}
	for ctx.Err() == nil && approved.ID == "" {
		me := c.at("eva")
		if made.ID == "" && me.Call(ctx, http.MethodPost, client.Path("editions"), map[string]string{"bulletin": "weekly"}, &made) != nil {
			sleep(ctx, 500*time.Millisecond)
			continue
		}
		if me.Call(ctx, http.MethodPost, client.Path("editions", made.ID, "approve"), nil, &approved) != nil {
			sleep(ctx, 500*time.Millisecond)
		}
	}
	if approved.ID != "" {
		c.done("edition")
	}
}
