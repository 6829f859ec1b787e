package pages

import (
	"strings"

	"hearsay/replies"
)

// quoted cuts a field's text where a verifier's remarks quote it, so that they can be marked.
func quoted(text, field string, remarks []replies.Remark) []piece {
	pieces := []piece{{Text: text}}
	for _, remark := range remarks {
		if remark.Field != field || remark.Quote == "" {
			continue
		}
		for i, one := range pieces {
			before, after, found := strings.Cut(one.Text, remark.Quote)
			if one.Marks != "" || !found {
				continue
			}
			cut := []piece{{Text: before}, {remark.Quote, remark.Text}, {Text: after}}
			pieces = append(pieces[:i:i], append(cut, pieces[i+1:]...)...)
			break
		}
	}
	return pieces
}
