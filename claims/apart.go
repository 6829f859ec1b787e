package claims

import (
	"crypto/sha256"
	"encoding/hex"
)

// Apart tells claims apart that were given one id, as are several that one article reviews and that have no id but its address: each
// gets its text into its id, so that none takes the place of another. The same claim twice stays as it is.
func Apart(all []Claim) []Claim {
	texts := map[string]map[string]bool{}
	for _, c := range all {
		if texts[c.ID] == nil {
			texts[c.ID] = map[string]bool{}
		}
		texts[c.ID][c.Text] = true
	}
	for i := range all {
		if c := &all[i]; len(texts[c.ID]) > 1 {
			sum := sha256.Sum256([]byte(c.Text))
			c.ID += "#" + hex.EncodeToString(sum[:4])
		}
	}
	return all
}
