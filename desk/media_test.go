package desk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"hearsay/client"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/replies/scan"
)

// video looks like one by its beginning, and is longer than a piece of a file in the ledger.
func video() []byte {
	data := bytes.Repeat([]byte("0123456789abcdef"), 2_500_000/16)
	copy(data, "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	return data
}

// TestAFileGoesWithAReply attaches a video, which others see once the reply is public.
func TestAFileGoesWithAReply(t *testing.T) {
	o := newOffice(t)
	responder := &client.Client{Server: o.URL, Token: o.token("responder")}
	verifier := &client.Client{Server: o.URL, Token: o.token("verifier")}
	draft, err := responder.Draft(t.Context(), o.item, replies.Text{Language: "en", Fact: "Never drink bleach."})
	if err != nil {
		t.Fatal(err)
	}
	var small bytes.Buffer
	if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]struct {
		data []byte
		alt  string
		says string
	}{
		"markup":            {[]byte("<html><script>alert(1)</script>"), "x", "it is text/html"},
		"a drawing of code": {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), "x", "it is text/xml"},
		"nothing":           {nil, "x", "request body is required"},
		"a large picture":   {append(bytes.Clone(small.Bytes()), make([]byte, 1_000_000)...), "x", "a picture has 1000000 bytes at most"},
		"no words":          {small.Bytes(), " ", "say what it shows"},
	} {
		if _, err := responder.Attach(t.Context(), draft.ID, bad.data, bad.alt); client.StatusOf(err)/100 != 4 || !strings.Contains(err.Error(), bad.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := responder.Attach(t.Context(), draft.ID, small.Bytes(), "first a picture"); err != nil {
		t.Fatal(err)
	}
	data := video()
	with, err := responder.Attach(t.Context(), draft.ID, data, "A chemist & a glass")
	if err != nil || with.Medium.Type != "video/mp4" || with.Medium.Alt != "A chemist & a glass" {
		t.Fatalf("got %+v, %v", with, err)
	}
	address := "/media/" + with.Medium.SHA256
	get := func(who *http.Client, part string) (int, []byte, http.Header) {
		t.Helper()
		request, err := http.NewRequest(http.MethodGet, o.URL+address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if part != "" {
			request.Header.Set("Range", part)
		}
		response, err := who.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, []byte(o.read(response)), response.Header
	}
	if status, _, _ := get(http.DefaultClient, ""); status != http.StatusNotFound {
		t.Errorf("a stranger gets %d for the file of a draft", status)
	}
	if status, got, header := get(o.browser("viewer"), ""); status != http.StatusOK || !bytes.Equal(got, data) || header.Get("Content-Type") != "video/mp4" || !strings.HasPrefix(header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a viewer gets %d, %d bytes, %v", status, len(got), header)
	}
	if status, got, _ := get(o.browser("viewer"), "bytes=1048570-1048585"); status != http.StatusPartialContent || !bytes.Equal(got, data[1048570:1048586]) {
		t.Errorf("a part: %d %q", status, got)
	}
	o.becomePublic(draft.ID)
	if _, err := responder.Detach(t.Context(), draft.ID); client.StatusOf(err) != http.StatusConflict {
		t.Errorf("the file of a reply that stands was taken away: %v", err)
	}
	if status, got, _ := get(http.DefaultClient, ""); status != http.StatusOK || len(got) != len(data) {
		t.Errorf("a stranger gets %d of a public reply", status)
	}
	corrects, err := verifier.Reply(t.Context(), draft.ID)
	if err != nil || corrects.Checklist[len(corrects.Checklist)-1] != "medium" {
		t.Errorf("a verifier confirms %v, %v", corrects.Checklist, err)
	}
}

// becomePublic lets a draft be public, without its sources being opened.
func (o *office) becomePublic(id string) {
	o.t.Helper()
	r, err := o.ledger.Reply(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	r.State, r.Verifier = replies.Published, "verifier"
	o.saveReply(r)
}

// TestTheFormOfAFileLosesNoText attaches by the page's form, with text in the fields that nobody has saved.
func TestTheFormOfAFileLosesNoText(t *testing.T) {
	o := newOffice(t)
	token := o.token("responder")
	var draft struct{ ID string }
	if err := json.Unmarshal([]byte(o.want(token, http.MethodPost, "/items/item0/replies", `{"fact":"Saved."}`, http.StatusOK)), &draft); err != nil {
		t.Fatal(err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf("--b\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"fact\"\r\n\r\nTyped.\r\n--b\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\nA dot\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x.png\"\r\n\r\n%s\r\n--b--\r\n", picture.String())
	who := o.browser("responder")
	response, err := who.Post(o.URL+"/replies/"+draft.ID+"/attach", "multipart/form-data; boundary=b", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if page := o.read(response); !strings.Contains(page, "The file is attached.") || !strings.Contains(page, "Typed.") || !strings.Contains(page, `alt="A dot"`) || strings.Contains(page, "Somebody else has saved") {
		t.Errorf("%s: %s", response.Status, page)
	}
}

func (o *office) saveReply(r *replies.Reply) {
	o.t.Helper()
	err := o.ledger.Write(o.t.Context(), func(tx *ledger.Tx) error { return tx.SaveReply(o.t.Context(), r) })
	if err != nil {
		o.t.Fatal(err)
	}
}

// TestAHarmfulFileIsNotTaken asks a real scanner, and wants nothing to be taken when that is gone.
func TestAHarmfulFileIsNotTaken(t *testing.T) {
	var harmful, harmless bytes.Buffer
	for size, file := range map[int]*bytes.Buffer{3: &harmful, 4: &harmless} {
		if err := png.Encode(file, image.NewGray(image.Rect(0, 0, size, size))); err != nil {
			t.Fatal(err)
		}
	}
	address, stop := servertest.Clamd(t, harmful.Bytes())
	scanner, err := scan.ParseClamd(address)
	if err != nil {
		t.Fatal(err)
	}
	o := openOffice(t, fittings{scanner: scanner})
	responder := &client.Client{Server: o.URL, Token: o.token("responder")}
	draft, err := responder.Draft(t.Context(), o.item, replies.Text{Language: "en", Fact: "Never drink bleach."})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := responder.Attach(t.Context(), draft.ID, harmful.Bytes(), "A grey square"); client.StatusOf(err) != http.StatusUnprocessableEntity || !strings.Contains(err.Error(), "Made.Up") {
		t.Errorf("a harmful file: %v", err)
	}
	with, err := responder.Attach(t.Context(), draft.ID, harmless.Bytes(), "A grey square")
	if err != nil || with.Medium == nil || with.Medium.Size != int64(harmless.Len()) {
		t.Errorf("a harmless file: %+v, %v", with, err)
	}
	large := append(video(), make([]byte, 2_000_000)...)
	if _, err := responder.Attach(t.Context(), draft.ID, large, "A video"); client.StatusOf(err) != http.StatusServiceUnavailable || !strings.Contains(err.Error(), "size limit") {
		t.Errorf("more than the scanner takes: %v", err)
	}
	if _, isTold := o.document().Paths["/api/v1/replies/{id}/medium"]["post"].Responses["503"]; !isTold {
		t.Error("the document does not say what comes of it")
	}
	stop()
	if _, err := responder.Attach(t.Context(), draft.ID, harmless.Bytes(), "A grey square"); client.StatusOf(err) != http.StatusServiceUnavailable {
		t.Errorf("without the scanner: %v", err)
	}
}
