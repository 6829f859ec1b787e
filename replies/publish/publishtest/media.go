package publishtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/png"
	"testing"

	"hearsay/replies"
	"hearsay/replies/publish"
)

// Hash is a file's, as Post.File has it.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

const alt = "A made-up chemist fills a “glass” & drinks"

// file is a file that goes with a part.
func file(t *testing.T, data []byte) *publish.File {
	t.Helper()
	m, err := replies.NewMedium(Hash(data), int64(len(data)), data, alt)
	if err != nil {
		t.Fatal(err)
	}
	return &publish.File{Medium: *m, Data: bytes.NewReader(data)}
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// video looks like one by its beginning, which is all that is looked at here, and is long enough to be sent in several pieces.
func video() []byte {
	begin := []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	data := bytes.Repeat([]byte("made up "), 4_600_000/8)
	copy(data, begin)
	return data
}

func pictureGoesAlong(t *testing.T, p Platform) { fileGoesAlong(t, p, picture(t)) }
func videoGoesAlong(t *testing.T, p Platform)   { fileGoesAlong(t, p, video()) }

func fileGoesAlong(t *testing.T, p Platform, data []byte) {
	o := outgoing("d-0", first, find(t, p, p.Target))
	o.File = file(t, data)
	one := send(t, p, o)
	send(t, p, outgoing("d-1", second, one))
	says := alt
	if p.NoAlt {
		says = ""
	}
	wantPosts(t, p, Post{first, p.Says, Hash(data), says}, Post{Text: second, Answers: first})
}

func fileRefused(t *testing.T, p Platform) {
	p.Line.next(refusal)
	o := outgoing("d-0", first, publish.Place{})
	o.File = file(t, picture(t))
	if _, err := p.Account.Publisher.Send(t.Context(), o); !errors.Is(err, publish.ErrRefused) {
		t.Errorf("got %v", err)
	}
	wantPosts(t, p)
	if _, err := p.Account.Publisher.Send(t.Context(), o); err != nil { // the same file again, from its beginning
		t.Error(err)
	}
	if got := p.Posts(); len(got) != 1 || got[0].File != o.File.SHA256 {
		t.Errorf("got %v", got)
	}
}
