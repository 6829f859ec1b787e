package alerts

import (
	"time"

	"hearsay/classifier/rules"
)

// What conditions may ask about, by what they are of. Durations are seconds; second, minute, hour and day are numbers of them.
// docs/alerts.md lists them.

// scale are names for numbers, for every condition.
type scale struct {
	Second   int `expr:"second" json:"-"`
	Minute   int `expr:"minute" json:"-"`
	Hour     int `expr:"hour" json:"-"`
	Day      int `expr:"day" json:"-"`
	Low      int `expr:"low" json:"-"`
	Medium   int `expr:"medium" json:"-"`
	High     int `expr:"high" json:"-"`
	Critical int `expr:"critical" json:"-"`
}

func newScale() scale {
	return scale{1, 60, 3600, 86400, int(rules.Low), int(rules.Medium), int(rules.High), int(rules.Critical)}
}

// about is what is known of an item, or of all items that repeat one claim.
type about struct {
	Kind        string   `expr:"kind" json:"kind"`
	State       string   `expr:"state" json:"state"`
	Queue       string   `expr:"queue" json:"queue"`
	Severity    int      `expr:"severity" json:"severity"`
	Languages   []string `expr:"languages" json:"languages"`
	Topics      []string `expr:"topics" json:"topics"`
	Territories []string `expr:"territories" json:"territories"`
	Posts       int64    `expr:"posts" json:"posts"`
	Reach       int64    `expr:"reach" json:"reach"`
	Age         int64    `expr:"age" json:"age"` // since the first post came
}

type itemFacts struct {
	scale
	about
	Waits      bool  `expr:"waits" json:"waits"`             // nobody holds it
	DeadlineIn int64 `expr:"deadline_in" json:"deadline_in"` // negative once it has passed
}

type claimFacts struct {
	scale
	about
	LastHour int64   `expr:"last_hour" json:"last_hour"` // posts
	Expected float64 `expr:"expected" json:"expected"`   // in an hour at this time of the week, by its own history
	AtMost   float64 `expr:"at_most" json:"at_most"`     // what chance alone hardly exceeds
	History  int     `expr:"history" json:"history"`     // hours that this rests on
	Answered bool    `expr:"answered" json:"answered"`
}

type crossingFacts struct {
	scale
	about
	Part  string `expr:"part" json:"part"`   // space, language or territory
	Name  string `expr:"name" json:"name"`   // of the new one
	There int64  `expr:"there" json:"there"` // posts in it
	Since int64  `expr:"since" json:"since"` // since the first of these
	Later int64  `expr:"later" json:"later"` // how much later than the first of all
}

type queueFacts struct {
	scale
	Queue    string  `expr:"queue" json:"queue"`
	Waiting  int64   `expr:"waiting" json:"waiting"`
	Held     int64   `expr:"held" json:"held"`
	Overdue  int64   `expr:"overdue" json:"overdue"`
	HourAgo  float64 `expr:"hour_ago" json:"hour_ago"` // that waited then
	DayAgo   float64 `expr:"day_ago" json:"day_ago"`
	Expected float64 `expr:"expected" json:"expected"` // at this time of the week
	AtMost   float64 `expr:"at_most" json:"at_most"`
	History  int     `expr:"history" json:"history"` // hours that this rests on
}

type sourceFacts struct {
	scale
	Source  string `expr:"source" json:"source"`
	Silent  bool   `expr:"silent" json:"silent"`   // it brings nothing at hours at which it used to
	Since   int64  `expr:"since" json:"since"`     // since its last post came
	Blind   int64  `expr:"blind" json:"blind"`     // since when it cannot see what is posted; 0 while it sees
	Why     string `expr:"why" json:"why"`         // why it cannot
	Stopped bool   `expr:"stopped" json:"stopped"` // it is not read any more, as its platform refuses
}

type replyFacts struct {
	scale
	Kind     string   `expr:"kind" json:"kind"`
	Language string   `expr:"language" json:"language"`
	Rating   string   `expr:"rating" json:"rating"`
	Hours    int      `expr:"hours" json:"hours"`   // that are compared, before and after it stood; 0 while it is too early
	Before   float64  `expr:"before" json:"before"` // posts an hour
	After    float64  `expr:"after" json:"after"`
	Doubts   []string `expr:"doubts" json:"doubts"` // source_gone, source_changed, expired
}

type gapFacts struct {
	scale
	Authority string  `expr:"authority" json:"authority"` // that is asked; "" for none, as of the next three
	Territory string  `expr:"territory" json:"territory"`
	Language  string  `expr:"language" json:"language"`
	Topic     string  `expr:"topic" json:"topic"`
	Questions int64   `expr:"questions" json:"questions"` // that nobody has answered
	Posts     int64   `expr:"posts" json:"posts"`         // that ask them
	Age       int64   `expr:"age" json:"age"`             // since the first of them waits
	HourAgo   float64 `expr:"hour_ago" json:"hour_ago"`   // posts that asked then
	DayAgo    float64 `expr:"day_ago" json:"day_ago"`
}

type askFacts struct {
	scale
	Kind     string `expr:"kind" json:"kind"`         // question or claim
	Whom     string `expr:"whom" json:"whom"`         // who was asked
	State    string `expr:"state" json:"state"`       // waiting or asked
	Since    int64  `expr:"since" json:"since"`       // since somebody asked
	Late     int64  `expr:"late" json:"late"`         // since an answer was due; negative before
	Reminded int    `expr:"reminded" json:"reminded"` // times
	More     bool   `expr:"more" json:"more"`         // another reminder follows
	Problem  string `expr:"problem" json:"problem"`   // why it could not be sent
}

// subject is something that conditions are tried on.
type subject struct {
	of     string // item, claim, crossing, queue, source, reply, gap or ask
	id     string
	labels Labels
	facts  any // of the kind of of
}

// key is the subject in an alert.
func (s subject) key() string { return s.of + "/" + s.id }

// prototypes are the facts of each kind of subject.
func prototypes() map[string]any {
	return map[string]any{
		"item": itemFacts{}, "claim": claimFacts{}, "crossing": crossingFacts{}, "queue": queueFacts{}, "source": sourceFacts{}, "reply": replyFacts{},
		"gap": gapFacts{}, "ask": askFacts{},
	}
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
