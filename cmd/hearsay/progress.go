package main

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows bars on a terminal, and nothing elsewhere.
type progress struct {
	w    io.Writer
	mu   sync.Mutex
	bars map[string]*progressbar.ProgressBar
}

func newProgress(w io.Writer) *progress {
	return &progress{w: w, bars: map[string]*progressbar.ProgressBar{}}
}

// report says that done of total bytes of what is called name are read.
func (p *progress) report(name string, done, total int64) {
	if !isTerminal(p.w) || total <= 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	bar := p.bars[name]
	if bar == nil {
		bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(name), progressbar.OptionShowBytes(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		p.bars[name] = bar
	}
	_ = bar.Set64(min(done, total)) // a terminal that cannot be written to shows nothing
}

// finish clears the bars.
func (p *progress) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, bar := range p.bars {
		_ = bar.Finish()
	}
}
