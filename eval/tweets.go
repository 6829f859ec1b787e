package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"time"

	"hearsay/app"
	"hearsay/classifier"
	"hearsay/post"
	"hearsay/post/wire"
	"hearsay/triage"
)

// epoch is the time at which everything here happens.
var epoch = time.Date(2020, 3, 3, 0, 0, 0, 0, time.UTC)

// place puts a text on the board and returns its group.
func place(board *triage.Board, id, text string) string {
	sign := triage.Sign(text, "en")
	return board.Place(post.Post{Platform: "eval", ID: id, Text: text}, &classifier.Verdict{Kind: classifier.KindQuestion, Language: "en"}, &sign).Item.ID
}

// printWorth measures how well tweets are ranked by check-worthiness: average precision.
func printWorth(dir string) error {
	set, err := app.LoadRules("")
	if err != nil {
		return err
	}
	by := classifier.New(set, nil)
	for _, split := range []string{"train", "dev"} {
		tweets, err := judge(dir, split)
		if err != nil {
			return err
		}
		type ranked struct {
			score   float64
			isWorth bool
		}
		var all []ranked
		for _, t := range tweets {
			all = append(all, ranked{by.Classify(t.post).CheckWorthiness, t.isWorth})
		}
		slices.SortStableFunc(all, func(a, b ranked) int {
			switch {
			case a.score > b.score:
				return -1
			case a.score < b.score:
				return 1
			}
			return 0
		})
		found, sum := 0, 0.0
		for i, r := range all {
			if r.isWorth {
				found++
				sum += float64(found) / float64(i+1)
			}
		}
		fmt.Printf("| check-worthiness: average precision | %s, %d tweets | %.3f |\n", split, len(all), sum/float64(max(found, 1)))
	}
	return nil
}

// labels are the ids of tweets that are worth a fact-checker's time.
func labels(name string) (map[string]bool, error) {
	rows, err := lines(name)
	worth := map[string]bool{}
	for _, row := range rows {
		worth[row[1]] = row[len(row)-1] == "1"
	}
	return worth, err
}

func tweets(name string) ([]post.Post, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening tweets: %w", err)
	}
	defer file.Close()
	var all []post.Post
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, wire.MaxLine)
	for scanner.Scan() {
		event, err := wire.Decode(scanner.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if event.Post != nil {
			all = append(all, *event.Post)
		}
	}
	return all, scanner.Err()
}
