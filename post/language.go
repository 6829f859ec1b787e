package post

import "strings"

// undetermined are the codes of ISO 639-2 that say that a text is in no language, or nobody knows in which.
var undetermined = map[string]bool{"und": true, "mul": true, "mis": true, "zxx": true}

// LanguageOf is the language of a tag as platforms write them: en of en-US, EN and en_GB (RFC 5646, 2.1). It is "" for what is no tag, and
// for those that say nothing.
func LanguageOf(tag string) string {
	end := strings.IndexAny(tag, "-_")
	if end < 0 {
		end = len(tag)
	}
	if end < 2 || end > 3 {
		return ""
	}
	code := strings.ToLower(tag[:end])
	if strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" || undetermined[code] {
		return ""
	}
	return code
}
