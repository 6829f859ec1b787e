package work

import (
	"context"

	"hearsay/gaps"
	"hearsay/territory"
)

// mostGaps is how many gaps are shown.
const mostGaps = 200

// Gaps are what nobody has answered yet, those that most ask first, and how many there are in all. Those of an authority, a territory, a language and a
// topic only, where these are not "".
func (w *Work) Gaps(ctx context.Context, of gaps.Gap) (shown []gaps.Gap, all int, err error) {
	questions, err := w.Ledger.Unanswered(ctx)
	if err != nil {
		return nil, 0, err
	}
	shown = []gaps.Gap{}
	for _, g := range gaps.Of(questions) {
		if !fits(of.Authority, g.Authority) || !territory.Within(g.Territory, of.Territory) || !fits(of.Language, g.Language) || !fits(of.Topic, g.Topic) {
			continue
		}
		if all++; len(shown) < mostGaps {
			shown = append(shown, g)
		}
	}
	return shown, all, nil
}

func fits(wanted, got string) bool { return wanted == "" || wanted == got }
