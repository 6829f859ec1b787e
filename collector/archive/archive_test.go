package archive_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay/collector"
	"hearsay/collector/archive"
	"hearsay/collector/collectortest"
)

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func lines(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"id":"%d","text":"made up"}`+"\n", i)
	}
	return b.Bytes()
}

func packed(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCollectResumesWhereItStopped(t *testing.T) {
	for name, data := range map[string][]byte{"plain": lines(1700), "gzip": packed(t, lines(1700))} {
		t.Run(name, func(t *testing.T) {
			settings := &archive.Settings{Path: write(t, "posts", data)}
			source, err := settings.Open(collectortest.Env(t))
			if err != nil {
				t.Fatal(err)
			}
			var kept collectortest.Kept
			errStop := errors.New("stop")
			for err = errStop; errors.Is(err, errStop); {
				delivered := 0
				err = source.Collect(t.Context(), kept.Cursor, func(ctx context.Context, b collector.Batch) error {
					if delivered++; delivered > 1 {
						return errStop
					}
					return kept.Take(ctx, b)
				})
			}
			if err != nil || len(kept.Posts) != 1700 || kept.Batches != 4 {
				t.Errorf("got %d posts in %d batches, %v; want 1700 in 4", len(kept.Posts), kept.Batches, err)
			}
		})
	}
}

func TestCollectReadsLinesAddedLater(t *testing.T) {
	path := write(t, "posts", lines(3))
	source, err := (&archive.Settings{Path: path, Space: "tips"}).Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), "", kept.Take); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(lines(3), `{"id":"late","text":"made up"}`...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
		t.Fatal(err)
	}
	if len(kept.Posts) != 4 || kept.Posts[3].ID != "late" || kept.Posts[3].Space != "tips" {
		t.Errorf("got %+v", kept.Posts)
	}
}

func TestCollectSkipsBadLinesAndSaysWhich(t *testing.T) {
	var log bytes.Buffer
	env := collectortest.Env(t)
	env.Log = slog.New(slog.NewTextHandler(&log, nil))
	settings := &archive.Settings{Path: write(t, "posts", []byte("{\"id\":\"1\",\"text\":\"a\"}\n\nnonsense\n{\"id\":\"2\",\"text\":\"b\"}"))}
	source, err := settings.Open(env)
	if err != nil {
		t.Fatal(err)
	}
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), "", kept.Take); err != nil {
		t.Fatal(err)
	}
	if len(kept.Posts) != 2 || !strings.Contains(log.String(), "line=3") {
		t.Errorf("got %d posts and the log %q; want 2 posts and a word about line 3", len(kept.Posts), log.String())
	}
}

func TestCollectRefusesAFileThatShrank(t *testing.T) {
	path := write(t, "posts", lines(10))
	source, err := (&archive.Settings{Path: path}).Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), "", kept.Take); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, lines(2), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err == nil || !strings.Contains(err.Error(), "shorter") {
		t.Errorf("got %v; want to be told that the file is shorter", err)
	}
}

// TestALineThatIsNoPostStopsNothing has a line among others that is longer than any post.
func TestALineThatIsNoPostStopsNothing(t *testing.T) {
	data := bytes.Join([][]byte{lines(2), bytes.Repeat([]byte("x"), 9<<20), []byte(`{"id":"after","text":"made up"}`)}, []byte("\n"))
	source, err := (&archive.Settings{Path: write(t, "posts", data)}).Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	var kept collectortest.Kept
	for range 2 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	if ids := kept.IDs(); len(ids) != 3 || len(kept.Posts) != 3 || ids[2] != "after" || !strings.Contains(string(kept.Cursor), fmt.Sprintf(`"bytes":%d`, len(data))) {
		t.Errorf("got %v, cursor %s", ids, kept.Cursor)
	}
}
