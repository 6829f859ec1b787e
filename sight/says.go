package sight

import (
	"fmt"
	"strings"
	"time"
)

var says = map[Reason]string{
	Down: "the platform does not answer", RateLimit: "the platform asks for patience", Budget: "what may be read is used up", Cut: "the stream broke",
	TooOld: "the platform does not give what is that old", Refused: "access is refused", Gone: "the source is gone for good",
	House: "our own database did not take it", Paused: "somebody paused it", NotRunning: "no process read it", Behind: "reading is behind",
}

// Says is the reason in English.
func (r Reason) Says() string { return says[r] }

// String says the spell in one English sentence, in UTC and without its detail.
func (s Spell) String() string {
	const day, minute = "2 Jan 15:04", "15:04"
	until := "now"
	if !s.Lasts() {
		until = s.To.UTC().Format(day)
		if sameDay(s.From, s.To) {
			until = s.To.UTC().Format(minute)
		}
	}
	return fmt.Sprintf("%s could not see from %s until %s (%s): %s", s.Source, s.From.UTC().Format(day), until, s.Reason.Says(), s.outcome())
}

func sameDay(a, b time.Time) bool {
	return a.UTC().Truncate(24 * time.Hour).Equal(b.UTC().Truncate(24 * time.Hour))
}

func (s Spell) outcome() string {
	switch {
	case s.IsLost:
		return "what was posted then cannot be had any more"
	case s.Lasts() && s.CaughtUp > 0:
		return "numbers are too low, though " + posts(s.CaughtUp) + " came later"
	case s.Lasts():
		return "numbers are too low"
	}
	return posts(s.CaughtUp) + " of that time came later"
}

func posts(n int64) string {
	if n == 1 {
		return "1 post"
	}
	return fmt.Sprintf("%d posts", n)
}

// Note says in a sentence for each what numbers over a time do not show, the first most of them; "" if they show all.
func Note(spells []Spell, most int) string {
	var lines []string
	for i, s := range spells {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more times at which a source could not see", len(spells)-most))
			break
		}
		lines = append(lines, s.String())
	}
	return strings.Join(lines, "; ")
}
