// Package report writes what happened in a time as one HTML file that needs nothing beside it: figures, charts and tables, to be read in a
// browser, printed, or sent on. What it says is work.Report; start at HTML.
package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"hearsay/desk/charts"
	"hearsay/ledger"
	"hearsay/sight"
	"hearsay/work"
)

//go:embed report.html
var source string

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"day": func(at time.Time) string { return at.UTC().Format("2 January 2006") }, "shortDay": func(at time.Time) string { return at.UTC().Format("2 January") }, "iso": func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
	"language": nameOf, "round": func(f float64) string { return fmt.Sprintf("%.1f", f) }, "percent": func(part, most int64) string { return fmt.Sprintf("%.1f", 100*float64(part)/float64(max(most, 1))) },
}).Parse(source))

// figures are what the page shows, made of a report.
type figures struct {
	*work.Report
	BaseURL      string
	Charts       []chart
	Halves       []half
	Wheres       []where
	AnswerTimes  []times
	PostsInAll   int64
	ItemsInAll   int64
	AnsweredOnes int
	Slower       int // answers after which it spread less
}

type chart struct {
	Title  string
	Layers []layer
}

type layer struct {
	Name   string
	Colour string
	charts.Chart
}

type half struct {
	Title, None string
	Items       []work.ReportItem
	Most        int64
}

type where struct {
	Title  string
	Shares []ledger.Share
}

type times struct {
	Kind         string
	N            int
	Half, Ninety string
}

// HTML writes a report. baseURL is the desk's, which items link to; "" for no links.
func HTML(r *work.Report, baseURL string) (string, error) {
	f := figures{Report: r, BaseURL: strings.TrimSuffix(baseURL, "/"), AnsweredOnes: len(r.Answered)}
	for _, c := range r.Posts {
		f.PostsInAll += c.N
	}
	for _, c := range r.Opened {
		f.ItemsInAll += c.N
	}
	for _, e := range r.Effects {
		if e.After < e.Before {
			f.Slower++
		}
	}
	f.Charts = []chart{{"Posts each day", layers(r, r.Posts)}, {"New items each day", layers(r, r.Opened)}}
	f.Halves = []half{halfOf("Questions most asked", "Nobody asked anything.", r.Questions), halfOf("Claims that went round most", "No claim went round.", r.Claims)}
	spoken := slices.Clone(r.Languages)
	for i := range spoken {
		spoken[i].Name = nameOf(spoken[i].Name)
	}
	f.Wheres = []where{{"Space", r.Spaces}, {"Platform", r.Platforms}, {"Language", spoken}}
	for _, kind := range []string{"question", "claim"} {
		if t, any := timesOf(r.Answered, kind); any {
			f.AnswerTimes = append(f.AnswerTimes, t)
		}
	}
	var b bytes.Buffer
	err := page.Execute(&b, f)
	return b.String(), err
}

// layers are a chart's bars for questions and for claims, a bar for each day.
func layers(r *work.Report, counts []ledger.DayCount) []layer {
	first := r.From.Truncate(24 * time.Hour)
	days := int(r.To.Sub(first)/(24*time.Hour)) + 1
	var all []layer
	for _, l := range []layer{{Name: "questions", Colour: "#2f5d8a"}, {Name: "claims", Colour: "#b0541e"}} {
		values := make([]int64, days)
		for _, c := range counts {
			if at := int(c.Day.Sub(first) / (24 * time.Hour)); c.Kind+"s" == l.Name && at >= 0 && at < days {
				values[at] += c.N
			}
		}
		l.Chart = charts.Bars(values, first, 24*time.Hour)
		l.ShadeAt(sight.Spans(sight.Open(r.Blind), r.MadeAt))
		all = append(all, l)
	}
	charts.Together(&all[0].Chart, &all[1].Chart)
	return all
}

func halfOf(title, none string, items []work.ReportItem) half {
	h := half{Title: title, None: none, Items: items}
	for _, it := range items {
		h.Most = max(h.Most, it.Posts)
	}
	return h
}

// timesOf are the times within which half, and nine in ten, of a kind of item were answered.
func timesOf(all []work.AnswerTime, kind string) (times, bool) {
	var of []float64
	for _, a := range all {
		if a.Kind == kind {
			of = append(of, a.Seconds)
		}
	}
	if len(of) == 0 {
		return times{}, false
	}
	slices.Sort(of)
	at := func(share float64) string {
		rank := int(math.Ceil(share * float64(len(of)))) // the nearest one
		return span(time.Duration(of[rank-1]) * time.Second)
	}
	return times{kind + "s", len(of), at(0.5), at(0.9)}, true
}

func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%.1f days", d.Hours()/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%.1f hours", d.Hours())
	}
	return fmt.Sprintf("%.0f minutes", d.Minutes())
}

func nameOf(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	return display.English.Languages().Name(tag)
}
