// Command eval measures how well hearsay hears, on the shared data, and prints one table. With -learn it fits to the training splits what
// is learned, and writes it into the source, to be built in: first words, then claims, which are found by them, then matches, whose
// scores follow from both (make learn).
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
	learn := flag.String("learn", "", "fit words (what they say, and how much they tell), claims (how they are found) or matches (how sure they are)")
	flag.Parse()
	if err := run(*data, *learn); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(data, learn string) error {
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
	switch learn {
	case "":
	case "words":
		return learnFromTeacher(data, all, train)
	case "claims":
		return writeWeights(learnClaims(claims.NewIndex(all), train))
	case "matches":
		return writeMatches(data, claims.NewIndex(all), train)
	default:
		return fmt.Errorf("-learn %s: learn words, claims or matches", learn)
	}
	x := claims.NewIndex(all)
	fmt.Println("| measure | split | figure |\n|---|---|---|")
	for _, split := range []struct {
		name string
		of   []example
	}{{"train", train}, {"dev", dev}} {
		m := measureClaims(x, split.of)
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

// learnFromTeacher fits what follows from what the teacher says: what words say, and how much they tell of check-worthiness; and how much
// concepts tell.
func learnFromTeacher(data string, all []claims.Claim, train []example) error {
	tweets, err := judge(data, "train")
	if err != nil {
		return err
	}
	m, err := gather(data, all, train, tweets)
	if err != nil {
		return err
	}
	concepts, err := learnMeaning(data)
	if err != nil {
		return err
	}
	form, words := learnForm(tweets), learnWords(m, learnWorth(m, tweets))
	calibrateWords(tweets, form, words)
	return errors.Join(writeWorth(form, words), writeSentences(learnSentences(m)), writeMeaning(concepts))
}

func writeMatches(data string, x *claims.Index, train []example) error {
	matches, err := tallies(data, x, train)
	if err != nil {
		return err
	}
	return os.WriteFile("matching/prior.tsv", []byte(matching.Write(matches)), 0o600)
}
