package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"hearsay/post"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
	"hearsay/work"
)

// Reply is a reply with what can be said about its wording.
type Reply struct {
	replies.Reply
	Missing   []string `json:"missing"`   // what a draft still lacks
	Warnings  []string `json:"warnings"`  // wording that makes it weaker
	Checklist []string `json:"checklist"` // what a verifier confirms
}

// Queues are all queues with their depths.
func (c *Client) Queues(ctx context.Context) (all []work.QueueView, err error) {
	return all, c.Call(ctx, http.MethodGet, Path("queues"), nil, &all)
}

// Pull leases up to most items of a queue, waiting for the first one up to wait, at most a minute.
func (c *Client) Pull(ctx context.Context, queue string, most int, lease, wait time.Duration) (held []*triage.Item, err error) {
	in := map[string]any{"max": most, "lease": lease.String(), "wait": wait.String()}
	return held, c.Call(ctx, http.MethodPost, Path("queues", queue, "pull"), in, &held)
}

// Extend holds an item for longer, from now on.
func (c *Client) Extend(ctx context.Context, item string, lease time.Duration) (*triage.Item, error) {
	return call[triage.Item](ctx, c, http.MethodPost, Path("items", item, "extend"), map[string]any{"lease": lease.String()})
}

// Release puts an item back into its queue.
func (c *Client) Release(ctx context.Context, item string) (*triage.Item, error) {
	return call[triage.Item](ctx, c, http.MethodPost, Path("items", item, "release"), nil)
}

// Dismiss takes an item out of its queue for good.
func (c *Client) Dismiss(ctx context.Context, item, reason string) (*triage.Item, error) {
	return call[triage.Item](ctx, c, http.MethodPost, Path("items", item, "dismiss"), map[string]any{"reason": reason})
}

// Item is an item with its posts, replies and history.
func (c *Client) Item(ctx context.Context, id string) (*work.Detail, error) {
	return call[work.Detail](ctx, c, http.MethodGet, Path("items", id), nil)
}

// Items are the items that a filter finds, those of the highest priority first, page by page as they are wanted. filter has the
// names of GET /items. An error ends them.
func (c *Client) Items(ctx context.Context, filter url.Values) iter.Seq2[*triage.Item, error] {
	return func(yield func(*triage.Item, error) bool) {
		query := url.Values{}
		for name, values := range filter {
			query[name] = values
		}
		for {
			var page struct {
				Items []*triage.Item `json:"items"`
				Next  string         `json:"next"`
			}
			if err := c.Call(ctx, http.MethodGet, Path("items")+"?"+query.Encode(), nil, &page); err != nil {
				yield(nil, err)
				return
			}
			for _, it := range page.Items {
				if !yield(it, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			query.Set("after", page.Next)
		}
	}
}

// Draft begins a reply to an item.
func (c *Client) Draft(ctx context.Context, item string, text replies.Text) (*Reply, error) {
	return call[Reply](ctx, c, http.MethodPost, Path("items", item, "replies"), text)
}

// Reply is one reply.
func (c *Client) Reply(ctx context.Context, id string) (*Reply, error) {
	return call[Reply](ctx, c, http.MethodGet, Path("replies", id), nil)
}

// Edit replaces the text of a draft.
func (c *Client) Edit(ctx context.Context, id string, text replies.Text) (*Reply, error) {
	return call[Reply](ctx, c, http.MethodPatch, Path("replies", id), text)
}

// Attach puts a picture or a video to a draft, in place of the one before. alt says what it shows.
func (c *Client) Attach(ctx context.Context, id string, data []byte, alt string) (*Reply, error) {
	var out Reply
	path := Path("replies", id, "medium") + "?" + url.Values{"alt": {alt}}.Encode()
	return &out, c.try(ctx, http.MethodPost, path, c.header("application/octet-stream"), data, &out)
}

// Detach takes the picture or video of a draft away.
func (c *Client) Detach(ctx context.Context, id string) (*Reply, error) {
	return call[Reply](ctx, c, http.MethodDelete, Path("replies", id, "medium"), nil)
}

// Submit hands a draft to a second person.
func (c *Client) Submit(ctx context.Context, id string) (*Reply, error) {
	return c.step(ctx, id, "submit", nil)
}

// Verify confirms what somebody else wrote; vouched are sources that the verifier gives their word for.
func (c *Client) Verify(ctx context.Context, id string, vouched ...string) (*Reply, error) {
	return c.step(ctx, id, "verify", map[string]any{"vouched": append([]string{}, vouched...)})
}

// SendBack returns a reply to its drafter.
func (c *Client) SendBack(ctx context.Context, id, reason string) (*Reply, error) {
	return c.step(ctx, id, "send-back", map[string]any{"reason": reason})
}

// Publish puts a verified reply into the feeds.
func (c *Client) Publish(ctx context.Context, id string) (*Reply, error) {
	return c.step(ctx, id, "publish", nil)
}

// Record notes where a reply was posted.
func (c *Client) Record(ctx context.Context, id, link string) (*Reply, error) {
	return c.step(ctx, id, "record", map[string]any{"url": link})
}

// Strike takes back that a reply stands where it was posted by hand.
func (c *Client) Strike(ctx context.Context, id, link string) (*Reply, error) {
	return c.step(ctx, id, "strike", map[string]any{"url": link})
}

// Retract takes back a reply that turned out wrong.
func (c *Client) Retract(ctx context.Context, id, reason string) (*Reply, error) {
	return c.step(ctx, id, "retract", map[string]any{"reason": reason})
}

func (c *Client) step(ctx context.Context, id, step string, in any) (*Reply, error) {
	return call[Reply](ctx, c, http.MethodPost, Path("replies", id, step), in)
}

// ImportMessengers adds and changes messengers by a list (bulletin.ReadCSV): all of them, or with a fault none.
func (c *Client) ImportMessengers(ctx context.Context, list []byte) (done work.ImportedMessengers, err error) {
	return done, c.try(ctx, http.MethodPost, Path("messengers", "import"), c.header("text/csv"), list, &done)
}

// Plan is what a dispatch of a reply through an account would send; a zero answered is a thread of its own.
func (c *Client) Plan(ctx context.Context, reply, account string, answered post.Ref) (*work.DispatchPlan, error) {
	query := url.Values{"account": {account}, "platform": {answered.Platform}, "post": {answered.ID}}
	return call[work.DispatchPlan](ctx, c, http.MethodGet, Path("replies", reply, "plan")+"?"+query.Encode(), nil)
}

// Dispatch posts a reply through an account as a plan showed it.
func (c *Client) Dispatch(ctx context.Context, plan *work.DispatchPlan) (*publish.Dispatch, error) {
	in := map[string]any{"account": plan.Dispatch.Account, "seal": plan.Seal}
	if plan.Dispatch.Target != (post.Ref{}) {
		in["post"] = plan.Dispatch.Target
	}
	return call[publish.Dispatch](ctx, c, http.MethodPost, Path("replies", plan.Dispatch.Reply, "dispatches"), in)
}

func call[T any](ctx context.Context, c *Client, method, path string, in any) (*T, error) {
	var out T
	if err := c.Call(ctx, method, path, in, &out); err != nil {
		return nil, err
	}
	return &out, nil
}
