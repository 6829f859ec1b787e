package ledger

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"hearsay/post"

	"github.com/jackc/pgx/v5"
)

// month is a part of PostgreSQL's table of posts that are nobody's business: those that were collected in it. The first part of a
// ledger begins before all others and ends with a month, too. Why there are months: docs/decisions/0010-posts-by-month.md.
type month struct {
	table    string
	from, to int64 // microseconds; to is not in it
}

// monthBounds are those of a part, as PostgreSQL writes them.
var monthBounds = regexp.MustCompile(`^FOR VALUES FROM \((?:MINVALUE|'(-?\d+)')\) TO \('(-?\d+)'\)$`)

// months are the parts that there are, the oldest first; none in SQLite.
func (q *queries) months(ctx context.Context) ([]month, error) {
	if q.dialect != postgres {
		return nil, nil
	}
	var all []month
	err := q.each(ctx, "looking for the months of posts", "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'posts_other'::regclass", nil, func(scan func(...any) error) error {
		var m month
		var text string
		if err := scan(&m.table, &text); err != nil {
			return err
		}
		bounds := monthBounds.FindStringSubmatch(text)
		if bounds == nil {
			return fmt.Errorf("the part %s of the posts is %q, which hearsay does not make", m.table, text)
		}
		if bounds[1] != "" {
			m.from, _ = strconv.ParseInt(bounds[1], 10, 64)
		}
		m.to, _ = strconv.ParseInt(bounds[2], 10, 64)
		all = append(all, m)
		return nil
	})
	slices.SortFunc(all, func(a, b month) int { return cmp.Compare(a.to, b.to) })
	return all, err
}

// monthOf is the month in which something was collected.
func monthOf(collectedAt time.Time) month {
	at := collectedAt.UTC()
	first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	return month{first.Format("posts_other_2006_01"), micros(first), micros(first.AddDate(0, 1, 0))}
}

// makeMonths makes the months of some posts, if there is no part for them yet.
func (t *Tx) makeMonths(ctx context.Context, posts []StoredPost) error {
	if t.dialect != postgres {
		return nil
	}
	var wanted []month
	for i := range posts {
		if posts[i].Item != "" {
			continue
		}
		if at := micros(posts[i].CollectedAt); !slices.ContainsFunc(wanted, func(m month) bool { return m.has(at) }) {
			wanted = append(wanted, monthOf(posts[i].CollectedAt))
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	made, err := t.months(ctx)
	if err != nil {
		return err
	}
	for _, m := range wanted {
		if slices.ContainsFunc(made, func(other month) bool { return other.has(m.from) }) {
			continue
		}
		if err := t.makeMonth(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (m month) has(at int64) bool { return at < m.to && at >= m.from }

// makeMonth makes a part beside the table and then attaches it, which keeps nobody from reading the table.
func (t *Tx) makeMonth(ctx context.Context, m month) error {
	const what = "making a month of posts"
	name := pgx.Identifier{m.table}.Sanitize()
	for _, statement := range []string{
		"CREATE TABLE " + name + " (LIKE posts INCLUDING GENERATED)",
		"CREATE UNIQUE INDEX " + pgx.Identifier{m.table + "_key"}.Sanitize() + " ON " + name + " (platform, right(id, 13), id)",
		fmt.Sprintf("ALTER TABLE posts_other ATTACH PARTITION %s FOR VALUES FROM (%d) TO (%d)", name, m.from, m.to),
	} {
		if err := t.exec(ctx, what, statement); err != nil {
			return err
		}
	}
	return nil
}

// monthPatience is how long a month that is dropped waits for those who read posts. Who comes later waits behind it.
const monthPatience = "2s"

// OldMonths are the parts of the posts that are nobody's business of which all were collected before a time, the oldest first. SQLite
// has none: see AgedPosts.
func (q *queries) OldMonths(ctx context.Context, before time.Time) ([]string, error) {
	all, err := q.months(ctx)
	var old []string
	for _, m := range all {
		if m.to <= micros(before) {
			old = append(old, m.table)
		}
	}
	return old, err
}

// DropMonth forgets the posts of a month, after ForgetAliases. It is false if another process has. If somebody reads posts for long
// just then, it is an error, and to be tried later.
func (t *Tx) DropMonth(ctx context.Context, name string) (dropped bool, err error) {
	const what = "dropping a month of posts"
	if err := t.get(ctx, what, "SELECT to_regclass(?) IS NOT NULL", []any{name}, &dropped); err != nil || !dropped {
		return false, err
	}
	if err := t.exec(ctx, what, "SET LOCAL lock_timeout = '"+monthPatience+"'"); err != nil {
		return false, err
	}
	return true, t.exec(ctx, what, "DROP TABLE "+pgx.Identifier{name}.Sanitize())
}

// ForgetAliases takes out the other ids of a month's posts, some in each transaction, so that nobody waits for it.
func (l *Ledger) ForgetAliases(ctx context.Context, month string) error {
	const most = 2000
	for after := (post.Ref{}); ; {
		var page []post.Ref // by alias
		err := l.each(ctx, "reading other ids of posts", "SELECT platform, alias FROM aliases WHERE (platform, alias) > (?, ?) ORDER BY platform, alias LIMIT ?", []any{after.Platform, after.ID, most}, func(scan func(...any) error) error {
			var ref post.Ref
			err := scan(&ref.Platform, &ref.ID)
			page = append(page, ref)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		last := page[len(page)-1]
		err = l.Write(ctx, func(tx *Tx) error {
			return tx.exec(ctx, "forgetting other ids of posts", "DELETE FROM aliases a USING "+pgx.Identifier{month}.Sanitize()+" p WHERE p.platform = a.platform AND p.id = a.id AND (a.platform, a.alias) > (?, ?) AND (a.platform, a.alias) <= (?, ?)",
				after.Platform, after.ID, last.Platform, last.ID)
		})
		if err != nil {
			return err
		}
		after = last
	}
}
