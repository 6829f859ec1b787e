package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"hearsay/post"
	"hearsay/post/wire"
)

// eachPost reads posts from stdin, a line each, and writes what do makes of each, a line each, in order. Lines that
// are no posts are reported with their number; the rest goes on. On a terminal a bar shows how far a file is read.
func eachPost(ctx context.Context, s *streams, do func(post.Post) any) error {
	out := bufio.NewWriterSize(s.out, 64<<10)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	bars := newProgress(s.err)
	defer bars.finish()
	total := sizeOf(s.in)
	var failed error
	var done int64
	lines := bufio.NewReaderSize(s.in, 64<<10)
	for number := 1; ctx.Err() == nil; number++ {
		line, readErr := lines.ReadBytes('\n')
		done += int64(len(line))
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := onePost(line, encoder, do); err != nil {
				fmt.Fprintf(s.err, "line %d: %v; see hearsay classify --help for the forms of a post\n", number, err)
				failed = errReported
			}
		}
		if number%1000 == 0 && total > 0 {
			bars.report("posts", done, total)
		}
		if errors.Is(readErr, io.EOF) {
			break
		}
		if readErr != nil {
			return errors.Join(fmt.Errorf("line %d: %w", number, readErr), out.Flush())
		}
	}
	return errors.Join(failed, out.Flush(), ctx.Err())
}

func onePost(line []byte, out *json.Encoder, do func(post.Post) any) error {
	event, err := wire.Decode(line)
	if err != nil {
		return err
	}
	if event.Post == nil {
		return nil // a deletion, a like
	}
	return out.Encode(do(*event.Post))
}

// sizeOf is the size of a file that is read as stdin, 0 for a pipe or a terminal.
func sizeOf(in io.Reader) int64 {
	f, ok := in.(*os.File)
	if !ok {
		return 0
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}
