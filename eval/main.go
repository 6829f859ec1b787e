// Command eval measures how well hearsay hears, on the shared data, and prints one table. With -learn it fits the weights
// of claim retrieval and of check-worthiness to the training splits and writes them into the source, to be built in.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"hearsay/claims"
	"hearsay/matching"
)

func main() {
	data := flag.String("data", "../shared/data", "the folder of the shared data")
	learn := flag.Bool("learn", false, "fit the weights to the training splits and write claims/weights.go, classifier/worth.tsv, meaning/weights.tsv and matching/prior.tsv")
	flag.Parse()
	if err := run(*data, *learn); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(data string, learn bool) error {
	all, err := catalogue(data)
	if err != nil {
		return err
	}
	train, err := examples(data, "train")
	if err != nil {
		return err
	}
	dev, err := examples(data, "dev")
	if err != nil {
		return err
	}
	x := claims.NewIndex(all)
	if learn {
		weights, curve := learnClaims(x, train)
		fmt.Printf("learned: train %+v, dev %+v\n", measureClaims(x, train, &weights), measureClaims(x, dev, &weights))
		tweets, err := judge(data, "train")
		if err != nil {
			return err
		}
		concepts, err := learnMeaning(data)
		if err != nil {
			return err
		}
		matches, err := tallies(data, x, train)
		if err != nil {
			return err
		}
		return errors.Join(os.WriteFile("matching/prior.tsv", []byte(matching.Write(matches)), 0o600), writeMeaning("meaning/weights.tsv", concepts), writeWeights("claims/weights.go", weights, curve), writeWorth("classifier/worth.tsv", learnWorth(tweets)))
	}
	fmt.Println("| measure | split | figure |\n|---|---|---|")
	for _, split := range []struct {
		name string
		of   []example
	}{{"train", train}, {"dev", dev}} {
		m := measureClaims(x, split.of, nil)
		fmt.Printf("| claims: MAP@5 (P@1) of %d claims | %s, %d posts | %.3f (%.3f) |\n", x.Len(), split.name, len(split.of), m.map5, m.p1)
	}
	precision, recall := measureKnown(x, dev)
	fmt.Printf("| claims said to be known: precision (recall), half of the posts having none | dev | %.3f (%.3f) |\n", precision, recall)
	fmt.Printf("| claims: median time of the best 5 | dev | %v |\n", latency(x, dev).Round(time.Microsecond))
	if err := printWorth(data); err != nil {
		return err
	}
	return printQuestions(data, all)
}
