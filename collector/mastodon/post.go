package mastodon

import (
	"encoding/json"

	"hearsay/collector"
	"hearsay/post"
	"hearsay/post/wire"
)

// take adds a status to a batch, unless it is not for everybody or its author does not want to be indexed. It gives the
// status's id on the instance. One that cannot be read is logged and passed over.
func (s *source) take(batch *collector.Batch, raw []byte, edited bool) string {
	status, err := wire.ReadStatus(raw)
	if err != nil {
		s.env.Log.Warn("a status cannot be read", "error", err)
		return ""
	}
	p := status.Post
	p.Alias = s.alias(status.ID)
	p.Edited = p.Edited || edited
	if status.Public && !status.OptedOut && p.Validate() == nil {
		batch.Posts = append(batch.Posts, p)
	}
	return status.ID
}

// alias is how this instance names a post: its deletions say nothing else.
func (s *source) alias(id string) string { return s.base.Host + "#" + id }

// takeEvent adds an event of the stream to a batch.
func (s *source) takeEvent(batch *collector.Batch, next *cursor, message []byte) {
	var e event
	if err := json.Unmarshal(message, &e); err != nil {
		s.env.Log.Warn("an event of the stream cannot be read", "error", err)
		return
	}
	switch e.Event {
	case "update":
		next.see(s.take(batch, []byte(e.Payload), false))
	case "status.update":
		s.take(batch, []byte(e.Payload), true)
	case "delete":
		batch.Deleted = append(batch.Deleted, post.Ref{Platform: wire.Mastodon, ID: s.alias(e.Payload)})
	}
}
