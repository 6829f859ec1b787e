package main

import (
	"fmt"
	"path/filepath"

	"hearsay/claims"
	"hearsay/classifier/language"
	"hearsay/classifier/question"
	"hearsay/classifier/token"
	"hearsay/triage"
)

// asks tells whether the program takes a text for a question.
func asks(text string) bool {
	cut := token.Cut(text)
	return question.Score(cut, language.Identify(cut, "")).Score >= question.Asks
}

// counts are decisions against the truth.
type counts struct{ right, wrong, missed int }

func (c *counts) add(said, isTrue bool) {
	switch {
	case said && isTrue:
		c.right++
	case said:
		c.wrong++
	case isTrue:
		c.missed++
	}
}

func (c *counts) f1() float64 {
	return ratio(2*c.right, 2*c.right+c.wrong+c.missed)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// printQuestions measures question detection on the treebanks, on real questions, and on claims, none of which asks.
func printQuestions(dir string, all []claims.Claim) error {
	for _, code := range []string{"en", "fi", "sv", "it", "ro"} {
		rows, err := lines(filepath.Join(dir, "questions", "ud-"+code+".tsv"))
		if err != nil {
			return err
		}
		var c counts
		right, wrong := 0, 0
		for _, row := range rows {
			c.add(asks(row[1]), row[0] == "question")
			switch language.Identify(token.Cut(row[1]), "") {
			case code:
				right++
			case "":
			default:
				wrong++
			}
		}
		fmt.Printf("| language: right (wrong; the rest undetermined) | ud-%s, %d sentences | %.1f %% (%.1f %%) |\n", code, len(rows), 100*ratio(right, len(rows)), 100*ratio(wrong, len(rows)))
		fmt.Printf("| questions: F1 (precision, recall) | ud-%s, %d sentences | %.3f (%.3f, %.3f) |\n", code, len(rows), c.f1(), ratio(c.right, c.right+c.wrong), ratio(c.right, c.right+c.missed))
	}
	rows, err := lines(filepath.Join(dir, "questions", "covid-q.tsv"))
	if err != nil {
		return err
	}
	var c counts
	for _, row := range rows {
		c.add(asks(row[len(row)-1]), true)
	}
	fmt.Printf("| questions: recall | covid-q, %d questions | %.3f |\n", len(rows), ratio(c.right, len(rows)))
	taken := 0
	for i := range all {
		if asks(all[i].Text) {
			taken++
		}
	}
	fmt.Printf("| claims taken for questions | %d claims | %.2f %% |\n", len(all), 100*ratio(taken, len(all)))
	return printGroups(rows)
}

// printGroups measures grouping: of all pairs of questions, which share a group and which should.
func printGroups(rows [][]string) error {
	board := triage.NewBoard(triage.DefaultRoutes(), epoch)
	groups := make([]string, len(rows))
	for i, row := range rows {
		groups[i] = place(board, fmt.Sprint(i), row[len(row)-1])
	}
	var c counts
	for i := range rows {
		for k := range i {
			c.add(groups[i] == groups[k], rows[i][0] == rows[k][0])
		}
	}
	fmt.Printf("| grouping: pairwise F1 (precision, recall) | covid-q, %d questions | %.3f (%.3f, %.3f) |\n", len(rows), c.f1(), ratio(c.right, c.right+c.wrong), ratio(c.right, c.right+c.missed))
	return nil
}
