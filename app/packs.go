package app

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"hearsay/amend"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/configs"
)

// LoadRules reads the packs in a folder, or those inside the program.
func LoadRules(dir string) (*rules.Set, error) {
	packs, name, err := packsIn(dir)
	if err != nil {
		return nil, err
	}
	return rules.LoadFS(packs, name)
}

// packsIn is a folder of packs, or that inside the program for "", and what faults call it.
func packsIn(dir string) (packs fs.FS, name string, err error) {
	if dir != "" {
		return os.DirFS(dir), dir, nil
	}
	if packs, err = fs.Sub(configs.Files, "rules"); err != nil {
		return nil, "", fmt.Errorf("reading the built-in packs: %w", err)
	}
	return packs, "built-in rules", nil
}

// Classifier implements work.Packs.
func (a *App) Classifier() *classifier.Classifier { return a.classifier.Load() }

// With implements work.Packs.
func (a *App) With(pack []byte) (c *classifier.Classifier, name string, err error) {
	packs, dir, err := packsIn(a.config.RulesDir)
	if err != nil {
		return nil, "", err
	}
	set, name, err := rules.LoadWith(packs, dir, a.overFolder(), "pack", pack)
	if err != nil {
		return nil, "", err
	}
	return a.classifierOf(set), name, nil
}

// Test implements work.Packs.
func (a *App) Test(pack []byte) error {
	packs, dir, err := packsIn(a.config.RulesDir)
	if err != nil {
		return err
	}
	if _, _, err := rules.LoadWith(packs, dir, a.overFolder(), "pack", pack); err != nil {
		return err
	}
	alone, err := rules.Parse("pack", pack)
	if err != nil {
		return err
	}
	_, err = alone.SelfTest()
	return err
}

// Sources implements work.Packs.
func (a *App) Sources() (inForce, folder map[string]string, err error) {
	packs, dir, err := packsIn(a.config.RulesDir)
	if err != nil {
		return nil, nil, err
	}
	names, err := fs.Glob(packs, "*.yaml")
	if err != nil {
		return nil, nil, err
	}
	folder = map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(packs, name)
		if err != nil {
			return nil, nil, err
		}
		pack, err := rules.ReadPack(filepath.Join(dir, name), data)
		if err != nil {
			return nil, nil, err
		}
		folder[pack.Name] = string(data)
	}
	inForce = maps.Clone(folder)
	for name, data := range a.overFolder() {
		inForce[name] = string(data)
	}
	return inForce, folder, nil
}

// amended are the packs that were changed at the desk, and which amendments they are.
type amended struct {
	packs map[string][]byte
	state string
}

// loadRules reads the packs of the folder with those that were changed at the desk in their places.
func (a *App) loadRules() (*rules.Set, error) {
	packs, dir, err := packsIn(a.config.RulesDir)
	if err != nil {
		return nil, err
	}
	return rules.LoadOver(packs, dir, a.overFolder())
}

// overFolder are the packs that stand in the place of those of the folder.
func (a *App) overFolder() map[string][]byte {
	if now := a.amended.Load(); now != nil {
		return now.packs
	}
	return nil
}

// amend keeps to the amendments that are in force, here or in another process. Where one has faults, as another version of the program may find, the packs
// stay as they were.
func (a *App) amend(ctx context.Context) error {
	state, err := a.ledger.InForce(ctx)
	if err != nil {
		return err
	}
	before := a.amended.Load()
	if before != nil && before.state == state || before == nil && state == "" {
		return nil
	}
	inForce, err := a.ledger.AmendmentsIn(ctx, amend.Accepted)
	if err != nil {
		return err
	}
	now := &amended{map[string][]byte{}, state}
	for _, one := range inForce {
		if one.Source != "" {
			now.packs[one.Pack] = []byte(one.Source)
		}
	}
	a.amended.Store(now)
	if err := a.Reload(); err != nil {
		kept := &amended{map[string][]byte{}, state}
		if before != nil {
			kept.packs = before.packs
		}
		a.amended.Store(kept)
		return fmt.Errorf("a rule pack that was changed at the desk has faults and is not used: %w", err)
	}
	return nil
}
