package teams

import "strings"

// plain keeps a post from forging links and emphasis: text blocks know some of Markdown.
func plain(s string) string {
	return strings.NewReplacer("\\", "\\\\", "[", "\\[", "]", "\\]", "*", "\\*", "_", "\\_", "<", "&lt;").Replace(s)
}
