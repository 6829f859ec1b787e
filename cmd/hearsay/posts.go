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
	"runtime"
	"sync"

	"hearsay/post"
	"hearsay/post/wire"
)

// eachPost writes what do makes of each post of stdin, a line each, in the order of the lines. It uses all cores; do
// is called by several goroutines at once.
func eachPost(ctx context.Context, s *streams, do func(post.Post) any) error {
	return stream(ctx, s, runtime.GOMAXPROCS(0), do)
}

// inTurn is eachPost for a do that remembers the posts before: it is called for one after the other.
func inTurn(ctx context.Context, s *streams, do func(post.Post) any) error {
	return stream(ctx, s, 1, do)
}

// batchLines is how many lines go to a worker at once, at most: fewer when no more have come yet.
const batchLines = 256

// batch is lines of stdin on their way through a worker. It is done when out and faults are filled.
type batch struct {
	first  int // the number of the first line
	lines  [][]byte
	out    bytes.Buffer
	faults []string
	done   chan struct{}
}

func stream(ctx context.Context, s *streams, workers int, do func(post.Post) any) error {
	work, inOrder := make(chan *batch), make(chan *batch, 2*workers)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for b := range work {
				b.run(do)
			}
		})
	}
	var readErr error
	reading := make(chan struct{})
	go func() {
		defer close(reading)
		readErr = readBatches(ctx, s.in, func(b *batch) {
			inOrder <- b
			work <- b
		})
		close(work)
		close(inOrder)
	}()
	err := writeBatches(s, inOrder)
	<-reading
	working.Wait()
	return errors.Join(err, readErr, ctx.Err())
}

// readBatches hands over the lines of a stream until it or ctx ends.
func readBatches(ctx context.Context, in io.Reader, deliver func(*batch)) error {
	lines := bufio.NewReaderSize(in, 64<<10)
	b := &batch{first: 1, done: make(chan struct{})}
	number := 0
	for ctx.Err() == nil {
		line, err := lines.ReadBytes('\n')
		number++
		b.lines = append(b.lines, line)
		if len(b.lines) == batchLines || lines.Buffered() == 0 || err != nil {
			deliver(b)
			b = &batch{first: number + 1, done: make(chan struct{})}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	return nil
}

// run makes the output of a batch.
func (b *batch) run(do func(post.Post) any) {
	defer close(b.done)
	encoder := json.NewEncoder(&b.out)
	encoder.SetEscapeHTML(false)
	for i, line := range b.lines {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if err := onePost(line, encoder, do); err != nil {
			b.faults = append(b.faults, fmt.Sprintf("line %d: %v; see hearsay classify --help for the forms of a post\n", b.first+i, err))
		}
	}
}

// writeBatches writes what batches made, in their order, and what was wrong with them. It reads all of them, so that
// nobody waits for it.
func writeBatches(s *streams, inOrder <-chan *batch) error {
	bars := newProgress(s.err)
	defer bars.finish()
	total := sizeOf(s.in)
	var failed, writing error
	var done int64
	for b := range inOrder {
		<-b.done
		if writing == nil {
			_, writing = s.out.Write(b.out.Bytes())
		}
		for _, fault := range b.faults {
			fmt.Fprint(s.err, fault)
			failed = errReported
		}
		for _, line := range b.lines {
			done += int64(len(line))
		}
		if total > 0 {
			bars.report("posts", done, total)
		}
	}
	return errors.Join(failed, writing)
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
