package app

import (
	"fmt"
	"io/fs"
	"os"

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
	set, name, err := rules.LoadWith(packs, dir, "pack", pack)
	if err != nil {
		return nil, "", err
	}
	return classifier.New(set, a.catalogue.Load().index), name, nil
}
