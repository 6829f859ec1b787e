package work

import (
	"context"
	"maps"
	"slices"
	"time"

	"hearsay/queue"
)

// QueueView is a queue and how much is in it.
type QueueView struct {
	Name   string `json:"name"`
	Ready  int    `json:"ready" doc:"items that wait"`
	Leased int    `json:"leased" doc:"items that somebody holds"`

	Overdue     int64 `json:"overdue" doc:"items that are past their deadline"`
	ReachWithin int64 `json:"reach_within" doc:"seconds within which every item comes first, however many are more urgent"`

	Deadline time.Time `json:"deadline,omitzero" doc:"the earliest of all items that wait or are held"`
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
	states, err := w.Ledger.QueueStates(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]QueueView, 0, len(depths))
	for _, name := range slices.Sorted(maps.Keys(depths)) {
		views = append(views, QueueView{Name: name, Ready: depths[name].Ready, Leased: depths[name].Leased, Overdue: states[name].Overdue, Deadline: states[name].Deadline, ReachWithin: int64(w.Routing.ReachWithin(name) / time.Second)})
	}
	return views, nil
}
