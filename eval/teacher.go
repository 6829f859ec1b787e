package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"html"
	"math"
	"os"
	"os/exec"
	"strings"
)

// teacherWidth is how many numbers the teacher says of a text.
const teacherWidth = 512

// teacherSays is what the sentence encoder says of each text (eval/teacher).
func teacherSays(texts []string) ([][]float64, error) {
	var in, out bytes.Buffer
	for _, text := range texts {
		fmt.Fprintln(&in, plain(text))
	}
	cmd := exec.Command("go", "run", ".", "../../.cache/teacher/package/dist")
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = "eval/teacher", &in, &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("asking the teacher (scripts/teacher.sh fetches what it needs): %w", err)
	}
	data := out.Bytes()
	if len(data) != 4*teacherWidth*len(texts) {
		return nil, fmt.Errorf("the teacher said %d bytes of %d texts", len(data), len(texts))
	}
	all := make([][]float64, len(texts))
	for i := range all {
		all[i] = make([]float64, teacherWidth)
		for k := range all[i] {
			all[i][k] = float64(math.Float32frombits(binary.LittleEndian.Uint32(data[4*(i*teacherWidth+k):])))
		}
	}
	return all, nil
}

// plain leaves what is language, in one line: no addresses, no marks before hashtags and handles, no entities.
func plain(text string) string {
	var words []string
	for _, field := range strings.Fields(html.UnescapeString(strings.ToValidUTF8(text, ""))) {
		isAddress := strings.HasPrefix(field, "http://") || strings.HasPrefix(field, "https://") || strings.HasPrefix(field, "pic.twitter.com/")
		if field = strings.TrimLeft(field, "#@"); field != "" && !isAddress {
			words = append(words, field)
		}
	}
	return strings.Join(words, " ")
}
