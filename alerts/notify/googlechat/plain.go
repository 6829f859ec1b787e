package googlechat

import "strings"

// plain keeps a post from calling people and forging links: <users/all> calls everybody.
func plain(s string) string {
	return strings.NewReplacer("<", "‹", ">", "›", "*", "∗").Replace(s)
}
