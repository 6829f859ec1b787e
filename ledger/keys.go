package ledger

import (
	"strings"

	"hearsay/post"
)

// A post is found by its platform and id. The index by which it is has the end of the id before the id: there platforms count up (the TIDs of
// Bluesky, https://atproto.com/specs/tid; the numbers of Mastodon, X and Reddit), so that posts which come one after another stand side by
// side. By whole ids, which begin with an author or a server, each post would be written into a page of its own
// (docs/decisions/0016-posts-side-by-side.md).

// tail is the end of the id of a row of posts; of is how the statement calls these, as in "p.", or "".
func (d dialect) tail(of string) string {
	if d == postgres {
		return d.tailOf(of + "id")
	}
	return of + "tail" // a column that SQLite computes
}

// tailOf is the end of an id that a statement is given, as long as the migration says.
func (d dialect) tailOf(id string) string {
	if d == postgres {
		return "right(" + id + ", 13)"
	}
	return "substr(" + id + ", -13)"
}

// isPost is the condition that a row of posts, which the statement calls so, is the post of a platform and an id.
func (d dialect) isPost(of, platform, id string) string {
	return of + "platform = " + platform + " AND " + d.tail(of) + " = " + d.tailOf(id) + " AND " + of + "id = " + id
}

// oneOf is the condition that a column is one of some columns of another table. PostgreSQL makes OR of IN then, for which it looks through all of an index
// or of the table for each row. An array is looked for by the whole key.
func (d dialect) oneOf(column string, others []string) string {
	if d == postgres {
		return column + " = ANY(ARRAY[" + strings.Join(others, ", ") + "])"
	}
	return column + " IN (" + strings.Join(others, ", ") + ")"
}

// thePost is the condition that finds one post, with keyOf as its arguments.
func (d dialect) thePost() string { return d.isPost("", "?", "?") }

func keyOf(ref post.Ref) []any { return []any{ref.Platform, ref.ID, ref.ID} }

// postsAmong is the condition that finds posts of a platform, and its arguments.
func (d dialect) postsAmong(platform string, ids []string) (condition string, args []any) {
	if len(ids) == 1 {
		return d.thePost(), keyOf(post.Ref{Platform: platform, ID: ids[0]})
	}
	if d == postgres {
		return "platform = ? AND " + d.tail("") + " = ANY(ARRAY(SELECT " + d.tailOf("asked") + " FROM unnest(CAST(? AS TEXT[])) asked)) AND id = ANY(CAST(? AS TEXT[]))", []any{platform, ids, ids}
	}
	// The plus keeps ids from being looked for in the index, each beside each tail.
	list := encode(ids)
	return "platform = ? AND " + d.tail("") + " IN (SELECT " + d.tailOf("value") + " FROM json_each(?)) AND +id IN (SELECT value FROM json_each(?))", []any{platform, list, list}
}
