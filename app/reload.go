package app

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	"hearsay/fault"
)

// Reload reads the rule packs again and, if they are without fault, classifies by them from the next batch on. Packs
// with faults change nothing; the faults are logged and returned.
func (a *App) Reload() error {
	set, err := a.loadRules()
	if err != nil {
		for _, f := range fault.All(err) {
			a.options.Log.Error("the rule packs were not reloaded", "fault", f)
		}
		return err
	}
	a.rules.Store(set)
	a.compose()
	a.options.Log.Info("the rule packs were reloaded", "packs", set.Packs(), "rules", set.Len(), "from_desk", slices.Sorted(maps.Keys(a.overFolder())))
	return nil
}

// settleTime is how long files must be quiet before they are read: editors write a file in several steps.
const settleTime = 300 * time.Millisecond

// reloadOnChange watches the folder of the packs until ctx ends. What ships inside the program does not change.
func (a *App) reloadOnChange(ctx context.Context) {
	if a.config.RulesDir == "" {
		return
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		a.options.Log.Warn("rule packs are reloaded on SIGHUP only", "error", err)
		return
	}
	defer watcher.Close()
	if err := watcher.Add(a.config.RulesDir); err != nil {
		a.options.Log.Warn("rule packs are reloaded on SIGHUP only", "error", err)
		return
	}
	settled := time.NewTimer(time.Hour)
	settled.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-watcher.Events:
			if filepath.Ext(event.Name) == ".yaml" {
				settled.Reset(settleTime)
			}
		case err := <-watcher.Errors:
			a.options.Log.Warn("watching the rule packs", "error", err)
		case <-settled.C:
			_ = a.Reload() // logged there
		}
	}
}
