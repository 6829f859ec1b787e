package desk

import (
	"net/http"
	"strings"
	"time"

	"hearsay/desk/access"
	"hearsay/replies"
)

// maxUpload bounds what brings a file, in bytes: the file, and the form around it.
const maxUpload = replies.MaxMedium + maxBody

// uploadTime is how long a file may take to arrive.
const uploadTime = 10 * time.Minute

// bringsFile tells whether a request brings a file to a reply.
func bringsFile(r *http.Request) bool {
	path := strings.TrimPrefix(r.URL.Path, "/api/v1")
	return r.Method == http.MethodPost && strings.HasPrefix(path, "/replies/") && (strings.HasSuffix(path, "/medium") || strings.HasSuffix(path, "/attach"))
}

// medium serves the file of a reply: to people of the desk, and to everybody once a reply that names it is public. Files never
// change, as they are known by their hash.
func (d *Desk) medium(w http.ResponseWriter, r *http.Request) {
	ctx, hash := r.Context(), r.PathValue("sha256")
	if _, isMember := access.ActorOf(ctx); !isMember {
		isPublic, err := d.Ledger.IsPublicMedium(ctx, hash)
		if err != nil {
			d.fail(w, r, err)
			return
		}
		if !isPublic {
			writeText(w, http.StatusNotFound, "there is no such file")
			return
		}
	}
	m, err := d.Ledger.Medium(ctx, hash)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", m.Type)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("ETag", `"`+hash+`"`)
	http.ServeContent(w, r, "", m.At, m)
}
