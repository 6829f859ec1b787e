package x

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"hearsay/collector"
	"hearsay/collector/stream"
	"hearsay/post"
	"hearsay/post/wire"
	"hearsay/sight"
)

// Bounds of a stream. X sends a sign of life every 20 seconds.
const (
	silence     = time.Minute
	noted       = time.Minute // between two notes of until when a stream that brings nothing was heard
	mostMessage = 1 << 20     // bytes
)

// block is how many posts of a stream are taken from the budget at once.
const block = 100

// follow keeps X's rules as the configuration has them and reads the filtered stream.
func (s *source) follow(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	s.keeper.Follow = func(ctx context.Context) (bool, error) {
		if err := s.keepRules(ctx); err != nil {
			return false, err
		}
		return s.read(ctx, "/2/tweets/search/stream", s.fields(), &filtered{source: s, heard: &at.Heard}, deliver)
	}
	return s.keeper.Keep(ctx)
}

// comply reads the compliance stream.
func (s *source) comply(ctx context.Context, deliver collector.Deliver) error {
	s.keeper.Follow = func(ctx context.Context) (bool, error) {
		query := url.Values{"partition": {strconv.Itoa(s.settings.Partition)}}
		return s.read(ctx, "/2/tweets/compliance/stream", query, complying{s}, deliver)
	}
	return s.keeper.Keep(ctx)
}

// reader makes something of lines. opened is told that the stream is. allow is asked before each is read, and spent is told of each that was,
// by the goroutine that reads; the others are called by the one that called read. end delivers a batch.
type reader interface {
	opened(ctx context.Context, deliver collector.Deliver) error
	allow(ctx context.Context) error
	spent()
	take(batch *collector.Batch, line []byte) error
	end(batch collector.Batch, deliver collector.Deliver) func(context.Context) error
	close(ctx context.Context) error
}

// read reads a stream until it breaks.
func (s *source) read(ctx context.Context, path string, query url.Values, r reader, deliver collector.Deliver) (brought bool, err error) {
	if s.settings.Backfill > 0 {
		query.Set("backfill_minutes", strconv.Itoa(s.settings.Backfill))
	}
	request, err := s.request(ctx, http.MethodGet, path+"?"+query.Encode(), nil)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, r.close(context.WithoutCancel(ctx))) }()
	if err := r.allow(ctx); err != nil {
		return false, err
	}
	body, err := stream.Open(s.env.Client, request, silence)
	if err != nil {
		return false, s.untilNextMonth(err)
	}
	defer body.Close() //nolint:errcheck // the stream is given up
	if err := r.opened(ctx, deliver); err != nil {
		return false, &stream.Undelivered{Err: err}
	}
	lines := stream.Lines(body, mostMessage)
	var told time.Time // of a sign of life
	var ended error
	err = stream.Reader{
		Next: func(ctx context.Context) ([]byte, error) {
			for {
				if err := r.allow(ctx); err != nil {
					return nil, err
				}
				line, err := lines(ctx)
				if err != nil {
					return nil, err
				}
				s.env.Reached(time.Now())
				switch isSign := len(bytes.TrimSpace(line)) == 0; {
				case !isSign:
					r.spent()
					return line, nil
				case time.Since(told) >= noted: // it goes into an empty batch, whose cursor says so
					told = time.Now()
					return nil, nil
				}
			}
		},
		Take: func(batch *collector.Batch, line []byte) {
			if len(line) == 0 {
				return
			}
			ended = errors.Join(ended, r.take(batch, line))
			brought = brought || len(batch.Posts)+len(batch.Deleted)+len(batch.Erased) > 0
		},
		End: func(batch collector.Batch) func(context.Context) error {
			return r.end(batch, deliver)
		},
	}.Follow(ctx)
	return brought, errors.Join(ended, err)
}

// filtered reads posts, a block of the budget at a time.
type filtered struct {
	*source
	left  int64      // of the block; counted down as lines are read
	heard *time.Time // when the stream last said something; zero if it never did
}

// opened tells what went past while no stream was open: X repeats no more than the minutes of backfill.
func (f *filtered) opened(ctx context.Context, deliver collector.Deliver) error {
	now := f.now()
	lost := &collector.Lost{Span: sight.Span{From: *f.heard, To: now.Add(-time.Duration(f.settings.Backfill) * time.Minute)}, Reason: sight.Cut, Detail: "the stream repeats nothing"}
	if f.heard.IsZero() || !lost.From.Before(lost.To) {
		lost = nil
	}
	return f.end(collector.Batch{Lost: lost}, deliver)(ctx)
}

func (f *filtered) end(batch collector.Batch, deliver collector.Deliver) func(context.Context) error {
	heard := f.now()
	return stream.Deliver(batch, cursor{Heard: heard}, deliver, func() { *f.heard = heard })
}

func (f *filtered) allow(ctx context.Context) error {
	if f.left > 0 {
		return nil
	}
	if err := f.spend(ctx, block); err != nil {
		return err
	}
	f.left = block
	return nil
}

func (f *filtered) spent() { f.left-- }

func (f *filtered) take(batch *collector.Batch, line []byte) error {
	var m message
	if err := json.Unmarshal(line, &m); err != nil {
		f.env.Log.Warn("a line of the stream cannot be read", "error", err)
		return nil
	}
	if m.Data == nil {
		return problems(m.Errors)
	}
	posts, replaced, err := m.Posts()
	if err != nil {
		f.env.Log.Warn("a post of the stream cannot be read", "error", err)
	}
	batch.Posts, batch.Deleted = append(batch.Posts, posts...), append(batch.Deleted, replaced...)
	return nil
}

func (f *filtered) close(ctx context.Context) error { return f.giveBack(ctx, f.left) }

func problems(all []problem) error {
	var joined []error
	for _, p := range all {
		joined = append(joined, fmt.Errorf("of X: %s: %s %s", p.Title, p.Detail, p.Value))
	}
	return errors.Join(joined...)
}

// complying reads what was deleted. It costs no posts.
type complying struct{ *source }

func (c complying) opened(context.Context, collector.Deliver) error { return nil }

func (c complying) end(batch collector.Batch, deliver collector.Deliver) func(context.Context) error {
	return func(ctx context.Context) error { return deliver(ctx, batch) }
}

func (c complying) allow(context.Context) error { return nil }
func (c complying) spent()                      {}
func (c complying) close(context.Context) error { return nil }

func (c complying) take(batch *collector.Batch, line []byte) error {
	var m compliance
	if err := json.Unmarshal(line, &m); err != nil {
		c.env.Log.Warn("a line of the compliance stream cannot be read", "error", err)
		return nil
	}
	for _, e := range []*tweetEvent{m.Data.Delete, m.Data.Drop} {
		if e != nil && e.Tweet.ID != "" {
			batch.Deleted = append(batch.Deleted, post.Ref{Platform: wire.Twitter, ID: e.Tweet.ID})
		}
	}
	for _, e := range []*userEvent{m.Data.UserDelete, m.Data.UserProtect, m.Data.UserSuspend} {
		if e != nil && e.User.ID != "" {
			batch.Erased = append(batch.Erased, post.Author{Platform: wire.Twitter, Name: e.User.ID})
		}
	}
	return nil
}

const rulesPath = "/2/tweets/search/stream/rules"

// keepRules makes X's rules of this source those of the configuration. Rules of others, by their tag, stay.
func (s *source) keepRules(ctx context.Context) error {
	var have ruleList
	if _, err := s.ask(ctx, http.MethodGet, rulesPath, nil, &have); err != nil {
		return fmt.Errorf("asking for the stream's rules: %w", err)
	}
	tag := "hearsay:" + s.env.Name
	var old ruleByIDs
	missing := slices.Clone(s.settings.Rules)
	for _, r := range have.Data {
		if r.Tag != tag {
			continue
		}
		if i := slices.Index(missing, r.Value); i >= 0 {
			missing = slices.Delete(missing, i, i+1)
		} else {
			old.IDs = append(old.IDs, r.ID)
		}
	}
	if len(old.IDs) > 0 {
		if err := s.changeRules(ctx, ruleChange{Delete: &old}); err != nil {
			return fmt.Errorf("deleting rules that the configuration no longer has: %w", err)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	var change ruleChange
	for _, value := range missing {
		change.Add = append(change.Add, rule{Value: value, Tag: tag})
	}
	if err := s.changeRules(ctx, change); err != nil {
		return fmt.Errorf("adding rules: %w", err)
	}
	return nil
}

func (s *source) changeRules(ctx context.Context, change ruleChange) error {
	var answer ruleAnswer
	if _, err := s.ask(ctx, http.MethodPost, rulesPath, change, &answer); err != nil {
		return err
	}
	return problems(answer.Errors)
}
