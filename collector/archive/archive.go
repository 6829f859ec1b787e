// Package archive collects posts from a file: NDJSON of native objects or of hearsay's own form, plain or gzip.
package archive

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"hearsay/collector"
	"hearsay/post/wire"
)

// Settings of an archive source.
type Settings struct {
	Path  string `yaml:"path" doc:"of the file, relative to where hearsay was started"`
	Space string `yaml:"space" doc:"of posts that do not name one"`
}

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if s.Path == "" {
		report("path", "an archive has no path", "name a file of NDJSON, plain or gzip")
		return
	}
	if info, err := os.Stat(s.Path); err != nil || info.IsDir() {
		report("path", fmt.Sprintf("%s is not a file that can be read", s.Path), "check the path; it is relative to the folder hearsay is started in")
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	return &source{settings: *s, env: env}, nil
}

// batchLines is how many lines are delivered at once: enough to make a transaction worth its while, few enough that
// memory stays flat.
const batchLines = 500

type source struct {
	settings Settings
	env      collector.Env
}

// cursor is how much of the unpacked file is durable.
type cursor struct {
	Bytes int64 `json:"bytes"`
	Lines int64 `json:"lines"`
}

// Collect reads the file from the cursor to its end. A line that is no post is logged with its number, and skipped.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	file, err := os.Open(s.settings.Path)
	if err != nil {
		return fmt.Errorf("opening the archive: %w", err)
	}
	defer file.Close()
	lines, total, err := unpack(file)
	if err != nil {
		return fmt.Errorf("%s: %w", s.settings.Path, err)
	}
	if _, err := io.CopyN(io.Discard, lines, at.Bytes); err != nil {
		return fmt.Errorf("%s is shorter than what was read of it before (%d bytes); give the source another name to read it anew: %w", s.settings.Path, at.Bytes, err)
	}
	for {
		batch, next, readErr := s.batch(lines, at)
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return fmt.Errorf("%s:%d: %w", s.settings.Path, next.Lines+1, readErr)
		}
		if next != at {
			if err := deliver(ctx, batch); err != nil {
				return err
			}
		}
		at = next
		s.progress(file, total)
		if readErr != nil {
			return nil
		}
	}
}

// unpack reads the file through gzip if its first bytes say so; total is the packed size, for progress.
func unpack(file *os.File) (*bufio.Reader, int64, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, 0, fmt.Errorf("reading the file's size: %w", err)
	}
	packed := bufio.NewReaderSize(file, 256<<10)
	if magic, err := packed.Peek(2); err != nil || magic[0] != 0x1F || magic[1] != 0x8B {
		return packed, info.Size(), nil // err: shorter than two bytes, so not gzip
	}
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		return nil, 0, fmt.Errorf("unpacking: %w", err)
	}
	return bufio.NewReaderSize(unpacked, 256<<10), info.Size(), nil
}

// batch reads up to batchLines lines. The cursor moves past bad lines too; the error ends the file or is a fault of it.
func (s *source) batch(lines *bufio.Reader, at cursor) (collector.Batch, cursor, error) {
	var batch collector.Batch
	var err error
	for n := 0; n < batchLines && err == nil; n++ {
		var line []byte
		var size int64
		line, size, err = readLine(lines)
		if size == 0 {
			break
		}
		at.Bytes += size
		at.Lines++
		if line = bytes.TrimSpace(line); len(line) > 0 {
			s.take(line, at.Lines, &batch)
		}
	}
	next, encodeErr := collector.EncodeCursor(at)
	batch.Cursor = next
	return batch, at, errors.Join(err, encodeErr)
}

// readLine reads one line with its end; the last may lack one. Of a line that is too long to be a post it gives a byte more than wire.Decode
// takes, and the size of all of it.
func readLine(r *bufio.Reader) (line []byte, size int64, err error) {
	for {
		part, err := r.ReadSlice('\n')
		size += int64(len(part))
		line = append(line, part[:min(len(part), wire.MaxLine+1-len(line))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, size, err
		}
	}
}

func (s *source) take(line []byte, number int64, batch *collector.Batch) {
	event, err := wire.Decode(line)
	switch {
	case err != nil:
		s.env.Log.Warn("a line of the archive is skipped", "source", s.env.Name, "file", s.settings.Path, "line", number, "error", err)
	case event.Deleted != nil:
		batch.Deleted = append(batch.Deleted, *event.Deleted)
	case event.Post != nil:
		p := *event.Post
		if p.Platform == "" {
			p.Platform = "archive"
		}
		if p.Space == "" {
			p.Space = s.settings.Space
		}
		batch.Posts = append(batch.Posts, p)
	}
}

func (s *source) progress(file *os.File, total int64) {
	if s.env.Progress == nil {
		return
	}
	if done, err := file.Seek(0, io.SeekCurrent); err == nil {
		s.env.Progress(done, total)
	}
}
