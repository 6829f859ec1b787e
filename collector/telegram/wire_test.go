package telegram

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"hearsay/post"
)

// usable wants a post to be as safe as posts must be once it is tidy.
func usable(t *testing.T, p post.Post) {
	t.Helper()
	p.Tidy()
	if _, err := json.Marshal(p); err != nil || !utf8.ValidString(p.Text) {
		t.Errorf("%+v: %v", p, err)
	}
}

func FuzzUpdates(f *testing.F) {
	f.Add([]byte(`{"ok":true,"result":[{"update_id":1,"channel_post":{"message_id":2,"date":3,"text":"see a.example","chat":{"id":-4,"type":"channel"},"entities":[{"type":"url","offset":4,"length":9}]}}]}`))
	f.Add([]byte(`{"ok":true,"result":[{"edited_message":{"caption":"x","chat":{"username":"Town"},"from":{"id":1},"reply_to_message":{},"caption_entities":[{"type":"text_link","url":"https://a.example"}]}}]}`))
	f.Add([]byte(`{"result":[{"message":{"text":"x","entities":[{"type":"url","offset":9223372036854775807,"length":9223372036854775807}]}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var found updates
		if json.Unmarshal(body, &found) != nil {
			return
		}
		for _, raw := range found.Result {
			var one update
			if json.Unmarshal(raw, &one) != nil {
				continue
			}
			if p := one.post(); p != nil {
				usable(t, *p)
			}
		}
	})
}

func FuzzPreview(f *testing.F) {
	f.Add([]byte(`<div class="tgme_widget_message" data-post="town/7"><div class="tgme_widget_message_text">Hello<br><a href="https://a.example">there</a></div><span class="tgme_widget_message_views">1.2K</span><time datetime="2026-03-03T12:00:00+00:00"></time></div>`))
	f.Fuzz(func(t *testing.T, page []byte) {
		posts, highest, err := (&preview{channel: "town"}).read(page)
		if err != nil && len(posts) > 0 {
			t.Errorf("%d posts beside %v", len(posts), err)
		}
		for _, p := range posts {
			if p.Reach < 0 || highest < 0 {
				t.Errorf("%+v, up to %d", p, highest)
			}
			usable(t, p)
		}
	})
}
