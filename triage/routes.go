package triage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/fault"
	"hearsay/post"
	"hearsay/settings"
	"hearsay/territory"
)

// Routes is a tree that sends items to queues, as Alertmanager's sends alerts: an item goes down into the first route
// whose condition holds, and stays at the deepest. Immutable, safe for several goroutines.
type Routes struct{ root Route }

// Route is one place in the tree.
type Route struct {
	Queue    string
	Deadline time.Duration // within which an item is to be answered
	Escalate string        // the queue that an item is moved to when nobody has answered it by then; "" for none
	Reach    time.Duration // within which an item comes first, however many are more urgent; 0 for three times its deadline
	When     string        // the condition as it is written, "" for the root, which takes everything
	when     *vm.Program
	routes   []Route
}

// RouteFile is a route as it is written. What it leaves out it takes from the route above.
type RouteFile struct {
	When     string            `yaml:"when"` // an expr condition over the facts of docs/configuration.md
	Queue    string            `yaml:"queue"`
	Deadline settings.Duration `yaml:"deadline"`
	Escalate string            `yaml:"escalate_to"` // is not taken from above
	Reach    settings.Duration `yaml:"reach_within"`
	Routes   []RouteFile       `yaml:"routes"`
}

// facts are what a condition may ask about.
type facts struct {
	Kind            string   `expr:"kind"`
	Language        string   `expr:"language"`
	Topics          []string `expr:"topics"`
	Territories     []string `expr:"territories"`
	Severity        int      `expr:"severity"`
	Low             int      `expr:"low"`
	Medium          int      `expr:"medium"`
	High            int      `expr:"high"`
	Critical        int      `expr:"critical"`
	Platform        string   `expr:"platform"`
	Space           string   `expr:"space"`
	Reach           int64    `expr:"reach"`
	Claim           string   `expr:"claim"`
	Question        float64  `expr:"question"`
	CheckWorthiness float64  `expr:"check_worthiness"`
	Reply           bool     `expr:"reply"`
}

// Defaults of the root.
const (
	DefaultQueue    = "general"
	DefaultDeadline = 24 * time.Hour
)

// DefaultRoutes sends everything to one queue with a day's deadline.
func DefaultRoutes() *Routes {
	return &Routes{Route{Queue: DefaultQueue, Deadline: DefaultDeadline}}
}

// CompileRoutes checks the tree that stands at path in file. The error joins all faults, each at its line.
func CompileRoutes(file *settings.File, path string, root RouteFile) (*Routes, error) {
	c := routeCompiler{file: file}
	if root.When != "" {
		c.add(path+".when", "move the condition to a route below", "the root route takes every item and has no condition")
	}
	compiled := c.compile(path, root, Route{Queue: DefaultQueue, Deadline: DefaultDeadline})
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	compiled.when = nil
	routes := &Routes{compiled}
	return routes, c.checkEscalation(path, routes)
}

// checkEscalation refuses queues that escalate to several, and chains: an item is escalated by time once.
func (c *routeCompiler) checkEscalation(path string, routes *Routes) error {
	to := map[string]string{}
	for _, route := range routes.All() {
		switch before, isThere := to[route.Queue]; {
		case isThere && before != route.Escalate:
			c.add(path, "give each queue one escalate_to", "items of the queue %s escalate to %q and to %q", route.Queue, before, route.Escalate)
		default:
			to[route.Queue] = route.Escalate
		}
	}
	for from, next := range to {
		if next != "" && to[next] != "" {
			c.add(path, "let it escalate to a queue that does not", "items of %s escalate to %s, which escalates itself", from, next)
		}
	}
	return c.faults.Err()
}

// ReachWithin is within how long an item comes first, however many are more urgent.
func (r Route) ReachWithin() time.Duration {
	if r.Reach == 0 {
		return lateBy * r.Deadline
	}
	return r.Reach
}

// ReachWithin is within how long every item of a queue comes first: the longest of its routes; 0 for a queue that no route leads to.
func (r *Routes) ReachWithin(queue string) time.Duration {
	var most time.Duration
	for _, route := range r.All() {
		if route.Queue == queue || route.Escalate == queue {
			most = max(most, route.ReachWithin())
		}
	}
	return most
}

// Escalates is the queue that an item of a queue is moved to when nobody has answered it by its deadline; "" for none.
func (r *Routes) Escalates(queue string) string {
	for _, route := range r.All() {
		if route.Queue == queue {
			return route.Escalate
		}
	}
	return ""
}

type routeCompiler struct {
	file   *settings.File
	faults fault.List
}

// validQueue keeps names usable in URLs, metrics and Redis keys.
var validQueue = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)

// ValidQueue tells whether name can be a queue's.
func ValidQueue(name string) bool { return len(name) <= 64 && validQueue.MatchString(name) }

func (c *routeCompiler) add(path, remedy, what string, args ...any) {
	c.faults.Add(c.file.Name, c.file.Line(path), remedy, what, args...)
}

func (c *routeCompiler) compile(path string, f RouteFile, above Route) Route {
	r := Route{Queue: above.Queue, Deadline: above.Deadline, Reach: above.Reach, Escalate: f.Escalate, When: f.When}
	if f.Reach != 0 {
		r.Reach = time.Duration(f.Reach)
	}
	if f.Queue != "" {
		r.Queue = f.Queue
	}
	if !ValidQueue(r.Queue) {
		c.add(path+".queue", "write small letters and digits, parted by dots, hyphens or underscores", "%q is not a queue's name", r.Queue)
	}
	if f.Escalate != "" && !ValidQueue(f.Escalate) {
		c.add(path+".escalate_to", "write the name of a queue", "%q is not a queue's name", f.Escalate)
	}
	switch {
	case f.Deadline < 0:
		c.add(path+".deadline", "write a duration such as 4h", "a deadline cannot be negative")
	case f.Deadline > 0:
		r.Deadline = time.Duration(f.Deadline)
	}
	if f.Reach != 0 && r.Reach < r.Deadline {
		c.add(path+".reach_within", "write a duration that is longer than the deadline, as in 3d", "items would come first before they are late")
	}
	if f.When != "" {
		program, err := expr.Compile(f.When, expr.Env(facts{}), territory.Condition(), expr.AsBool())
		if err != nil {
			c.add(path+".when", "see docs/configuration.md for the names a condition may use", "the condition cannot be used: %s", firstLine(err))
		}
		r.when = program
	}
	for i, below := range f.Routes {
		at := fmt.Sprintf("%s.routes[%d]", path, i)
		if below.When == "" {
			c.add(at, "write under when what it is for", "the route has no condition, so that nothing after it is reached")
		}
		r.routes = append(r.routes, c.compile(at, below, r))
	}
	return r
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// Placed is a route and how deep it stands in the tree, the root at 0.
type Placed struct {
	Route
	Depth int
}

// All are the routes in the order in which they are tried.
func (r *Routes) All() []Placed {
	var all []Placed
	var walk func(route Route, depth int)
	walk = func(route Route, depth int) {
		all = append(all, Placed{route, depth})
		for _, below := range route.routes {
			walk(below, depth+1)
		}
	}
	walk(r.root, 0)
	return all
}

// Find is the route of what a post opens.
func (r *Routes) Find(p post.Post, v classifier.Verdict) Route {
	f := facts{
		Kind: string(v.Kind), Language: v.Language, Topics: v.Topics, Territories: v.Territories, Severity: int(v.Severity),
		Low: int(rules.Low), Medium: int(rules.Medium), High: int(rules.High), Critical: int(rules.Critical),
		Platform: p.Platform, Space: p.Space, Reach: p.Reach, Question: v.Question, CheckWorthiness: v.CheckWorthiness, Reply: p.ReplyTo != "",
	}
	if v.Claim != nil {
		f.Claim = v.Claim.ID
	}
	at := &r.root
	for {
		next := at.next(f)
		if next == nil {
			return *at
		}
		at = next
	}
}

// next is the first route below whose condition holds. A condition that fails at run time does not hold.
func (r *Route) next(f facts) *Route {
	for i := range r.routes {
		if holds, err := expr.Run(r.routes[i].when, f); err == nil && holds == true {
			return &r.routes[i]
		}
	}
	return nil
}

// Queues are the names of all queues in the tree, each once.
func (r *Routes) Queues() []string {
	var names []string
	for _, route := range r.All() {
		for _, name := range []string{route.Queue, route.Escalate} {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
