package backtest

import "time"

// Comparison compares the packs as they are with what they would be.
type Comparison struct {
	Posts    int           `json:"posts" doc:"that were read"`
	From     time.Time     `json:"from,omitzero" doc:"when the first of them came"`
	To       time.Time     `json:"to,omitzero" doc:"when the last of them came"`
	Now      Figures       `json:"now" doc:"by the packs as they are"`
	Then     Figures       `json:"then" doc:"with the changed pack"`
	Opened   int           `json:"opened" doc:"items that would be there, too"`
	Vanished int           `json:"vanished" doc:"items that would not be there"`
	Moved    int           `json:"moved" doc:"items that would be in another queue, or of another kind"`
	Opens    []ItemChange  `json:"opens" doc:"the largest of those that would be there"`
	Vanishes []ItemChange  `json:"vanishes" doc:"the largest of those that would not"`
	Moves    []ItemChange  `json:"moves" doc:"the largest of those that would move"`
	Rules    []RuleFigures `json:"rules" doc:"what each rule of the changed pack would have done"`
}

// Figures are what one set of packs makes of the posts, and how that agrees with people.
type Figures struct {
	Posts     int      `json:"posts" doc:"that ask or claim something"`
	Items     int      `json:"items"`
	Confirmed int      `json:"confirmed" doc:"items that people answered, of which a post is found"`
	Dismissed int      `json:"dismissed" doc:"items that people dismissed, of which a post is found"`
	Missed    int      `json:"missed" doc:"items that people answered, of which none is found"`
	Precision *float64 `json:"precision" doc:"the confirmed of what is found and judged; null if nothing is"`
	Recall    *float64 `json:"recall" doc:"the found of what is confirmed; null if nothing is. What no pack ever found nobody could confirm"`
}

// ItemChange is an item that would be there, would not, or would be elsewhere, with its first post to judge it by.
type ItemChange struct {
	Posts    int      `json:"posts"`
	Kind     string   `json:"kind"`
	Queue    string   `json:"queue"`
	Was      string   `json:"was,omitempty" doc:"the queue in which it is now"`
	Text     string   `json:"text"`
	Language string   `json:"language"`
	Rules    []string `json:"rules" doc:"that make it"`
	Item     string   `json:"item,omitempty" doc:"to which a post of it came"`
}

// RuleFigures are what one rule would have done.
type RuleFigures struct {
	Rule      string `json:"rule"`
	Posts     int    `json:"posts" doc:"on which it fires"`
	New       int    `json:"new" doc:"of these, posts that no rule sees now"`
	Confirmed int    `json:"confirmed" doc:"items of these that people answered"`
	Dismissed int    `json:"dismissed" doc:"items of these that people dismissed"`

	items map[string]bool
}
