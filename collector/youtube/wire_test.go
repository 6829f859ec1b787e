package youtube

import (
	"encoding/json"
	"testing"
)

func FuzzPage(f *testing.F) {
	f.Add([]byte(`{"nextPageToken":"n","items":[{"id":{"videoId":"v"},"snippet":{"title":"a","description":"b","publishedAt":"2026-03-03T12:00:00Z"}}]}`))
	f.Add([]byte(`{"items":[{"id":"t","snippet":{"topLevelComment":{"id":"c","snippet":{"textDisplay":"d","videoId":"v"}}},"replies":{"comments":[{"id":"r","snippet":{"parentId":"c"}}]}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var found page
		if json.Unmarshal(body, &found) != nil {
			return
		}
		for i := range found.Items.All {
			for _, p := range found.Items.All[i].posts() {
				p.Tidy()
				if _, err := json.Marshal(p); err != nil {
					t.Errorf("%+v: %v", p, err)
				}
			}
		}
	})
}
