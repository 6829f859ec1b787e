package xsim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Medium is a file of the account's.
type Medium struct {
	Data []byte
	Alt  string

	total int
	looks int // how often somebody asked whether it is ready
}

// serveMedia takes files in pieces and looks through them for a while: https://docs.x.com/x-api/media/quickstart/media-upload-chunked
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request) {
	id, step, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/2/media/upload/"), "/")
	m := s.media[id]
	switch {
	case r.URL.Path == "/2/media/upload/initialize" && r.Method == http.MethodPost:
		s.beginMedium(w, r)
	case r.URL.Path == "/2/media/metadata" && r.Method == http.MethodPost:
		s.describe(w, r)
	case r.URL.Path == "/2/media/upload" && r.FormValue("command") == "STATUS" && s.media[r.FormValue("media_id")] != nil:
		s.media[r.FormValue("media_id")].looks++
		answer(w, http.StatusOK, map[string]any{"data": map[string]any{"id": r.FormValue("media_id"), "processing_info": map[string]any{"state": "succeeded", "progress_percent": 100}}})
	case m != nil && step == "append" && r.Method == http.MethodPost:
		m.take(w, r)
	case m != nil && step == "finalize" && r.Method == http.MethodPost && len(m.Data) == m.total:
		m.looks = 1
		answer(w, http.StatusOK, map[string]any{"data": map[string]any{"id": id, "processing_info": map[string]any{"state": "pending", "check_after_secs": 1}}})
	default:
		problem(w, http.StatusBadRequest, "Invalid Request")
	}
}

func (s *Server) beginMedium(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Total    int    `json:"total_bytes"`
		Type     string `json:"media_type"`
		Category string `json:"media_category"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Total == 0 || in.Category != "tweet_"+strings.Split(in.Type, "/")[0] {
		problem(w, http.StatusBadRequest, "Invalid Request")
		return
	}
	if s.media == nil {
		s.media = map[string]*Medium{}
	}
	id := fmt.Sprint(5_000_000 + len(s.media))
	s.media[id] = &Medium{total: in.Total}
	answer(w, http.StatusOK, map[string]any{"data": map[string]any{"id": id, "media_key": "3_" + id, "expires_after_secs": 86400}})
}

func (m *Medium) take(w http.ResponseWriter, r *http.Request) {
	const most = 5 << 20
	piece, _, err := r.FormFile("media")
	if err != nil {
		problem(w, http.StatusBadRequest, "Invalid Request")
		return
	}
	data, err := io.ReadAll(piece)
	if err != nil || len(data) > most || r.FormValue("segment_index") == "" {
		problem(w, http.StatusBadRequest, "Invalid Request")
		return
	}
	m.Data = append(m.Data, data...)
	answer(w, http.StatusOK, map[string]any{"data": map[string]any{"expires_at": 86400}})
}

func (s *Server) describe(w http.ResponseWriter, r *http.Request) {
	var in struct {
		ID       string `json:"id"`
		Metadata struct {
			Alt struct {
				Text string `json:"text"`
			} `json:"alt_text"`
		} `json:"metadata"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || s.media[in.ID] == nil {
		problem(w, http.StatusBadRequest, "Invalid Request")
		return
	}
	s.media[in.ID].Alt = in.Metadata.Alt.Text
	answer(w, http.StatusOK, map[string]any{"data": map[string]any{"id": in.ID}})
}
