package territory

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr"
)

// Condition is the function within of conditions: within(territories, "IT/Torino") tells whether one of them lies there, and
// within(territory, "IT/Torino") whether the only one does.
func Condition() expr.Option {
	return expr.Function("within", func(params ...any) (any, error) {
		area, _ := params[1].(string)
		switch places := params[0].(type) {
		case string:
			return Within(places, area), nil
		case []string:
			return slices.ContainsFunc(places, func(place string) bool { return Within(place, area) }), nil
		}
		return nil, fmt.Errorf("within takes territories, not %T", params[0])
	}, new(func([]string, string) bool), new(func(string, string) bool))
}
