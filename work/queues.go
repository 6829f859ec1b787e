package work

import (
	"context"
	"maps"
	"slices"

	"hearsay/queue"
)

// QueueView is a queue and how much is in it.
type QueueView struct {
	Name   string `json:"name"`
	Ready  int    `json:"ready" doc:"items that wait"`
	Leased int    `json:"leased" doc:"items that somebody holds"`
}

// Queues are the queues of the routes and all others that hold something, by name.
func (w *Work) Queues(ctx context.Context) ([]QueueView, error) {
	depths, err := w.Queue.Depth(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range w.Routes() {
		if _, there := depths[name]; !there {
			depths[name] = queue.Depth{}
		}
	}
	views := make([]QueueView, 0, len(depths))
	for _, name := range slices.Sorted(maps.Keys(depths)) {
		views = append(views, QueueView{name, depths[name].Ready, depths[name].Leased})
	}
	return views, nil
}
