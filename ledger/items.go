package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/classifier/rules"
	"hearsay/post"
	"hearsay/triage"
)

const itemColumns = "id, kind, state, queue, severity, language, topics, territories, claim, lead_platform, lead_id, posts, reach, heat, last_post, " +
	"opened_at, deadline, priority, parts, holder, token, held_until, merged_into, reason, version, reach_by, is_harsh"

// Item is one item.
func (q *queries) Item(ctx context.Context, id string) (*triage.Item, error) {
	found, err := q.items(ctx, "WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("item %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// ItemsByID are the items that exist among ids, in no order.
func (q *queries) ItemsByID(ctx context.Context, ids []string) ([]*triage.Item, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	among, list := q.dialect.among(ids)
	return q.items(ctx, "WHERE id "+among, list)
}

// ItemFilter selects items. Empty fields select all.
type ItemFilter struct {
	State     triage.State
	Queue     string
	Queues    []string // any of these
	NotQueues []string // none of these
	Kind      string
	Severity  string // this one or a higher one
	Language  string
	Topic     string
	Territory string
	Claim     string
	Holder    string
	Overdue   bool   // still without an answer after the deadline
	Text      string // words that a post of the item contains, of the latest posts that do
	Before    string // id of the last item of the page before
	Limit     int    // 1 to 200; 50 if 0
}

// conditions are what a filter asks for, but for its words.
func (f *ItemFilter) conditions(d dialect, now time.Time) (where []string, args []any, err error) {
	add := func(isAsked bool, condition string, values ...any) {
		if isAsked {
			where, args = append(where, condition), append(args, values...)
		}
	}
	for _, equal := range []struct{ column, value string }{
		{"state", string(f.State)}, {"queue", f.Queue}, {"kind", f.Kind}, {"language", f.Language}, {"claim", f.Claim},
	} {
		add(equal.value != "", equal.column+" = ?", equal.value)
	}
	add(f.Holder != "", "holder = ? AND holder <> ''", f.Holder) // SQLite takes an index of some rows only for a query that says which
	add(len(f.Queues) > 0, "queue IN ("+marks(len(f.Queues))+")", anys(f.Queues)...)
	add(len(f.NotQueues) > 0, "queue NOT IN ("+marks(len(f.NotQueues))+")", anys(f.NotQueues)...)
	add(f.Topic != "", `topics LIKE ? ESCAPE '\'`, `%"`+escapeLike(f.Topic)+`"%`)
	condition, patterns := d.isWithin("territories", f.Territory)
	add(f.Territory != "", condition, patterns...)
	if f.Severity != "" {
		severity, err := rules.ParseSeverity(f.Severity)
		if err != nil {
			return nil, nil, err
		}
		add(true, "severity >= ?", int(severity))
	}
	add(f.Overdue, "state IN ('open', 'held') AND deadline < ?", micros(now))
	add(f.Before != "", "(priority, id) < (SELECT priority, id FROM items WHERE id = ?)", f.Before)
	return where, args, nil
}

// Items are a page of items, those of the highest priority first.
func (q *queries) Items(ctx context.Context, f ItemFilter) ([]*triage.Item, error) {
	where, args, err := f.conditions(q.dialect, q.now())
	if err != nil {
		return nil, err
	}
	limit := f.Limit
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	if strings.TrimSpace(f.Text) == "" {
		return q.pageOf(ctx, where, args, limit)
	}
	page, areAll, err := q.pageOfWords(ctx, f.Text, shallow, where, args, limit)
	if err == nil && !areAll && len(page) < limit {
		page, _, err = q.pageOfWords(ctx, f.Text, deep, where, args, limit)
	}
	return page, err
}

// pageOfWords are the first items that fit all conditions and have posts with words, of so many posts; areAll tells whether no others have.
func (q *queries) pageOfWords(ctx context.Context, words string, depth int, where []string, args []any, limit int) (page []*triage.Item, areAll bool, err error) {
	found, areAll, err := q.itemsOfWords(ctx, words, depth)
	if err != nil || len(found) == 0 {
		return nil, true, err
	}
	among, list := q.dialect.among(found)
	page, err = q.pageOf(ctx, append(slices.Clone(where), "id "+among), append(slices.Clone(args), list), limit)
	return page, areAll, err
}

// pageOf are the first items that fit all conditions.
func (q *queries) pageOf(ctx context.Context, where []string, args []any, limit int) ([]*triage.Item, error) {
	condition := ""
	if len(where) > 0 {
		condition = "WHERE " + strings.Join(where, " AND ")
	}
	return q.items(ctx, condition+" ORDER BY priority DESC, id DESC LIMIT ?", append(args, limit)...)
}

// isWithin is the condition that a list of territories has one that lies in an area, as package territory has it.
func (d dialect) isWithin(column, area string) (condition string, patterns []any) {
	like := column + ` LIKE ? ESCAPE '\'` // SQLite takes capitals of ASCII for small letters in it
	if d == postgres {
		like = column + ` ILIKE ? ESCAPE '\'`
	}
	for _, before := range []string{`"`, `/`} {
		for _, behind := range []string{`"`, `/`} {
			patterns = append(patterns, `%`+before+escapeLike(area)+behind+`%`)
		}
	}
	return "(" + strings.Join([]string{like, like, like, like}, " OR ") + ")", patterns
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s)
}

// How items are found that wait or are held, and those that are to be looked at: these by the condition of their index, word for word.
const (
	findUnfinished = "SELECT id FROM items WHERE state IN ('open', 'held')"
	findToLookAt   = "SELECT id FROM items WHERE look_at >= 0 AND look_at <= ? ORDER BY look_at LIMIT ?"
)

// UnfinishedItems are the ids of all items that wait or are held, in no order.
func (q *queries) UnfinishedItems(ctx context.Context) ([]string, error) {
	return q.texts(ctx, "looking for the items that wait", findUnfinished)
}

// ItemsToLookAt are the ids of items that time alone may have changed by now, at most most: those that were saved since they were looked at, and those of
// which LookedAt said so.
func (q *queries) ItemsToLookAt(ctx context.Context, most int) ([]string, error) {
	return q.texts(ctx, "looking for items that time has changed", findToLookAt, micros(q.now()), most)
}

// HeldInVain are items that are held by who may not take items any more, by their ids.
func (q *queries) HeldInVain(ctx context.Context, limit int) ([]*triage.Item, error) {
	return q.items(ctx, "WHERE state = 'held' AND holder IN (SELECT name FROM users WHERE disabled_at > 0 OR role = 'viewer') ORDER BY id LIMIT ?", limit)
}

// ItemsOfBands are the ids of items of which a signature shares a band with bands: those that a post may resemble.
func (q *queries) ItemsOfBands(ctx context.Context, bands []int64) ([]string, error) {
	condition, list := "= ANY(CAST(? AS BIGINT[]))", any(bands)
	if q.dialect == sqlite {
		condition, list = "IN (SELECT value FROM json_each(?))", encode(bands)
	}
	return q.texts(ctx, "looking for similar posts", "SELECT DISTINCT item_id FROM signatures WHERE id IN (SELECT signature FROM bands WHERE band "+condition+")", list)
}

// Wordings are all signatures of items: by them posts find the items they resemble.
func (q *queries) Wordings(ctx context.Context, items []string) ([]triage.Known, error) {
	var all []triage.Known
	among, list := q.dialect.among(items)
	err := q.each(ctx, "reading the wordings of items", "SELECT item_id, origin, kind, signature FROM signatures WHERE item_id "+among+" ORDER BY id", []any{list}, func(scan func(...any) error) error {
		var k triage.Known
		var raw []byte
		if err := scan(&k.Item, &k.Origin, &k.Kind, &raw); err != nil {
			return err
		}
		var err error
		k.Signature, err = triage.ParseSignature(raw)
		all = append(all, k)
		return err
	})
	return all, err
}

// ItemsOfClaims are the ids of the unfinished items of claims of the catalogue.
func (q *queries) ItemsOfClaims(ctx context.Context, claims []string) ([]string, error) {
	among, list := q.dialect.among(claims)
	return q.texts(ctx, "looking for the items of claims", "SELECT id FROM items WHERE claim "+among+" AND kind = 'claim' AND state IN ('open', 'held') ORDER BY id", list)
}

// ItemsSaying are all items that repeat claims, but for those that were merged into others.
func (q *queries) ItemsSaying(ctx context.Context, claims []string) ([]*triage.Item, error) {
	among, list := q.dialect.among(claims)
	return q.items(ctx, "WHERE claim "+among+" AND state <> 'merged'", list)
}

// texts are what a query finds that asks for one text.
func (q *queries) texts(ctx context.Context, what, query string, args ...any) ([]string, error) {
	var all []string
	err := q.each(ctx, what, query, args, func(scan func(...any) error) error {
		var one string
		err := scan(&one)
		all = append(all, one)
		return err
	})
	return all, err
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i, one := range list {
		all[i] = one
	}
	return all
}

// SaveSignature lets later posts find an item by the text of one of its posts.
func (t *Tx) SaveSignature(ctx context.Context, ref post.Ref, k triage.Known) error {
	err := t.exec(ctx, "storing a signature", "INSERT INTO signatures (id, item_id, origin, kind, signature) VALUES (?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET item_id = excluded.item_id, origin = excluded.origin",
		ref.String(), k.Item, k.Origin, string(k.Kind), k.Signature.Bytes())
	if err != nil {
		return err
	}
	var args []any
	bands := k.Signature.Bands(k.Kind)
	for _, band := range bands {
		args = append(args, band, ref.String())
	}
	return t.exec(ctx, "storing a signature's bands",
		"INSERT INTO bands (band, signature) VALUES "+strings.TrimSuffix(strings.Repeat("(?, ?),", len(bands)), ",")+" ON CONFLICT DO NOTHING", args...)
}

// SaveItem stores an item that is new or has changed, and leaves word for its queue. Its version grows by one; ErrChanged if
// somebody else has saved it since it was read.
func (t *Tx) SaveItem(ctx context.Context, it *triage.Item) error {
	return t.SaveItems(ctx, []*triage.Item{it})
}

// upsertItem is what SaveItems does with an item that is there.
func upsertItem() string {
	var sets []string
	for column := range strings.SplitSeq(strings.TrimPrefix(itemColumns, "id, "), ", ") {
		sets = append(sets, column+" = excluded."+column)
	}
	sets = append(sets, "look_at = 0")
	return " ON CONFLICT (id) DO UPDATE SET " + strings.Join(sets, ", ") + " WHERE items.version = excluded.version - 1"
}

// SaveItems is SaveItem for several items, each once, in few statements.
func (t *Tx) SaveItems(ctx context.Context, items []*triage.Item) error {
	if len(items) == 0 {
		return nil
	}
	if err := t.SaveHandedOut(ctx, items); err != nil {
		return err
	}
	t.tells = true
	const width = 4
	word := make([]any, 0, len(items)*width)
	for _, it := range items {
		word = append(word, it.ID, it.Version, micros(t.now()), it.Ended)
	}
	_, err := t.insertRows(ctx, "leaving word for the queue", "outbox (item_id, version, at, ended)", width, word,
		" ON CONFLICT (item_id) DO UPDATE SET version = excluded.version, ended = CASE WHEN excluded.ended = '' THEN outbox.ended ELSE excluded.ended END")
	return err
}

// never is before all times at which items are looked at.
var never = time.UnixMicro(-1)

// LookedAt notes when items are to be looked at next, unless they are saved before: at the zero time never.
func (t *Tx) LookedAt(ctx context.Context, next map[string]time.Time) error {
	const width = 2
	values := make([]any, 0, width*len(next))
	for id, at := range next {
		if at.IsZero() {
			at = never
		}
		values = append(values, id, micros(at))
	}
	const what, look = "noting when items are looked at next", "UPDATE items SET look_at = looked.at FROM "
	if t.dialect == postgres && len(values) > 0 {
		all := columnsOf(values, width)
		return t.exec(ctx, what, look+"("+all.from()+") AS looked (id, at) WHERE items.id = looked.id", all...)
	}
	return inRows(values, width, func(rows int, some []any) error {
		return t.exec(ctx, what, look+"(SELECT column1 AS id, column2 AS at FROM (VALUES "+rowsOf(rows, width)+")) AS looked WHERE items.id = looked.id", some...)
	})
}

// SaveHandedOut is SaveItems for items whose queue knows already what is new about them, as it handed them out itself: it is not told.
func (t *Tx) SaveHandedOut(ctx context.Context, items []*triage.Item) error {
	if len(items) == 0 {
		return nil
	}
	const width = 27
	rows := make([]any, 0, len(items)*width)
	for _, it := range items {
		it.Version++
		rows = appendItem(rows, it)
	}
	saved, err := t.insertRows(ctx, "storing "+named(items), "items ("+itemColumns+")", width, rows, upsertItem())
	if err == nil && saved != int64(len(items)) {
		err = fmt.Errorf("storing %s: %w since it was read", named(items), ErrChanged)
	}
	return err
}

func appendItem(args []any, it *triage.Item) []any {
	return append(args, it.ID, string(it.Kind), string(it.State), it.Queue, int64(it.Severity), it.Language, list(it.Topics), list(it.Territories), it.Claim,
		it.Lead.Platform, it.Lead.ID, it.Posts, it.Reach, it.Heat, micros(it.LastPost), micros(it.OpenedAt), micros(it.Deadline), int64(it.Priority.Total),
		encode(it.Priority), it.Holder, it.Token, micros(it.HeldUntil), it.MergedInto, it.Reason, it.Version, micros(it.ReachBy), flag(it.IsHarsh))
}

// named is what errors call some items.
func named(items []*triage.Item) string {
	if len(items) == 1 {
		return "item " + items[0].ID
	}
	return fmt.Sprintf("item %s and %d more", items[0].ID, len(items)-1)
}

func (q *queries) items(ctx context.Context, where string, args ...any) ([]*triage.Item, error) {
	var found []*triage.Item
	err := q.each(ctx, "reading items", "SELECT "+itemColumns+" FROM items "+where, args, func(scan func(...any) error) error {
		it, err := scanItem(scan)
		found = append(found, it)
		return err
	})
	return found, err
}

func scanItem(scan func(...any) error) (*triage.Item, error) {
	var it triage.Item
	var topics, territories, parts string
	var lastPost, opened, deadline, heldUntil, reachBy, isHarsh int64
	var priority int
	err := scan(&it.ID, &it.Kind, &it.State, &it.Queue, &it.Severity, &it.Language, &topics, &territories, &it.Claim, &it.Lead.Platform, &it.Lead.ID,
		&it.Posts, &it.Reach, &it.Heat, &lastPost, &opened, &deadline, &priority, &parts, &it.Holder, &it.Token, &heldUntil, &it.MergedInto, &it.Reason, &it.Version, &reachBy, &isHarsh)
	if err != nil {
		return nil, err
	}
	it.LastPost, it.OpenedAt, it.Deadline, it.HeldUntil = fromMicros(lastPost), fromMicros(opened), fromMicros(deadline), fromMicros(heldUntil)
	it.ReachBy, it.IsHarsh = fromMicros(reachBy), isHarsh != 0
	for _, field := range []struct {
		stored string
		into   any
	}{{topics, &it.Topics}, {territories, &it.Territories}, {parts, &it.Priority}} {
		if err := json.Unmarshal([]byte(field.stored), field.into); err != nil {
			return nil, fmt.Errorf("item %s: %w", it.ID, err)
		}
	}
	return &it, nil
}

// Note is what a person wrote at an item.
type Note struct {
	At     time.Time `json:"at"`
	Author string    `json:"author"`
	Text   string    `json:"text"`
}

// AddNote adds a note to an item.
func (t *Tx) AddNote(ctx context.Context, item, author, text string) error {
	return t.exec(ctx, "storing a note", "INSERT INTO notes (item_id, at, author, text) VALUES (?, ?, ?, ?)", item, micros(t.now()), author, text)
}

// Notes are an item's notes, the oldest first.
func (q *queries) Notes(ctx context.Context, item string) ([]Note, error) {
	notes := []Note{}
	err := q.each(ctx, "reading notes", "SELECT at, author, text FROM notes WHERE item_id = ? ORDER BY at", []any{item}, func(scan func(...any) error) error {
		var n Note
		var at int64
		err := scan(&at, &n.Author, &n.Text)
		n.At = fromMicros(at)
		notes = append(notes, n)
		return err
	})
	return notes, err
}
