package collectortest

import (
	"context"
	"sync"
)

// Budget is a collector.Budget in memory.
type Budget struct {
	mu   sync.Mutex
	Used map[string]int64 // by allowance and period, apart by a space
}

// Take implements collector.Budget.
func (b *Budget) Take(_ context.Context, allowance, period string, n, limit int64) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Used == nil {
		b.Used = map[string]int64{}
	}
	if b.Used[allowance+" "+period]+n > limit {
		return false, nil
	}
	b.Used[allowance+" "+period] += n
	return true, nil
}

// Return implements collector.Budget.
func (b *Budget) Return(_ context.Context, allowance, period string, n int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.Used[allowance+" "+period] -= n
	return nil
}

// Total is what is used of everything.
func (b *Budget) Total() (n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, used := range b.Used {
		n += used
	}
	return n
}
