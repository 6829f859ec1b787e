package reddit

import (
	"encoding/json"
	"testing"
)

func FuzzListing(f *testing.F) {
	f.Add([]byte(`{"data":{"after":"t3_b","children":[{"kind":"t3","data":{"name":"t3_a","title":"Is it so?","selftext":"[removed]","created_utc":1.6e9,"edited":false}}]}}`))
	f.Add([]byte(`{"data":{"children":[{"kind":"t1","data":{"name":"t1_a","body":"&lt;no&gt;","parent_id":"t3_a","edited":1.6e9,"url":"https://a.example"}}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var found listing
		if json.Unmarshal(body, &found) != nil {
			return
		}
		for i := range found.Data.Children.All {
			one := &found.Data.Children.All[i].Data
			p := one.post()
			if p.Tidy(); one.ref() != p.Ref() {
				t.Errorf("deleted as %s and posted as %s", one.ref(), p.Ref())
			}
			if _, err := json.Marshal(p); err != nil {
				t.Errorf("%+v: %v", p, err)
			}
		}
	})
}
